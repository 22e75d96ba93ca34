/*
 * why_not: why nothing happens in a case.  No negatives are stored: the pure step is asked again on
 * the case as it is, and what holds its timers, events and letters is read from their rows.
 */
#include "engine/why_not_inside.h"

#include <inttypes.h>
#include <string.h>

#include "engine/limits.h"
#include "store/fact.h"
#include "store/letter.h"
#include "store/timer.h"
#include "base/banned.h"

#define RECENT	5		/* events and letters that are named */

static void
add_case(const struct asking *q)
{
	const struct case_file *f = &q->w->c;

	if (strcmp(f->status, "open") != 0)
		chain_add(q->c, &(struct link){
			.what = arena_printf(q->c->a, "the case is %s", f->status),
			.at_ms = f->closed_ms, .because = f->stuck_reason,
		});
	if (f->paused_ms != INSTANT_NONE)
		chain_add(q->c, &(struct link){
			.what = "the case is paused: its timers are held",
			.at_ms = f->paused_ms, .because = "a person paused it; case resume lets it go on",
		});
	if (q->w->before.timers == 0 && strcmp(f->status, "open") == 0)
		chain_add(q->c, &(struct link){
			.what = arena_printf(q->c->a, "no timer is armed in \"%s\"", f->state),
			.at_ms = INSTANT_NONE, .because = "the case waits for an event",
		});
}

const char *
why_not_wait(const struct asking *q, const struct armed_timer *t)
{
	if (t->due_ms > q->w->run->now_ms)
		return arena_printf(q->c->a, "it is due %s", chain_when(q->c, t->due_ms));
	if (t->needs_mail && q->watermark_ms == INSTANT_NONE)
		return "it is due, but waits until the inbox is read, which it never was";
	if (t->needs_mail && t->due_ms > q->watermark_ms)
		return arena_printf(q->c->a, "it is due, but waits until the inbox is read: that was "
		    "done up to %s", chain_when(q->c, q->watermark_ms));
	return NULL;
}

/* Asks the step as if it came now. */
const char *
why_not_refusal(const struct asking *q, const char *event, const struct armed_timer *t,
    const char **ret_guards)
{
	struct step_event asked = { .name = event, .occurred_ms = q->w->run->now_ms };
	struct step_result result = { .outcome = STEP_IGNORED };

	if (t != NULL)
		asked = (struct step_event){ .name = event, .occurred_ms = t->due_ms, .timer_n = t->n,
			.timer_set_seq = t->set_seq };
	step_deliver(q->w->definition, &q->w->before, &asked, q->w->run->now_ms, q->c->a, &result);
	*ret_guards = chain_guards(q->c, result.trace);
	/* A firing whose condition is false is a step too, but does nothing. */
	const struct json *looks = json_get(result.trace, "looked_at");
	bool did = result.outcome == STEP_DONE && (t == NULL || json_count(looks) == 0 ||
	    json_get_bool(json_at(looks, 0), "value"));
	const char *reason = did ? NULL : arena_strdup(q->c->a, result.reason != NULL ? result.reason :
	    "its condition is false");
	json_free(result.trace);
	return reason;
}

static void
add_timer(const struct asking *q, const struct armed_timer *t)
{
	const char *guards, *wait = why_not_wait(q, t), *refusal = why_not_refusal(q,
	    arena_printf(q->c->a, "timer.%s", t->name), t, &guards);
	struct str because = STR_INIT;

	if (wait != NULL)
		str_add(&because, wait);
	if (refusal != NULL)
		str_printf(&because, "%swould do nothing now: %s", because.len > 0 ? "; " : "",
		    refusal);
	if (refusal != NULL && guards != NULL)
		str_printf(&because, " (%s)", guards);
	if (wait == NULL && refusal == NULL)
		str_add(&because, q->w->c.paused_ms != INSTANT_NONE ? "it is due, and held" :
		    "it is due: the next tick fires it");
	chain_add(q->c, &(struct link){
		.what = arena_printf(q->c->a, "timer \"%s\", firing %" PRId64, t->name, t->n),
		.rule = t->rule, .definition_id = q->w->c.definition_id,
		.at_ms = t->due_ms, .because = arena_strdup(q->c->a, because.text),
	});
	str_clear(&because);
}

