/* document: what becomes of a paper; its bytes are looked at before anybody's word about them counts. */
#include "store/document.h"

#include <inttypes.h>

#include "base/arena.h"
#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/record.h"
#include "store/document_task.h"
#include "store/task.h"
#include "base/banned.h"

bool
document_load(struct db *db, int64_t document_id, struct arena *a, struct document *ret_document,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT replaces_id, name, status, sha256, aside_reason, content_type FROM document"
	    " WHERE document_id = :document_id");
	query_bind_int(&q, ":document_id", document_id);
	bool found = query_row(&q);
	if (found)
		*ret_document = (struct document){
			.document_id = document_id, .replaces_id = query_int(&q, 0),
			.name = query_text(&q, 1, a), .status = query_text(&q, 2, a),
			.sha256 = query_null(&q, 3) ? NULL : query_text(&q, 3, a),
			.aside_reason = query_null(&q, 4) ? NULL : query_text(&q, 4, a),
			.content_type = query_text(&q, 5, a),
		};
	return query_close(&q, err) && (found ||
	    fail(err, ERR_MISSING, "there is no document %" PRId64, document_id));
}

static bool
note(struct db *db, int64_t document_id, const char *action, const char *detail,
    const struct document_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = audit_add(db, by->actor, action, arena_printf(&a, "document %" PRId64, document_id),
	    detail, by->now_ms, err);
	arena_clear(&a);
	return ok;
}

static bool
check_replaced(struct db *db, int64_t document_id, int64_t replaces_id, struct err *err)
{
	int64_t fits;
	struct query q;

	if (replaces_id == 0)
		return true;
	query_open(&q, db, "SELECT count(*) FROM document n JOIN document b"
	    " ON b.provider_id IS n.provider_id AND b.kind = n.kind AND (b.state = n.state OR '' IN (b.state, n.state))"
	    " WHERE n.document_id = :document_id"
	    " AND b.document_id = :replaces_id AND b.document_id <> n.document_id");
	query_bind_int(&q, ":document_id", document_id);
	query_bind_int(&q, ":replaces_id", replaces_id);
	return query_run_int(&q, &fits, err) && (fits > 0 || fail(err, ERR_INPUT,
	    "document %" PRId64 " is none of this provider, kind and state that could be replaced", replaces_id));
}

bool
document_find_same(struct db *db, const struct document_same *same, int64_t *ret_id, struct err *err)
{
	struct query q;

	if (same->sha256 != NULL) {
		query_open(&q, db, "SELECT coalesce(max(document_id), 0) FROM document WHERE sha256 = :sha256"
		    " AND kind = coalesce(:kind, '')"
		    " AND state = coalesce(:state, '') AND provider_id IS (SELECT provider_id FROM provider WHERE npi = :npi)");
		query_bind_text(&q, ":sha256", same->sha256);
	} else {
		query_open(&q, db, "SELECT coalesce(max(document_id), 0) FROM document"
		    " WHERE provider_id IS (SELECT provider_id FROM provider WHERE npi = :npi) AND kind = coalesce(:kind, '')"
		    " AND state = coalesce(:state, '') AND sha256 IS NULL AND name = :name AND reference = coalesce(:reference, '')");
		query_bind_text(&q, ":name", same->name);
		query_bind_text(&q, ":reference", same->reference);
	}
	query_bind_text(&q, ":npi", same->npi);
	query_bind_text(&q, ":kind", same->kind);
	query_bind_text(&q, ":state", same->state);
	return query_run_int(&q, ret_id, err);
}

bool
document_attach(struct db *db, int64_t document_id, const struct document_file *file,
    int64_t replaces_id, const struct document_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	if (!check_replaced(db, document_id, replaces_id, err))
		return false;
	query_open(&q, db, "UPDATE document SET sha256 = :sha256, bytes = :bytes, content_type = :type,"
	    " aside_reason = :aside, replaces_id = :replaces_id WHERE document_id = :document_id");
	query_bind_int(&q, ":document_id", document_id);
	query_bind_text(&q, ":sha256", file->sha256);
	query_bind_int(&q, ":bytes", file->bytes);
	query_bind_text(&q, ":type", file->is.type);
	query_bind_text(&q, ":aside", file->is.aside);
	query_bind_id(&q, ":replaces_id", replaces_id);
	bool ok = query_run(&q, NULL, err) && note(db, document_id, "document keep",
	    arena_printf(&a, "%s, %" PRId64 " bytes, sha256 %s%s%s", file->is.type, file->bytes,
	    file->sha256, file->is.aside != NULL ? ", aside: " : "",
	    file->is.aside != NULL ? file->is.aside : ""), by, err);
	arena_clear(&a);
	return ok;
}

bool
document_check_fields(const struct record *r, bool is_kept, struct err *err)
{
	const char *status = record_value(r, "status");

	if (status != NULL && is_kept)
		return fail(err, ERR_INPUT, "the state of a file that is kept is not set: "
		    "\"document accept\" and \"document reject\" decide it");
	return status == NULL || strcmp(status, "aside") != 0 ||
	    fail(err, ERR_INPUT, "only what is in a file puts it aside");
}

