/*
 * import: a spreadsheet brought by the browser.  It is tried first, in a copy of the database: what its columns are
 * taken for, what is wrong in it by line and column, what is to be mended first.  Nothing is in before somebody says so.
 */
#include <string.h>

#include "core/role.h"
#include "core/sheet.h"
#include "store/audit.h"
#include "store/document_file.h"
#include "store/import_map.h"
#include "web/import.h"
#include "web/import_run.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/upload.h"
#include "base/banned.h"

#define LATELY_MAX	12
#define SHEET_BYTES_MAX	100
#define VALUES		3	/* that the form has room for */
#define REJECTS_MAX	(16 << 20)

/* What people bring, in the order in which they need it; what each is for. */
static const struct { const char *plural, *words; } kinds[] = {
	{ "providers", "Providers: who works here, with their licences, DEA numbers, payers in one row" },
	{ "payers", "Payers: whom applications go to" },
	{ "locations", "Sites: where they see patients" },
	{ "enrollments", "Enrollments: who is, or should be, with which payer" },
	{ "credentials", "Credentials: a row for each licence, certificate or policy" },
	{ "contacts", "Contacts: whom letters to a payer or provider go to" },
	{ "parties", "Parties: owners, managers and vendors who are screened" },
	{ "agreements", "Agreements: vendors and their BAA" },
	{ "backgrounds", "Backgrounds: schools, trainings, work" },
};

static const struct notice notices[] = {
	{ "tried", "The file was tried. Nothing is in yet." },
	{ "taken", "The rows are in." },
	{ "unusable", "The file cannot be taken in as it is." },
	{ "dropped", "The file was put away; nothing of it is in." },
	{ NULL, NULL },
};

static bool
add_lately(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	import_draft_query_list(&q, r->web->db, LATELY_MAX + 1);
	if (!page_rows(r, data, "lately", &q, LATELY_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_since(r, row, "added_ms", "added_words");
		json_set_bool(row, "is_mine", text_equal(json_get_text(row, "added_by"), r->actor));
		json_set_text(row, "status_words", text_equal(json_get_text(row, "status"), "taken") ? "taken in" :
		    text_equal(json_get_text(row, "status"), "dropped") ? "put away" : "tried only");
	}
	return true;
}

bool
page_import(struct request *r, struct reply *reply, struct err *err)
{
	const char *chosen = pairs_get(&r->query, "kind");
	struct json *data = json_new_object(), *list = json_new_array();
	char once[HASH_ID_BYTES];

	for (size_t i = 0; i < LEN(kinds); i++) {
		struct json *one = json_new_object();
		json_set_text(one, "plural", kinds[i].plural);
		json_set_text(one, "words", kinds[i].words);
		json_set_bool(one, "is_chosen", text_equal(kinds[i].plural, chosen));
		json_push(list, one);
	}
	json_set_text(data, "title", "Import");
	json_set(data, "kinds", list);
	json_set_text(data, "once", random_id(once));
	json_set_int(data, "megabytes", r->web->settings->documents.bytes_max >> 20);
	page_notice(r, data, notices);
	if (add_lately(r, data, err))
		return page_render(r, reply, "import", data, err);
	json_free(data);
	return false;
}

/* The kind of a form or of a draft. */
bool
import_find_kind(const char *plural, const struct record_kind **ret_kind, struct err *err)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kinds[i].plural, plural)) {
			*ret_kind = record_kind_find(plural);
			return true;
		}
	return fail(err, ERR_INPUT, "say what the rows of the file are: providers, payers, enrollments");
}

static bool
read_sheet(const struct request *r, const char **ret_sheet, struct err *err)
{
	const char *sheet = pairs_get(&r->form, "sheet");

	*ret_sheet = text_blank(sheet) ? NULL : sheet;
	return *ret_sheet == NULL || strlen(sheet) <= SHEET_BYTES_MAX ||
	    fail(err, ERR_INPUT, "the name of a sheet has at most %d bytes", SHEET_BYTES_MAX);
}

