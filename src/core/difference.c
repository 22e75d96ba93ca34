/* difference: two trees of YAML, walked side by side by one who knows what a workflow is made of. */
#include "core/difference.h"

#include <ctype.h>
#include <string.h>

#include "base/yaml.h"
#include "base/banned.h"

const char *const difference_changes[DIFFERENCE_CHANGES] = { "added", "removed", "changed" };

struct comparing {
	const struct difference_side *side_before, *side_after;
	const struct yaml_node	*before, *after;	/* the roots */
	struct arena		*a;
	struct differences	*list;
};

/* What is compared: a timer named "chase" that stands in "waiting". */
struct thing { const char *what, *name, *where; };

static bool
is_plain(const struct yaml_node *n)
{
	return n->kind == YAML_SCALAR;
}

/* In one line: scalars as written, lists and maps in brackets. */
static void
write_node(const struct yaml_node *n, struct str *out)
{
	if (is_plain(n)) {
		str_add(out, n->text);
		return;
	}
	str_add_char(out, n->kind == YAML_LIST ? '[' : '{');
	for (const struct yaml_node *c = n->child; c != NULL; c = c->next) {
		if (c != n->child)
			str_add(out, ", ");
		if (n->kind == YAML_MAP)
			str_printf(out, "%s: ", c->key);
		write_node(c, out);
	}
	str_add_char(out, n->kind == YAML_LIST ? ']' : '}');
}

static const char *
text_of(struct comparing *c, const struct yaml_node *n)
{
	struct str s = STR_INIT;

	if (n == NULL)
		return NULL;
	write_node(n, &s);
	const char *text = arena_strdup(c->a, s.text);
	str_clear(&s);
	return text;
}

static int
line_of(const struct yaml_node *n)
{
	return n == NULL ? 0 : n->key != NULL ? n->key_line : n->line;
}

/* "timer \"chase\" of \"waiting\"" */
static const char *
subject_words(struct comparing *c, const struct thing *t)
{
	return arena_printf(c->a, "%s%s%s%s%s%s%s", t->what, t->name[0] != '\0' ? " \"" : "", t->name,
	    t->name[0] != '\0' ? "\"" : "", t->where != NULL ? " of \"" : "",
	    t->where != NULL ? t->where : "", t->where != NULL ? "\"" : "");
}

static const char *
sentence(struct comparing *c, const struct thing *t, const struct difference *d)
{
	const char *who = subject_words(c, t);

	if (d->field == NULL)
		return arena_printf(c->a, "%s is %s", who,
		    d->change == DIFFERENCE_ADDED ? "new" : "gone");
	if (d->before == NULL)
		return arena_printf(c->a, "%s: %s is new: %s", who, d->field, d->after);
	if (d->after == NULL)
		return arena_printf(c->a, "%s: %s is gone, it was %s", who, d->field, d->before);
	return arena_printf(c->a, "%s: %s was %s, is now %s", who, d->field, d->before, d->after);
}

static struct difference *
add(struct comparing *c, const struct thing *t, const char *field, const struct yaml_node *before,
    const struct yaml_node *after)
{
	struct differences *l = c->list;
	struct difference d = {
		.change = field != NULL || (before != NULL && after != NULL) ? DIFFERENCE_CHANGED :
		    before == NULL ? DIFFERENCE_ADDED : DIFFERENCE_REMOVED,
		.what = t->what, .name = t->name, .where = t->where, .field = field,
		.before = text_of(c, before), .after = text_of(c, after),
		.line_before = line_of(before), .line_after = line_of(after),
	};

	d.words = sentence(c, t, &d);
	l->item = arena_grow(c->a, l->item, l->count, &l->size, sizeof(*l->item));
	l->item[l->count] = d;
	return &l->item[l->count++];
}

