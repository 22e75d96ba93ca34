/* why_not_about: why one thing has not happened: every way to it, and what is in the way. */
#include "engine/why_not_inside.h"

#include <inttypes.h>
#include <string.h>

#include "base/yaml.h"
#include "workflow/ways.h"
#include "base/banned.h"

static bool
fail_name(const struct asking *q, const char *what, const char *name, struct err *err)
{
	const char **names = ways_names(q->w->definition, what, q->c->a);
	struct str known = STR_INIT;

	if (names == NULL)
		return fail(err, ERR_INPUT, "ask why not mail, task, deadline, case, request or state, not \"%s\"",
		    what);
	for (size_t i = 0; names[i] != NULL; i++)
		str_printf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	fail(err, ERR_INPUT, "nothing in this version of \"%s\" makes a %s \"%s\". There are: %s",
	    q->w->c.workflow, what, name, known.len > 0 ? known.text : "none");
	str_clear(&known);
	return false;
}

static const struct armed_timer *
armed(const struct asking *q, const char *name)
{
	for (size_t i = 0; i < q->w->before.timers; i++)
		if (strcmp(q->w->before.timer[i].name, name) == 0)
			return &q->w->before.timer[i];
	return NULL;
}

static const char *
with_guards(const struct asking *q, const char *words, const char *guards)
{
	return guards != NULL ? arena_printf(q->c->a, "%s (%s)", words, guards) : words;
}

static const char *
timer_words(const struct asking *q, const struct way *way)
{
	const struct armed_timer *t = armed(q, way->cause);
	const char *guards, *wait, *refusal;

	if (t == NULL)
		return "the timer is not armed: it has fired, was cancelled, or leans on a day that is not known";
	wait = why_not_wait(q, t);
	if (way->is_last && t->n <= t->max_n)
		return arena_printf(q->c->a, "only after the last firing, and the next one is %" PRId64 " of %"
		    PRId64 "; %s", t->n, t->max_n, wait != NULL ? wait : "it is due");
	refusal = way->is_last ? NULL : why_not_refusal(q, arena_printf(q->c->a, "timer.%s", t->name), t,
	    &guards);
	if (refusal != NULL)
		return with_guards(q, arena_printf(q->c->a, "%s%swould do nothing now: %s", wait != NULL ? wait :
		    "", wait != NULL ? "; " : "", refusal), guards);
	return wait != NULL ? wait : "it is due: the next tick fires it";
}

static const char *
event_words(const struct asking *q, const struct way *way)
{
	const char *guards, *refusal = why_not_refusal(q, way->event[0], NULL, &guards);
	const char *none = arena_printf(q->c->a, "none of these came since the case is in \"%s\": %s",
	    q->w->before.state, way->cause);

	return refusal == NULL ? none : with_guards(q, arena_printf(q->c->a, "%s; and now it would do "
	    "nothing: %s", none, refusal), guards);
}

static const char *
way_words(const struct asking *q, const struct way *way)
{
	if (!way->is_in_force)
		return arena_printf(q->c->a, way->kind == WAY_ENTRY ?
		    "done when the case comes to \"%s\", and it is in \"%s\"" :
		    "holds in \"%s\", and the case is in \"%s\"", way->state, q->w->before.state);
	switch (way->kind) {
	case WAY_TIMER:
		return timer_words(q, way);
	case WAY_EVENT:
	case WAY_ELSE:
		return event_words(q, way);
	case WAY_ENTRY:
		return arena_printf(q->c->a, "done when the case came to \"%s\", on %s", way->state,
		    chain_when(q->c, q->w->before.entered_ms));
	case WAY_EXIT:
		return arena_printf(q->c->a, "done when the case leaves \"%s\"", way->state);
	case WAY_START:
		return "done when a case begins by this rule";
	}
	return "";
}

bool
why_not_ways(struct asking *q, const char *what, const char *name, struct err *err)
{
	struct way *ways;
	size_t count = ways_find(q->w->definition, what, name, q->w->before.state, q->c->a, &ways);

	if (count == 0)
		return fail_name(q, what, name, err);
	if (strcmp(what, "state") == 0 && strcmp(name, q->w->before.state) == 0)
		chain_add(q->c, &(struct link){ .what = arena_printf(q->c->a, "the case is in \"%s\"", name),
			.at_ms = q->w->before.entered_ms });
	for (size_t i = 0; i < count; i++)
		chain_add(q->c, &(struct link){
			.what = arena_printf(q->c->a, "%s \"%s\" by %s%s", what, name,
			    ways[i].kind == WAY_TIMER ? "timer " : "", ways[i].kind == WAY_TIMER ? ways[i].cause :
			    ways[i].kind == WAY_ENTRY ? arena_printf(q->c->a, "the entry of %s", ways[i].state) :
			    ways[i].kind == WAY_EXIT ? arena_printf(q->c->a, "the exit of %s", ways[i].state) :
			    ways[i].kind == WAY_START ? "a start rule" : ways[i].cause),
			.rule = ways[i].rule, .definition_id = q->w->c.definition_id, .line = ways[i].line,
			.at_ms = INSTANT_NONE, .because = way_words(q, &ways[i]),
		});
	return true;
}