bool
import_keep(struct request *r, struct import_draft *d, const char *name, struct err *err)
{
	struct db *db = r->web->writer.db;
	const struct uploaded *files;
	size_t count;

	if (!upload_keep(r->upload, &files, &count, err))
		return false;
	if (count != 1)
		return fail(err, ERR_INPUT, "one file at a time, please: each is looked at by itself");
	d->name = name != NULL ? upload_clean_name(name, r->a) : arena_strdup(r->a, files[0].name);
	d->sha256 = arena_strdup(r->a, files[0].file.sha256);
	d->status = "new";
	d->added_by = r->actor;
	d->added_ms = r->now_ms;
	d->taken_ms = INSTANT_NONE;
	return import_draft_sweep(db, r->web->folder, r->now_ms, err) && db_begin(db, err) &&
	    db_end(db, import_draft_add(db, d, &d->import_draft_id, err), err);
}

bool
post_import(struct request *r, struct reply *reply, struct err *err)
{
	struct import_draft d = { .kind = pairs_get(&r->form, "kind") };
	const struct record_kind *kind;
	bool again;

	if (!once_is_taken(r, &again, err) || !import_find_kind(d.kind, &kind, err) ||
	    !read_sheet(r, &d.sheet, err))
		return false;
	if (again)
		return reply_redirect(reply, "/import?did=again");
	if (!import_keep(r, &d, NULL, err))
		return false;
	once_take(r);
	import_run_begin(r, reply, kind, &d);
	return true;
}

/* Rows hold what only some may see: who brought the file sees them, and nobody else. */
bool
import_load_mine(struct request *r, struct import_draft *d, const struct record_kind **ret_kind, struct err *err)
{
	int64_t id;

	if (!request_id(r, 0, &id, err) || !import_draft_load(r->web->writer.db, id, r->a, d, err))
		return false;
	if (!text_equal(d->added_by, r->actor))
		return fail(err, ERR_AUTH, "this file was brought by %s, who alone sees its rows", d->added_by);
	return import_find_kind(d->kind, ret_kind, err);
}

static void
add_targets(struct request *r, struct json *data, const struct record_kind *kind)
{
	struct json *list = json_new_array();
	const struct sheet_target *t;
	size_t count;

	sheet_targets(kind, r->a, &t, &count);
	for (size_t i = 0; i < count; i++)
		json_push(list, json_new_text(t[i].name));
	json_set(data, "targets", list);
}

/* The values of the map, and room for more. */
static void
add_values(struct request *r, struct json *data, const struct record_kind *kind, const char *text)
{
	struct json *list = json_new_array();
	struct sheet_map map = { .values = 0 };
	struct problems problems;

	problems_init(&problems, r->a);
	if (text == NULL || !sheet_map_parse("map", text, strlen(text), kind, r->a, &map, &problems))
		map.values = 0;
	for (size_t i = 0; i < VALUES; i++) {
		struct json *one = json_new_object();
		json_set_int(one, "n", (int64_t)i);
		json_set_int(one, "number", (int64_t)i + 1);
		json_set_text(one, "target", i < map.values ? map.value[i].target : "");
		json_set_text(one, "text", i < map.values ? map.value[i].text : "");
		json_push(list, one);
	}
	json_set(data, "values", list);
}

