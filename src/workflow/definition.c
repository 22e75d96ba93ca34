/* definition: what others may see of a workflow: its states, rules, events and variables. */
#include "workflow/definition_inside.h"

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

const char *
definition_html_name(const char *file, struct arena *a)
{
	static const char text[] = ".txt";

	return text_ends(file, text) ? arena_printf(a, "%.*s.html", (int)(strlen(file) - strlen(text)), file) : NULL;
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
	const char **names = arena_array(a, (templates != NULL ? 2 * templates->count : 0) + 1,
	    sizeof(*names));
	size_t count = 0;
	if (templates != NULL && templates->kind == YAML_MAP)
		for (const struct yaml_node *n = templates->child; n != NULL; n = n->next)
			if (n->kind == YAML_SCALAR) {
				names[count++] = n->text;
				if ((names[count] = definition_html_name(n->text, a)) != NULL)
					count++;
			}
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

/* The first that sets the deadline whose day is over. */
static void
find_deadline(const struct action *action, void *context)
{
	struct rule_view *ret = context;

	if (ret->text == NULL && action->kind == ACT_DEADLINE &&
	    strcmp(action->name, ret->id + strlen(DEADLINE_EVENT)) == 0)
		*ret = (struct rule_view){ ret->id, ret->id, action->line, action->column };
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
	*ret = (struct rule_view){ .id = id };
	if (text_starts(id, DEADLINE_EVENT))
		definition_actions(d, find_deadline, ret);
	return ret->text != NULL;
}

struct event_list { struct event_view *item; size_t count, size; struct arena *arena; };

static void
add_event(const struct definition *d, struct event_list *list, const char *name)
{
	size_t fields;

	/* What the program itself sends, and what a rule raises, is not for people to send. */
	if (!text_starts(name, "user."))
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

struct name_list { const char **item; size_t count, size; struct arena *arena; };

static void
add_names(struct name_list *list, const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		for (const char **event = rules->item[i].event; *event != NULL; event++) {
			list->item = arena_grow(list->arena, list->item, list->count, &list->size,
			    sizeof(*list->item));
			list->item[list->count++] = *event;
		}
}

const char *
definition_event_nearest(const struct definition *d, const char *name, struct arena *a)
{
	struct name_list list = { .arena = a };

	add_names(&list, &d->any);
	for (size_t i = 0; i < d->groups; i++)
		add_names(&list, &d->group[i].on);
	for (size_t i = 0; i < d->states; i++)
		add_names(&list, &d->state[i].on);
	list.item = arena_grow(a, list.item, list.count, &list.size, sizeof(*list.item));
	list.item[list.count] = NULL;
	return yaml_nearest(name, list.item);
}

struct task_event { const char *task, *event; };

static void
find_task_event(const struct action *action, void *context)
{
	struct task_event *wanted = context;

	if (action->kind == ACT_TASK && action->done_event != NULL && text_equal(action->name, wanted->task))
		wanted->event = action->done_event;
}

const char *
definition_task_event(const struct definition *d, const char *task)
{
	struct task_event wanted = { task, NULL };

	definition_actions(d, find_task_event, &wanted);
	return wanted.event;
}

struct use_list { struct webhook_use *item; size_t count, size; struct arena *arena; };

static void
add_use(const struct action *action, void *context)
{
	struct use_list *list = context;

	if (action->kind != ACT_HTTP)
		return;
	list->item = arena_grow(list->arena, list->item, list->count, &list->size, sizeof(*list->item));
	list->item[list->count++] = (struct webhook_use){ action->webhook, action->line, action->column };
}

size_t
definition_webhooks(const struct definition *d, struct arena *a, struct webhook_use **ret_uses)
{
	struct use_list list = { .arena = a };

	definition_actions(d, add_use, &list);
	*ret_uses = list.item;
	return list.count;
}

struct child_search { const char *event; bool found; };

static void
find_child_event(const struct action *action, void *context)
{
	struct child_search *search = context;

	if (action->kind == ACT_START && text_equal(action->done_event, search->event))
		search->found = true;
}

bool
definition_child_event(const struct definition *d, const char *event)
{
	struct child_search search = { event, false };

	if (strcmp(event, "child.done") == 0 || strcmp(event, "child.cancelled") == 0)
		return true;
	definition_actions(d, find_child_event, &search);
	return search.found;
}

bool
definition_minds_children(const struct definition *d)
{
	bool minds = definition_knows_event(d, "child.cancelled");

	for (size_t i = 0; i < d->states && !minds; i++)
		minds = d->state[i].join != JOIN_NONE;
	return minds;
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

bool
rule_takes(const struct rule *rule, const char *event)
{
	for (const char **name = rule->event; *name != NULL; name++)
		if (strcmp(*name, event) == 0)
			return true;
	return false;
}

bool
rules_take(const struct rules *rules, const char *event)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rule_takes(&rules->item[i], event))
			return true;
	return false;
}

bool
definition_knows_event(const struct definition *d, const char *event)
{
	bool known = rules_take(&d->any, event);

	for (size_t i = 0; i < d->groups && !known; i++)
		known = rules_take(&d->group[i].on, event);
	for (size_t i = 0; i < d->states && !known; i++)
		known = rules_take(&d->state[i].on, event);
	return known;
}

static void
each_action(const struct actions *acts, action_visit *visit, void *context)
{
	for (size_t i = 0; i < acts->count; i++)
		visit(&acts->item[i], context);
}

static void
each_of_rules(const struct rules *rules, action_visit *visit, void *context)
{
	for (size_t i = 0; i < rules->count; i++) {
		each_action(&rules->item[i].then.act, visit, context);
		each_action(&rules->item[i].otherwise, visit, context);
	}
}

void
definition_state_actions(const struct state *s, action_visit *visit, void *context)
{
	each_action(&s->entry, visit, context);
	each_action(&s->exit, visit, context);
	each_of_rules(&s->on, visit, context);
	for (size_t i = 0; i < s->timers; i++) {
		each_action(&s->timer[i].fire.act, visit, context);
		each_action(&s->timer[i].last.act, visit, context);
	}
}

void
definition_actions(const struct definition *d, action_visit *visit, void *context)
{
	each_of_rules(&d->any, visit, context);
	each_of_rules(&d->start, visit, context);
	for (size_t i = 0; i < d->groups; i++)
		each_of_rules(&d->group[i].on, visit, context);
	for (size_t i = 0; i < d->states; i++)
		definition_state_actions(&d->state[i], visit, context);
}
