/* import_run: the thread's part touches its trip, the settings and its own handles, and nothing of the server. */
#include "web/import_run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/audit.h"
#include "store/document_file.h"
#include "store/folder.h"
#include "store/import_file.h"
#include "store/import_map.h"
#include "store/import_report.h"
#include "web/api.h"
#include "web/errand.h"
#include "base/banned.h"

/* One errand; lives in the request's arena, as all that it finds out. */
struct trip {
	struct arena		*a;
	const char		*folder, *actor;
	const struct settings	*settings;
	const struct record_kind *kind;
	int64_t			 now_ms;
	int32_t			 today_day;
	struct import_draft	 draft;
	bool			 is_trial;
	const struct sheet_map	*map;
	struct json		*columns, *findings;
	int			 header_line;
	struct err		 why;		/* what ended the import; ERR_NONE: nothing did */
};

static const char *
path_of(int fd, struct arena *a)
{
	return arena_printf(a, "/proc/self/fd/%d", fd);
}

static void
begin_import(struct trip *t, struct import *in)
{
	*in = (struct import){ .catalog = t->settings->catalog, .file = t->draft.name, .arena = t->a,
	    .today_day = t->today_day, .by = { .actor = t->actor, .source = t->draft.name, .now_ms = t->now_ms } };
	import_init(in);
}

/* What a person told of the columns, else what is kept from the time before. */
static bool
load_map(struct trip *t, struct err *err)
{
	struct sheet_map *map = arena_alloc(t->a, sizeof(*map));
	struct problems problems;
	const char *kept;

	problems_init(&problems, t->a);
	if (t->draft.map == NULL) {
		if (!import_map_load(t->folder, t->kind, NULL, t->a, &kept, &t->map, &problems, err) && problems.errors == 0)
			return false;
		t->draft.map = kept;
	} else if (sheet_map_parse("map", t->draft.map, strlen(t->draft.map), t->kind, t->a, map, &problems))
		t->map = map;
	return problems.errors == 0 || fail(err, ERR_INPUT, "%s", problems.item[0].text);
}

static bool
look_at_columns(struct trip *t, const char *path, struct err *err)
{
	struct import_file file = { .rejects = NULL };
	struct import in;

	begin_import(t, &in);
	bool ok = import_file_open(&file, &in, path, true, t->draft.sheet, err) &&
	    import_file_columns(&file, t->kind, t->map, t->a, t->columns, &t->header_line, err);
	import_file_close(&file);
	import_clear(&in);
	return ok;
}

/* Refused rows are kept as the file itself is. */
static bool
keep_rejects(struct trip *t, FILE *rejects, struct err *err)
{
	struct document_writer *w = NULL;
	struct document_file file;
	char bytes[4096];
	size_t len;
	bool ok;

	if (fflush(rejects) != 0 || fseek(rejects, 0, SEEK_SET) != 0)
		return fail_errno(err, "could not write the refused rows");
	ok = document_writer_open(t->folder, t->settings->documents.bytes_max, &w, err);
	while (ok && (len = fread(bytes, 1, sizeof(bytes), rejects)) > 0)
		ok = document_writer_add(w, bytes, len, err);
	if (!ok) {
		document_writer_drop(w);
		return false;
	}
	if (!document_writer_end(w, &file, err) || !document_files_sync(t->folder, &file, 1, err))
		return false;
	t->draft.rejects_sha256 = arena_strdup(t->a, file.sha256);
	return true;
}

/* All rows.  What is wrong with the file itself is told, and fails nothing here. */
static bool
take_rows(struct trip *t, struct import *in, const char *path, FILE *rejects, struct err *err)
{
	struct import_file file = { .rejects = NULL };

	bool ok = import_file_open(&file, in, path, true, t->draft.sheet, &t->why) &&
	    import_file_refuse_into(&file, in, rejects, "the refused rows", &t->why) &&
	    import_file_take(&file, in, t->kind, t->map, &t->why);
	import_file_close(&file);
	if (!ok && t->why.kind != ERR_INPUT) {
		*err = t->why;
		return false;
	}
	return (in->refused == 0 || keep_rejects(t, rejects, err)) && import_report(in, &t->findings, err);
}

static bool
take(struct trip *t, struct import *in, const char *path, struct err *err)
{
	int fd = file_nameless(t->folder);
	FILE *rejects = fd >= 0 ? fdopen(fd, "w+b") : NULL;

	if (rejects == NULL) {
		if (fd >= 0)
			close(fd);
		return fail_errno(err, "could not make a file in the data folder");
	}
	t->draft.rejects_sha256 = NULL;
	bool ok = take_rows(t, in, path, rejects, err);
	fclose(rejects);
	return ok;
}

static struct json *
problems_json(const struct import *in)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < in->problems.count && i < IMPORT_PROBLEMS_SHOWN; i++) {
		const struct problem *p = &in->problems.item[i];
		struct json *one = json_new_object();
		json_set_int(one, "line", p->line);
		json_set_int(one, "column", p->column);
		json_set_bool(one, "is_error", p->severity == PROBLEM_ERROR);
		json_set_text(one, "message", p->text);
		json_push(list, one);
	}
	return list;
}