static bool
is_same(struct comparing *c, const struct yaml_node *x, const struct yaml_node *y)
{
	return x == NULL || y == NULL ? x == y : strcmp(text_of(c, x), text_of(c, y)) == 0;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* The keys of two maps, but those that are looked at in their own way. */
static void
compare_fields(struct comparing *c, const struct thing *t, const struct yaml_node *before,
    const struct yaml_node *after, const char *const *except)
{
	for (const struct yaml_node *n = before->child; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		if (!is_one_of(n->key, except) && !is_same(c, n, m))
			add(c, t, n->key, n, m);
	}
	for (const struct yaml_node *m = after->child; m != NULL; m = m->next)
		if (!is_one_of(m->key, except) && yaml_get(before, m->key) == NULL)
			add(c, t, m->key, NULL, m);
}

/* Items of two lists that are the same thing in both. */
struct pairs {
	const struct yaml_node	**before, **after;	/* after[i] is what became of before[i]; NULL: gone */
	const struct yaml_node	**born;			/* only in the new list */
	size_t			 count, births;
};

/* What an item is called: the same name, the same thing. */
typedef const char *name_fn(struct comparing *c, const struct yaml_node *item);

static size_t
count_of(const struct yaml_node *list)
{
	return list == NULL ? 0 : list->kind == YAML_SCALAR ? 0 : list->count;
}

/* One action may stand without its list. */
static const struct yaml_node *
first_of(const struct yaml_node *list)
{
	return list == NULL || list->kind != YAML_LIST ? NULL : list->child;
}

static bool
is_taken(const struct pairs *p, const struct yaml_node *item)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->after[i] == item)
			return true;
	return false;
}

static const struct yaml_node *
find_partner(struct comparing *c, const struct pairs *p, const struct yaml_node *item,
    const struct yaml_node *list, name_fn *name, bool exact)
{
	for (const struct yaml_node *m = first_of(list); m != NULL; m = m->next)
		if (!is_taken(p, m) && strcmp(name(c, item), name(c, m)) == 0 &&
		    (!exact || is_same(c, item, m)))
			return m;
	return NULL;
}

/* First those that are the very same, then those of one name, in their order. */
static struct pairs
pair_up(struct comparing *c, const struct yaml_node *before, const struct yaml_node *after,
    name_fn *name)
{
	struct pairs p = {
		.before = arena_array(c->a, count_of(before), sizeof(struct yaml_node *)),
		.after = arena_array(c->a, count_of(before), sizeof(struct yaml_node *)),
		.born = arena_array(c->a, count_of(after), sizeof(struct yaml_node *)),
	};

	for (const struct yaml_node *n = first_of(before); n != NULL; n = n->next, p.count++) {
		p.before[p.count] = n;
		p.after[p.count] = find_partner(c, &p, n, after, name, true);
	}
	for (size_t i = 0; i < p.count; i++)
		if (p.after[i] == NULL)
			p.after[i] = find_partner(c, &p, p.before[i], after, name, false);
	for (const struct yaml_node *m = first_of(after); m != NULL; m = m->next)
		if (!is_taken(&p, m))
			p.born[p.births++] = m;
	return p;
}

/* Do those that stayed follow each other as before? */
static bool
is_reordered(const struct pairs *p)
{
	int line = 0, column = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct yaml_node *n = p->after[i];
		if (n == NULL)
			continue;
		if (n->line < line || (n->line == line && n->column < column))
			return true;
		line = n->line;
		column = n->column;
	}
	return false;
}

/* "task", "email": the one key of an action. */
static const struct yaml_node *
action_body(const struct yaml_node *item)
{
	return item->kind == YAML_MAP ? item->child : NULL;
}

static const char *
action_name(struct comparing *c, const struct yaml_node *item)
{
	static const char *const names[] = { "name", "timer", "workflow", NULL };
	const struct yaml_node *body = action_body(item);

	if (body == NULL)
		return "";
	for (size_t i = 0; names[i] != NULL; i++)
		if (yaml_get(body, names[i]) != NULL)
			return arena_printf(c->a, "%s %s", body->key, text_of(c, yaml_get(body, names[i])));
	return is_plain(body) && strcmp(body->key, "note") != 0 ?
	    arena_printf(c->a, "%s %s", body->key, body->text) : body->key;
}

/* "task call" in "the entry of waiting". */
static struct thing
action_thing(struct comparing *c, const struct yaml_node *item, const char *where)
{
	const char *name = action_name(c, item), *blank = strchr(name, ' ');

	return (struct thing){ action_body(item) != NULL ? action_body(item)->key : "action",
		blank != NULL ? blank + 1 : "", where };
}

