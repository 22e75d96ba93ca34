/*
 * lint: what is wrong with a workflow although each line of it can be read (engine.md, section c).
 * One function a rule; each says what would be right.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "workflow/lint_inside.h"
#include "workflow/template.h"
#include "base/banned.h"

typedef void action_visitor(struct lint *l, const struct action *a, const struct state *s,
    void *context);

static void
visit_actions(struct lint *l, const struct actions *acts, const struct state *s,
    action_visitor *visit, void *context)
{
	for (size_t i = 0; i < acts->count; i++)
		visit(l, &acts->item[i], s, context);
}

static void
visit_rules(struct lint *l, const struct rules *rules, const struct state *s,
    action_visitor *visit, void *context)
{
	for (size_t i = 0; i < rules->count; i++) {
		visit_actions(l, &rules->item[i].then.act, s, visit, context);
		visit_actions(l, &rules->item[i].otherwise, s, visit, context);
	}
}

static void
visit_state(struct lint *l, const struct state *s, action_visitor *visit, void *context)
{
	visit_actions(l, &s->entry, s, visit, context);
	visit_actions(l, &s->exit, s, visit, context);
	visit_rules(l, &s->on, s, visit, context);
	for (size_t i = 0; i < s->timers; i++) {
		visit_actions(l, &s->timer[i].fire.act, s, visit, context);
		visit_actions(l, &s->timer[i].last.act, s, visit, context);
	}
}

/* Every action of the file; the state is NULL for those of "any", groups and "start". */
static void
visit_all(struct lint *l, action_visitor *visit, void *context)
{
	visit_rules(l, &l->d->any, NULL, visit, context);
	visit_rules(l, &l->d->start, NULL, visit, context);
	for (size_t i = 0; i < l->d->groups; i++)
		visit_rules(l, &l->d->group[i].on, NULL, visit, context);
	for (size_t i = 0; i < l->d->states; i++)
		visit_state(l, &l->d->state[i], visit, context);
}

struct wanted { enum action_kind kind; const char *name; bool found; };

static void
find_action(struct lint *l, const struct action *a, const struct state *s, void *context)
{
	struct wanted *wanted = context;
	bool task = wanted->kind == ACT_TASK && a->kind == ACT_ESCALATE;
	(void)l;
	(void)s;

	if ((a->kind == wanted->kind || task) && text_equal(a->name, wanted->name))
		wanted->found = true;
}

bool
lint_exists(struct lint *l, enum action_kind kind, const char *name)
{
	struct wanted wanted = { kind, name, false };

	visit_all(l, find_action, &wanted);
	return wanted.found;
}

bool
lint_state_takes(const struct definition *d, const struct state *s, const char *event)
{
	return rules_take(&s->on, event) || rules_take(&d->any, event) ||
	    (s->group >= 0 && rules_take(&d->group[s->group].on, event));
}

bool
lint_has(const struct actions *acts, enum action_kind kind)
{
	for (size_t i = 0; i < acts->count; i++)
		if (acts->item[i].kind == kind)
			return true;
	return false;
}

static bool
timer_exists(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->states; i++)
		for (size_t j = 0; j < d->state[i].timers; j++)
			if (strcmp(d->state[i].timer[j].name, name) == 0)
				return true;
	return false;
}

/* What an action leans on must be somewhere in the file. */
static void
check_action(struct lint *l, const struct action *a, const struct state *s, void *context)
{
	(void)s;
	(void)context;
	if (a->kind == ACT_CLOSE_TASK && !lint_exists(l, ACT_TASK, a->name))
		ERROR(l, a, "no task is named \"%s\" in this file", a->name);
	if (a->kind == ACT_CLEAR_DEADLINE && !lint_exists(l, ACT_DEADLINE, a->name))
		ERROR(l, a, "no deadline is named \"%s\" in this file", a->name);
	if (a->kind == ACT_EMAIL && a->thread != NULL && !lint_exists(l, ACT_EMAIL, a->thread))
		ERROR(l, a, "no email is named \"%s\", so nothing can be answered", a->thread);
	if ((a->kind == ACT_CANCEL_TIMER || a->kind == ACT_POSTPONE) && !timer_exists(l->d, a->name))
		ERROR(l, a, "no timer is named \"%s\" in this file", a->name);
	if (a->kind == ACT_CANCEL_CHILD && !lint_exists(l, ACT_START, a->name))
		ERROR(l, a, "no child of workflow \"%s\" is started in this file", a->name);
	if (a->kind == ACT_RAISE && !definition_knows_event(l->d, a->name))
		ERROR(l, a, "nothing takes the raised event \"%s\"", a->name);
	if (a->done_event != NULL && !definition_knows_event(l->d, a->done_event))
		ERROR(l, a, "nothing takes \"%s\" when the %s is done", a->done_event,
		    a->kind == ACT_START ? "child" : "task");
	if (a->kind == ACT_DEADLINE && !lint_exists(l, ACT_CLEAR_DEADLINE, a->name))
		WARN(l, a, "the deadline \"%s\" is never cleared", a->name);
}

