/* workflow migrate: running cases to another version: looked at, done, undone. */
#include "cmd/commands.h"

#include "base/str.h"
#include "cmd/workflow_find.h"
#include "engine/migrate.h"
#include "store/definition.h"
#include "base/banned.h"

static bool
read_policy(const struct args *args, struct migrate_wish *wish, struct err *err)
{
	const char *word = args_get(args, "timers");

	wish->timers = word == NULL ? TIMERS_KEEP : timer_policy_find(word);
	return wish->timers != TIMER_POLICIES ||
	    fail(err, ERR_INPUT, "--timers is keep, recompute or drop, not \"%s\"", word);
}

/* --from and --to; none: every other version, and the current one. */
static bool
read_version(struct app *app, const struct args *args, const char *option, const char *name,
    int64_t *ret_id, struct err *err)
{
	int64_t version;

	if (args_get(args, option) == NULL)
		return true;
	return args_int(args, option, 0, &version, err) &&
	    definition_find_version(app->db, name, version, ret_id, err);
}

static bool
read_wish(struct app *app, const struct args *args, struct migrate_wish *wish, struct err *err)
{
	int ways = args_has(args, "plan") + args_has(args, "apply") + args_has(args, "undo");

	*wish = (struct migrate_wish){ .workflow = args->word[0], .actor = app->actor };
	if (ways != 1)
		return fail(err, ERR_INPUT, "say what to do: --plan looks, --apply moves the cases, --undo moves "
		    "them back");
	return definition_find_current(app->db, wish->workflow, &wish->to_id, err) &&
	    read_version(app, args, "to", wish->workflow, &wish->to_id, err) &&
	    read_version(app, args, "from", wish->workflow, &wish->from_id, err) &&
	    workflow_map(app, args, &wish->map, &wish->maps, err) && read_policy(args, wish, err);
}

/* "chase 2026-03-16 09:00 -> 2026-03-12 09:00, stale (new) -> 2026-03-05 09:00" */
static const char *
timer_words(struct app *app, const struct json *timers)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < json_count(timers); i++) {
		const struct json *t = json_at(timers, i);
		const char *before = json_get_text(t, "before"), *after = json_get_text(t, "after");
		str_printf(&s, "%s%s ", s.len > 0 ? ", " : "", json_get_text(t, "name"));
		if (text_equal(before, after))
			str_printf(&s, "stays %s", cmd_moment(app, before));
		else
			str_printf(&s, "%s -> %s", before != NULL ? cmd_moment(app, before) : "(new)",
			    after != NULL ? cmd_moment(app, after) : "(none)");
	}
	const char *words = arena_strdup(app->arena, s.text);
	str_clear(&s);
	return words;
}

static void
print_case(struct app *app, const struct json *c)
{
	const char *refused = json_get_text(c, "refused"), *state = json_get_text(c, "state");
	const char *timers = timer_words(app, json_get(c, "timers")), *key;
	struct json *pair;

	if (refused != NULL) {
		cmd_say(app, "CR-%lld in \"%s\": cannot be moved: %s", (long long)json_get_int(c, "case_id", 0),
		    json_get_text(c, "state_before"), refused);
		return;
	}
	cmd_say(app, "CR-%lld: version %lld -> %lld, %s -> %s", (long long)json_get_int(c, "case_id", 0),
	    (long long)json_get_int(c, "version_before", 0), (long long)json_get_int(c, "version", 0),
	    json_get_text(c, "state_before"), state);
	if (timers[0] != '\0')
		cmd_say(app, "  timers   %s", timers);
	for (size_t i = 0; json_entry(json_get(c, "vars"), i, &key, &pair); i++)
		cmd_say(app, "  %s  %s -> %s", key, json_print_in(json_at(pair, 0), app->arena),
		    json_print_in(json_at(pair, 1), app->arena));
}

/* A plan that refuses is refused as a whole; what could be undone, is. */
static int
exit_of(const struct args *args, const struct migrate_report *report)
{
	if (report->refused == 0)
		return EXIT_DONE;
	return args_has(args, "undo") && report->refused < report->count ? EXIT_PARTLY : EXIT_REFUSED;
}

static void
print_report(struct app *app, const struct args *args, const struct migrate_report *report)
{
	size_t moved = report->count - report->refused;
	for (size_t i = 0; i < report->count; i++)
		print_case(app, json_at(report->cases, i));
	if (args_has(args, "undo"))
		cmd_say(app, "%zu moved back, %zu stay", moved, report->refused);
	else if (report->refused > 0)
		cmd_say(app, "%zu of %zu case%s cannot be moved, so none is", report->refused, report->count,
		    plural_s((int64_t)report->count));
	else
		cmd_say(app, args_has(args, "apply") ? "%zu moved" : "%zu can be moved; nothing was changed", moved);
	if (app->json)
		cmd_print_json(migrate_report_json(report, args->word[0], !args_has(args, "plan") &&
		    (report->refused == 0 || args_has(args, "undo"))));
	else
		json_free(report->cases);
}

int
cmd_workflow_migrate(struct app *app, const struct args *args, struct err *err)
{
	struct migrate_report report;
	struct migrate_wish wish;

	if (!read_wish(app, args, &wish, err))
		return CMD_FAILED;
	bool ok = args_has(args, "undo") ? engine_migrate_undo(&app->engine, &wish, app->now_ms, &report, err) :
	    args_has(args, "apply") ? engine_migrate_apply(&app->engine, &wish, app->now_ms, &report, err) :
	    engine_migrate_plan(&app->engine, &wish, app->now_ms, &report, err);
	if (!ok)
		return CMD_FAILED;
	print_report(app, args, &report);
	return exit_of(args, &report);
}
