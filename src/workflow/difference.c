/* difference: two trees of YAML, walked side by side by one who knows what a workflow is made of. */
#include "workflow/difference_inside.h"

#include <string.h>

#include "base/banned.h"

const char *const difference_changes[DIFFERENCE_CHANGES] = { "added", "removed", "changed" };

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
			return arena_printf(c->a, "%s %s", body->key, difference_text(c, yaml_get(body, names[i])));
	return body->kind == YAML_SCALAR && strcmp(body->key, "note") != 0 ?
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
	struct pairs p = difference_pair(c, as_list(c, before), as_list(c, after), action_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct thing t = action_thing(c, p.before[i], where);
		const struct yaml_node *x = action_body(p.before[i]);
		const struct yaml_node *y = p.after[i] != NULL ? action_body(p.after[i]) : NULL;
		if (y == NULL)
			difference_add(c, &t, NULL, p.before[i], NULL);
		else if (x->kind == YAML_MAP && y->kind == YAML_MAP)
			difference_fields(c, &t, x, y, NULL);
		else if (!difference_is_same(c, x, y))
			difference_add(c, &t, "text", x, y);
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = action_thing(c, p.born[i], where);
		difference_add(c, &t, NULL, NULL, p.born[i]);
	}
}

static const char *
rule_name(struct comparing *c, const struct yaml_node *item)
{
	const struct yaml_node *event = yaml_get(item, "event"), *go = yaml_get(item, "go");

	return event != NULL ? difference_text(c, event) : go != NULL ? arena_printf(c->a, "to %s", go->text) : "";
}

static void
compare_rules(struct comparing *c, const char *where, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "do", "else", "event", NULL };
	struct pairs p = difference_pair(c, before, after, rule_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct yaml_node *x = p.before[i], *y = p.after[i];
		const struct thing t = { "rule", rule_name(c, x), where };
		if (y == NULL) {
			difference_add(c, &t, NULL, x, NULL);
			continue;
		}
		const char *inside = arena_printf(c->a, "%s, rule %s", where, t.name);
		difference_fields(c, &t, x, y, except);
		compare_actions(c, inside, yaml_get(x, "do"), yaml_get(y, "do"));
		compare_actions(c, arena_printf(c->a, "%s, else", inside), yaml_get(x, "else"),
		    yaml_get(y, "else"));
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = { "rule", rule_name(c, p.born[i]), where };
		difference_add(c, &t, NULL, NULL, p.born[i]);
	}
	if (difference_is_reordered(&p)) {
		const struct thing t = { "rules", "", where };
		struct difference *d = difference_add(c, &t, "order", before, after);
		d->words = arena_printf(c->a, "the rules of \"%s\" stand in another order, and the first "
		    "that fits wins", where);
	}
}

const char *
difference_timer_name(struct comparing *c, const struct yaml_node *item)
{
	const struct yaml_node *name = yaml_get(item, "timer");

	return name != NULL ? difference_text(c, name) : "";
}

static void
compare_timers(struct comparing *c, const char *where, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "do", "then", NULL }, *const then_except[] = { "do", NULL };
	static const struct yaml_node none = { .kind = YAML_MAP };
	struct pairs p = difference_pair(c, before, after, difference_timer_name);

	for (size_t i = 0; i < p.count; i++) {
		const struct yaml_node *x = p.before[i], *y = p.after[i];
		const struct thing t = { "timer", difference_timer_name(c, x), where };
		if (y == NULL) {
			difference_add(c, &t, NULL, x, NULL);
			continue;
		}
		const struct yaml_node *last_x = yaml_get(x, "then"), *last_y = yaml_get(y, "then");
		const struct thing last = { "the end of timer", t.name, where };
		const char *inside = arena_printf(c->a, "%s, timer %s", where, t.name);
		difference_fields(c, &t, x, y, except);
		compare_actions(c, inside, yaml_get(x, "do"), yaml_get(y, "do"));
		difference_fields(c, &last, last_x != NULL ? last_x : &none, last_y != NULL ? last_y : &none,
		    then_except);
		compare_actions(c, arena_printf(c->a, "%s, then", inside), yaml_get(last_x, "do"),
		    yaml_get(last_y, "do"));
	}
	for (size_t i = 0; i < p.births; i++) {
		const struct thing t = { "timer", difference_timer_name(c, p.born[i]), where };
		difference_add(c, &t, NULL, NULL, p.born[i]);
	}
}

/* Everything that rules, timers and actions may stand in. */
static void
compare_place(struct comparing *c, const struct thing *t, const struct yaml_node *before,
    const struct yaml_node *after)
{
	static const char *const except[] = { "entry", "exit", "timers", "on", NULL };

	difference_fields(c, t, before, after, except);
	compare_actions(c, arena_printf(c->a, "%s, entry", t->name), yaml_get(before, "entry"),
	    yaml_get(after, "entry"));
	compare_actions(c, arena_printf(c->a, "%s, exit", t->name), yaml_get(before, "exit"),
	    yaml_get(after, "exit"));
	compare_timers(c, t->name, yaml_get(before, "timers"), yaml_get(after, "timers"));
	compare_rules(c, t->name, yaml_get(before, "on"), yaml_get(after, "on"));
}

void
difference_named(struct comparing *c, const char *part, const char *what)
{
	const struct yaml_node *before = yaml_get(c->before, part), *after = yaml_get(c->after, part);

	for (const struct yaml_node *n = before != NULL ? before->child : NULL; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		const struct thing t = { what, n->key, NULL };
		if (m == NULL)
			difference_add(c, &t, NULL, n, NULL);
		else if (n->kind == YAML_MAP && m->kind == YAML_MAP)
			compare_place(c, &t, n, m);
		else if (!difference_is_same(c, n, m))
			difference_add(c, &t, "text", n, m);
	}
	for (const struct yaml_node *m = after != NULL ? after->child : NULL; m != NULL; m = m->next) {
		const struct thing t = { what, m->key, NULL };
		if (yaml_get(before, m->key) == NULL)
			difference_add(c, &t, NULL, NULL, m);
	}
}

void
difference_find(const struct difference_side *before, const struct difference_side *after,
    struct arena *a, struct differences *ret)
{
	static const char *const parts[] = { "version", "vars", "parent", "events", "templates", "start", "any", "groups",
		"states", "migrate", NULL };
	const struct thing file = { "the file", "", NULL };
	struct problems ignored;

	*ret = (struct differences){ 0 };
	problems_init(&ignored, a);
	struct comparing c = { before, after, yaml_parse("", before->source, strlen(before->source), a,
	    &ignored), yaml_parse("", after->source, strlen(after->source), a, &ignored), a, ret };
	if (c.before == NULL || c.after == NULL)
		return;
	difference_fields(&c, &file, c.before, c.after, parts);
	difference_calendar(&c);
	size_t vars = ret->count;
	difference_named(&c, "vars", "variable");
	difference_dependents(&c, vars);
	difference_named(&c, "parent", "variable of the parent");
	difference_named(&c, "events", "event");
	difference_letters(&c);
	compare_rules(&c, "start", yaml_get(c.before, "start"), yaml_get(c.after, "start"));
	compare_rules(&c, "any", yaml_get(yaml_get(c.before, "any"), "on"),
	    yaml_get(yaml_get(c.after, "any"), "on"));
	difference_named(&c, "groups", "group");
	difference_named(&c, "states", "state");
}
