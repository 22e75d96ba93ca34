/* lint_rules: rules that nothing reaches, events that nobody takes, circles without a pause. */
#include "workflow/lint_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

/* The lists that a state asks, in order. */
struct chain { const struct rules *rules[3]; size_t count; };

static struct chain
chain_of(const struct definition *d, const struct state *s)
{
	struct chain c = { .count = 0 };

	c.rules[c.count++] = &s->on;
	if (s->group >= 0)
		c.rules[c.count++] = &d->group[s->group].on;
	c.rules[c.count++] = &d->any;
	return c;
}

/* Whatever comes, the rule takes it: without condition, or with something to do else. */
static bool
is_open(const struct rule *rule)
{
	bool value;

	return rule->guard == NULL || rule->has_otherwise ||
	    (guard_is_constant(rule->guard, &value) && value);
}

static bool
is_negation(const char *a, const char *b)
{
	return text_starts(a, "not ") && (strcmp(a + 4, b) == 0 ||
	    (a[4] == '(' && strncmp(a + 5, b, strlen(b)) == 0 && strcmp(a + 5 + strlen(b), ")") == 0));
}

/* Do "a" and "b", both before it, leave nothing for "rule"? */
static bool
covers(const struct rule *a, const struct rule *b, const struct rule *rule)
{
	if (is_open(a) || text_equal(a->guard_text, rule->guard_text))
		return true;
	return b != NULL && b->guard_text != NULL && (is_negation(a->guard_text, b->guard_text) ||
	    is_negation(b->guard_text, a->guard_text));
}

/* The rule before it that takes the event away in this state; NULL: none does. */
static const struct rule *
hidden_by(const struct definition *d, const struct state *s, const struct rule *rule, const char *event)
{
	const struct rule *before[64];
	struct chain c = chain_of(d, s);
	size_t count = 0;

	for (size_t i = 0; i < c.count; i++)
		for (size_t j = 0; j < c.rules[i]->count; j++) {
			const struct rule *r = &c.rules[i]->item[j];
			if (r == rule)
				return NULL;
			if (!rule_takes(r, event))
				continue;
			if (covers(r, NULL, rule))
				return r;
			for (size_t k = 0; k < count; k++)
				if (covers(before[k], r, rule))
					return r;
			if (count < LEN(before))
				before[count++] = r;
		}
	return NULL;
}

/* Hidden in every state where it is in force.  *ret_by: one that hides it. */
static bool
is_hidden(const struct definition *d, const struct rules *rules, const struct rule *rule,
    const char *event, const struct rule **ret_by)
{
	size_t asked = 0;

	for (size_t i = 0; i < d->states; i++) {
		struct chain c = chain_of(d, &d->state[i]);
		bool in_force = false;
		for (size_t j = 0; j < c.count; j++)
			in_force = in_force || c.rules[j] == rules;
		if (!in_force || d->state[i].final)
			continue;
		const struct rule *by = hidden_by(d, &d->state[i], rule, event);
		if (by == NULL)
			return false;
		*ret_by = by;
		asked++;
	}
	return asked > 0;
}

static void
check_hidden(struct lint *l, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = &rules->item[i], *by = NULL;
		bool value;
		if (rule->guard != NULL && guard_is_constant(rule->guard, &value) && !value)
			ERROR(l, rule, "this rule's condition is never true");
		for (const char **event = rule->event; *event != NULL; event++)
			if (is_hidden(l->d, rules, rule, *event, &by))
				ERROR(l, rule, "\"%s\" never comes to this rule: the one in line %d takes it. Put the "
				    "narrower one first", *event, by->line);
	}
}

static void
check_start(struct lint *l)
{
	const struct rules *start = &l->d->start;

	for (size_t i = 0; i < start->count; i++)
		for (size_t j = 0; j < i; j++)
			if (covers(&start->item[j], NULL, &start->item[i])) {
				ERROR(l, &start->item[i], "this start rule is never asked: the one in line %d is true before",
				    start->item[j].line);
				break;
			}
}

/* What is declared and taken nowhere was forgotten, or is misspelled in its rule. */
static void
check_declared(struct lint *l)
{
	for (size_t i = 0; i < l->d->events; i++)
		if (!definition_knows_event(l->d, l->d->event[i].name))
			problems_add(l->problems, l->d->file, l->d->event[i].line, 1, PROBLEM_WARNING,
			    "no rule takes \"%s\"", l->d->event[i].name);
}

/* The rule that takes a raised event without asking anything; NULL: it depends. */
static const struct rule *
sure_rule(const struct definition *d, const struct state *s, const char *event)
{
	struct chain c = chain_of(d, s);

	for (size_t i = 0; i < c.count; i++)
		for (size_t j = 0; j < c.rules[i]->count; j++)
			if (rule_takes(&c.rules[i]->item[j], event))
				return c.rules[i]->item[j].guard == NULL ? &c.rules[i]->item[j] : NULL;
	return NULL;
}

static const char *
raised_in(const struct actions *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		if (acts->item[i].kind == ACT_RAISE)
			return acts->item[i].name;
	return NULL;
}

/* From a state and a raised event to the next ones, as long as nothing is asked. */
static void
check_circle(struct lint *l, const struct state *from)
{
	const struct definition *d = l->d;
	const struct state *s = from;
	const char *event = raised_in(&s->entry);
	size_t limit = d->states * 8 + 8;

	for (size_t i = 0; event != NULL && i < limit; i++) {
		const struct rule *rule = s->final ? NULL : sure_rule(d, s, event);
		if (rule == NULL)
			return;
		event = raised_in(&rule->then.act);
		if (rule->then.go >= 0) {
			s = &d->state[rule->then.go];
			if (event == NULL)
				event = raised_in(&s->entry);
		}
		if (i + 1 == limit)
			ERROR(l, rule, "this goes round in circles: what \"%s\" raises comes back to it without a pause",
			    from->name);
	}
}

void
lint_rules(struct lint *l)
{
	const struct definition *d = l->d;
	size_t errors = l->problems->errors;

	check_hidden(l, &d->any);
	for (size_t i = 0; i < d->groups; i++)
		check_hidden(l, &d->group[i].on);
	for (size_t i = 0; i < d->states; i++)
		check_hidden(l, &d->state[i].on);
	check_start(l);
	check_declared(l);
	for (size_t i = 0; i < d->states && l->problems->errors == errors; i++)
		check_circle(l, &d->state[i]);
}