/* A list with one item stands for an action that is written without its brackets. */
static const struct yaml_node *
as_list(struct comparing *c, const struct yaml_node *node)
{
	if (node == NULL || node->kind == YAML_LIST)
		return node;
	struct yaml_node *item = arena_alloc(c->a, sizeof(*item)), *list = arena_alloc(c->a, sizeof(*list));
	*item = *node;
	item->key = NULL;
	item->next = NULL;
	*list = (struct yaml_node){ .kind = YAML_LIST, .line = node->line, .column = node->column,
		.child = item, .count = 1 };
	return list;
}

static void
compare_actions(struct comparing *c, const char *where, const struct yaml_node *before,
    const struct yaml_node *after)
{
	struct pairs p = pair_up(c, as_list(c, before), as_list(c, after), action_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct thing t = action_thing(c, p.before[i], where);
		const struct yaml_node *x = action_body(p.before[i]);
		const struct yaml_node *y = p.after[i] != NULL ? action_body(p.after[i]) : NULL;
		if (y == NULL)
			add(c, &t, NULL, p.before[i], NULL);
		else if (x->kind == YAML_MAP && y->kind == YAML_MAP)
			compare_fields(c, &t, x, y, NULL);
		else if (!is_same(c, x, y))
			add(c, &t, "text", x, y);
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = action_thing(c, p.born[i], where);
		add(c, &t, NULL, NULL, p.born[i]);
	}
}

static const char *
rule_name(struct comparing *c, const struct yaml_node *item)
{
	const struct yaml_node *event = yaml_get(item, "event"), *go = yaml_get(item, "go");

	return event != NULL ? text_of(c, event) : go != NULL ? arena_printf(c->a, "to %s", go->text) : "";
}

static void
compare_rules(struct comparing *c, const char *where, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "do", "else", "event", NULL };
	struct pairs p = pair_up(c, before, after, rule_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct yaml_node *x = p.before[i], *y = p.after[i];
		const struct thing t = { "rule", rule_name(c, x), where };
		if (y == NULL) {
			add(c, &t, NULL, x, NULL);
			continue;
		}
		const char *inside = arena_printf(c->a, "%s, rule %s", where, t.name);
		compare_fields(c, &t, x, y, except);
		compare_actions(c, inside, yaml_get(x, "do"), yaml_get(y, "do"));
		compare_actions(c, arena_printf(c->a, "%s, else", inside), yaml_get(x, "else"),
		    yaml_get(y, "else"));
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = { "rule", rule_name(c, p.born[i]), where };
		add(c, &t, NULL, NULL, p.born[i]);
	}
	if (is_reordered(&p)) {
		const struct thing t = { "rules", "", where };
		struct difference *d = add(c, &t, "order", before, after);
		d->words = arena_printf(c->a, "the rules of \"%s\" stand in another order, and the first "
		    "that fits wins", where);
	}
}

static const char *
timer_name(struct comparing *c, const struct yaml_node *item)
{
	const struct yaml_node *name = yaml_get(item, "timer");

	return name != NULL ? text_of(c, name) : "";
}

static void
compare_timers(struct comparing *c, const char *where, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "do", "then", NULL }, *const then_except[] = { "do", NULL };
	static const struct yaml_node none = { .kind = YAML_MAP };
	struct pairs p = pair_up(c, before, after, timer_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct yaml_node *x = p.before[i], *y = p.after[i];
		const struct thing t = { "timer", timer_name(c, x), where };
		if (y == NULL) {
			add(c, &t, NULL, x, NULL);
			continue;
		}
		const struct yaml_node *last_x = yaml_get(x, "then"), *last_y = yaml_get(y, "then");
		const struct thing last = { "the end of timer", t.name, where };
		const char *inside = arena_printf(c->a, "%s, timer %s", where, t.name);
		compare_fields(c, &t, x, y, except);
		compare_actions(c, inside, yaml_get(x, "do"), yaml_get(y, "do"));
		compare_fields(c, &last, last_x != NULL ? last_x : &none, last_y != NULL ? last_y : &none,
		    then_except);
		compare_actions(c, arena_printf(c->a, "%s, then", inside), yaml_get(last_x, "do"),
		    yaml_get(last_y, "do"));
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = { "timer", timer_name(c, p.born[i]), where };
		add(c, &t, NULL, NULL, p.born[i]);
	}
}