bool
document_add(struct db *db, struct record *r, const struct document_file *file, int64_t replaces_id,
    const struct document_by *by, int64_t *ret_document_id, struct err *err)
{
	const struct record_by who = { .actor = by->actor, .now_ms = by->now_ms };

	if (file == NULL && replaces_id != 0)
		return fail(err, ERR_INPUT, "only a file replaces another one");
	return document_check_fields(r, file != NULL, err) && db_begin(db, err) &&
	    db_end(db, record_add(db, r, &who, ret_document_id, err) && (file == NULL ||
	    document_attach(db, *ret_document_id, file, replaces_id, by, err)), err);
}

static bool
assign_open(struct record *r, const char *field, const char *before, const char *said, bool *ret_any, struct err *err)
{
	if (text_blank(said) || !text_blank(before))
		return true;
	*ret_any = true;
	return record_assign(r, field, said, err);
}

bool
document_say(struct db *db, int64_t document_id, const struct document_saying *said, const struct catalog *catalog,
    const struct document_by *by, struct err *err)
{
	const struct record_by who = { .actor = by->actor, .now_ms = by->now_ms };
	const char *kind = "", *state = "";
	struct arena a = ARENA_INIT;
	enum record_outcome outcome;
	struct record record;
	bool any = false;
	struct query q;

	query_open(&q, db, "SELECT kind, state FROM document WHERE document_id = :document_id");
	query_bind_int(&q, ":document_id", document_id);
	if (query_row(&q)) {
		kind = query_text(&q, 0, &a);
		state = query_text(&q, 1, &a);
	}
	record_init(&record, record_kind_find("document"), catalog, DAY_NONE, &a);
	bool ok = query_close(&q, err) && (!said->is_wanted || !text_blank(kind) || !text_blank(said->kind) ||
	    fail(err, ERR_INPUT, "say what document %" PRId64 " is (\"license copy\"): while its kind is not known, it "
	    "fills no requirement", document_id)) && assign_open(&record, "kind", kind, said->kind, &any, err) &&
	    assign_open(&record, "state", state, said->state, &any, err) &&
	    (!any || record_set(db, &record, document_id, &who, &outcome, err));
	arena_clear(&a);
	return ok;
}

static bool
may_decide(const struct document *d, bool accept, const struct document_by *by, struct err *err)
{
	const char *word = accept ? "accepted" : "rejected";

	if (text_equal(d->status, word) || text_equal(d->status, "expired"))
		return fail(err, ERR_CONFLICT, "document %" PRId64 " is %s already", d->document_id,
		    d->status);
	if (accept && d->aside_reason != NULL)
		return fail(err, ERR_CONFLICT, "document %" PRId64 " is kept aside: %s. \"document save\" "
		    "gives its bytes", d->document_id, d->aside_reason);
	return !accept || d->sha256 == NULL ||
	    document_file_read(by->folder, d->sha256, NULL, NULL, err) ||
	    fail_in(err, "document %" PRId64, d->document_id);
}

static bool
write_decision(struct db *db, int64_t document_id, const char *status, const char *reason,
    const struct document_by *by, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE document SET status = :status, decided_by = :by,"
	    " decided_ms = :now_ms, decided_reason = :reason, modified_ms = :now_ms"
	    " WHERE document_id = :document_id");
	query_bind_int(&q, ":document_id", document_id);
	query_bind_text(&q, ":status", status);
	query_bind_text(&q, ":by", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

/* The version before it, if that one still stood. */
static bool
end_replaced(struct db *db, const struct document *d, const struct document_by *by, struct arena *a,
    struct err *err)
{
	const char *reason = arena_printf(a, "replaced by document %" PRId64, d->document_id);
	struct document before;

	if (d->replaces_id == 0)
		return true;
	return document_load(db, d->replaces_id, a, &before, err) &&
	    (!text_equal(before.status, "accepted") ||
	    (write_decision(db, d->replaces_id, "expired", reason, by, err) &&
	    note(db, d->replaces_id, "document expire", reason, by, err)));
}

bool
document_decide(struct db *db, int64_t document_id, bool accept, const char *reason,
    const struct document_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct document d;

	if (!accept && text_blank(reason))
		return fail(err, ERR_INPUT, "say why it is rejected: whoever sent it has to know what to mend");
	bool ok = document_load(db, document_id, &a, &d, err) && may_decide(&d, accept, by, err) &&
	    write_decision(db, document_id, accept ? "accepted" : "rejected", reason, by, err) &&
	    note(db, document_id, accept ? "document accept" : "document reject", reason, by, err) &&
	    task_end_named(db, arena_printf(&a, DOCUMENT_TASK, document_id), by->actor, by->now_ms, err) &&
	    (!accept || end_replaced(db, &d, by, &a, err));
	arena_clear(&a);
	return ok;
}

bool
document_verify(struct db *db, const char *folder, verify_fault fault, void *context,
    int64_t *ret_checked, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t checked = 0;
	struct query q;

	query_open(&q, db, "SELECT sha256, group_concat(document_id, ', ') FROM document"
	    " WHERE sha256 IS NOT NULL GROUP BY sha256");
	for (; query_row(&q); checked++) {
		struct err broken = ERR_INIT;
		if (!document_file_read(folder, query_text(&q, 0, &a), NULL, NULL, &broken))
			fault(context, "document", arena_printf(&a, "document %s",
			    query_text(&q, 1, &a)), broken.text);
		arena_reset(&a);
	}
	arena_clear(&a);
	*ret_checked = checked;
	return query_close(&q, err);
}
