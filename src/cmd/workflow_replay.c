/* workflow replay: what another version would have made of the recorded cases. */
#include "cmd/commands.h"

#include <string.h>

#include "base/str.h"
#include "cmd/workflow_find.h"
#include "engine/replay.h"
#include "base/banned.h"

static void
print_divergence(struct app *app, const struct json *d)
{
	cmd_say(app, "CR-%lld %s %s%s", (long long)json_get_int(d, "case_id", 0),
	    cmd_moment(app, json_get_text(d, "at")), json_get_text(d, "cause"),
	    json_get_bool(d, "is_certain") ? "" : " (not certain)");
	cmd_say(app, "  was      %s", json_get_text(d, "was"));
	cmd_say(app, "  would be %s", json_get_text(d, "would"));
}

static void
print_report(struct app *app, const struct definition *with, const struct replay_report *report)
{
	for (size_t i = 0; i < json_count(report->divergences); i++)
		print_divergence(app, json_at(report->divergences, i));
	cmd_say(app, "%zu %s played again by version %lld: %zu would have gone otherwise%s", report->cases,
	    report->cases == 1 ? "case" : "cases", (long long)definition_version(with), report->diverging,
	    report->uncertain == 0 ? "" : arena_printf(app->arena, "; of %zu it is not certain, because their "
	    "records were changed since", report->uncertain));
	if (app->json)
		cmd_print_json(replay_report_json(report, with));
	else
		json_free(report->divergences);
}

static bool
check_names(const char *name, const struct definition *with, struct err *err)
{
	return text_equal(definition_name(with), name) || fail(err, ERR_INPUT,
	    "the other version is one of \"%s\", not of \"%s\"", definition_name(with), name);
}

int
cmd_workflow_replay(struct app *app, const struct args *args, struct err *err)
{
	struct replay_wish wish = { .workflow = args->word[0] };
	const char *with = args_get(args, "with"), *one = args_get(args, "case");
	struct replay_report report;
	struct publication other;
	int64_t current_id;

	if (with == NULL) {
		fail(err, ERR_INPUT, "name the other version: --with FILE, NAME or NAME@VERSION");
		return CMD_FAILED;
	}
	if (!definition_find_current(app->db, wish.workflow, &current_id, err))
		return CMD_FAILED;
	int status = workflow_find(app, with, &other, err);
	if (status != EXIT_DONE)
		return status;
	wish.with = other.definition;
	if (!check_names(wish.workflow, other.definition, err) ||
	    !workflow_map(app, args, &wish.map, &wish.maps, err) ||
	    (one != NULL && !cmd_case_id(app, one, &wish.case_id, err)) ||
	    !engine_replay(&app->engine, &wish, &report, err))
		return CMD_FAILED;
	print_report(app, other.definition, &report);
	return EXIT_DONE;
}
