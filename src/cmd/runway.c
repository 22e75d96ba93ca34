/* runway: who begins soon, and when each payer may be billed, expected. */
#include "cmd/commands.h"

#include "base/file.h"
#include "base/str.h"
#include "calendar/runway.h"
#include "cmd/feed.h"
#include "store/runway.h"
#include "base/banned.h"

static bool
add_rows(void *context, const struct runway_start *start, struct err *err)
{
	char text[DAY_TEXT_BYTES];

	(void)err;
	for (size_t i = 0; i < start->count; i++) {
		const struct runway_leg *leg = &start->legs[i];
		struct json *row = json_new_object();
		json_set_int(row, "provider_id", start->provider_id);
		json_set_text(row, "npi", start->npi);
		json_set_text(row, "last_name", start->last_name);
		json_set_text(row, "start_day", start->start_day == DAY_NONE ? NULL : day_format(start->start_day, text));
		json_set_int(row, "payer_id", leg->payer_id);
		json_set_text(row, "payer_name", leg->payer);
		json_set_text(row, "submitted_day", leg->submitted_day == DAY_NONE ? NULL :
		    day_format(leg->submitted_day, text));
		json_set_text(row, "billable_day", day_format(leg->billable_day, text));
		json_set_bool(row, "is_critical", leg == start->last);
		json_set(row, "late_days", start->start_day == DAY_NONE ? json_new_null() :
		    json_new_int(leg->billable_day > start->start_day ? leg->billable_day - start->start_day : 0));
		json_push(context, row);
	}
	return true;
}

static bool
write_calendar(struct app *app, int64_t provider_id, const char *file, struct err *err)
{
	const struct calendar_wish wish = { .settings = app->settings, .base_url = feed_base_url(app),
	    .now_ms = app->now_ms };
	struct str bytes = STR_INIT;

	bool ok = calendar_runway_write(app->db, provider_id, &wish, calendar_to_str, &bytes, err) &&
	    file_write(file, bytes.text, bytes.len, 0644, err);
	str_clear(&bytes);
	return ok;
}

int
cmd_provider_runway(struct app *app, const struct args *args, struct err *err)
{
	const char *ics = args_get(args, "ics");
	struct json *rows = json_new_array();
	int64_t provider_id = 0;

	bool ok = (args->count == 0 || cmd_provider_id(app, args->word[0], &provider_id, err)) &&
	    runway_each(app->db, provider_id, zone_day(app->settings->zone, app->now_ms), add_rows, rows, err) &&
	    (ics == NULL || write_calendar(app, provider_id, ics, err));
	if (ok && app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	if (ok)
		cmd_print_table(app, rows, "npi last_name start_day payer_name submitted_day billable_day is_critical"
		    " late_days", "nobody who begins soon waits for a payer");
	json_free(rows);
	return ok ? EXIT_DONE : CMD_FAILED;
}
