/* lint_mail: letters whose answers or failures nobody hears of, or that come too often or on a weekend. */
#include "workflow/lint_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define WEEK_DAYS	7

/* Where the case is when the letter may come back: the state it goes to, or the one it is in. */
static void
check_bounce_in(struct lint *l, const struct actions *acts, const struct state *s)
{
	if (s->final || lint_state_takes(l->d, s, "mail.bounce"))
		return;
	for (size_t i = 0; i < acts->count; i++)
		if (acts->item[i].kind == ACT_EMAIL)
			ERROR(l, &acts->item[i], "this letter may come back while the case is in \"%s\", and nothing "
			    "there takes mail.bounce", s->name);
}

static const struct state *
after(const struct lint *l, const struct outcome *out, const struct state *here)
{
	return out->go >= 0 ? &l->d->state[out->go] : here;
}

static void
check_rules(struct lint *l, const struct rules *rules, const struct state *s)
{
	for (size_t i = 0; i < rules->count; i++) {
		check_bounce_in(l, &rules->item[i].then.act, after(l, &rules->item[i].then, s));
		check_bounce_in(l, &rules->item[i].otherwise, s);
	}
}

/* Letters are sent, but nothing anywhere takes mail.bounce: said once, where the letters stand. */
static void
check_bounces(struct lint *l)
{
	const struct definition *d = l->d;

	if (d->letters > 0 && !definition_knows_event(d, "mail.bounce")) {
		ERROR(l, &d->letter[0], "letters are sent, but nothing takes mail.bounce");
		return;
	}
	for (size_t i = 0; i < d->states; i++) {
		const struct state *s = &d->state[i];
		check_bounce_in(l, &s->entry, s);
		check_rules(l, &s->on, s);
		for (size_t j = 0; j < s->timers; j++) {
			check_bounce_in(l, &s->timer[j].fire.act, after(l, &s->timer[j].fire, s));
			check_bounce_in(l, &s->timer[j].last.act, after(l, &s->timer[j].last, s));
		}
	}
}

/* In which states may an answer to a letter come?  Carried along all moves until nothing is added. */
struct answers { struct lint *l; bool *may_come; bool more; };

static void
carry(struct answers *a, size_t from, const struct outcome *out)
{
	size_t to = out->go >= 0 ? (size_t)out->go : from;

	if (!a->may_come[to] && (a->may_come[from] || lint_has(&out->act, ACT_EMAIL))) {
		a->may_come[to] = true;
		a->more = true;
	}
}

static void
carry_rules(struct answers *a, size_t from, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		carry(a, from, &rules->item[i].then);
}

static void
carry_state(struct answers *a, size_t i)
{
	const struct definition *d = a->l->d;
	const struct state *s = &d->state[i];
	const struct outcome here = { .act = s->entry, .go = -1 };

	carry(a, i, &here);
	carry_rules(a, i, &s->on);
	carry_rules(a, i, &d->any);
	if (s->group >= 0)
		carry_rules(a, i, &d->group[s->group].on);
	for (size_t j = 0; j < s->timers; j++) {
		carry(a, i, &s->timer[j].fire);
		carry(a, i, &s->timer[j].last);
	}
}

/* A file that takes answers somewhere should take them wherever they may come. */
static void
check_answers(struct lint *l)
{
	const struct definition *d = l->d;
	struct answers a = { l, arena_array(l->arena, d->states, sizeof(bool)), true };

	if (!definition_knows_event(d, "mail.reply"))
		return;
	while (a.more) {
		a.more = false;
		for (size_t i = 0; i < d->states; i++)
			if (!d->state[i].final)
				carry_state(&a, i);
	}
	for (size_t i = 0; i < d->states; i++)
		if (a.may_come[i] && !d->state[i].final && !lint_state_takes(d, &d->state[i], "mail.reply"))
			WARN(l, &d->state[i], "an answer that comes while the case is in \"%s\" is taken by no rule",
			    d->state[i].name);
}

static const struct action *
letter_of(const struct actions *acts)
{
	for (size_t i = 0; i < acts->count; i++)
		if (acts->item[i].kind == ACT_EMAIL)
			return &acts->item[i];
	return NULL;
}

