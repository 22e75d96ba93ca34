/* difference_text: letters and calendars line by line, and which timers lean on a variable. */
#include "workflow/difference_inside.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

static bool
has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p++) {
		bool begins = p == text || (!isalnum((unsigned char)p[-1]) && p[-1] != '_');
		if (begins && !isalnum((unsigned char)p[len]) && p[len] != '_')
			return true;
	}
	return false;
}

static void
name_timers(struct comparing *c, const struct yaml_node *places, const char *var, struct str *out)
{
	for (const struct yaml_node *s = places != NULL ? places->child : NULL; s != NULL; s = s->next)
		for (const struct yaml_node *t = difference_first(yaml_get(s, "timers")); t != NULL; t = t->next)
			if (has_word(difference_text(c, t), var))
				str_printf(out, "%s%s.%s", out->len > 0 ? ", " : "", s->key, difference_timer_name(c, t));
}

/* "follow_up: const was 14, is now 10": which timers lean on it. */
void
difference_dependents(struct comparing *c, size_t from)
{
	for (size_t i = from; i < c->list->count; i++) {
		struct difference *d = &c->list->item[i];
		struct str names = STR_INIT;
		name_timers(c, yaml_get(c->after, "groups"), d->name, &names);
		name_timers(c, yaml_get(c->after, "states"), d->name, &names);
		if (names.len > 0 && d->change == DIFFERENCE_CHANGED)
			d->words = arena_printf(c->a, "%s (timers: %s)", d->words, names.text);
		str_clear(&names);
	}
}

static const char *
body_of(const struct difference_side *side, const char *file)
{
	for (size_t i = 0; i < side->assets; i++)
		if (strcmp(side->asset[i].name, file) == 0)
			return side->asset[i].body;
	return NULL;
}

/* The first line that is otherwise, of a letter or a calendar under the same file name. */
static void
compare_bodies(struct comparing *c, const struct thing *t, const char *file,
    const struct yaml_node *before, const struct yaml_node *after)
{
	const char *x = body_of(c->side_before, file), *y = body_of(c->side_after, file);
	int line = 1;

	if (x == NULL || y == NULL || strcmp(x, y) == 0)
		return;
	while (*x != '\0' && strcspn(x, "\n") == strcspn(y, "\n") &&
	    strncmp(x, y, strcspn(x, "\n") + 1) == 0) {
		x += strcspn(x, "\n") + 1;
		y += strcspn(y, "\n") + 1;
		line++;
	}
	struct difference *d = difference_add(c, t, "text", before, after);
	d->before = arena_strndup(c->a, x, strcspn(x, "\n"));
	d->after = arena_strndup(c->a, y, strcspn(y, "\n"));
	d->words = arena_printf(c->a, "%s: the text of %s is otherwise from line %d on: was \"%s\", is now "
	    "\"%s\"", difference_subject(c, t), file, line, d->before, d->after);
}

void
difference_letters(struct comparing *c)
{
	const struct yaml_node *before = yaml_get(c->before, "templates"),
	    *after = yaml_get(c->after, "templates");

	difference_named(c, "templates", "letter");
	for (const struct yaml_node *n = before != NULL ? before->child : NULL; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		const struct thing t = { "letter", n->key, NULL };
		if (m != NULL && difference_is_same(c, n, m))
			compare_bodies(c, &t, n->text, n, m);
	}
}

void
difference_calendar(struct comparing *c)
{
	const struct yaml_node *before = yaml_get(c->before, "calendar"),
	    *after = yaml_get(c->after, "calendar");
	const struct thing t = { "calendar", after != NULL ? after->text : "", NULL };

	if (before != NULL && difference_is_same(c, before, after))
		compare_bodies(c, &t, arena_printf(c->a, "%s.yaml", before->text), before, after);
}
