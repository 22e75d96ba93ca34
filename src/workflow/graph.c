/*
 * graph: a workflow as a picture: states as boxes, moves as arrows with what makes them.  Several ways
 * from one state to another are one arrow, so that a large workflow stays legible.
 */
#include <string.h>

#include "base/str.h"
#include "workflow/definition_inside.h"
#include "base/banned.h"

#define ANY_STATE	"any state"

struct arrow {
	const char	*from, *to;
	bool		 is_timer;		/* happens by itself: dashed */
	const char	*label;			/* a line for each way */
};

struct graph {
	const struct definition	*d;
	const struct graph_view	*view;
	struct arena		*a;
	struct arrow		*arrow;
	size_t			 arrows, size;
};

/* Words in a DOT string; DOT writes a new line as "\\n", and reads entities as HTML does. */
static void
quote(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			str_add_char(out, '\\');
		if (*text == '\n')
			str_add(out, "\\n");
		else if (*text == '&')
			str_add(out, "&amp;");
		else
			str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

/* Names as people say them: "information requested". */
static const char *
spaced(const char *name, struct arena *a)
{
	char *words = arena_strdup(a, name);

	for (char *p = words; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	return words;
}

/* Is it a line of the label already? */
static bool
has_line(const char *label, const char *line)
{
	size_t len = strlen(line);

	while ((label = strstr(label, line)) != NULL && label[len] != '\0' && label[len] != '\n')
		label++;
	return label != NULL;
}

static void
add_arrow(struct graph *g, const char *from, const char *to, bool is_timer, const char *line)
{
	for (size_t i = 0; i < g->arrows; i++) {
		struct arrow *old = &g->arrow[i];
		if (old->from == from && old->to == to && old->is_timer == is_timer) {
			if (!has_line(old->label, line))
				old->label = arena_printf(g->a, "%s\n%s", old->label, line);
			return;
		}
	}
	g->arrow = arena_grow(g->a, g->arrow, g->arrows, &g->size, sizeof(*g->arrow));
	g->arrow[g->arrows++] = (struct arrow){ from, to, is_timer, line };
}

/* "bounce, failed"; what a person does is said without "user.". */
static const char *
event_words(const struct rule *rule, struct arena *a)
{
	const char *words = "";

	for (const char **event = rule->event; *event != NULL; event++)
		words = arena_printf(a, "%s%s%s", words, event > rule->event ? ", " : "",
		    spaced(text_starts(*event, "user.") ? *event + 5 : *event, a));
	return words;
}

static void
add_rules(struct graph *g, const struct rules *rules, const char *from)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->item[i].then.go >= 0)
			add_arrow(g, from, g->d->state[rules->item[i].then.go].name, false,
			    event_words(&rules->item[i], g->a));
}

static void
add_timers(struct graph *g, const struct state *s)
{
	for (size_t i = 0; i < s->timers; i++) {
		const struct timer_rule *t = &s->timer[i];
		if (t->fire.go >= 0)
			add_arrow(g, s->name, g->d->state[t->fire.go].name, true,
			    spaced(t->name, g->a));
		if (t->last.go >= 0)
			add_arrow(g, s->name, g->d->state[t->last.go].name, true,
			    spaced(t->name, g->a));
	}
}

static void
add_state(struct graph *g, const struct state *s)
{
	add_rules(g, &s->on, s->name);
	if (s->group >= 0)
		add_rules(g, &g->d->group[s->group].on, s->name);
	add_timers(g, s);
}

/* All moves; or only those out of the present state, and the one that led there. */
static void
collect(struct graph *g)
{
	const struct definition *d = g->d;
	const char *before = NULL;

	for (size_t i = 0; i < d->states; i++) {
		const struct state *s = &d->state[i];
		bool is_here = text_equal(s->name, g->view->here);
		if (!g->view->near_only || is_here)
			add_state(g, s);
		if (is_here && g->view->near_only && !s->final)
			add_rules(g, &d->any, s->name);
		if (text_equal(s->name, g->view->before))
			before = s->name;
	}
	if (!g->view->near_only)
		add_rules(g, &d->any, ANY_STATE);
	for (size_t i = 0; before != NULL && g->view->near_only && i < d->states; i++)
		if (text_equal(d->state[i].name, g->view->here) && d->state[i].name != before)
			add_arrow(g, before, d->state[i].name, false, "");
}

static bool
is_drawn(const struct graph *g, const char *name)
{
	if (!g->view->near_only || text_equal(name, g->view->here))
		return true;
	for (size_t i = 0; i < g->arrows; i++)
		if (g->arrow[i].from == name || g->arrow[i].to == name)
			return true;
	return false;
}

static void
box(const struct graph *g, const struct state *s, struct str *out)
{
	bool is_here = text_equal(s->name, g->view->here);

	str_add(out, "\t");
	quote(out, s->name);
	str_add(out, " [label=");
	quote(out, spaced(s->name, g->a));
	str_printf(out, " shape=%s%s%s];\n", s->final ? "oval" : "box",
	    s->initial ? " style=\"rounded,bold\"" : " style=rounded",
	    is_here ? " class=here penwidth=3 color=\"#1d4ed8\" fontcolor=\"#1d4ed8\"" : "");
}

static void
write_dot(const struct graph *g, struct str *out)
{
	str_add(out, "digraph ");
	quote(out, g->d->name);
	str_add(out, " {\n\trankdir=LR;\n\tbgcolor=transparent;\n\tnodesep=0.15;\n"
	    "\tnode [fontname=\"sans-serif\" fontsize=11 height=0.35];\n"
	    "\tedge [fontname=\"sans-serif\" fontsize=9 arrowsize=0.7];\n");
	for (size_t i = 0; i < g->d->states; i++)
		if (is_drawn(g, g->d->state[i].name))
			box(g, &g->d->state[i], out);
	if (!g->view->near_only && g->d->any.count > 0)
		str_add(out, "\t\"" ANY_STATE "\" [shape=plaintext];\n");
	for (size_t i = 0; i < g->arrows; i++) {
		str_add(out, "\t");
		quote(out, g->arrow[i].from);
		str_add(out, " -> ");
		quote(out, g->arrow[i].to);
		str_add(out, " [label=");
		quote(out, g->arrow[i].label);
		str_add(out, g->arrow[i].is_timer ? " style=dashed];\n" : "];\n");
	}
	str_add(out, "}\n");
}

void
definition_graph(const struct definition *d, const struct graph_view *view, struct str *out)
{
	struct arena a = ARENA_INIT;
	struct graph g = { .d = d, .view = view, .a = &a };

	collect(&g);
	write_dot(&g, out);
	arena_clear(&a);
}
