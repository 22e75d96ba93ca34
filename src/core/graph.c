/* graph: a workflow as a picture: states as boxes, moves as arrows with what makes them. */
#include <string.h>

#include "base/str.h"
#include "core/definition_inside.h"
#include "base/banned.h"

/* Words in a DOT string. */
static void
quote(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *text == '\n' ? ' ' : *text);
	}
	str_add_char(out, '"');
}

static void
arrow(struct str *out, const char *from, const char *to, const char *label, const char *style)
{
	str_add(out, "\t");
	quote(out, from);
	str_add(out, " -> ");
	quote(out, to);
	str_add(out, " [label=");
	quote(out, label);
	str_printf(out, "%s];\n", style);
}

/* "mail.bounce, email.failed" */
static const char *
event_words(const struct rule *rule, struct str *buffer)
{
	str_truncate(buffer, 0);
	for (const char **event = rule->event; *event != NULL; event++)
		str_printf(buffer, "%s%s", event > rule->event ? ", " : "", *event);
	if (rule->guard != NULL)
		str_add(buffer, " ?");
	return buffer->text;
}

static void
arrows(const struct definition *d, const struct rules *rules, const char *from, struct str *out)
{
	struct str words = STR_INIT;

	for (size_t i = 0; i < rules->count; i++)
		if (rules->item[i].then.go >= 0)
			arrow(out, from, d->state[rules->item[i].then.go].name,
			    event_words(&rules->item[i], &words), "");
	str_clear(&words);
}

static void
timer_arrows(const struct definition *d, const struct state *s, struct str *out)
{
	for (size_t i = 0; i < s->timers; i++) {
		const struct timer_rule *t = &s->timer[i];
		if (t->fire.go >= 0)
			arrow(out, s->name, d->state[t->fire.go].name, t->name, " style=dashed");
		if (t->last.go >= 0)
			arrow(out, s->name, d->state[t->last.go].name, t->name, " style=dashed");
	}
}

static void
box(const struct state *s, const char *here, struct str *out)
{
	bool present = text_equal(s->name, here);

	str_add(out, "\t");
	quote(out, s->name);
	str_printf(out, " [shape=%s%s%s];\n", s->final ? "oval" : "box",
	    s->initial ? " style=\"rounded,bold\"" : " style=rounded",
	    present ? " penwidth=3 color=\"#1d4ed8\" fontcolor=\"#1d4ed8\"" : "");
}

void
definition_graph(const struct definition *d, const char *here, struct str *out)
{
	str_add(out, "digraph ");
	quote(out, d->name);
	str_add(out, " {\n\trankdir=LR;\n\tnode [fontname=\"sans-serif\" fontsize=11];\n"
	    "\tedge [fontname=\"sans-serif\" fontsize=9];\n");
	for (size_t i = 0; i < d->states; i++)
		box(&d->state[i], here, out);
	for (size_t i = 0; i < d->states; i++) {
		const struct state *s = &d->state[i];
		arrows(d, &s->on, s->name, out);
		if (s->group >= 0)
			arrows(d, &d->group[s->group].on, s->name, out);
		timer_arrows(d, s, out);
	}
	if (d->any.count > 0) {
		struct str any = STR_INIT;
		arrows(d, &d->any, "any state", &any);
		if (any.len > 0)
			str_printf(out, "\t\"any state\" [shape=plaintext];\n%s", any.text);
		str_clear(&any);
	}
	str_add(out, "}\n");
}
