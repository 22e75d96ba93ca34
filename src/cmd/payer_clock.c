/* payer_clock: the rules of states about payers, listed. */
#include "cmd/commands.h"

#include "core/payer_clock.h"
#include "base/banned.h"

int
cmd_payer_clocks(struct app *app, const struct args *args, struct err *err)
{
	const struct payer_clocks *clocks = app->settings->payer_clocks;
	struct json *rows = json_new_array();

	(void)args;
	(void)err;
	for (size_t i = 0; i < clocks->count; i++) {
		const struct payer_clock *c = &clocks->clock[i];
		struct json *row = json_new_object();
		json_set_text(row, "key", c->key);
		json_set_text(row, "state", c->state);
		json_set_int(row, "days", c->days);
		json_set_day(row, "from", c->from_day);
		json_set_day(row, "until", c->until_day);
		json_set_bool(row, "is_on", c->is_on);
		json_set_text(row, "source", c->source);
		json_set_text(row, "note", c->note);
		json_push(rows, row);
	}
	if (app->json) {
		cmd_print_json(rows);
		return EXIT_DONE;
	}
	cmd_print_table(app, rows, "state days from until is_on source note", "no rules");
	json_free(rows);
	return EXIT_DONE;
}
