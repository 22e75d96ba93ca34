/* readiness: "is her file ready for this payer at this site?", and what two places say otherwise. */
#include "cmd/commands.h"

#include "store/readiness.h"
#include "base/banned.h"

/* What stops all of them needs no list of names. */
static void
shorten_payers(struct json *open, size_t scopes)
{
	for (size_t i = 0; i < json_count(open) && scopes > 1; i++)
		if ((size_t)json_get_int(json_at(open, i), "scopes", 0) == scopes)
			json_set_text(json_at(open, i), "payers", "all");
}

static void
say_report(struct app *app, const struct json *report)
{
	const struct json *differ = json_get(report, "mismatches");
	struct json *open = json_get(report, "open");

	cmd_say(app, "%s %s, NPI %s: %s\n", json_get_text(report, "first_name"),
	    json_get_text(report, "last_name"), json_get_text(report, "npi"),
	    json_get_bool(report, "is_ready") ? "all that is asked for is there" : "not ready");
	cmd_print_table(app, json_get(report, "scopes"),
	    "payer_name location_name state on_day is_ready required open", "");
	shorten_payers(open, json_count(json_get(report, "scopes")));
	if (json_count(open) > 0) {
		cmd_say(app, "\nwhat is open");
		cmd_print_table(app, open, "label state standing reason payers", "");
	}
	if (json_count(json_get(report, "gaps")) > 0) {
		cmd_say(app, "\ngaps in the work history that nothing explains");
		cmd_print_table(app, json_get(report, "gaps"), "from_day until_day months needs_writing", "");
	}
	if (json_count(differ) > 0) {
		cmd_say(app, "\nwhat does not agree");
		cmd_print_table(app, differ, "what ours theirs where advice", "");
	}
}

int
cmd_provider_readiness(struct app *app, const struct args *args, struct err *err)
{
	struct readiness_ask ask = { .today_day = zone_day(app->settings->zone, app->now_ms) };
	struct requirements requirements;
	struct problems problems;
	struct json *report;

	problems_init(&problems, app->arena);
	if (!cmd_provider_id(app, args->word[0], &ask.provider_id, err) ||
	    !cmd_payer_option(app, args, &ask.payer_id, err) ||
	    !cmd_location_option(app, args, &ask.location_id, err) ||
	    !cmd_day_option(args, "on", &ask.on_day, err))
		return CMD_FAILED;
	if (!readiness_requirements(app->folder, app->settings->catalog, app->arena, &requirements,
	    &problems, err))
		return problems.errors > 0 ? cmd_print_problems(&problems) : CMD_FAILED;
	if (!readiness_report(app->db, app->settings, &requirements, &ask, &report, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(report);
		return EXIT_DONE;
	}
	if (!app->quiet)
		say_report(app, report);
	json_free(report);
	return EXIT_DONE;
}
