/*
 * api_import: files that programs send: records, tried first and taken in when they say so, as on the page Import; and
 * lists of excluded parties.  Both take their time: an errand reads them (web/errand.h).
 */
#include <string.h>
#include <unistd.h>

#include "core/sheet.h"
#include "registry/list_load.h"
#include "store/document_file.h"
#include "web/api.h"
#include "web/errand.h"
#include "web/import.h"
#include "web/import_run.h"
#include "web/pages.h"
#include "base/banned.h"

#define WORD_BYTES_MAX	100

static bool
check_map(const struct request *r, const struct record_kind *kind, const char *text, struct err *err)
{
	struct problems problems;
	struct sheet_map map;

	problems_init(&problems, r->a);
	return text == NULL || sheet_map_parse("map", text, strlen(text), kind, r->a, &map, &problems) ||
	    fail(err, ERR_INPUT, "%s:%d:%d: %s", problems.item[0].file, problems.item[0].line, problems.item[0].column,
	    problems.item[0].text);
}

bool
api_import_bring(struct request *r, struct reply *reply, struct err *err)
{
	struct import_draft d = { .kind = pairs_get(&r->query, "kind"), .sheet = pairs_get(&r->query, "sheet"),
		.map = pairs_get(&r->query, "map") };
	const char *name = pairs_get(&r->query, "name");
	const struct record_kind *kind;

	if (!api_query(r, "kind* name* sheet map", err) || !import_find_kind(d.kind, &kind, err))
		return false;
	if (text_blank(name))
		return fail(err, ERR_INPUT, "what is the file called? Say it in \"name\"");
	if (d.sheet != NULL && strlen(d.sheet) > WORD_BYTES_MAX)
		return fail(err, ERR_INPUT, "the name of a sheet has at most %d bytes", WORD_BYTES_MAX);
	d.kind = kind->plural;
	if (!check_map(r, kind, d.map, err) || !import_keep(r, &d, name, err))
		return false;
	import_run_begin(r, reply, kind, &d);
	return true;
}

bool
api_import_show(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind;
	struct import_draft d;

	return import_load_mine(r, &d, &kind, err) && import_run_answer(&d, reply, 200, err);
}

/* What is in already is told once more, and nothing is done. */
bool
api_import_take(struct request *r, struct reply *reply, struct err *err)
{
	const struct record_kind *kind;
	struct import_draft d;

	if (!api_may_change(r, err) || !import_load_mine(r, &d, &kind, err))
		return false;
	if (r->body.len > 0 && strcmp(r->body.text, "{}") != 0)
		return fail(err, ERR_INPUT, "this takes nothing: send {}");
	if (text_equal(d.status, "taken"))
		return import_run_answer(&d, reply, 200, err);
	if (!text_equal(d.status, "tried"))
		return fail(err, ERR_CONFLICT, "the file is %s: it was not tried well, or is being taken in", d.status);
	if (d.sha256 == NULL)
		return fail(err, ERR_MISSING, "this file was sent longer than a day ago and is away. Send it again");
	return import_begin_taking(r, reply, &d, kind, err);
}

/* A list on its way in; lives in the request's arena. */
struct coming {
	struct list_wish	 wish;
	struct import_draft	 draft;		/* its bytes are away after a day */
	struct arena		*a;
	const char		*text;		/* the answer, when it is made */
};

static bool
load(struct coming *c, struct err *err)
{
	struct problems problems;
	struct list_loaded loaded;

	problems_init(&problems, c->a);
	if (!list_load(&c->wish, c->a, &problems, &loaded, err))
		return problems.errors > 0 && err->kind == ERR_NONE ? fail(err, ERR_INPUT, "catalogs/state_lists.yaml:%d:%d: %s",
		    problems.item[0].line, problems.item[0].column, problems.item[0].text) : false;
	struct json *json = list_load_json(&loaded);
	json_set_bool(json, "is_supplement", loaded.is_supplement);
	c->text = json_print_in(json, c->a);
	json_free(json);
	c->draft.status = "taken";
	c->draft.taken_ms = c->wish.now_ms;
	return db_begin(c->wish.db, err) && db_end(c->wish.db, import_draft_save(c->wish.db, &c->draft, err), err);
}

static bool
work(void *context, struct err *err)
{
	struct coming *c = context;
	int fd;

	if (!document_file_open_clear(c->wish.folder, c->draft.sha256, &fd, err))
		return false;
	c->wish.path = arena_printf(c->a, "/proc/self/fd/%d", fd);
	bool ok = errand_open_db(c->wish.folder, c->wish.now_ms, &c->wish.db, err);
	if (ok) {
		ok = load(c, err);
		db_close(c->wish.db);
	}
	close(fd);
	return ok;
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	const struct coming *c = context;

	(void)r;
	return api_answer_text(reply, 201, c->text, err);
}

bool
api_list_load(struct request *r, struct reply *reply, struct err *err)
{
	const char *name = pairs_get(&r->query, "name"), *anyway = pairs_get(&r->query, "anyway");
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));
	struct coming *c = arena_alloc(r->a, sizeof(*c));

	*c = (struct coming){ .a = r->a, .draft = { .kind = "exclusion list" }, .wish = { .folder = r->web->folder,
	    .settings = r->web->settings, .list = r->word[0], .name = name, .list_day = DAY_NONE, .server_day = DAY_NONE,
	    .may_shrink = text_equal(anyway, "yes") || text_equal(anyway, "true"), .actor = r->actor, .now_ms = r->now_ms } };
	if (!api_query(r, "name* day anyway!", err))
		return false;
	if (text_blank(name))
		return fail(err, ERR_INPUT, "what is the file called? Say it in \"name\": its day may stand there");
	if (!pairs_day(&r->query, "day", &c->wish.list_day, err) || !import_keep(r, &c->draft, name, err))
		return false;
	c->wish.name = c->draft.name;
	*errand = (struct errand){ .work = work, .finish = finish, .context = c };
	reply->errand = errand;
	return true;
}
