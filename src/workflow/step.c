/*
 * step: the pure step.  One event, one case, one answer.
 *
 * Order (engine.md, section b): the state's rules, its group's, then "any", each as written; the
 * first whose guard is true wins.  Leaving a state: exit actions, then its timers go; rule actions;
 * entry actions; timers of the new state.  Raised events come next, before anything from outside.
 */
#include "workflow/step.h"

#include <string.h>

#include "base/str.h"
#include "workflow/step_inside.h"
#include "base/banned.h"

#define MICROSTEPS_MAX	32

static void
look(struct run *run, const char *rule, int line, const struct guard *guard, bool value)
{
	struct json *entry = json_new_object(), *list = json_get(run->result->trace, "looked_at");
	struct str because = STR_INIT;

	json_set_text(entry, "rule", rule);
	json_set_int(entry, "line", line);
	json_set_bool(entry, "value", value);
	if (guard != NULL) {
		guard_explain(guard, &run->values, run->zone, run->arena, &because);
		json_set_text(entry, "because", because.text);
	}
	json_push(list, entry);
	str_clear(&because);
}

/* Evaluates a guard (NULL: true) and notes what was seen. */
static bool
holds(struct run *run, const char *rule, int line, const struct guard *guard)
{
	struct value v = value_bool(true);

	if (guard != NULL && !guard_eval(guard, &run->values, &v)) {
		run_fail(run, "the guard of %s (line %d) is out of measure", rule, line);
		return false;
	}
	look(run, rule, line, guard, v.number != 0);
	return v.number != 0;
}

/* Those of the state; the days of deadlines stay. */
static void
drop_timers(struct run *run)
{
	struct step_result *r = run->result;
	size_t kept = 0;

	for (size_t i = 0; i < r->timers; i++)
		if (text_starts(r->timer[i].name, DEADLINE_EVENT))
			r->timer[kept++] = r->timer[i];
	r->timers = kept;
}

/*
 * The first firing from the n-th on that is still to come; what was missed is not made up for.  The
 * last one, at max + 1, is for "then" and is not missed.  False when there is none.
 */
static bool
find_next(struct run *run, const struct timer_rule *t, struct armed_timer *armed, int64_t n)
{
	struct when_context c = run_when(run);
	int64_t last = t->has_then ? t->when.max + 1 : t->when.max;

	for (; t->when.max == 0 || n <= last; n++) {
		int64_t due_ms;
		if (!when_due(&t->when, &c, armed->anchor_ms, n, &due_ms)) {
			run_fail(run, "the time of timer \"%s\" is out of measure", t->name);
			return false;
		}
		if (due_ms == INSTANT_NONE)
			return false;
		if (due_ms > run->now_ms || (t->has_then && n == last)) {
			armed->n = n;
			armed->due_ms = due_ms;
			return true;
		}
	}
	return false;
}

void
run_arm(struct run *run, const struct timer_rule *t)
{
	struct when_context c = run_when(run);
	struct armed_timer armed = { .name = t->name, .rule = t->id, .n = 1, .max_n = t->when.max,
		.needs_mail = t->needs_mail, .set_seq = run->seq };

	if (!when_anchor(&t->when, &c, &armed.anchor_ms)) {
		run_fail(run, "the time of timer \"%s\" is out of measure", t->name);
		return;
	}
	if (armed.anchor_ms == INSTANT_NONE)
		return;
	if (when_repeats(&t->when)) {
		if (find_next(run, t, &armed, 1))
			run_add_timer(run, &armed);
	} else if (!when_due(&t->when, &c, armed.anchor_ms, 1, &armed.due_ms)) {
		run_fail(run, "the time of timer \"%s\" is out of measure", t->name);
	} else {
		run_add_timer(run, &armed);
	}
}

static void
arm_timers(struct run *run, const struct state *s)
{
	for (size_t i = 0; i < s->timers && !run->failed; i++)
		run_arm(run, &s->timer[i]);
}

/* Cases that this one started and that have not ended. */
static int64_t
open_children(const struct run *run)
{
	int64_t count = 0;

	for (size_t i = 0; i < run->before->counts; i++)
		if (strcmp(run->before->count[i].kind, "child") == 0)
			count += run->before->count[i].count;
	for (size_t i = 0; i < run->result->effects; i++)
		count += run->result->effect[i].kind == EFFECT_START;
	return count;
}

static void
raise_joined(struct run *run)
{
	if (run->raised_count < RAISED_MAX)
		run->raised[run->raised_count++] = JOINED_EVENT;
	else
		run_fail(run, "too many events are raised at once");
}

/* A child has ended: was it the one that the state waits for? */
static void
join(struct run *run, const char *event)
{
	const struct state *s = &run->d->state[run->state];

	if (s->join == JOIN_NONE || run->left || run->failed || !definition_child_event(run->d, event))
		return;
	if (s->join == JOIN_ALL ? open_children(run) == 0 : strcmp(event, "child.cancelled") != 0)
		raise_joined(run);
}

