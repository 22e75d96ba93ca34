/* billable: "may she be billed to this payer at this site, and from when?", with the proof. */
#include "cmd/commands.h"

#include <stdio.h>

#include "base/csv_write.h"
#include "base/str.h"
#include "store/billable.h"
#include "base/banned.h"

/* The same for people, with names. */
static struct json *
line_json(const struct billable_answer *a)
{
	const struct billable_facts *f = &a->row->facts;
	struct json *json = json_new_object();

	json_set_text(json, "provider", a->row->provider);
	json_set_text(json, "payer", f->payer);
	json_set_text(json, "location", f->location != NULL ? f->location : f->state);
	json_set_bool(json, "may_bill", a->verdict.may_bill);
	json_set_day(json, "from", a->verdict.from_day);
	json_set_day(json, "until", a->verdict.until_day);
	json_set_text(json, "gate", a->verdict.gate);
	json_set_text(json, "reason", a->verdict.reason);
	return json;
}

/* For schedulers and billers: the heads stand there also when nobody is on hold. */
static void
print_csv(const struct json *rows)
{
	static const struct billable_facts nothing = { .state = "" };
	const struct billable_row row = { .facts = nothing };
	const struct billable_answer none = { .row = &row };
	struct json *heads = line_json(&none);
	struct str out = STR_INIT;

	csv_add_heads(&out, heads, NULL);
	for (size_t i = 0; i < json_count(rows); i++)
		csv_add_row(&out, json_at(rows, i), NULL);
	fputs(out.text, stdout);
	str_clear(&out);
	json_free(heads);
}

static void
say_proof(struct app *app, const struct billable_answer *a)
{
	char day[DAY_TEXT_BYTES];

	if (a->verdict.proofs > 0)
		cmd_say(app, "\nproof");
	for (size_t i = 0; i < a->verdict.proofs; i++) {
		const struct billable_proof *p = &a->verdict.proof[i];
		cmd_say(app, "  %-10s  %s%s%s%s%s", day_format(p->day, day), p->what,
		    p->who != NULL ? ", by " : "", p->who != NULL ? p->who : "",
		    p->document != NULL ? ", " : "", p->document != NULL ? p->document : "");
	}
}

int
cmd_billable(struct app *app, const struct args *args, struct err *err)
{
	const int32_t today_day = zone_day(app->settings->zone, app->now_ms);
	struct billable_ask ask = { .without_who = false };
	struct billable_answer *answers;
	size_t count;
	int32_t on_day;

	if (!cmd_provider_option(app, args, &ask.provider_id, err) ||
	    !cmd_payer_option(app, args, &ask.payer_id, err) ||
	    !cmd_location_option(app, args, &ask.location_id, err) ||
	    !cmd_day_option(args, "on", &on_day, err) ||
	    !billable_answers(app->db, &ask, on_day, today_day, app->arena, &answers, &count, err))
		return CMD_FAILED;
	struct json *array = json_new_array();
	for (size_t i = 0; i < count; i++)
		if (!args_has(args, "hold") || !answers[i].verdict.may_bill)
			json_push(array, app->json ? billable_answer_json(&answers[i]) : line_json(&answers[i]));
	if (app->json) {
		cmd_print_json(array);
		return EXIT_DONE;
	}
	if (args_has(args, "csv")) {
		print_csv(array);
		json_free(array);
		return EXIT_DONE;
	}
	cmd_print_table(app, array, NULL, args_has(args, "hold") ? "nothing is on hold" : "no enrollments");
	json_free(array);
	if (count == 1)
		say_proof(app, &answers[0]);
	return EXIT_DONE;
}
