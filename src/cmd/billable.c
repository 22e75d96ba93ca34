/* billable: "may she be billed to this payer at this site, and from when?", with the proof. */
#include "cmd/commands.h"

#include "base/str.h"
#include "store/billable.h"
#include "base/banned.h"

struct answer {
	const struct billable_row	*row;
	struct billable_verdict		 verdict;
};

/* A site may be covered twice, by its own enrollment and by one for all sites: the better one answers. */
static bool
answers_same(const struct answer *a, const struct billable_row *row)
{
	return a->row->provider_id == row->provider_id && a->row->payer_id == row->payer_id;
}

static size_t
judge(struct app *app, const struct billable_row *rows, size_t count, bool per_site,
    int32_t on_day, struct answer *answers)
{
	int32_t today = zone_day(app->settings->zone, app->now_ms);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct answer answer = { .row = &rows[i] };
		billable_judge(&rows[i].facts, on_day, today, app->arena, &answer.verdict);
		if (!per_site || n == 0 || !answers_same(&answers[n - 1], &rows[i]))
			answers[n++] = answer;
		else if (answer.verdict.may_bill && !answers[n - 1].verdict.may_bill)
			answers[n - 1] = answer;
	}
	return n;
}

static struct json *
proof_json(const struct billable_verdict *v)
{
	struct json *proofs = json_new_array();

	for (size_t i = 0; i < v->proofs; i++) {
		struct json *proof = json_new_object();
		json_set_text(proof, "what", v->proof[i].what);
		json_set_day(proof, "day", v->proof[i].day);
		json_set_text(proof, "document", v->proof[i].document);
		json_set_text(proof, "who", v->proof[i].who);
		json_push(proofs, proof);
	}
	return proofs;
}

static struct json *
answer_json(const struct answer *a)
{
	struct json *json = json_new_object();

	json_set_int(json, "provider_id", a->row->provider_id);
	json_set_int(json, "payer_id", a->row->payer_id);
	json_set_id(json, "location_id", a->row->location_id);
	json_set_bool(json, "may_bill", a->verdict.may_bill);
	json_set_day(json, "from", a->verdict.from_day);
	json_set_day(json, "until", a->verdict.until_day);
	json_set_text(json, "gate", a->verdict.gate);
	json_set_text(json, "reason", a->verdict.reason);
	json_set(json, "proof", proof_json(&a->verdict));
	return json;
}

/* The same for people, with names. */
static struct json *
line_json(const struct answer *a)
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

static void
say_proof(struct app *app, const struct answer *a)
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
	struct billable_ask ask = { .without_who = false };
	struct billable_row *rows;
	size_t count;
	int32_t on_day;

	if (!cmd_provider_option(app, args, &ask.provider_id, err) ||
	    !cmd_payer_option(app, args, &ask.payer_id, err) ||
	    !cmd_location_option(app, args, &ask.location_id, err) ||
	    !cmd_day_option(args, "on", &on_day, err) ||
	    !billable_list(app->db, &ask, app->arena, &rows, &count, err))
		return CMD_FAILED;
	if (on_day == DAY_NONE)
		on_day = zone_day(app->settings->zone, app->now_ms);
	struct answer *answers = arena_array(app->arena, count, sizeof(*answers));
	count = judge(app, rows, count, ask.location_id != 0, on_day, answers);
	struct json *array = json_new_array();
	for (size_t i = 0; i < count; i++)
		json_push(array, app->json ? answer_json(&answers[i]) : line_json(&answers[i]));
	if (app->json) {
		cmd_print_json(array);
		return EXIT_DONE;
	}
	cmd_print_table(app, array, NULL, "no enrollments");
	json_free(array);
	if (count == 1)
		say_proof(app, &answers[0]);
	return EXIT_DONE;
}
