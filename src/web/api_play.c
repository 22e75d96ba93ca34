/*
 * api_play: workflows that programs play out, hold against each other, play recorded cases again by, and move running
 * cases to: what the commands "workflow simulate", "diff", "replay" and "migrate" do.
 */
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "engine/migrate.h"
#include "engine/replay.h"
#include "store/lookup.h"
#include "store/publication.h"
#include "web/api_act.h"
#include "workflow/difference.h"
#include "workflow/play_json.h"
#include "workflow/play_script.h"
#include "base/banned.h"

/* A published version of the workflow in the address: that number, or the current one. */
static bool
load_version(struct call *c, const char *name, struct publication *ret, struct err *err)
{
	const char *word = wish_get(&c->w, name);
	int64_t version = 0;

	if (word != NULL && (!int_parse(word, &version) || version < 1))
		return fail(err, ERR_INPUT, "%s is the number of a version, not \"%.40s\"", name, word);
	return engine_publication(c->e, c->r->word[0], version, c->r->a, ret, err);
}

/* A text that was sent, whole and of that workflow, else the version that "name" says. */
static bool
load_other(struct call *c, const char *name, struct publication *ret, struct err *err)
{
	const char *source = wish_get(&c->w, "source"), *place;
	struct problems problems;

	*ret = (struct publication){ .definition = NULL };
	if (source == NULL)
		return load_version(c, name, ret, err);
	if (wish_get(&c->w, name) != NULL)
		return fail(err, ERR_INPUT, "either \"source\" or \"%s\" says which text is meant", name);
	problems_init(&problems, c->r->a);
	place = path_join(c->r->a, path_join(c->r->a, c->r->web->folder, "workflows"), "sent.yaml");
	publication_read_text(place, arena_strdup(c->r->a, source), c->r->a, &problems, ret);
	const struct problem *wrong = problems_first_error(&problems);
	if (wrong != NULL)
		return fail(err, ERR_INPUT, "%d:%d: %s (all of it: /api/workflows/check)", wrong->line, wrong->column, wrong->text);
	return text_equal(ret->row.name, c->r->word[0]) || fail(err, ERR_INPUT,
	    "what was sent is \"%.40s\", not \"%.40s\"", ret->row.name, c->r->word[0]);
}

bool
act_workflow_simulate(struct call *c, struct err *err)
{
	const char *script = wish_get(&c->w, "script"), *until = wish_get(&c->w, "until");
	struct play play = { .zone = c->w.settings->zone, .begin_ms = c->r->now_ms };
	struct publication workflow;
	struct play_result result;
	struct problems problems;

	problems_init(&problems, c->r->a);
	if (!load_other(c, "version", &workflow, err))
		return false;
	play.definition = workflow.definition;
	if (!play_script_read("script", script, script != NULL ? strlen(script) : 0, c->r->a, &problems, &play))
		return fail(err, ERR_INPUT, "script:%d:%d: %s", problems.item[0].line, problems.item[0].column,
		    problems.item[0].text);
	if (until != NULL && !play_time_read(until, &play, &play.until_ms))
		return fail(err, ERR_INPUT, "until is a day (2030-01-01) or a span (+40mo), not \"%.40s\"", until);
	if (play.until_ms < play.begin_ms)
		return fail(err, ERR_INPUT, "the end lies before the beginning");
	play_run(&play, c->r->a, &result);
	c->answer = play_json(&play, &result);
	return true;
}

static struct json *
side_json(const struct publication *p)
{
	struct json *json = json_new_object();

	json_set_text(json, "name", p->row.name);
	json_set_int(json, "version", definition_version(p->definition));
	return json;
}

static bool
diff(struct call *c, const char *after_name, struct err *err)
{
	struct publication before = { .definition = NULL }, after;
	struct differences list;

	if (!load_version(c, "from", &before, err) || !load_other(c, after_name, &after, err))
		return false;
	difference_find(&(struct difference_side){ before.row.source, before.row.asset, before.row.assets },
	    &(struct difference_side){ after.row.source, after.row.asset, after.row.assets }, c->r->a, &list);
	c->answer = json_new_object();
	json_set(c->answer, "before", side_json(&before));
	json_set(c->answer, "after", side_json(&after));
	json_set(c->answer, "changes", differences_json(&list));
	return true;
}