/* What people could say, and what is in the way of it. */
static void
add_refused(const struct asking *q)
{
	struct event_view *events;
	size_t count = definition_events(q->w->definition, q->w->before.state, q->c->a, &events);

	for (size_t i = 0; i < count; i++) {
		const char *guards, *refusal = why_not_refusal(q, events[i].name, NULL, &guards);
		if (refusal != NULL)
			chain_add(q->c, &(struct link){
				.what = arena_printf(q->c->a, "\"%s\" would do nothing now", events[i].name),
				.at_ms = INSTANT_NONE, .because = refusal,
			});
	}
}

/* Events that wait, that died, or that no rule took. */
static bool
add_events(const struct asking *q, const char *status, const char *words, struct err *err)
{
	struct event *events;
	size_t count;

	if (!event_list(q->c->e->db, q->w->c.case_id, status, RECENT, q->c->a, &events, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		chain_add(q->c, &(struct link){
			.what = arena_printf(q->c->a, "event \"%s\" %s", events[i].name, words),
			.at_ms = events[i].occurred_ms, .by = events[i].source,
			.because = events[i].error,
		});
	return true;
}

static bool
add_letters(const struct asking *q, const char *name, struct err *err)
{
	struct letter *letters;
	size_t count;

	if (!letter_list_unsent(q->c->e->db, q->w->c.case_id, RECENT, q->c->a, &letters, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (name == NULL || text_equal(letters[i].name, name))
			chain_add(q->c, &(struct link){
				.what = arena_printf(q->c->a, "letter %" PRId64 " \"%s\" to %s is %s",
				    letters[i].outbox_id, letters[i].name, letters[i].recipient,
				    letters[i].status),
				.rule = letters[i].rule, .definition_id = q->w->c.definition_id,
				.at_ms = letters[i].created_ms, .because = letters[i].reason,
			});
	return true;
}

/* The storm limit, only where it bites. */
static bool
add_limit(const struct asking *q, struct err *err)
{
	int64_t limit = q->c->e->settings->engine.steps_per_minute, at_ms;

	if (limit <= 0 || q->w->c.rev < limit)
		return true;
	if (!history_at(q->c->e->db, q->w->c.case_id, q->w->c.rev - limit + 1, &at_ms, err))
		return false;
	if (at_ms > q->w->run->now_ms - MS_PER_MINUTE)
		chain_add(q->c, &(struct link){
			.what = arena_printf(q->c->a, "the limit of %" PRId64 " steps a minute is "
			    "reached", limit), .at_ms = at_ms,
		});
	return true;
}

/* The case as it is, or as it was: then the clock stood there, and the inbox was read. */
static bool
load(struct asking *q, const struct why_not_question *question, struct err *err)
{
	struct run *run = q->w->run;

	if (question->at_ms == INSTANT_NONE)
		return fact_clock(q->c->e->db, run->now_ms, &run->now_ms, err) &&
		    work_load(q->w, question->case_id, err) && timer_watermark(q->c->e->db, &q->watermark_ms, err);
	run->now_ms = q->watermark_ms = question->at_ms;
	return work_load(q->w, question->case_id, err) && work_fold(q->w, question->at_ms, err);
}

static bool
ask(struct chain *c, struct work *w, const struct why_not_question *question, struct err *err)
{
	struct asking q = { .c = c, .w = w };
	bool is_past = question->at_ms != INSTANT_NONE;

	if (!load(&q, question, err))
		return false;
	add_case(&q);
	if (question->what != NULL)
		return why_not_ways(&q, question->what, question->name, err) &&
		    (is_past || !text_equal(question->what, "mail") || add_letters(&q, question->name, err));
	for (size_t i = 0; i < w->before.timers; i++)
		add_timer(&q, &w->before.timer[i]);
	add_refused(&q);
	return is_past || (add_events(&q, "new", "waits", err) &&
	    add_events(&q, "dead", "was set aside", err) && add_events(&q, "ignored", "did nothing", err) &&
	    add_letters(&q, NULL, err) && add_limit(&q, err));
}

bool
why_not(struct engine *e, const struct why_not_question *question, int64_t now_ms,
    struct json **ret_reasons, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct chain c = { e, &a, json_new_array() };
	struct run run;
	struct work w = { .run = &run, .a = &a };

	run_init(&run, e, now_ms);
	bool ok = ask(&c, &w, question, err);
	run_clear(&run);
	arena_clear(&a);
	if (!ok) {
		json_free(c.links);
		return false;
	}
	*ret_reasons = c.links;
	return true;
}
