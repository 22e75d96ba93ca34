/* report: figures, and the rows behind each. */
#include "cmd/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "store/report.h"
#include "base/banned.h"


static bool
read_period(struct app *app, const struct args *args, struct report_period *p, struct err *err)
{
	int32_t since_day, until_day, today_day = zone_day(app->settings->zone, app->now_ms);

	if (!cmd_day_option(args, "since", &since_day, err) ||
	    !cmd_day_option(args, "until", &until_day, err))
		return false;
	return report_period_init(p, args->word[0], app->settings, today_day, since_day,
	    until_day) || fail(err, ERR_INPUT, "--since lies behind --until");
}

static void
say_figures(struct app *app, const char *report, const struct json *figures)
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
		cmd_print_table(app, rows, report_columns(report, json_get_text(json_at(figures, i), "name"), false), "");
	}
}

static void
print_csv(const struct json *rows, const char *without)
{
	struct str out = STR_INIT;

	report_add_csv(rows, without, &out);
	fwrite(out.text, 1, out.len, stdout);
	str_clear(&out);
}

int
cmd_report(struct app *app, const struct args *args, struct err *err)
{
	bool is_one = args_get(args, "figure") != NULL;
	struct report_period period;
	struct json *report;

	if (!read_period(app, args, &period, err) ||
	    !report_whole(app->db, args->word[0], &period, args_get(args, "figure"), &report, err))
		return CMD_FAILED;
	const struct json *figures = json_get(report, "figures");
	if (args_has(args, "csv"))
		print_csv(is_one ? json_get(json_at(figures, 0), "rows") : figures, is_one ? NULL : "rows");
	else if (app->json) {
		cmd_print_json(report);
		return EXIT_DONE;
	} else {
		cmd_say(app, "%s, %s to %s\n", args->word[0], json_get_text(report, "since"), json_get_text(report, "until"));
		say_figures(app, args->word[0], figures);
	}
	json_free(report);
	return EXIT_DONE;
}
