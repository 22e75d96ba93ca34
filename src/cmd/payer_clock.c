/* payer_clock: the rules of states about payers, listed. */
#include "cmd/commands.h"

#include "core/payer_clock.h"
#include "base/banned.h"

int
cmd_payer_clocks(struct app *app, const struct args *args, struct err *err)
{
	struct json *rows = payer_clocks_json(app->settings->payer_clocks);

	(void)args;
	(void)err;
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "state days from until is_on source note", "no rules");
	json_free(rows);
	return EXIT_DONE;
}
