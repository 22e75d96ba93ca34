/* runway: who begins soon, and when each payer may be billed, expected. */
#include "cmd/commands.h"

#include "base/file.h"
#include "base/str.h"
#include "calendar/runway.h"
#include "cmd/feed.h"
#include "store/runway.h"
#include "base/banned.h"

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
	int64_t provider_id = 0;
	struct json *rows;

	if ((args->count > 0 && !cmd_provider_id(app, args->word[0], &provider_id, err)) ||
	    (ics != NULL && !write_calendar(app, provider_id, ics, err)) ||
	    !runway_rows(app->db, provider_id, zone_day(app->settings->zone, app->now_ms), &rows, err))
		return CMD_FAILED;
	if (app->json)
		cmd_print_json(rows);
	else {
		for (size_t i = 0; i < json_count(rows); i++)
			if (json_get_text(json_at(rows, i), "payer_name") == NULL)
				json_set_text(json_at(rows, i), "payer_name", "no payer chosen");
		cmd_print_table(app, rows, "npi last_name start_day payer_name submitted_day billable_day is_critical"
		    " late_days", "nobody who begins soon waits for a payer");
		json_free(rows);
	}
	return EXIT_DONE;
}