/* Where an outcome leads, as reachable. */
static void
reach(const struct definition *d, const struct outcome *out, bool *reached, bool *ret_more)
{
	(void)d;
	if (out->go >= 0 && !reached[out->go]) {
		reached[out->go] = true;
		*ret_more = true;
	}
}

static void
reach_rules(const struct definition *d, const struct rules *rules, bool *reached, bool *ret_more)
{
	for (size_t i = 0; i < rules->count; i++)
		reach(d, &rules->item[i].then, reached, ret_more);
}

static void
check_reachable(struct lint *l)
{
	const struct definition *d = l->d;
	bool *reached = heap_alloc(d->states * sizeof(*reached)), more = true;

	reached[d->initial] = true;
	reach_rules(d, &d->start, reached, &more);
	for (more = true; more; ) {
		more = false;
		reach_rules(d, &d->any, reached, &more);
		for (size_t i = 0; i < d->states; i++) {
			const struct state *s = &d->state[i];
			if (!reached[i])
				continue;
			reach_rules(d, &s->on, reached, &more);
			if (s->group >= 0)
				reach_rules(d, &d->group[s->group].on, reached, &more);
			for (size_t j = 0; j < s->timers; j++) {
				reach(d, &s->timer[j].fire, reached, &more);
				reach(d, &s->timer[j].last, reached, &more);
			}
		}
	}
	for (size_t i = 0; i < d->states; i++)
		if (!reached[i])
			ERROR(l, &d->state[i], "nothing leads to the state \"%s\"", d->state[i].name);
	free(reached);
}

static bool
leads_away(const struct rules *rules, bool *ret_by_people_only)
{
	bool away = false;

	for (size_t i = 0; i < rules->count; i++) {
		if (rules->item[i].then.go < 0)
			continue;
		away = true;
		for (const char **event = rules->item[i].event; *event != NULL; event++)
			if (!text_starts(*event, "user."))
				*ret_by_people_only = false;
	}
	return away;
}

static bool
asks_somebody(const struct actions *acts)
{
	return lint_has(acts, ACT_TASK) || lint_has(acts, ACT_ESCALATE) || lint_has(acts, ACT_RAISE);
}

static bool
rules_ask(const struct rules *rules, int state)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->item[i].then.go == state && asks_somebody(&rules->item[i].then.act))
			return true;
	return false;
}

/* Does the state itself, or a way to it, give somebody a task? */
static bool
reminds(const struct definition *d, int state)
{
	bool asks = asks_somebody(&d->state[state].entry) || rules_ask(&d->any, state) ||
	    rules_ask(&d->start, state);

	for (size_t i = 0; i < d->groups && !asks; i++)
		asks = rules_ask(&d->group[i].on, state);
	for (size_t i = 0; i < d->states && !asks; i++) {
		asks = rules_ask(&d->state[i].on, state);
		for (size_t j = 0; j < d->state[i].timers; j++) {
			const struct timer_rule *t = &d->state[i].timer[j];
			asks = asks || (t->fire.go == state && asks_somebody(&t->fire.act)) ||
			    (t->last.go == state && asks_somebody(&t->last.act));
		}
	}
	return asks;
}

/* Whether whoever begins a case here knows of it: the first state, where no start rule leads. */
static bool
begun_by_hand(const struct definition *d, int state)
{
	for (size_t i = 0; i < d->start.count; i++)
		if (d->start.item[i].then.go == state)
			return false;
	return state == d->initial;
}

/* A state must have a way out, and something that wakes it: a timer, a task, a message, or the person who has
 * just begun the case. */
static void
check_exits(struct lint *l)
{
	for (size_t i = 0; i < l->d->states; i++) {
		const struct state *s = &l->d->state[i];
		bool people_only = true, away;
		if (s->final)
			continue;
		away = leads_away(&s->on, &people_only);
		if (s->group >= 0)
			away |= leads_away(&l->d->group[s->group].on, &people_only);
		for (size_t j = 0; j < s->timers; j++)
			away |= s->timer[j].fire.go >= 0 || s->timer[j].last.go >= 0;
		bool any_people = true;
		if (!away && !leads_away(&l->d->any, &any_people))
			ERROR(l, s, "nothing leads out of the state \"%s\"; say final: true if it is "
			    "an end", s->name);
		else if (people_only && s->timers == 0 && !begun_by_hand(l->d, (int)i) && !reminds(l->d, (int)i))
			ERROR(l, s, "only people lead out of \"%s\", and nothing reminds them. Give it "
			    "a timer, a task or an sla", s->name);
	}
}