/* What was found out, made ready for the page. */
static bool
add_result(struct json *data, const struct import_draft *d, struct err *err)
{
	struct json *result = NULL;

	if (d->result != NULL && !json_parse(d->result, strlen(d->result), &result, err))
		return false;
	struct json *columns = json_get(result, "columns");
	for (size_t i = 0; i < json_count(columns); i++) {
		struct json *one = json_at(columns, i);
		json_set_int(one, "n", (int64_t)i);
		json_set_int(one, "number", (int64_t)i + 1);
		if (json_get_bool(one, "is_secret"))
			json_set_text(one, "sample", "not shown");
	}
	struct json *findings = json_get(result, "findings");
	for (size_t i = 0; i < json_count(findings); i++) {
		struct json *one = json_at(findings, i);
		int64_t more = json_get_int(one, "count", 0) - (int64_t)json_count(json_get(one, "rows"));
		json_set_int(one, "more", more);
		json_set_bool(one, "has_more", more > 0);
	}
	json_set_bool(data, "has_columns", json_count(columns) > 0);
	json_set_bool(data, "has_header", json_get_int(result, "header_line", 0) > 0);
	json_set_bool(data, "has_problems", json_count(json_get(result, "problems")) > 0);
	json_set_bool(data, "has_more_problems", json_get_int(result, "problems_more", 0) > 0);
	json_set_bool(data, "has_findings", json_count(findings) > 0);
	json_set_int(data, "good", json_get_int(result, "rows", 0) - json_get_int(result, "refused", 0));
	json_set(data, "result", result);
	return true;
}

static bool
show(struct request *r, struct reply *reply, const struct import_draft *d, const struct record_kind *kind, struct err *err)
{
	struct json *data = json_new_object();
	bool is_open = d->sha256 != NULL && !text_equal(d->status, "taken") && !text_equal(d->status, "dropped");

	json_set_text(data, "title", arena_printf(r->a, "Import of %s", d->name));
	json_set_int(data, "id", d->import_draft_id);
	json_set_text(data, "name", d->name);
	json_set_text(data, "kind", kind->plural);
	json_set_text(data, "sheet", d->sheet != NULL ? d->sheet : "");
	json_set_text(data, "status", d->status);
	json_set_bool(data, "is_open", is_open);
	json_set_bool(data, "is_tried", is_open && text_equal(d->status, "tried"));
	json_set_bool(data, "is_taken", text_equal(d->status, "taken"));
	json_set_bool(data, "is_broken_off", is_open && text_equal(d->status, "taking"));
	json_set_bool(data, "has_rejects", d->rejects_sha256 != NULL);
	page_notice(r, data, notices);
	add_targets(r, data, kind);
	add_values(r, data, kind, d->map);
	if (add_result(data, d, err))
		return page_render(r, reply, "import_draft", data, err);
	json_free(data);
	return false;
}

bool
page_import_draft(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind;
	struct import_draft d;

	return import_load_mine(r, &d, &kind, err) && show(r, reply, &d, kind, err);
}

static bool
add_bytes(void *context, const void *bytes, size_t len, struct err *err)
{
	struct str *body = context;

	if (body->len + len > REJECTS_MAX)
		return fail(err, ERR_INPUT, "these are too many rows for the browser: \"credence import --rejects FILE\" writes "
		    "them out");
	str_add_bytes(body, bytes, len);
	return true;
}

bool
page_import_refused(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind;
	struct import_draft d;

	if (!import_load_mine(r, &d, &kind, err))
		return false;
	if (d.rejects_sha256 == NULL)
		return fail(err, ERR_MISSING, "no row of this file was refused, or it is longer ago than a day");
	if (!document_file_read(r->web->folder, d.rejects_sha256, add_bytes, &reply->body, err))
		return false;
	reply->type = "text/csv; charset=utf-8";
	reply->status = 200;
	return true;
}

