/* migrate: where a state went, which variables are new, which timers go on. */
#include "workflow/migrate.h"

#include <string.h>

#include "workflow/step_inside.h"
#include "base/banned.h"

const char *const timer_policies[TIMER_POLICIES] = {
	[TIMERS_KEEP] = "keep", [TIMERS_RECOMPUTE] = "recompute", [TIMERS_DROP] = "drop",
};

enum timer_policy
timer_policy_find(const char *word)
{
	int i = 0;

	while (i < TIMER_POLICIES && strcmp(word, timer_policies[i]) != 0)
		i++;
	return (enum timer_policy)i;
}

static const char *
mapped(const struct state_map *map, size_t maps, const char *state)
{
	for (size_t i = 0; i < maps; i++)
		if (strcmp(map[i].from, state) == 0)
			return map[i].to;
	return NULL;
}

/* Where the case goes on; NULL with ret->refused when nobody has said. */
static const struct state *
find_state(const struct migration *m, const char *before, struct arena *a, struct migrated *ret)
{
	const struct definition *d = m->to;
	const char *name = mapped(m->map, m->maps, before);

	if (name == NULL)
		name = mapped(d->move, d->moves, before);
	for (size_t i = 0; i < d->states; i++)
		if (strcmp(d->state[i].name, name != NULL ? name : before) == 0) {
			ret->refused = !d->state[i].final ? NULL : arena_printf(a,
			    "\"%s\" is an end, and a migration ends no case", d->state[i].name);
			return d->state[i].final ? NULL : &d->state[i];
		}
	ret->refused = name != NULL ?
	    arena_printf(a, "version %lld has no state \"%s\"", (long long)d->version, name) :
	    arena_printf(a, "version %lld has no state \"%s\". Say where it goes: --map %s=STATE",
	    (long long)d->version, before, before);
	return NULL;
}

/* Had this timer been there before, in the state that the case is in?  Unknown: -1. */
static int
was_there(const struct migration *m, const char *state, const char *timer)
{
	if (m->from == NULL)
		return -1;
	for (size_t i = 0; i < m->from->states; i++) {
		const struct state *s = &m->from->state[i];
		for (size_t j = 0; strcmp(s->name, state) == 0 && j < s->timers; j++)
			if (strcmp(s->timer[j].name, timer) == 0)
				return 1;
	}
	return 0;
}

static const struct armed_timer *
armed_before(const struct snapshot *before, const char *name)
{
	for (size_t i = 0; i < before->timers; i++)
		if (strcmp(before->timer[i].name, name) == 0)
			return &before->timer[i];
	return NULL;
}

/* Its time stays; what it does is what the new version says. */
static void
keep_timer(struct run *run, const struct timer_rule *t, const struct armed_timer *armed)
{
	struct armed_timer kept = *armed;

	kept.rule = t->id;
	kept.max_n = t->when.max;
	kept.needs_mail = t->needs_mail;
	run_add_timer(run, &kept);
}

/* One that is not armed although it was there has fired, or leans on a day that nobody knows: it does
 * not fire again. */
static void
move_timer(struct run *run, const struct migration *m, const struct migrant *migrant,
    const struct timer_rule *t)
{
	const struct armed_timer *armed = armed_before(&migrant->before, t->name);
	int was = was_there(m, migrant->before.state, t->name);
	bool is_spent = armed == NULL && was != 0 && !when_repeats(&t->when);
	size_t count = run->result->timers;

	if (armed != NULL && m->timers == TIMERS_KEEP) {
		keep_timer(run, t, armed);
		return;
	}
	if (m->timers == TIMERS_KEEP && armed == NULL && (was > 0 || is_spent))
		return;
	run_arm(run, t);
	if (is_spent && run->result->timers > count &&
	    run->result->timer[count].due_ms <= run->now_ms)
		run->result->timers = count;
}

/* The day of a deadline that stands; one that is past has been told already, or nobody asked for it. */
static void
move_deadline(struct run *run, const struct migration *m, const struct migrant *migrant,
    const struct named_day *deadline)
{
	const char *event = arena_printf(run->arena, DEADLINE_EVENT "%s", deadline->name);
	const struct armed_timer *armed = armed_before(&migrant->before, event);
	size_t count = run->result->timers;

	if (armed != NULL && m->timers == TIMERS_KEEP && definition_knows_event(run->d, event)) {
		run_add_timer(run, armed);
		return;
	}
	run_watch_deadline(run, deadline->name, deadline->day);
	if (armed == NULL && run->result->timers > count && run->result->timer[count].due_ms <= run->now_ms)
		run->result->timers = count;
}

static void
fill_vars(struct run *run, const struct migrant *migrant, struct value *var)
{
	const struct definition *d = run->d;

	run_init_vars(run);
	for (size_t i = 0; i < d->vars; i++)
		if (d->var[i].is_const || (migrant->knows[i] &&
		    (migrant->before.var[i].present || d->var[i].optional)))
			run->var[i] = d->var[i].is_const ? d->var[i].init : migrant->before.var[i];
	for (size_t i = 0; i < d->vars; i++)
		var[i] = run->var[i];
}

static void
move(struct run *run, const struct migration *m, const struct migrant *migrant,
    const struct state *to, struct migrated *ret)
{
	fill_vars(run, migrant, ret->var);
	for (size_t i = 0; i < run->d->vars && ret->refused == NULL; i++)
		if (!run->d->var[i].optional && !ret->var[i].present)
			ret->refused = arena_printf(run->arena, "the variable \"%s\" must always have a value, "
			    "and there is none for it", run->d->var[i].name);
	run->result->timers = 0;
	for (size_t i = 0; i < to->timers && m->timers != TIMERS_DROP && !run->failed; i++)
		move_timer(run, m, migrant, &to->timer[i]);
	for (size_t i = 0; i < migrant->before.deadlines && m->timers != TIMERS_DROP && !run->failed; i++)
		move_deadline(run, m, migrant, &migrant->before.deadline[i]);
	if (run->failed)
		ret->refused = run->result->reason;
}

void
migrate_case(const struct migration *m, const struct migrant *migrant, int64_t now_ms,
    struct arena *a, struct migrated *ret)
{
	struct snapshot before = migrant->before;
	struct step_result result;
	struct run run;

	*ret = (struct migrated){ .var = arena_array(a, m->to->vars, sizeof(*ret->var)) };
	const struct state *to = find_state(m, before.state, a, ret);
	if (to == NULL)
		return;
	before.state = ret->state = to->name;
	if (run_begin(&run, m->to, &before, NULL, now_ms, a, &result))
		move(&run, m, migrant, to, ret);
	else
		ret->refused = result.reason;
	ret->timer = result.timer;
	ret->timers = result.timers;
	json_free(result.trace);
}