/* Everything that rules, timers and actions may stand in. */
static void
compare_place(struct comparing *c, const struct thing *t, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "entry", "exit", "timers", "on", NULL };

	compare_fields(c, t, before, after, except);
	compare_actions(c, arena_printf(c->a, "%s, entry", t->name), yaml_get(before, "entry"),
	    yaml_get(after, "entry"));
	compare_actions(c, arena_printf(c->a, "%s, exit", t->name), yaml_get(before, "exit"),
	    yaml_get(after, "exit"));
	compare_timers(c, t->name, yaml_get(before, "timers"), yaml_get(after, "timers"));
	compare_rules(c, t->name, yaml_get(before, "on"), yaml_get(after, "on"));
}

/* Named things of one part of the file: states, groups, variables, events. */
static void
compare_named(struct comparing *c, const char *part, const char *what)
{
	const struct yaml_node *before = yaml_get(c->before, part), *after = yaml_get(c->after, part);

	for (const struct yaml_node *n = before != NULL ? before->child : NULL; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		const struct thing t = { what, n->key, NULL };
		if (m == NULL)
			add(c, &t, NULL, n, NULL);
		else if (n->kind == YAML_MAP && m->kind == YAML_MAP)
			compare_place(c, &t, n, m);
		else if (!is_same(c, n, m))
			add(c, &t, "text", n, m);
	}
	for (const struct yaml_node *m = after != NULL ? after->child : NULL; m != NULL; m = m->next) {
		const struct thing t = { what, m->key, NULL };
		if (yaml_get(before, m->key) == NULL)
			add(c, &t, NULL, NULL, m);
	}
}

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
		for (const struct yaml_node *t = first_of(yaml_get(s, "timers")); t != NULL; t = t->next)
			if (has_word(text_of(c, t), var))
				str_printf(out, "%s%s.%s", out->len > 0 ? ", " : "", s->key, timer_name(c, t));
}

/* "follow_up: const was 14, is now 10": which timers lean on it. */
static void
name_dependents(struct comparing *c, size_t from)
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
	struct difference *d = add(c, t, "text", before, after);
	d->before = arena_strndup(c->a, x, strcspn(x, "\n"));
	d->after = arena_strndup(c->a, y, strcspn(y, "\n"));
	d->words = arena_printf(c->a, "%s: the text of %s is otherwise from line %d on: was \"%s\", is now "
	    "\"%s\"", subject_words(c, t), file, line, d->before, d->after);
}

static void
compare_letters(struct comparing *c)
{
	const struct yaml_node *before = yaml_get(c->before, "templates"),
	    *after = yaml_get(c->after, "templates");

	compare_named(c, "templates", "letter");
	for (const struct yaml_node *n = before != NULL ? before->child : NULL; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		const struct thing t = { "letter", n->key, NULL };
		if (m != NULL && is_same(c, n, m))
			compare_bodies(c, &t, n->text, n, m);
	}
}

static void
compare_calendar(struct comparing *c)
{
	const struct yaml_node *before = yaml_get(c->before, "calendar"),
	    *after = yaml_get(c->after, "calendar");
	const struct thing t = { "calendar", after != NULL ? after->text : "", NULL };

	if (before != NULL && is_same(c, before, after))
		compare_bodies(c, &t, arena_printf(c->a, "%s.yaml", before->text), before, after);
}

void
difference_find(const struct difference_side *before, const struct difference_side *after,
    struct arena *a, struct differences *ret)
{
	static const char *const parts[] = { "version", "vars", "events", "templates", "start", "any", "groups",
		"states", "migrate", NULL };
	const struct thing file = { "the file", "", NULL };
	struct problems ignored;

	*ret = (struct differences){ 0 };
	problems_init(&ignored, a);
	struct comparing c = { before, after, yaml_parse("", before->source, strlen(before->source), a,
	    &ignored), yaml_parse("", after->source, strlen(after->source), a, &ignored), a, ret };
	if (c.before == NULL || c.after == NULL)
		return;
	compare_fields(&c, &file, c.before, c.after, parts);
	compare_calendar(&c);
	size_t vars = ret->count;
	compare_named(&c, "vars", "variable");
	name_dependents(&c, vars);
	compare_named(&c, "events", "event");
	compare_letters(&c);
	compare_rules(&c, "start", yaml_get(c.before, "start"), yaml_get(c.after, "start"));
	compare_rules(&c, "any", yaml_get(yaml_get(c.before, "any"), "on"),
	    yaml_get(yaml_get(c.after, "any"), "on"));
	compare_named(&c, "groups", "group");
	compare_named(&c, "states", "state");
}