/* Refused rows are told cell by cell, and have a file of their own. */
static struct json *
findings_json(const struct trip *t)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < json_count(t->findings); i++) {
		const struct json *one = json_at(t->findings, i);
		if (text_equal(json_get_text(one, "finding"), "refused"))
			continue;
		struct json *kept = json_duplicate(one);
		json_truncate(json_get(kept, "rows"), IMPORT_ROWS_SHOWN);
		json_push(list, kept);
	}
	return list;
}

static const char *
result_text(struct trip *t, const struct import *in)
{
	int64_t more = (int64_t)in->problems.count + in->unlisted - IMPORT_PROBLEMS_SHOWN;
	struct json *json = json_new_object();

	import_set_counts(in, json);
	json_set_text(json, "why", t->why.kind != ERR_NONE ? t->why.text : NULL);
	json_set_int(json, "header_line", t->header_line);
	json_set(json, "columns", t->columns);
	json_set(json, "problems", problems_json(in));
	json_set_int(json, "problems_more", more > 0 ? more : 0);
	json_set(json, "findings", findings_json(t));
	t->columns = NULL;
	const char *text = json_print_in(json, t->a);
	json_free(json);
	return text;
}

/* What was found out, and in the log that it was taken in. */
static bool
save(struct trip *t, struct db *db, const struct import *in, struct err *err)
{
	struct import_draft *d = &t->draft;

	d->result = result_text(t, in);
	d->status = t->why.kind != ERR_NONE ? "unusable" : t->is_trial ? "tried" : "taken";
	d->taken_ms = text_equal(d->status, "taken") ? t->now_ms : INSTANT_NONE;
	return db_begin(db, err) && db_end(db, import_draft_save(db, d, err) &&
	    (d->taken_ms == INSTANT_NONE || audit_add(db, t->actor, "import", t->kind->plural, arena_printf(t->a,
	    "%s: %lld row%s, %lld added, %lld updated, %lld refused", d->name, (long long)in->rows, plural_s(in->rows),
	    (long long)in->added,
	    (long long)in->updated, (long long)in->refused), t->now_ms, err)), err);
}

static bool
run(struct trip *t, struct db *db, const char *path, struct err *err)
{
	struct db *scratch = NULL;
	struct import in;
	bool ok = true;

	begin_import(t, &in);
	in.db = db;
	t->columns = json_new_array();
	if (!load_map(t, &t->why) || !look_at_columns(t, path, &t->why))
		ok = t->why.kind == ERR_INPUT;
	else if (t->is_trial && !db_open_scratch(db, &scratch, err))
		ok = false;
	else {
		in.db = scratch != NULL ? scratch : db;
		ok = take(t, &in, path, err);
	}
	if (!ok && t->why.kind != ERR_NONE && err->kind == ERR_NONE)
		*err = t->why;
	db_close(scratch);
	ok = ok && save(t, db, &in, err) && (t->is_trial || t->why.kind != ERR_NONE || t->draft.map == NULL ||
	    import_map_keep(t->folder, t->kind, t->draft.map, err));
	import_clear(&in);
	json_free(t->columns);
	json_free(t->findings);
	return ok;
}

/* In clear while it is read, in a file that has no name. */
static bool
work(void *context, struct err *err)
{
	struct trip *t = context;
	struct db *db;
	int fd;

	if (!document_file_open_clear(t->folder, t->draft.sha256, &fd, err))
		return false;
	bool ok = errand_open_db(t->folder, t->now_ms, &db, err);
	if (ok) {
		ok = run(t, db, path_of(fd, t->a), err);
		db_close(db);
	}
	close(fd);
	return ok;
}

bool
import_run_answer(const struct import_draft *d, struct reply *reply, int status, struct err *err)
{
	struct json *json;

	if (d->result == NULL)
		json = json_new_object();
	else if (!json_parse(d->result, strlen(d->result), &json, err))
		return false;
	struct json *columns = json_get(json, "columns");
	for (size_t i = 0; i < json_count(columns); i++)
		if (json_get_bool(json_at(columns, i), "is_secret"))
			json_set_text(json_at(columns, i), "sample", NULL);
	json_set_int(json, "import_id", d->import_draft_id);
	json_set_text(json, "kind", d->kind);
	json_set_text(json, "name", d->name);
	json_set_text(json, "status", d->status);
	return api_answer(reply, status, json);
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	const struct trip *t = context;

	if (request_is_api(r))
		return import_run_answer(&t->draft, reply, t->is_trial ? 201 : 200, err);
	return reply_redirect(reply, arena_printf(r->a, "/import/%lld?did=%s", (long long)t->draft.import_draft_id,
	    t->draft.status));
}

void
import_run_begin(struct request *r, struct reply *reply, const struct record_kind *kind, const struct import_draft *draft)
{
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));
	struct trip *t = arena_alloc(r->a, sizeof(*t));

	*t = (struct trip){ .a = r->a, .folder = r->web->folder, .actor = r->actor, .settings = r->web->settings,
	    .kind = kind, .now_ms = r->now_ms, .today_day = r->today_day, .draft = *draft,
	    .is_trial = !text_equal(draft->status, "taking") };
	*errand = (struct errand){ .work = work, .finish = finish, .context = t };
	reply->errand = errand;
}