bool
act_workflow_diff(struct call *c, struct err *err)
{
	return diff(c, "to", err);
}

/* "asked=waiting, old=new" */
static bool
read_map(const struct call *c, const struct state_map **ret_map, size_t *ret_count, struct err *err)
{
	const char *word = wish_get(&c->w, "map");
	struct state_map *map = NULL;
	size_t count = 0, size = 0;

	for (const char *p = word != NULL ? word : ""; *(p += strspn(p, ", ")) != '\0'; ) {
		size_t len = strcspn(p, ", "), from = strcspn(p, "=, ");
		if (from == 0 || from + 1 >= len)
			return fail(err, ERR_INPUT, "map is OLD=NEW, two states, with commas between, not \"%.80s\"", word);
		map = arena_grow(c->r->a, map, count, &size, sizeof(*map));
		map[count++] = (struct state_map){ arena_strndup(c->r->a, p, from),
			arena_strndup(c->r->a, p + from + 1, len - from - 1) };
		p += len;
	}
	*ret_map = map;
	*ret_count = count;
	return true;
}

bool
act_workflow_replay(struct call *c, struct err *err)
{
	struct replay_wish wish = { .workflow = c->r->word[0] };
	struct replay_report report;
	struct publication other;
	int64_t current_id;

	if (wish_get(&c->w, "source") == NULL && wish_get(&c->w, "with") == NULL)
		return fail(err, ERR_INPUT, "\"source\" or \"with\" says which other version is meant");
	if (!definition_find_current(c->db, wish.workflow, &current_id, err) || !load_other(c, "with", &other, err) ||
	    !read_map(c, &wish.map, &wish.maps, err) || !wish_id(&c->w, "case", lookup_case, &wish.case_id, err))
		return false;
	wish.with = other.definition;
	if (!engine_replay(c->e, &wish, &report, err))
		return false;
	c->answer = replay_report_json(&report, other.definition);
	return true;
}

static bool
read_migration(struct call *c, struct migrate_wish *wish, struct err *err)
{
	const char *timers = wish_get(&c->w, "timers"), *to = wish_get(&c->w, "to"), *from = wish_get(&c->w, "from");
	int64_t version;

	*wish = (struct migrate_wish){ .workflow = c->r->word[0], .actor = c->r->actor,
		.timers = timers != NULL ? timer_policy_find(timers) : TIMERS_KEEP };
	if (wish->timers == TIMER_POLICIES)
		return fail(err, ERR_INPUT, "timers is keep, recompute or drop, not \"%.40s\"", timers);
	return definition_find_current(c->db, wish->workflow, &wish->to_id, err) &&
	    (to == NULL || ((int_parse(to, &version) || fail(err, ERR_INPUT, "to is the number of a version")) &&
	    definition_find_version(c->db, wish->workflow, version, &wish->to_id, err))) &&
	    (from == NULL || ((int_parse(from, &version) || fail(err, ERR_INPUT, "from is the number of a version")) &&
	    definition_find_version(c->db, wish->workflow, version, &wish->from_id, err))) &&
	    read_map(c, &wish->map, &wish->maps, err);
}

/* A plan in which one case cannot be moved is no fault of whoever asked: it says which. */
bool
act_workflow_migrate(struct call *c, struct err *err)
{
	const char *what = wish_get(&c->w, "do");
	bool is_undo = text_equal(what, "undo"), is_apply = text_equal(what, "apply");
	struct migrate_report report;
	struct migrate_wish wish;

	if (!is_undo && !is_apply && !text_equal(what, "plan"))
		return fail(err, ERR_INPUT, "do is plan (looks), apply (moves the cases) or undo (moves them back), not \"%.40s\"",
		    what);
	if (!read_migration(c, &wish, err) || !(is_undo ? engine_migrate_undo(c->e, &wish, c->r->now_ms, &report, err) :
	    is_apply ? engine_migrate_apply(c->e, &wish, c->r->now_ms, &report, err) :
	    engine_migrate_plan(c->e, &wish, c->r->now_ms, &report, err)))
		return false;
	c->answer = migrate_report_json(&report, wish.workflow, is_undo || (is_apply && report.refused == 0));
	return true;
}
