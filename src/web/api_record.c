/*
 * api_record: the nouns that people keep (core/record.h): listed, shown, added, changed.  A change names the version
 * that it was made upon (If-Match: the ETag of what was shown); when somebody changed it since, both are in the answer.
 */
#include <string.h>

#include "store/document.h"
#include "store/lookup.h"
#include "store/record_part.h"
#include "store/record_version.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/upload.h"
#include "base/banned.h"

/* "/api/providers/7" is about the kind "provider". */
static const struct record_kind *
kind_of(const struct request *r)
{
	const char *plural = r->path + strlen("/api/");

	return record_kind_find(arena_strndup(r->a, plural, strcspn(plural, "/")));
}

/* A provider also by NPI, a payer or location also by name, as everywhere. */
static bool
record_id(const struct request *r, const struct record_kind *kind, int64_t *ret_id, struct err *err)
{
	return lookup_record(r->web->db, kind->name, r->word[0], ret_id, err);
}

bool
api_record_list(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind = kind_of(r);
	struct record_filter filter;
	struct wishes wishes;
	struct query q;

	if (!api_wishes(r, kind->name, &wishes, err) || !list_filter_record(&wishes, kind->name, &filter, err))
		return false;
	record_query_list(&q, r->web->db, kind->name, &filter);
	return api_answer_rows(r, reply, &q, err);
}

static void
set_etag(const struct request *r, struct reply *reply, const struct json *row)
{
	reply->etag = arena_printf(r->a, "\"%s\"", json_get_text(row, "modified_ms"));
}

static bool
answer_row(struct request *r, struct reply *reply, struct db *db, const struct record_kind *kind, int64_t id,
    int status, struct err *err)
{
	struct json *row;

	if (!record_load_whole(db, kind->name, id, r->web->settings->zone, &row, err))
		return false;
	set_etag(r, reply, row);
	if (status == 201)
		reply->location = arena_printf(r->a, "/api/%s/%lld", kind->plural, (long long)id);
	return api_answer(reply, status, row);
}

bool
api_record_show(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind = kind_of(r);
	int64_t id;

	return record_id(r, kind, &id, err) && answer_row(r, reply, r->web->db, kind, id, 200, err);
}

/* The fields that were sent; null empties one.  The record's texts live as long as "body". */
static bool
read_fields(const struct request *r, const struct record_kind *kind, const struct json *body, struct record *record,
    struct err *err)
{
	const char *key, *text;
	struct json *value;

	record_init(record, kind, r->web->settings->catalog, r->today_day, r->a);
	for (size_t i = 0; json_entry(body, i, &key, &value); i++) {
		if (record_field_find(kind, key, err) == NULL)
			return false;
		if (!api_text(r, key, value, &text, err))
			return false;
		if (!record_assign(record, key, text, err))
			return fail_in(err, "%s", key);
	}
	return true;
}

static struct record_by
by_whom(const struct request *r)
{
	return (struct record_by){ .actor = r->actor, .now_ms = r->now_ms };
}

static bool
is_document(const struct record_kind *kind)
{
	return strcmp(kind->name, "document") == 0;
}

bool
api_record_add(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind = kind_of(r);
	const struct document_by how = request_document_by(r);
	const struct record_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	struct record record;
	struct json *body;
	int64_t id;

	if (!api_may_change(r, err) || !api_body(r, &body, err))
		return false;
	bool ok = read_fields(r, kind, body, &record, err) && (is_document(kind) ?
	    document_add(db, &record, NULL, 0, &how, &id, err) :
	    db_begin(db, err) && db_end(db, record_add(db, &record, &by, &id, err), err));
	json_free(body);
	return ok && answer_row(r, reply, db, kind, id, 201, err);
}

/* If-Match: "the ETag"; "*" is whatever there is. */
static bool
seen_version(const struct request *r, struct reply *reply, int64_t *ret_ms, struct err *err)
{
	const char *match = pairs_get(&r->header, "If-Match");
	size_t len = match != NULL ? strlen(match) : 0;

	*ret_ms = 0;
	if (match == NULL) {
		reply->status = 428;
		return fail(err, ERR_INPUT, "say which version you changed: If-Match with the ETag of what you were shown, "
		    "or * for whatever there is");
	}
	if (strcmp(match, "*") == 0)
		return true;
	if (len < 2 || match[0] != '"' || match[len - 1] != '"' ||
	    !instant_parse(arena_strndup(r->a, match + 1, len - 2), zone_utc(), ret_ms, NULL))
		return fail(err, ERR_INPUT, "If-Match: %.60s is no ETag of ours", match);
	return true;
}

/* 412: what is there now, and what was wanted: nothing of it is lost, and nothing was changed. */
static bool
answer_stale(struct request *r, struct reply *reply, struct json *row, struct json *wanted)
{
	struct json *problem = json_new_object();

	set_etag(r, reply, row);
	json_set_int(problem, "status", 412);
	json_set_text(problem, "title", "somebody changed it since you looked. Nothing was changed");
	json_set(problem, "current", row);
	json_set(problem, "wanted", wanted);
	return api_answer(reply, 412, problem);
}

/* The state of a file that is kept is decided, not set. */
static bool
may_set(const struct request *r, int64_t id, const struct record *record, struct err *err)
{
	struct document d;

	return document_load(r->web->db, id, r->a, &d, err) && document_check_fields(record, d.sha256 != NULL, err);
}

bool
api_record_set(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind = kind_of(r);
	struct record_by by = by_whom(r);
	struct db *db = r->web->writer.db;
	struct json *body, *stale = NULL;
	struct record record;
	int64_t id;

	if (!api_may_change(r, err) || !record_id(r, kind, &id, err) || !seen_version(r, reply, &by.seen_ms, err) ||
	    !api_body(r, &body, err))
		return false;
	bool ok = read_fields(r, kind, body, &record, err) && (!is_document(kind) || may_set(r, id, &record, err)) &&
	    record_set_seen(db, &record, id, &by, r->web->settings->zone, &stale, err);
	if (stale != NULL)
		return answer_stale(r, reply, stale, body);
	json_free(body);
	return ok && answer_row(r, reply, db, kind, id, 200, err);
}

/* The words of the address are the document's fields, "replaces" is the version before it; the body is the file. */
bool
api_document_file(struct request *r, struct reply *reply, struct err *err)
{
	const struct document_by how = request_document_by(r);
	const struct record_kind *kind = record_kind_find("document");
	const struct uploaded *files;
	int64_t id, replaces_id = 0;
	struct record record;
	size_t count;

	record_init(&record, kind, r->web->settings->catalog, r->today_day, r->a);
	for (size_t i = 0; i < r->query.count; i++) {
		const struct pair *p = &r->query.item[i];
		if (text_equal(p->name, "replaces") ? !lookup_record(r->web->db, "document", p->value, &replaces_id, err) :
		    record_field_find(kind, p->name, err) == NULL || !record_assign(&record, p->name, p->value, err))
			return fail_in(err, "%.40s", p->name);
	}
	return document_check_fields(&record, true, err) && (record_value(&record, "name") != NULL ||
	    fail(err, ERR_INPUT, "what is the file called? Say it in \"name\"")) &&
	    upload_keep(r->upload, &files, &count, err) &&
	    document_add(r->web->writer.db, &record, &files[0].file, replaces_id, &how, &id, err) &&
	    answer_row(r, reply, r->web->writer.db, kind, id, 201, err);
}
