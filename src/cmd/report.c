/* report: figures, and the rows behind each. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/str.h"
#include "store/report.h"
#include "base/banned.h"

#define WEEK_DAYS	7

static bool
read_period(struct app *app, const struct args *args, struct report_period *p, struct err *err)
{
	p->zone = app->settings->zone;
	p->today_day = zone_day(p->zone, app->now_ms);
	if (!cmd_day_option(args, "since", &p->since_day, err) ||
	    !cmd_day_option(args, "until", &p->until_day, err))
		return false;
	if (p->until_day == DAY_NONE)
		p->until_day = p->today_day;
	if (p->since_day == DAY_NONE)
		p->since_day = p->until_day - WEEK_DAYS + 1;
	return p->since_day <= p->until_day ||
	    fail(err, ERR_INPUT, "--since lies behind --until");
}

static void
say_figures(struct app *app, const struct json *figures)
{
	for (size_t i = 0; i < json_count(figures); i++) {
		const struct json *figure = json_at(figures, i), *value = json_get(figure, "value");
		struct str number = STR_INIT;
		if (json_kind_of(value) != JSON_IS_NULL)
			json_print(value, &number);
		printf("%6s  %s\n", number.len > 0 ? number.text : "-", json_get_text(figure, "label"));
		str_clear(&number);
	}
	for (size_t i = 0; i < json_count(figures); i++) {
		const struct json *rows = json_get(json_at(figures, i), "rows");
		if (json_count(rows) == 0)
			continue;
		printf("\n%s\n", json_get_text(json_at(figures, i), "label"));
		cmd_print_table(app, rows, NULL, "");
	}
}

int
cmd_report(struct app *app, const struct args *args, struct err *err)
{
	char since[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];
	struct report_period period;
	struct json *figures;

	if (!read_period(app, args, &period, err) ||
	    !report_figures(app->db, args->word[0], &period, &figures, err))
		return CMD_FAILED;
	day_format(period.since_day, since);
	day_format(period.until_day, until);
	if (!app->json) {
		cmd_say(app, "%s, %s to %s\n", args->word[0], since, until);
		say_figures(app, figures);
		json_free(figures);
		return EXIT_DONE;
	}
	struct json *json = json_new_object();
	json_set_text(json, "report", args->word[0]);
	json_set_text(json, "since", since);
	json_set_text(json, "until", until);
	json_set(json, "figures", figures);
	cmd_print_json(json);
	return EXIT_DONE;
}