static void
enter(struct run *run, int state, const char *rule)
{
	const struct state *s = &run->d->state[state];

	run->state = state;
	run->entered_ms = run->now_ms;
	run->result->entered = true;
	run->result->state = s->name;
	run->result->final = s->final;
	run_actions(run, &s->entry, s->entry.count > 0 ? s->entry_id : rule);
	if (!s->final)
		arm_timers(run, s);
	if (s->join == JOIN_ALL && !run->failed && open_children(run) == 0)
		raise_joined(run);
}

/* Does what a rule says and goes where it leads. */
static void
follow(struct run *run, const struct outcome *out, const char *rule)
{
	if (out->go >= 0) {
		const struct state *left = &run->d->state[run->state];
		run_actions(run, &left->exit, left->exit_id);
		if (!run->left)
			run_end_escalations(run, left);
		run->left = true;
		drop_timers(run);
	}
	run_actions(run, &out->act, rule);
	if (out->go >= 0 && !run->failed)
		enter(run, out->go, rule);
}

static void
took(struct run *run, const char *rule, int line)
{
	if (run->result->rule == NULL) {	/* the first one names the step */
		run->result->rule = rule;
		run->result->rule_line = line;
	}
	run->result->outcome = STEP_DONE;
}

/* The rules of one list; true when one took the event.  *ret_seen: some would, were the guard true. */
static bool
try_rules(struct run *run, const struct rules *rules, const char *event, bool *ret_seen)
{
	for (size_t i = 0; i < rules->count && !run->failed; i++) {
		const struct rule *rule = &rules->item[i];
		if (!rule_takes(rule, event))
			continue;
		*ret_seen = true;
		bool yes = holds(run, rule->id, rule->line, rule->guard);
		if (run->failed)
			return false;
		if (yes) {
			took(run, rule->id, rule->line);
			follow(run, &rule->then, rule->id);
			return true;
		}
		if (rule->has_otherwise) {
			took(run, rule->id, rule->line);
			run_actions(run, &rule->otherwise, rule->id);
			return true;
		}
	}
	return false;
}

/* What the false guards said, in words. */
static const char *
refusal_words(struct run *run, const char *event)
{
	const struct json *list = json_get(run->result->trace, "looked_at");
	struct str words = STR_INIT;

	str_printf(&words, "\"%s\" is not possible now:", event);
	for (size_t i = 0; i < json_count(list); i++) {
		const char *because = json_get_text(json_at(list, i), "because");
		if (because != NULL && because[0] != '\0')
			str_printf(&words, "%s %s", i > 0 ? ";" : "", because);
	}
	const char *text = arena_strdup(run->arena, words.text);
	str_clear(&words);
	return text;
}

/* One event, from outside or raised, against the rules that are in force. */
static void
deliver(struct run *run, const char *event, bool raised)
{
	const struct definition *d = run->d;
	const struct state *s = &d->state[run->state];
	bool seen = false;

	if (try_rules(run, &s->on, event, &seen) || run->failed)
		return;
	if (s->group >= 0 && (try_rules(run, &d->group[s->group].on, event, &seen) || run->failed))
		return;
	if (try_rules(run, &d->any, event, &seen) || run->failed || raised)
		return;
	run->result->outcome = seen ? STEP_REFUSED : STEP_IGNORED;
	run->result->reason = seen ? refusal_words(run, event) :
	    arena_printf(run->arena, "a case in state \"%s\" does not take \"%s\"", s->name, event);
}

/* Raised events, until quiet or at an end: nothing leads out of a final state. */
static void
settle(struct run *run)
{
	for (size_t i = 0; i < run->raised_count && !run->failed &&
	    !run->d->state[run->state].final; i++) {
		if (i >= MICROSTEPS_MAX) {
			run_fail(run, "this goes round in circles: more than %d steps without a pause",
			    MICROSTEPS_MAX);
			return;
		}
		run->event = NULL;
		deliver(run, run->raised[i], true);
	}
}

/* The row goes on or away whatever the guard says. */
static void
fire_timer(struct run *run, const struct timer_rule *t, struct armed_timer *armed)
{
	bool last = armed->max_n > 0 && armed->n > armed->max_n;
	const struct outcome *out = last ? &t->last : &t->fire;
	const char *id = last ? t->then_id : t->id;

	run->result->rule = id;
	run->result->rule_line = t->line;
	bool yes = last || holds(run, id, t->line, t->guard);
	if (run->failed)
		return;
	/* Those missed meanwhile collapse into this one. */
	if (last || !when_repeats(&t->when) || !find_next(run, t, armed, armed->n + 1))
		run_remove_timer(run, t->name);
	if (yes && !run->failed)
		follow(run, out, id);
}

