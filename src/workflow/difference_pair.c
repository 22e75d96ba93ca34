/* difference_pair: which parts of two files belong together, and the words for what is otherwise. */
#include "workflow/difference_inside.h"

#include <string.h>

#include "base/banned.h"

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

const char *
difference_text(struct comparing *c, const struct yaml_node *n)
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

const char *
difference_subject(struct comparing *c, const struct thing *t)
{
	return arena_printf(c->a, "%s%s%s%s%s%s%s", t->what, t->name[0] != '\0' ? " \"" : "", t->name,
	    t->name[0] != '\0' ? "\"" : "", t->where != NULL ? " of \"" : "",
	    t->where != NULL ? t->where : "", t->where != NULL ? "\"" : "");
}

static const char *
sentence(struct comparing *c, const struct thing *t, const struct difference *d)
{
	const char *who = difference_subject(c, t);

	if (d->field == NULL)
		return arena_printf(c->a, "%s is %s", who,
		    d->change == DIFFERENCE_ADDED ? "new" : "gone");
	if (d->before == NULL)
		return arena_printf(c->a, "%s: %s is new: %s", who, d->field, d->after);
	if (d->after == NULL)
		return arena_printf(c->a, "%s: %s is gone, it was %s", who, d->field, d->before);
	return arena_printf(c->a, "%s: %s was %s, is now %s", who, d->field, d->before, d->after);
}

struct difference *
difference_add(struct comparing *c, const struct thing *t, const char *field, const struct yaml_node *before,
    const struct yaml_node *after)
{
	struct differences *l = c->list;
	struct difference d = {
		.change = field != NULL || (before != NULL && after != NULL) ? DIFFERENCE_CHANGED :
		    before == NULL ? DIFFERENCE_ADDED : DIFFERENCE_REMOVED,
		.what = t->what, .name = t->name, .where = t->where, .field = field,
		.before = difference_text(c, before), .after = difference_text(c, after),
		.line_before = line_of(before), .line_after = line_of(after),
	};

	d.words = sentence(c, t, &d);
	l->item = arena_grow(c->a, l->item, l->count, &l->size, sizeof(*l->item));
	l->item[l->count] = d;
	return &l->item[l->count++];
}

bool
difference_is_same(struct comparing *c, const struct yaml_node *x, const struct yaml_node *y)
{
	return x == NULL || y == NULL ? x == y : strcmp(difference_text(c, x), difference_text(c, y)) == 0;
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

void
difference_fields(struct comparing *c, const struct thing *t, const struct yaml_node *before,
    const struct yaml_node *after, const char *const *except)
{
	for (const struct yaml_node *n = before->child; n != NULL; n = n->next) {
		const struct yaml_node *m = yaml_get(after, n->key);
		if (!is_one_of(n->key, except) && !difference_is_same(c, n, m))
			difference_add(c, t, n->key, n, m);
	}
	for (const struct yaml_node *m = after->child; m != NULL; m = m->next)
		if (!is_one_of(m->key, except) && yaml_get(before, m->key) == NULL)
			difference_add(c, t, m->key, NULL, m);
}

static size_t
count_of(const struct yaml_node *list)
{
	return list == NULL ? 0 : list->kind == YAML_SCALAR ? 0 : list->count;
}

/* One action may stand without its list. */
const struct yaml_node *
difference_first(const struct yaml_node *list)
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
	for (const struct yaml_node *m = difference_first(list); m != NULL; m = m->next)
		if (!is_taken(p, m) && strcmp(name(c, item), name(c, m)) == 0 &&
		    (!exact || difference_is_same(c, item, m)))
			return m;
	return NULL;
}

struct pairs
difference_pair(struct comparing *c, const struct yaml_node *before, const struct yaml_node *after,
    name_fn *name)
{
	struct pairs p = {
		.before = arena_array(c->a, count_of(before), sizeof(struct yaml_node *)),
		.after = arena_array(c->a, count_of(before), sizeof(struct yaml_node *)),
		.born = arena_array(c->a, count_of(after), sizeof(struct yaml_node *)),
	};

	for (const struct yaml_node *n = difference_first(before); n != NULL; n = n->next, p.count++) {
		p.before[p.count] = n;
		p.after[p.count] = find_partner(c, &p, n, after, name, true);
	}
	for (size_t i = 0; i < p.count; i++)
		if (p.after[i] == NULL)
			p.after[i] = find_partner(c, &p, p.before[i], after, name, false);
	for (const struct yaml_node *m = difference_first(after); m != NULL; m = m->next)
		if (!is_taken(&p, m))
			p.born[p.births++] = m;
	return p;
}

bool
difference_is_reordered(const struct pairs *p)
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