/* Our own people are written to as often as the practice likes. */
static bool
is_outside(const struct lint *l, const struct action *letter)
{
	const char *name = letter->to != NULL ? guard_only_name(letter->to) : NULL;

	for (size_t i = 0; name != NULL && i < l->d->vars; i++)
		if (strcmp(l->d->var[i].name, name) == 0 && l->d->var[i].from != NULL)
			name = l->d->var[i].from;
	return name == NULL || !(text_starts(name, "provider.") || text_starts(name, "org.") ||
	    (text_starts(name, "subject.") && strcmp(l->d->subject->name, "provider") == 0));
}

/* Days between two firings; 0: not known, or only one. */
static int64_t
spacing_days(const struct lint *l, const struct when *w)
{
	const char *name = w->times != NULL ? guard_only_name(w->times) : NULL;
	int64_t times = w->times == NULL;

	if (w->form != WHEN_EVERY || w->max == 1 || w->span.months > 0 || w->span.exact_ms > 0)
		return 0;
	for (size_t i = 0; name != NULL && i < l->d->vars; i++)
		if (strcmp(l->d->var[i].name, name) == 0 && l->d->var[i].is_const)
			times = l->d->var[i].init.number;
	/* Five working days are a week. */
	return times * (w->span.days + w->span.workdays + 2 * (w->span.workdays / 5));
}

/* "every 5bd", "after 4h": it falls on a working day, or comes within the day. */
static bool
may_fall_on_weekend(const struct lint *l, const struct when *w)
{
	return l->d->calendar != NULL && !w->has_roll && w->span.workdays == 0 && w->span.exact_ms == 0;
}

static void
check_timer(struct lint *l, const struct timer_rule *t)
{
	const struct action *letter = letter_of(&t->fire.act);
	int64_t days = spacing_days(l, &t->when);

	if ((letter != NULL || lint_has(&t->last.act, ACT_EMAIL)) && !t->needs_mail)
		ERROR(l, t, "the timer \"%s\" sends mail and must wait for the inbox: needs: mail", t->name);
	if (letter == NULL)
		return;
	if (days > 0 && days < WEEK_DAYS && is_outside(l, letter))
		WARN(l, t, "the timer \"%s\" writes to the same address more than once a week", t->name);
	if (may_fall_on_weekend(l, &t->when))
		WARN(l, t, "the timer \"%s\" may write on a weekend or holiday. Say roll next, roll prev or roll "
		    "none", t->name);
}

/* What the clock sends waits for the inbox, and only a timer can. */
static void
check_deadline_rules(struct lint *l, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		for (const char **event = rules->item[i].event; *event != NULL; event++)
			if (text_starts(*event, DEADLINE_EVENT) && (lint_has(&rules->item[i].then.act, ACT_EMAIL) ||
			    lint_has(&rules->item[i].otherwise, ACT_EMAIL)))
				ERROR(l, &rules->item[i], "a letter because a day is over must wait for the inbox. Make it a "
				    "timer: when: at %s + 1d, needs: mail", *event);
}

static void
check_resend(const struct action *a, void *context)
{
	struct lint *l = context;

	if (a->kind == ACT_EMAIL && a->unknown == 1 && is_outside(l, a))
		WARN(l, a, "unknown: resend may bring this letter twice to somebody outside. Hold it instead: a "
		    "person decides");
}

void
lint_mail(struct lint *l)
{
	check_bounces(l);
	check_answers(l);
	for (size_t i = 0; i < l->d->states; i++)
		for (size_t j = 0; j < l->d->state[i].timers; j++)
			if (!lint_seen_before(l, i, &l->d->state[i].timer[j]))
				check_timer(l, &l->d->state[i].timer[j]);
	check_deadline_rules(l, &l->d->any);
	for (size_t i = 0; i < l->d->groups; i++)
		check_deadline_rules(l, &l->d->group[i].on);
	for (size_t i = 0; i < l->d->states; i++)
		check_deadline_rules(l, &l->d->state[i].on);
	definition_actions(l->d, check_resend, l);
}
