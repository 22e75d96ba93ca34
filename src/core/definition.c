/* definition: what others may see of a workflow: its states, rules, events and variables. */
#include "core/definition_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

const char *
definition_name(const struct definition *d)
{
	return d->name;
}

int64_t
definition_version(const struct definition *d)
{
	return d->version;
}

const struct subject_kind *
definition_subject(const struct definition *d)
{
	return d->subject;
}

bool
definition_asset_names(const char *bytes, size_t len, struct arena *a, const char ***ret_names,
    size_t *ret_count)
{
	struct problems ignored;

	problems_init(&ignored, a);
	const struct yaml_node *root = yaml_parse("", bytes, len, a, &ignored);
	if (root == NULL)
		return false;
	const struct yaml_node *templates = yaml_get(root, "templates"),
	    *calendar = yaml_get(root, "calendar");
	const char **names = arena_array(a, (templates != NULL ? templates->count : 0) + 1,
	    sizeof(*names));
	size_t count = 0;
	if (templates != NULL && templates->kind == YAML_MAP)
		for (const struct yaml_node *n = templates->child; n != NULL; n = n->next)
			if (n->kind == YAML_SCALAR)
				names[count++] = n->text;
	if (calendar != NULL && calendar->kind == YAML_SCALAR)
		names[count++] = arena_printf(a, "%s.yaml", calendar->text);
	*ret_names = names;
	*ret_count = count;
	return true;
}

size_t
definition_states(const struct definition *d)
{
	return d->states;
}

struct state_view
definition_state(const struct definition *d, size_t i)
{
	const struct state *s = &d->state[i];

	return (struct state_view){ s->name, s->group >= 0 ? d->group[s->group].name : NULL,
		s->initial, s->final, s->line };
}

bool
definition_state_find(const struct definition *d, const char *name, struct state_view *ret)
{
	for (size_t i = 0; i < d->states; i++)
		if (strcmp(d->state[i].name, name) == 0) {
			*ret = definition_state(d, i);
			return true;
		}
	return false;
}

static bool
find_in(const struct rules *rules, const char *id, struct rule_view *ret)
{
	for (size_t i = 0; i < rules->count; i++)
		if (strcmp(rules->item[i].id, id) == 0) {
			const struct rule *r = &rules->item[i];
			*ret = (struct rule_view){ r->id, r->text, r->line, r->column };
			return true;
		}
	return false;
}

static bool
find_in_state(const struct state *s, const char *id, struct rule_view *ret)
{
	for (size_t i = 0; i < s->timers; i++) {
		const struct timer_rule *t = &s->timer[i];
		if (text_equal(t->id, id) || text_equal(t->then_id, id)) {
			*ret = (struct rule_view){ id, t->text, t->line, t->column };
			return true;
		}
	}
	if (strcmp(s->entry_id, id) == 0 || strcmp(s->exit_id, id) == 0) {
		*ret = (struct rule_view){ id, s->name, s->line, s->column };
		return true;
	}
	return find_in(&s->on, id, ret);
}

bool
definition_rule(const struct definition *d, const char *id, struct rule_view *ret)
{
	if (find_in(&d->any, id, ret) || find_in(&d->start, id, ret))
		return true;
	for (size_t i = 0; i < d->groups; i++)
		if (find_in(&d->group[i].on, id, ret))
			return true;
	for (size_t i = 0; i < d->states; i++)
		if (find_in_state(&d->state[i], id, ret))
			return true;
	return false;
}

struct event_list { struct event_view *item; size_t count, size; struct arena *arena; };

static void
add_event(const struct definition *d, struct event_list *list, const char *name)
{
	/* What the program itself sends is not for people to send. */
	static const char *const own[] = { "mail.", "email.", "http.", "child.", "subject.", "deadline.",
		"timer." };
	size_t fields;

	for (size_t i = 0; i < LEN(own); i++)
		if (text_starts(name, own[i]))
			return;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].name, name) == 0)
			return;
	if (list->count == list->size) {
		size_t size = list->size ? list->size * 2 : 16;
		struct event_view *grown = arena_array(list->arena, size, sizeof(*grown));
		if (list->count > 0)
			memcpy(grown, list->item, list->count * sizeof(*grown));
		list->item = grown;
		list->size = size;
	}
	const struct event_field *field = scope_event_fields(d, name, &fields);
	list->item[list->count++] = (struct event_view){ name, field, fields };
}

static void
add_events(const struct definition *d, struct event_list *list, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		for (const char **event = rules->item[i].event; *event != NULL; event++)
			add_event(d, list, *event);
}

size_t
definition_events(const struct definition *d, const char *state, struct arena *a,
    struct event_view **ret_events)
{
	struct event_list list = { .arena = a };

	for (size_t i = 0; i < d->states; i++)
		if (strcmp(d->state[i].name, state) == 0 && !d->state[i].final) {
			add_events(d, &list, &d->state[i].on);
			if (d->state[i].group >= 0)
				add_events(d, &list, &d->group[d->state[i].group].on);
			add_events(d, &list, &d->any);
		}
	*ret_events = list.item;
	return list.count;
}

bool
definition_event(const struct definition *d, const char *name, struct event_view *ret)
{
	*ret = (struct event_view){ .name = name };
	if (!definition_knows_event(d, name))
		return false;
	ret->field = scope_event_fields(d, name, &ret->fields);
	return true;
}

size_t
definition_vars(const struct definition *d)
{
	return d->vars;
}

struct var_view
definition_var(const struct definition *d, size_t i)
{
	return (struct var_view){ d->var[i].name, d->var[i].type, d->var[i].pii,
		d->var[i].is_const };
}

const char *
definition_letter(const struct definition *d, const char *name, const char **ret_file)
{
	for (size_t i = 0; i < d->letters; i++)
		if (strcmp(d->letter[i].name, name) == 0) {
			*ret_file = d->letter[i].file;
			return d->letter[i].body;
		}
	return NULL;
}

bool
definition_starts_by_itself(const struct definition *d)
{
	return d->start.count > 0;
}

static bool
rules_know(const struct rules *rules, const char *event)
{
	for (size_t i = 0; i < rules->count; i++)
		for (const char **name = rules->item[i].event; *name != NULL; name++)
			if (strcmp(*name, event) == 0)
				return true;
	return false;
}

bool
definition_knows_event(const struct definition *d, const char *event)
{
	bool known = rules_know(&d->any, event);

	for (size_t i = 0; i < d->groups && !known; i++)
		known = rules_know(&d->group[i].on, event);
	for (size_t i = 0; i < d->states && !known; i++)
		known = rules_know(&d->state[i].on, event);
	return known;
}
