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
	return report_period_init(p, args->word[0], app->settings->zone, today_day, since_day,
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
		cmd_print_table(app, rows, report_columns(report, json_get_text(json_at(figures, i), "name")), "");
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

/* --figure: that one alone. */
static bool
narrow(const struct args *args, struct json **figures, struct err *err)
{
	const char *name = args_get(args, "figure");
	struct json *array;

	for (size_t i = 0; name != NULL && i < json_count(*figures); i++)
		if (text_equal(json_get_text(json_at(*figures, i), "name"), name)) {
			array = json_new_array();
			json_push(array, json_duplicate(json_at(*figures, i)));
			json_free(*figures);
			*figures = array;
			return true;
		}
	return name == NULL || fail(err, ERR_MISSING, "the report %s has no figure \"%s\". --json names "
	    "them all", args->word[0], name);
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
	if (!narrow(args, &figures, err)) {
		json_free(figures);
		return CMD_FAILED;
	}
	if (args_has(args, "csv")) {
		bool is_one = args_get(args, "figure") != NULL;
		print_csv(is_one ? json_get(json_at(figures, 0), "rows") : figures, is_one ? NULL : "rows");
		json_free(figures);
		return EXIT_DONE;
	}
	day_format(period.since_day, since);
	day_format(period.until_day, until);
	if (!app->json) {
		cmd_say(app, "%s, %s to %s\n", args->word[0], since, until);
		say_figures(app, args->word[0], figures);
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