/* What the person says of the columns, as a map that the file's own check reads. */
static bool
read_map(struct request *r, const struct record_kind *kind, struct import_draft *d, struct err *err)
{
	struct json *result = NULL, *values = json_new_array();
	struct sheet_map map;
	struct problems problems;

	if (d->result != NULL && !json_parse(d->result, strlen(d->result), &result, NULL))
		result = NULL;
	struct json *columns = json_get(result, "columns");
	for (size_t i = 0; i < json_count(columns); i++)
		json_set_text(json_at(columns, i), "target", pairs_get(&r->form, arena_printf(r->a, "column.%zu", i)));
	for (size_t i = 0; i < VALUES; i++) {
		struct json *one = json_new_object();
		json_set_text(one, "target", pairs_get(&r->form, arena_printf(r->a, "value.%zu", i)));
		json_set_text(one, "text", pairs_get(&r->form, arena_printf(r->a, "is.%zu", i)));
		json_push(values, one);
	}
	d->map = import_map_text(columns, values, r->a);
	json_free(values);
	json_free(result);
	problems_init(&problems, r->a);
	return d->map == NULL || sheet_map_parse("map", d->map, strlen(d->map), kind, r->a, &map, &problems) ||
	    fail(err, ERR_INPUT, "%s. Nothing was changed", problems.item[0].text);
}

/* Columns of what only some may see are for those alone; "ignore" leaves one out. */
static bool
may_take(const struct request *r, const struct import_draft *d, struct err *err)
{
	struct json *result = NULL;
	bool ok = true;

	if (d->result == NULL || !json_parse(d->result, strlen(d->result), &result, err))
		return fail(err, ERR_CONFLICT, "the file was not tried yet");
	struct json *columns = json_get(result, "columns");
	for (size_t i = 0; i < json_count(columns) && ok; i++) {
		const struct json *one = json_at(columns, i);
		unsigned needs = right_of_field(json_get_text(one, "target") != NULL ? json_get_text(one, "target") : "");
		ok = !json_get_bool(one, "is_secret") || needs == 0 || request_may(r, needs) ||
		    fail(err, ERR_AUTH, "the column \"%s\" holds what your roles do not see. Say \"ignore\" for it, or let somebody "
		    "of these roles bring the file: %s", json_get_text(one, "heading"), role_words_with(r->web->settings->roles, needs, r->a));
	}
	json_free(result);
	return ok;
}

bool
import_begin_taking(struct request *r, struct reply *reply, struct import_draft *d, const struct record_kind *kind, struct err *err)
{
	struct db *db = r->web->writer.db;

	if (!may_take(r, d, err))
		return false;
	d->status = "taking";
	if (!db_begin(db, err) || !db_end(db, import_draft_save(db, d, err), err))
		return false;
	import_run_begin(r, reply, kind, d);
	return true;
}

static bool
drop(struct request *r, struct reply *reply, struct import_draft *d, struct err *err)
{
	struct db *db = r->web->writer.db;

	d->status = "dropped";
	d->result = NULL;
	return db_begin(db, err) && db_end(db, import_draft_save(db, d, err), err) &&
	    reply_redirect(reply, "/import?did=dropped");
}

bool
post_import_draft(struct request *r, struct reply *reply, struct err *err)
{
	const char *what = pairs_get(&r->form, "do"), *shown = pairs_get(&r->form, "shown");
	const struct record_kind *kind;
	struct import_draft d;

	if (!import_load_mine(r, &d, &kind, err))
		return false;
	if (text_equal(d.status, "taken") || text_equal(d.status, "dropped"))
		return reply_redirect(reply, arena_printf(r->a, "/import/%lld?did=again", (long long)d.import_draft_id));
	if (d.sha256 == NULL)
		return fail(err, ERR_MISSING, "this file was brought longer than a day ago and is away. Bring it again");
	if (text_equal(what, "drop"))
		return drop(r, reply, &d, err);
	if (text_equal(what, "take")) {
		if (!text_equal(shown, d.status))
			return fail(err, ERR_CONFLICT, "the file was tried anew since you looked at it. Look at it again");
		return import_begin_taking(r, reply, &d, kind, err);
	}
	if (!text_equal(what, "try"))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!read_sheet(r, &d.sheet, err) || !read_map(r, kind, &d, err))
		return false;
	d.status = "tried";
	import_run_begin(r, reply, kind, &d);
	return true;
}