/* What waits for children has to say what comes then. */
static void
check_joins(struct lint *l)
{
	for (size_t i = 0; i < l->d->states; i++) {
		const struct state *s = &l->d->state[i];
		if (s->join != JOIN_NONE && !lint_state_takes(l->d, s, JOINED_EVENT))
			ERROR(l, s, "\"%s\" waits for the cases that it started, but nothing takes " JOINED_EVENT,
			    s->name);
	}
}

static bool
names_child(const struct definition *d, const char *event)
{
	return definition_knows_event(d, event) || definition_minds_children(d);
}

/* Who starts a case should hear of its end, or end it, or say that it goes on alone. */
static void
check_child(struct lint *l, const struct action *a, const struct state *s, void *context)
{
	(void)s;
	(void)context;
	if (a->kind == ACT_START && text_equal(a->name, l->d->name))
		ERROR(l, a, "\"%s\" cannot start itself: of one workflow there is one open case for a record", a->name);
	if (a->kind == ACT_START && a->done_event == NULL && !a->cancel_with_parent && !a->keeps &&
	    !names_child(l->d, "child.done") && !lint_exists(l, ACT_CANCEL_CHILD, a->name))
		ERROR(l, a, "the case of \"%s\" is started and forgotten. Give it on_done: EVENT, take child.done, "
		    "or say on_parent_close: cancel or keep", a->name);
}

/* A group with no state in it is a slip. */
static void
check_groups(struct lint *l)
{
	for (size_t i = 0; i < l->d->groups; i++) {
		bool used = false;
		for (size_t j = 0; j < l->d->states; j++)
			used = used || l->d->state[j].group == (int)i;
		if (!used)
			ERROR(l, &l->d->group[i], "no state is in the group \"%s\"", l->d->group[i].name);
	}
}

/* "every follow_up d" with a const below 1 would never come. */
static void
check_named_span(struct lint *l, const struct timer_rule *t)
{
	const char *name = t->when.times != NULL ? guard_only_name(t->when.times) : NULL;

	for (size_t i = 0; name != NULL && i < l->d->vars; i++) {
		const struct variable *v = &l->d->var[i];
		if (v->is_const && strcmp(v->name, name) == 0 && v->init.number < 1)
			ERROR(l, v, "\"%s\" spaces the firings of the timer \"%s\" and must be 1 or more",
			    name, t->name);
	}
}

bool
lint_seen_before(const struct lint *l, size_t state, const struct timer_rule *t)
{
	for (size_t i = 0; i < state; i++)
		for (size_t j = 0; j < l->d->state[i].timers; j++)
			if (text_equal(l->d->state[i].timer[j].id, t->id))
				return true;
	return false;
}

static void
check_timers(struct lint *l)
{
	for (size_t i = 0; i < l->d->states; i++)
		for (size_t j = 0; j < l->d->state[i].timers; j++) {
			const struct timer_rule *t = &l->d->state[i].timer[j];
			bool any = false;
			if (lint_seen_before(l, i, t))
				continue;
			check_named_span(l, t);
			if (t->when.form == WHEN_EVERY && t->when.max == 0 && t->when.until == NULL &&
			    !leads_away(&l->d->state[i].on, &any) && !leads_away(&l->d->any, &any))
				ERROR(l, t, "the timer \"%s\" has no end: give it max or until", t->name);
		}
}

struct names { struct lint *lint; const struct letter *letter; const char *file; struct reading reading; };

/* Loops and the like are left to the renderer; names at the top must mean something. */
static void
check_field(void *context, const char *name, int line)
{
	struct names *n = context;
	struct guard_name meaning;

	if (text_starts(name, "event.") || strcmp(name, ".") == 0)
		return;
	if (!scope_name(&n->reading, name, &meaning))
		ERROR(n->lint, n->letter, "line %d of \"%s\": nothing is known as {{%s}}", line,
		    n->file, name);
}

static void
check_letter(struct lint *l, const struct letter *letter, const char *file, const char *text)
{
	struct names n = { .lint = l, .letter = letter, .file = file };
	struct err err = ERR_INIT;

	n.reading.d = (struct definition *)(uintptr_t)l->d;	/* only read there */
	if (!template_names(text, check_field, &n, &err))
		ERROR(l, letter, "\"%s\": %s", file, err.text);
}

static void
check_letters(struct lint *l)
{
	for (size_t i = 0; i < l->d->letters; i++) {
		const struct letter *letter = &l->d->letter[i];
		check_letter(l, letter, letter->file, letter->body);
		if (letter->html != NULL)
			check_letter(l, letter, letter->html_file, letter->html);
	}
}

void
lint(const struct definition *d, struct problems *problems)
{
	struct lint l = { d, problems, problems->arena };

	visit_all(&l, check_action, NULL);
	check_reachable(&l);
	check_exits(&l);
	check_groups(&l);
	check_joins(&l);
	visit_all(&l, check_child, NULL);
	check_timers(&l);
	check_letters(&l);
	lint_names(&l);
	lint_mail(&l);
	lint_rules(&l);
	lint_vars(&l);
}
