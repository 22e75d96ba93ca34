/* committee: flags and votes are looked at, the decision is written, cases and enrollment follow, in one transaction. */
#include "engine/committee.h"

#include "base/hash.h"
#include "base/str.h"
#include "store/case_file.h"
#include "store/record.h"
#include "base/banned.h"

struct deciding {
	struct engine			*e;
	const struct committee_wish	*wish;
	const struct committee_by	*by;
	int32_t				 on_day;	/* of what the cases are told */
	struct committee_item		 item;
	struct arena			*a;
	size_t				 cases;
};

static bool
is_event_of(struct deciding *d, int64_t case_id, int64_t definition_id, const char *name, bool *ret_takes,
    const struct event_view **ret_event, struct err *err)
{
	const struct definition *definition;
	struct event_view *events;
	struct case_file c;

	*ret_takes = false;
	if (!case_load(d->e->db, case_id, d->a, &c, err) || !engine_definition(d->e, definition_id, &definition, err))
		return false;
	size_t count = definition_events(definition, c.state, d->a, &events);
	for (size_t i = 0; i < count && !*ret_takes; i++) {
		*ret_takes = text_equal(events[i].name, name);
		*ret_event = &events[i];
	}
	return true;
}

/* The fields that the event has, and no others. */
static void
fill(const struct deciding *d, const struct event_view *event, struct facts *facts)
{
	facts_init(facts, d->a);
	for (size_t i = 0; i < event->fields; i++) {
		if (text_equal(event->field[i].name, "on"))
			facts_set(facts, "on", value_date(d->on_day));
		if (text_equal(event->field[i].name, "reason") && d->wish != NULL && !text_blank(d->wish->decision.reason))
			facts_set(facts, "reason", value_text(d->wish->decision.reason));
	}
}

static bool
tell_cases(struct deciding *d, const char *name, struct err *err)
{
	const struct event_view *event;
	struct case_ref *refs;
	size_t count;
	bool takes;

	if (!case_list_of_subject(d->e->db, "enrollment", d->item.enrollment_id, d->a, &refs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct engine_answer answer;
		char random[HASH_ID_BYTES];
		struct facts facts;
		if (!is_event_of(d, refs[i].case_id, refs[i].definition_id, name, &takes, &event, err))
			return false;
		if (!takes)
			continue;
		fill(d, event, &facts);
		if (!engine_deliver_in(d->e, refs[i].case_id, name, arena_printf(d->a, "u:%s", random_id(random)),
		    d->by->actor, &facts, d->by->now_ms, d->by->now_ms, d->a, &answer, err))
			return false;
		d->cases += answer.outcome == STEP_DONE;
	}
	return true;
}

static bool
count_on(struct deciding *d, struct err *err)
{
	const struct record_by who = { .actor = d->by->actor, .now_ms = d->by->now_ms };
	enum record_outcome outcome;
	char day[DAY_TEXT_BYTES];
	struct record r;

	record_init(&r, record_kind_find("enrollment"), d->e->settings->catalog, d->by->today_day, d->a);
	return record_assign(&r, "credentialed_day", day_format(d->wish->decided_day, day), err) &&
	    record_set(d->e->db, &r, d->item.enrollment_id, &who, &outcome, err);
}

static bool
follow(struct deciding *d, struct err *err)
{
	const char *decision = d->wish->decision.decision;

	if (d->item.enrollment_id == 0 || text_equal(decision, "deferred"))
		return true;
	if (text_equal(decision, "denied"))
		return tell_cases(d, "user.denied", err);
	return tell_cases(d, "user.decided", err) && count_on(d, err);
}

static bool
decide(struct deciding *d, const struct requirements *requirements, struct err *err)
{
	const struct committee_wish *w = d->wish;
	struct json *flags;

	if (!committee_load(d->e->db, w->item_id, d->a, &d->item, err))
		return false;
	if (w->decided_day > d->by->today_day)
		return fail(err, ERR_INPUT, "a decision is noted when it is made: its day lies ahead");
	if (!committee_flags(d->e->db, d->e->settings, requirements, &d->item, w->decided_day, &flags, err))
		return false;
	bool ok = committee_may_decide(&w->decision, &d->item.votes, d->e->settings->committee.quorum,
	    json_count(flags), err) && committee_note_decision(d->e->db, d->e->settings, &d->item, &w->decision, w->decided_day,
	    w->review_day, flags, d->by, err) &&
	    follow(d, err);
	json_free(flags);
	return ok;
}

bool
committee_decide(struct engine *e, const struct requirements *requirements, const struct committee_wish *wish,
    const struct committee_by *by, struct arena *a, size_t *ret_cases, struct err *err)
{
	struct deciding d = { .e = e, .wish = wish, .by = by, .on_day = wish->decided_day, .a = a };

	if (!db_begin(e->db, err) || !db_end(e->db, decide(&d, requirements, err), err))
		return false;
	*ret_cases = d.cases;
	return true;
}

static bool
tell(struct deciding *d, const char *folder, int64_t item_id, bool is_by_hand, const char **ret_text, struct err *err)
{
	return committee_letter(d->e->db, folder, d->e->settings, item_id, is_by_hand, d->by, d->a, ret_text, err) &&
	    committee_load(d->e->db, item_id, d->a, &d->item, err) &&
	    (d->item.enrollment_id == 0 || tell_cases(d, "user.notice_sent", err));
}

bool
committee_tell(struct engine *e, const char *folder, int64_t item_id, bool is_by_hand, const struct committee_by *by,
    struct arena *a, const char **ret_text, struct err *err)
{
	struct deciding d = { .e = e, .by = by, .on_day = by->today_day, .a = a };

	return db_begin(e->db, err) && db_end(e->db, tell(&d, folder, item_id, is_by_hand, ret_text, err), err);
}
