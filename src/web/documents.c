/*
 * documents: papers as they came, those that wait first; a person looks at one and accepts or rejects it, with the
 * reason.  Each look at a file is in the audit log.
 */
#include "store/document.h"

#include <string.h>

#include "store/audit.h"
#include "store/document_list.h"
#include "web/bulk.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX		50
#define REASON_BYTES_MAX	500
#define FILE_BYTES_MAX		(16 << 20)	/* a larger file is given out by the command, which needs no memory for it */

static const struct notice notices[] = {
	{ "accepted", "It is accepted; the version before it has ended." },
	{ "rejected", "It is rejected, with its reason." },
	{ "accepteds", "They are accepted." }, { "rejecteds", "They are rejected, each with the reason." }, { NULL, NULL },
};

/* What the list can be narrowed to; the first is what waits. */
static const struct { const char *status, *words; } shown[] = {
	{ "received", "To decide" }, { "requested", "Requested" }, { "accepted", "Accepted" },
	{ "rejected", "Rejected" }, { "expired", "Ended" }, { "all", "All" },
};

static bool
read_wish(const struct request *r, struct document_wish *wish, size_t *ret_shown, struct err *err)
{
	const char *status = pairs_get(&r->query, "status");
	const struct { const char *name; int64_t *id; } ids[] = { { "provider", &wish->provider_id },
		{ "document", &wish->document_id }, { "before", &wish->before_id } };

	*ret_shown = text_blank(status) && pairs_get(&r->query, "provider") == NULL ? 0 : LEN(shown) - 1;
	for (size_t i = 0; status != NULL && i < LEN(shown); i++)
		if (strcmp(shown[i].status, status) == 0)
			*ret_shown = i;
	if (!text_blank(status) && strcmp(shown[*ret_shown].status, status) != 0)
		return fail(err, ERR_INPUT, "there is no state \"%.40s\"", status);
	wish->status = *ret_shown == LEN(shown) - 1 ? NULL : shown[*ret_shown].status;
	for (size_t i = 0; i < LEN(ids); i++) {
		const char *text = pairs_get(&r->query, ids[i].name);
		if (!text_blank(text) && (!int_parse(text, ids[i].id) || *ids[i].id <= 0))
			return fail(err, ERR_INPUT, "\"%.40s\" is no number for \"%s\"", text, ids[i].name);
	}
	return true;
}

/* May it be of a state?  A certificate of insurance is not; of what is not known yet nobody can tell. */
static bool
may_be_of_state(const struct catalog *catalog, const char *kind)
{
	bool may = text_blank(kind);

	for (size_t i = 0; i < catalog->types && !may; i++)
		may = catalog->type[i].needs_state && text_equal_nocase(catalog->type[i].document, kind);
	return may;
}

static void
add_words(const struct request *r, struct json *row)
{
	int64_t bytes = json_get_int(row, "bytes", 0);
	const char *status = json_get_text(row, "status");

	page_since(r, row, "created_ms", "created_words");
	page_since(r, row, "decided_ms", "decided_words");
	json_set_bool(row, "is_open", text_equal(status, "received"));
	json_set_bool(row, "asks_state", text_blank(json_get_text(row, "state")) &&
	    may_be_of_state(r->web->settings->catalog, json_get_text(row, "kind")));
	json_set_bool(row, "is_aside", json_get_text(row, "aside_reason") != NULL);
	json_set_bool(row, "has_provider", json_get_int(row, "provider_id", 0) != 0);
	json_set_bool(row, "has_case", json_get_int(row, "case_id", 0) != 0);
	json_set_bool(row, "has_decision", json_get_text(row, "decided_by") != NULL);
	json_set_bool(row, "has_before", json_get_int(row, "replaces_id", 0) != 0);
	json_set_bool(row, "has_next", json_get_int(row, "next_id", 0) != 0);
	json_set_text(row, "came_words", json_get_int(row, "message_id", 0) != 0 ? "by mail" :
	    json_get_int(row, "link_id", 0) != 0 ? "from the provider" : "added here");
	json_set_text(row, "size_words", bytes == 0 ? NULL : bytes < 1 << 20 ?
	    arena_printf(r->a, "%lld KB", (long long)(bytes + 1023) / 1024) :
	    arena_printf(r->a, "%lld MB", (long long)bytes >> 20));
}

/* What copies are kept as: the words that credentials ask for. */
static void
add_kinds(const struct request *r, struct json *data)
{
	const struct catalog *catalog = r->web->settings->catalog;
	struct json *list = json_new_array();

	for (size_t i = 0; i < catalog->types; i++)
		if (catalog->type[i].document != NULL && !catalog->type[i].retired)
			json_push(list, json_new_text(catalog->type[i].document));
	json_set(data, "kinds", list);
}

static void
add_choices(struct json *data, const struct document_wish *wish, size_t chosen)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < LEN(shown); i++) {
		struct json *one = json_new_object();
		json_set_text(one, "status", shown[i].status);
		json_set_text(one, "words", shown[i].words);
		json_set_bool(one, "is_chosen", i == chosen && wish->document_id == 0);
		json_push(list, one);
	}
	json_set(data, "choices", list);
	json_set_text(data, "status", shown[chosen].status);
	json_set_id(data, "provider_id", wish->provider_id);
	json_set_bool(data, "is_later", wish->before_id != 0);
}