/* The day of a deadline is over.  It is a step of history also when no rule takes it. */
static void
pass_deadline(struct run *run, const char *name)
{
	run_remove_timer(run, name);
	deliver(run, name, true);
	if (run->result->rule == NULL)
		run->result->rule = name;
}

static void
fire(struct run *run, const struct step_event *event)
{
	const char *name = event->name + strlen("timer.");
	struct armed_timer *armed = run_find_timer(run, name);
	const struct timer_rule *t = run_timer_rule(run, name);
	bool is_deadline = text_starts(name, DEADLINE_EVENT);

	if (armed == NULL || (t == NULL && !is_deadline) || armed->set_seq != event->timer_set_seq ||
	    armed->n != event->timer_n) {
		run->result->outcome = STEP_IGNORED;
		run->result->reason = arena_printf(run->arena,
		    "the timer \"%s\" was cancelled or set again meanwhile", name);
		return;
	}
	run->result->outcome = STEP_DONE;
	run->automatic = true;
	if (is_deadline)
		pass_deadline(run, name);
	else
		fire_timer(run, t, armed);
}

void
step_deliver(const struct definition *d, const struct snapshot *before,
    const struct step_event *event, int64_t now_ms, struct arena *a,
    struct step_result *ret_result)
{
	struct run run;

	if (!run_begin(&run, d, before, event, now_ms, a, ret_result))
		return;
	if (text_starts(event->name, "timer."))
		fire(&run, event);
	else
		deliver(&run, event->name, false);
	join(&run, event->name);
	settle(&run);
	run_end(&run);
}

/* The first start rule that is true; -1 when none is. */
static int
choose_start(struct run *run)
{
	for (size_t i = 0; i < run->d->start.count && !run->failed; i++) {
		const struct rule *rule = &run->d->start.item[i];
		if (holds(run, rule->id, rule->line, rule->guard))
			return (int)i;
	}
	return -1;
}

/* The case's first moments: what the start rule (-1: none) does, then the state. */
static void
open_case(struct run *run, int start, int state)
{
	struct step_result *r = run->result;

	r->outcome = STEP_DONE;
	r->rule = start >= 0 ? run->d->start.item[start].id : "";
	r->rule_line = start >= 0 ? run->d->start.item[start].line : 0;
	if (start >= 0)
		run_actions(run, &run->d->start.item[start].then.act, r->rule);
	if (!run->failed)
		enter(run, state, r->rule);
	settle(run);
	if (!run->failed && r->final) {
		r->outcome = STEP_REFUSED;
		r->reason = arena_printf(run->arena, "it would end at once, in \"%s\" (line %d)",
		    r->state, r->rule_line);
	}
}

void
step_open(const struct definition *d, const struct snapshot *before, int64_t now_ms,
    bool by_hand, struct arena *a, struct step_result *ret_result)
{
	struct run run;

	if (!run_begin(&run, d, before, NULL, now_ms, a, ret_result))
		return;
	run_init_vars(&run);
	int start = choose_start(&run);
	if (start < 0 && !by_hand && !run.failed) {
		ret_result->outcome = STEP_REFUSED;
		ret_result->reason = "no start rule is true";
	} else if (!run.failed) {
		open_case(&run, start, start >= 0 ? d->start.item[start].then.go : d->initial);
	}
	run_end(&run);
}

void
step_open_in(const struct definition *d, const struct snapshot *before, const char *state,
    int64_t now_ms, struct arena *a, struct step_result *ret_result)
{
	struct run run;
	int start = -1;

	if (!run_begin(&run, d, before, NULL, now_ms, a, ret_result))
		return;
	run_init_vars(&run);
	int index = run_find_state(&run, state);
	for (size_t i = d->start.count; i > 0; i--)
		if (d->start.item[i - 1].then.go == index)
			start = (int)i - 1;
	if (index < 0)
		run_fail(&run, "this version of the workflow has no state \"%s\"", state);
	else
		open_case(&run, start, index);
	run_end(&run);
}

/* A case that would end where it begins is none: there is nothing to do for this record. */
bool
step_would_open(const struct definition *d, const struct facts *facts,
    const struct zone *zone, int64_t now_ms, struct arena *a)
{
	struct snapshot empty = { .facts = facts, .zone = zone };
	struct step_result result;
	struct run run;

	empty.var = arena_array(a, d->vars, sizeof(*empty.var));
	if (!run_begin(&run, d, &empty, NULL, now_ms, a, &result))
		return false;
	run_init_vars(&run);
	int start = choose_start(&run);
	bool would = start >= 0 && !run.failed && !d->state[d->start.item[start].then.go].final;
	json_free(result.trace);
	return would;
}
