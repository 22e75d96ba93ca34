/* stale: verifications that will be too old when they are needed. */
#include "cmd/commands.h"

#include "store/stale.h"
#include "base/banned.h"

int
cmd_credential_stale(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id;
	struct json *rows;

	if (!cmd_provider_option(app, args, &provider_id, err) || !stale_list(app->db, app->settings,
	    provider_id, zone_day(app->settings->zone, app->now_ms), &rows, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "credential_id npi last_name label state verified_day good_until_day payer_name"
	    " decision_day short_days", "no verification goes stale before its decision within 180 days");
	json_free(rows);
	return EXIT_DONE;
}
