/* outlook: what a timer will do, in words for people who wait for it; nothing is evaluated. */
#include <string.h>

#include "base/str.h"
#include "workflow/definition_inside.h"
#include "base/banned.h"

static const struct timer_rule *
find_timer(const struct definition *d, const char *rule)
{
	for (size_t i = 0; i < d->states; i++)
		for (size_t j = 0; j < d->state[i].timers; j++) {
			const struct timer_rule *t = &d->state[i].timer[j];
			if (text_equal(t->id, rule) || text_equal(t->then_id, rule))
				return t;
		}
	return NULL;
}

/* Values are not known yet: "The application of ... is still not complete". */
static void
add_title(struct str *out, const struct title *title)
{
	for (size_t i = 0; i < title->parts; i++)
		str_add(out, title->part[i].literal != NULL ? title->part[i].literal : "…");
}

static void
add_name(struct str *out, const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		str_add_char(out, *p == '_' ? ' ' : *p);
}

/* The words that lead; NULL: people need not hear of it. */
static const char *const leads[ACT_KINDS] = {
	[ACT_EMAIL] = "writes the letter ", [ACT_TASK] = "gives the task ",
	[ACT_ESCALATE] = "tells the ", [ACT_START] = "opens a case of ",
	[ACT_DEADLINE] = "sets the deadline ", [ACT_NOTE] = "notes ",
};

static void
add_action(struct str *out, const struct action *action)
{
	if (leads[action->kind] == NULL)
		return;
	str_printf(out, "%s%s", out->len > 0 ? "; " : "", leads[action->kind]);
	if (action->kind == ACT_ESCALATE) {
		str_printf(out, "%s: ", action->role != NULL ? action->role : "manager");
		add_title(out, &action->title);
	} else if (action->title.parts > 0) {
		str_add(out, "“");
		add_title(out, &action->title);
		str_add(out, "”");
	} else if (action->name != NULL) {
		add_name(out, action->name);
	}
}

const char *
definition_timer_says(const struct definition *d, const char *rule, bool is_last, struct arena *a)
{
	const struct timer_rule *t = find_timer(d, rule);
	struct str out = STR_INIT;

	if (t == NULL)
		return NULL;
	const struct outcome *way = is_last ? &t->last : &t->fire;
	for (size_t i = 0; i < way->act.count; i++)
		add_action(&out, &way->act.item[i]);
	if (way->go >= 0) {
		str_printf(&out, "%sgoes to ", out.len > 0 ? "; " : "");
		add_name(&out, d->state[way->go].name);
	}
	const char *words = out.len > 0 ? arena_strdup(a, out.text) : NULL;
	str_clear(&out);
	return words;
}
