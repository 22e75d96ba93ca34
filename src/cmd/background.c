/* background: gaps in work histories.  The rows themselves are kept as all nouns are: noun.c. */
#include "cmd/commands.h"

#include "store/background.h"
#include "base/banned.h"

int
cmd_provider_gaps(struct app *app, const struct args *args, struct err *err)
{
	int64_t provider_id = 0;
	struct json *gaps;

	if ((args->count > 0 && !cmd_provider_id(app, args->word[0], &provider_id, err)) ||
	    !background_gaps(app->db, provider_id, zone_day(app->settings->zone, app->now_ms),
	    !args_has(args, "all"), &gaps, err))
		return CMD_FAILED;
	if (app->json) {
		cmd_print_json(gaps);
		return EXIT_DONE;
	}
	cmd_print_table(app, gaps, "npi last_name first_name from_day until_day months needs_writing is_explained",
	    "no gap of more than six months is left to be explained");
	json_free(gaps);
	return EXIT_DONE;
}
