/* finding: the event "user.verified" for each case of the credential that takes it, and the record. */
#include "engine/finding.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "core/catalog.h"
#include "store/audit.h"
#include "store/case_file.h"
#include "store/record.h"
#include "store/record_part.h"
#include "base/banned.h"

#define VERIFIED "user.verified"

/* What was found, once for the record and once for the cases that wait for it. */
struct job {
	struct engine	*e;
	struct record	 record;
	int64_t		 credential_id;
	int32_t		 on_day;
	const char	*actor;
	int64_t		 now_ms;
	struct verification_proof proof;
	struct arena	*a;
	size_t		 cases;		/* that moved */
};

static bool
read_finding(struct job *j, const struct finding *f, struct err *err)
{
	const struct { const char *name, *field, *text; } texts[] = {
		{ "method", "verified_method", f->method }, { "result", "verified_result", f->result },
		{ "expires", "expires_day", f->expires },
	};
	int32_t today_day = zone_day(j->e->settings->zone, j->now_ms);
	char day[DAY_TEXT_BYTES];

	if (f->method == NULL || f->result == NULL)
		return fail(err, ERR_INPUT, "a verification needs a method and a result");
	record_init(&j->record, record_kind_find("credential"), j->e->settings->catalog, today_day, j->a);
	for (size_t i = 0; i < LEN(texts); i++)
		if (texts[i].text != NULL && !record_assign(&j->record, texts[i].field, texts[i].text, err))
			return fail_in(err, "%s", texts[i].name);
	j->on_day = f->on_day == DAY_NONE ? today_day : f->on_day;
	if (j->on_day > today_day)
		return fail(err, ERR_INPUT, "%s lies ahead: a verification is noted when it is done",
		    day_format(j->on_day, day));
	return record_assign(&j->record, "verified_day", day_format(j->on_day, day), err) &&
	    record_assign(&j->record, "verified_by", f->by != NULL ? f->by : j->actor, err) &&
	    record_assign(&j->record, "status", "verified", err);
}

/* The fields that the event has in this workflow, and no others. */
static void
fill_event(const struct job *j, const struct event_view *event, struct facts *facts)
{
	int32_t expires = DAY_NONE;
	const char *expires_text = record_value(&j->record, "expires_day");

	if (expires_text != NULL)
		day_parse(expires_text, &expires);
	const struct { const char *name; struct value value; } all[] = {
		{ "method", value_text(record_value(&j->record, "verified_method")) },
		{ "result", value_text(record_value(&j->record, "verified_result")) },
		{ "on", value_date(j->on_day) },
		{ "expires_day", value_date(expires) },
	};
	for (size_t i = 0; i < event->fields; i++)
		for (size_t k = 0; k < LEN(all); k++)
			if (text_equal(event->field[i].name, all[k].name) && all[k].value.present)
				facts_set(facts, all[k].name, all[k].value);
}

static bool
deliver(struct job *j, int64_t case_id, const struct event_view *event, struct err *err)
{
	struct engine_answer answer;
	char random[HASH_ID_BYTES];
	struct facts facts;

	facts_init(&facts, j->a);
	fill_event(j, event, &facts);
	if (!engine_deliver_in(j->e, case_id, VERIFIED, arena_printf(j->a, "u:%s", random_id(random)), j->actor, &facts,
	    j->now_ms, j->now_ms, j->a, &answer, err))
		return false;
	j->cases += answer.outcome == STEP_DONE;
	return audit_add(j->e->db, j->actor, "case event", arena_printf(j->a, "case %lld", (long long)case_id), VERIFIED,
	    j->now_ms, err);
}

/* Tells each open case of the credential that takes the event in its state. */
static bool
tell_cases(struct job *j, struct err *err)
{
	struct case_ref *refs;
	size_t count;

	if (!case_list_of_subject(j->e->db, "credential", j->credential_id, j->a, &refs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct definition *d;
		struct event_view *events;
		struct case_file c;
		if (!case_load(j->e->db, refs[i].case_id, j->a, &c, err) ||
		    !engine_definition(j->e, refs[i].definition_id, &d, err))
			return false;
		size_t n = definition_events(d, c.state, j->a, &events);
		for (size_t k = 0; k < n; k++)
			if (text_equal(events[k].name, VERIFIED) && !deliver(j, refs[i].case_id, &events[k], err))
				return false;
	}
	return true;
}

/* Where the credential does not say who its source is, the catalog does. */
static bool
name_source(struct job *j, struct err *err)
{
	struct json *row;

	if (!record_load_row(j->e->db, "credential", j->credential_id, j->e->settings->zone, &row, err))
		return false;
	const char *name = json_get_text(row, "credential_type");
	const struct credential_type *type = name != NULL ? catalog_find(j->e->settings->catalog, name) : NULL;
	j->proof.source = type != NULL ? type->source : NULL;
	json_free(row);
	return true;
}

/* The record last: a workflow notes the day on which it was told, the person knows the real one. */
static bool
note(struct job *j, struct err *err)
{
	const struct record_by who = { .actor = j->actor, .now_ms = j->now_ms };
	enum record_outcome outcome;

	return tell_cases(j, err) && record_set(j->e->db, &j->record, j->credential_id, &who, &outcome, err) &&
	    name_source(j, err) && verification_prove(j->e->db, j->credential_id, &j->proof, j->now_ms, err);
}

bool
engine_note_finding(struct engine *e, int64_t credential_id, const struct finding *finding, const char *actor,
    int64_t now_ms, struct arena *a, size_t *ret_cases, struct err *err)
{
	struct job j = { .e = e, .credential_id = credential_id, .actor = actor, .now_ms = now_ms, .proof = finding->proof,
	    .a = a };
	struct json *row;

	if (!record_load_row(e->db, "credential", credential_id, e->settings->zone, &row, err))
		return false;
	json_free(row);
	if (!read_finding(&j, finding, err) || !db_begin(e->db, err) || !db_end(e->db, note(&j, err), err))
		return false;
	*ret_cases = j.cases;
	return true;
}