bool
page_documents(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object(), *rows;
	struct document_wish wish = { .status = NULL };
	struct query q;
	size_t chosen;

	json_set_text(data, "title", "Documents");
	json_set_bool(data, "at_documents", true);
	bulk_add(data);
	page_notice(r, data, notices);
	if (!read_wish(r, &wish, &chosen, err)) {
		json_free(data);
		return false;
	}
	document_query_list(&q, r->web->db, &wish, ROWS_MAX + 1);
	if (!page_rows(r, data, "rows", &q, ROWS_MAX, &rows, err)) {
		json_free(data);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		add_words(r, json_at(rows, i));
		json_set_int(data, "last", json_get_int(json_at(rows, i), "document_id", 0));
	}
	add_choices(data, &wish, chosen);
	add_kinds(r, data);
	return page_render(r, reply, "documents", data, err);
}

/* Somebody may have decided meanwhile: the form says what the page showed. */
static bool
decide(struct request *r, int64_t id, bool accept, const char *seen, const char *reason, bool *ret_again, struct err *err)
{
	const struct document_by by = request_document_by(r);
	const char *wanted = accept ? "accepted" : "rejected";
	struct db *db = r->web->writer.db;
	struct document d;

	if (!document_load(db, id, r->a, &d, err))
		return false;
	*ret_again = strcmp(d.status, wanted) == 0;
	if (*ret_again)
		return true;
	if (!text_equal(seen, d.status))
		return fail(err, ERR_CONFLICT, "this document was %s meanwhile, and you wanted it %s. Nothing was changed: "
		    "look at it again", d.status, wanted);
	const struct document_saying said = { .kind = accept ? pairs_get(&r->form, "kind") : NULL,
	    .state = accept ? pairs_get(&r->form, "state") : NULL, .is_wanted = accept && d.aside_reason == NULL };
	return document_say(db, id, &said, r->web->settings->catalog, &by, err) &&
	    document_decide(db, id, accept, reason, &by, err);
}

struct decision { bool accept; const char *as, *reason; };

static bool
read_decision(const struct request *r, struct decision *ret, struct err *err)
{
	const char *as = pairs_get(&r->form, "as");

	*ret = (struct decision){ text_equal(as, "accepted"), as, pairs_get(&r->form, "reason") };
	if (!ret->accept && !text_equal(as, "rejected"))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (ret->reason == NULL || strlen(ret->reason) > REASON_BYTES_MAX)
		return fail(err, ERR_INPUT, "a reason has at most %d bytes", REASON_BYTES_MAX);
	return ret->accept || !text_blank(ret->reason) ||
	    fail(err, ERR_INPUT, "say why it is rejected: whoever sent it is told so");
}

static bool
decide_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	const struct decision *d = context;
	struct db *db = r->web->writer.db;
	const char *seen;
	int64_t id;
	bool again;

	return bulk_id(r, chosen, &id, &seen, err) && db_begin(db, err) &&
	    db_end(db, decide(r, id, d->accept, seen, d->reason, &again, err), err);
}

bool
post_documents_decide(struct request *r, struct reply *reply, struct err *err)
{
	struct decision d;
	bool again;

	if (!once_is_taken(r, &again, err) || !read_decision(r, &d, err))
		return false;
	if (again)
		return reply_redirect(reply, bulk_back(r, "/documents", "again"));
	return bulk_run(r, "document", "documents", d.as, decide_one, &d, err) &&
	    reply_redirect(reply, bulk_back(r, "/documents", d.accept ? "accepteds" : "rejecteds"));
}

bool
post_document_decide(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct decision d;
	bool again = false;
	int64_t id;

	return read_decision(r, &d, err) && request_id(r, 0, &id, err) && db_begin(db, err) &&
	    db_end(db, decide(r, id, d.accept, pairs_get(&r->form, "shown"), d.reason, &again, err), err) &&
	    reply_redirect(reply, again ? "/documents?did=again" : arena_printf(r->a, "/documents?did=%s", d.as));
}

static bool
add_piece(void *context, const void *bytes, size_t len, struct err *err)
{
	struct str *body = context;

	if (body->len + len > FILE_BYTES_MAX)
		return fail(err, ERR_INPUT, "this file is too large to be shown here: \"credence document save\" gives it out");
	str_add_bytes(body, bytes, len);
	return true;
}

/* What a browser shows by itself without running it; all else is taken along. */
static const char *
shown_as(const char *type)
{
	static const char *const types[] = { "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp" };

	for (size_t i = 0; i < LEN(types); i++)
		if (text_equal(types[i], type))
			return types[i];
	return "application/octet-stream";
}

static bool
log_look(struct request *r, int64_t id, const char *name, struct err *err)
{
	struct db *db = r->web->writer.db;

	return db_begin(db, err) && db_end(db, audit_add(db, r->actor, "document read",
	    arena_printf(r->a, "document %lld", (long long)id), name, r->now_ms, err), err);
}

bool
page_document_file(struct request *r, struct reply *reply, struct err *err)
{
	struct document d;
	int64_t id;

	if (!request_id(r, 0, &id, err) || !document_load(r->web->db, id, r->a, &d, err))
		return false;
	if (d.sha256 == NULL || d.aside_reason != NULL)
		return fail(err, ERR_MISSING, d.sha256 == NULL ? "this document is kept elsewhere: only its reference is here" :
		    "this file is kept aside: %s", d.aside_reason);
	if (!log_look(r, id, d.name, err) ||
	    !document_file_read(r->web->folder, d.sha256, add_piece, &reply->body, err))
		return false;
	reply->type = shown_as(d.content_type);
	reply->status = 200;
	return true;
}
