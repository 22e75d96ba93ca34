/*
 * state_read: states, groups and start rules of a workflow file, and what stands in them: rules, timers,
 * joins, how long a case may stay.  Where cases go to is a name until definition_resolve.c has them all.
 */
#include "workflow/definition_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

/*
 * A rule in one line, however it is written in the file: "mail.reply if event.permanent, go in_review".
 * The keys that are left out say what is done; the file says that at the rule's line.
 */
static const char *
rule_words(struct reading *r, const struct yaml_node *node)
{
	static const struct { const char *key, *before; } parts[] = {
		{ "timer", "" }, { "when", ": " }, { "event", "" }, { "if", " if " }, { "go", ", go " },
	};
	struct str s = STR_INIT;

	for (size_t i = 0; i < LEN(parts); i++) {
		const struct yaml_node *n = yaml_get(node, parts[i].key);
		if (n == NULL)
			continue;
		str_add(&s, s.len > 0 ? parts[i].before : parts[i].before + strspn(parts[i].before, " "));
		if (n->kind == YAML_SCALAR)
			str_add(&s, n->text);
		for (const struct yaml_node *item = n->kind == YAML_LIST ? n->child : NULL; item != NULL;
		    item = item->next)
			str_printf(&s, "%s%s", item != n->child ? ", " : "",
			    item->kind == YAML_SCALAR ? item->text : "");
	}
	const char *words = arena_strdup(r->arena, s.text);
	str_clear(&s);
	return words;
}

static void
read_outcome(struct reading *r, const struct yaml_node *map, struct outcome *out)
{
	const struct yaml_node *go = yaml_get(map, "go");

	out->go = -1;
	out->act = actions_read(r, yaml_get(map, "do"));
	if (go != NULL && yaml_text(go, r->d->file, &out->go_name, r->problems)) {
		out->go_line = go->line;
		out->go_column = go->column;
	}
}

/* Its text, or NULL. */
static const char *
read_guard(struct reading *r, const struct yaml_node *node, struct guard **ret)
{
	struct guard_scope scope;
	const char *text;

	if (node == NULL || !yaml_text(node, r->d->file, &text, r->problems))
		return NULL;
	reading_scope(r, node, &scope);
	*ret = guard_compile(text, TYPE_BOOL, &scope);
	return text;
}

/* What the program itself tells cases has a fixed name; a person's and a file's own may be any. */
static bool
read_event_name(struct reading *r, const struct yaml_node *node, const char **ret)
{
	const char *const *ours;

	if (!yaml_text(node, r->d->file, ret, r->problems))
		return false;
	if (!scope_event_known(*ret, &ours)) {
		const char *nearest = yaml_nearest(*ret, ours);
		reading_complain(r, node, nearest != NULL ? "there is no event \"%s\". Did you mean "
		    "\"%s\"?" : "there is no event \"%s\"", *ret, nearest);
	}
	return true;
}

static const char **
read_event_names(struct reading *r, const struct yaml_node *map)
{
	const struct yaml_node *node = yaml_get(map, "event");

	if (node == NULL) {
		reading_complain(r, map, "a rule needs an event");
		return arena_array(r->arena, 1, sizeof(char *));
	}
	size_t count = 0, size = node->kind == YAML_LIST ? node->count : 1;
	const char **names = arena_array(r->arena, size + 1, sizeof(*names));
	if (node->kind == YAML_LIST) {
		for (const struct yaml_node *n = node->child; n != NULL; n = n->next)
			if (read_event_name(r, n, &names[count]))
				count++;
	} else {
		read_event_name(r, node, &names[0]);
	}
	return names;
}

static void
read_rule(struct reading *r, const struct yaml_node *node, const char *id, struct rule *rule)
{
	static const char *const keys[] = { "event", "if", "do", "go", "stay", "else", NULL };
	bool stay = false;

	*rule = (struct rule){ .id = id, .line = node->line, .column = node->column,
		.text = rule_words(r, node), .then = { .go = -1 } };
	if (!yaml_check_keys(node, r->d->file, keys, r->problems)) {
		rule->event = arena_array(r->arena, 1, sizeof(char *));
		return;
	}
	rule->event = read_event_names(r, node);
	r->event = rule->event;
	rule->guard_text = read_guard(r, yaml_get(node, "if"), &rule->guard);
	r->given = rule->guard;
	read_outcome(r, node, &rule->then);
	r->given = NULL;
	rule->has_otherwise = yaml_get(node, "else") != NULL;
	rule->otherwise = actions_read(r, yaml_get(node, "else"));
	r->event = NULL;
	if (yaml_get(node, "stay") != NULL)
		yaml_bool(yaml_get(node, "stay"), r->d->file, &stay, r->problems);
	if (stay == (rule->then.go_name != NULL))
		reading_complain(r, node, stay ? "a rule goes or stays, not both" :
		    "say where the rule leads: go: STATE, or stay: true");
	if (rule->has_otherwise && rule->guard == NULL)
		reading_complain(r, node, "\"else\" needs an \"if\"");
}

struct rules
rules_read(struct reading *r, const struct yaml_node *list, const char *where)
{
	struct rules rules = { 0 };

	if (list == NULL)
		return rules;
	if (list->kind != YAML_LIST) {
		reading_complain(r, list, "\"on\" is a list of rules");
		return rules;
	}
	rules.item = arena_array(r->arena, list->count, sizeof(*rules.item));
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next, rules.count++)
		read_rule(r, n, arena_printf(r->arena, "%s.on[%zu]", where, rules.count),
		    &rules.item[rules.count]);
	return rules;
}

static void
read_timer(struct reading *r, const struct yaml_node *node, const char *state,
    struct timer_rule *t)
{
	static const char *const keys[] = { "timer", "when", "needs", "if", "do", "go", "then", NULL };
	static const char *const then_keys[] = { "do", "go", NULL };
	static const char *no_fields[] = { NULL };
	const struct yaml_node *n;
	struct guard_scope scope;
	const char *text;

	*t = (struct timer_rule){ .name = "", .line = node->line, .column = node->column,
		.text = rule_words(r, node), .fire = { .go = -1 }, .last = { .go = -1 } };
	if (!yaml_check_keys(node, r->d->file, keys, r->problems))
		return;
	if (yaml_get(node, "timer") == NULL || (n = yaml_get(node, "when")) == NULL) {
		reading_complain(r, node, "a timer needs a name (timer) and a time (when)");
		return;
	}
	yaml_text(yaml_get(node, "timer"), r->d->file, &t->name, r->problems);
	t->id = arena_printf(r->arena, "%s.timer.%s", state, t->name);
	t->then_id = arena_printf(r->arena, "%s.timer.%s.then", state, t->name);
	if (yaml_text(n, r->d->file, &text, r->problems)) {
		reading_scope(r, n, &scope);
		when_compile(text, &scope, &t->when);
	}
	if ((n = yaml_get(node, "needs")) != NULL) {
		t->needs_mail = text_equal(n->text, "mail");
		if (!t->needs_mail && !text_equal(n->text, "none"))
			reading_complain(r, n, "needs is mail or none");
	}
	r->event = no_fields;
	read_guard(r, yaml_get(node, "if"), &t->guard);
	r->given = t->guard;
	read_outcome(r, node, &t->fire);
	r->given = NULL;
	if ((n = yaml_get(node, "then")) != NULL) {
		t->has_then = true;
		if (yaml_check_keys(n, r->d->file, then_keys, r->problems))
			read_outcome(r, n, &t->last);
		if (t->when.form != WHEN_EVERY || t->when.max == 0)
			reading_complain(r, n, "\"then\" runs after the last of \"every ... max N\"");
	}
	r->event = NULL;
}

static struct timer_rule *
read_timers(struct reading *r, const struct yaml_node *list, const char *where, size_t *ret_count)
{
	struct timer_rule *timer;
	size_t count = 0;

	if (list == NULL)
		return NULL;
	if (list->kind != YAML_LIST) {
		reading_complain(r, list, "\"timers\" is a list");
		return NULL;
	}
	timer = arena_array(r->arena, list->count, sizeof(*timer));
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next) {
		read_timer(r, n, where, &timer[count]);
		for (size_t i = 0; i < count; i++)
			if (strcmp(timer[i].name, timer[count].name) == 0)
				reading_complain(r, n, "two timers are named \"%s\"", timer[i].name);
		count++;
	}
	*ret_count = count;
	return timer;
}

/* sla: 10bd: a timer like any other, which tells a manager that the case has stayed for too long. */
static void
read_sla(struct reading *r, const struct yaml_node *node, struct state *s)
{
	struct timer_rule *all = arena_array(r->arena, s->timers + 1, sizeof(*all)), *t = &all[s->timers];
	struct action *act = arena_alloc(r->arena, sizeof(*act));
	struct title_part *part = arena_array(r->arena, 1, sizeof(*part));
	struct guard_scope scope;
	struct duration span;
	const char *text;
	size_t len;

	if (!yaml_text(node, r->d->file, &text, r->problems))
		return;
	if (!duration_parse(text, &span, &len) || text[len] != '\0' || duration_is_zero(&span)) {
		reading_complain(r, node, "sla is how long a case may stay here, like 10bd or 4h");
		return;
	}
	part->literal = arena_printf(r->arena, "%s for more than %s", s->name, text);
	*act = (struct action){ .kind = ACT_ESCALATE, .line = node->line, .column = node->column,
		.name = ACT_ESCALATION_NAME, .role = "manager", .title = { part, 1 } };
	*t = (struct timer_rule){ .name = "sla", .id = arena_printf(r->arena, "%s.timer.sla", s->name),
		.line = node->line, .column = node->column,
		.text = arena_printf(r->arena, "sla: %s", text),
		.fire = { .act = { act, 1 }, .go = -1 }, .last = { .go = -1 } };
	reading_scope(r, node, &scope);
	scope.column -= (int)strlen("after ");	/* nobody wrote that */
	when_compile(arena_printf(r->arena, span.exact_ms > 0 ? "after %s" : r->has_no_calendar ?
	    "after %s at 09:00" : "after %s at 09:00 roll next", text), &scope, &t->when);
	for (size_t i = 0; i < s->timers; i++) {
		all[i] = s->timer[i];
		if (strcmp(all[i].name, t->name) == 0)
			reading_complain(r, node, "a timer is named \"sla\" already");
	}
	s->timer = all;
	s->timers++;
}

/* join: all | any */
static void
read_join(struct reading *r, const struct yaml_node *node, struct state *s)
{
	if (text_equal(node->text, "all"))
		s->join = JOIN_ALL;
	else if (text_equal(node->text, "any"))
		s->join = JOIN_ANY;
	else
		reading_complain(r, node, "join is all (every case that this one started has ended) or any "
		    "(the first is done)");
}

static void
read_state(struct reading *r, const struct yaml_node *node, struct state *s)
{
	static const char *const keys[] = { "initial", "final", "group", "entry", "exit", "timers",
		"on", "sla", "join", NULL };
	const struct yaml_node *n;

	*s = (struct state){ .name = node->key, .line = node->key_line, .column = node->key_column,
		.group = -1, .entry_id = arena_printf(r->arena, "%s.entry", node->key),
		.exit_id = arena_printf(r->arena, "%s.exit", node->key) };
	reading_check_word(r, s->name, s->line, s->column);
	if (!yaml_check_keys(node, r->d->file, keys, r->problems))
		return;
	if ((n = yaml_get(node, "initial")) != NULL)
		yaml_bool(n, r->d->file, &s->initial, r->problems);
	if ((n = yaml_get(node, "final")) != NULL)
		yaml_bool(n, r->d->file, &s->final, r->problems);
	if ((n = yaml_get(node, "group")) != NULL &&
	    yaml_text(n, r->d->file, &s->group_name, r->problems)) {
		for (size_t i = 0; i < r->d->groups; i++)
			if (strcmp(r->d->group[i].name, s->group_name) == 0)
				s->group = (int)i;
		if (s->group < 0)
			reading_complain(r, n, "there is no group \"%s\"", s->group_name);
	}
	s->entry = actions_read(r, yaml_get(node, "entry"));
	s->exit = actions_read(r, yaml_get(node, "exit"));
	s->timer = read_timers(r, yaml_get(node, "timers"), s->name, &s->timers);
	if ((n = yaml_get(node, "sla")) != NULL)
		read_sla(r, n, s);
	if ((n = yaml_get(node, "join")) != NULL)
		read_join(r, n, s);
	s->on = rules_read(r, yaml_get(node, "on"), s->name);
	if (s->final && (s->on.count > 0 || s->timers > 0 ||
	    (s->group >= 0 && r->d->group[s->group].timers > 0)))
		reading_complain(r, node, "nothing leads out of a final state");
}

void
states_read(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL || map->kind != YAML_MAP || map->count == 0) {
		problems_add(r->problems, d->file, map != NULL ? map->line : 1,
		    map != NULL ? map->column : 1, PROBLEM_ERROR, "a workflow needs states");
		return;
	}
	d->state = arena_array(r->arena, map->count, sizeof(*d->state));
	int initial = -1;
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct state *s = &d->state[d->states];
		read_state(r, n, s);
		if (s->initial && initial >= 0)
			problems_add(r->problems, d->file, s->line, s->column, PROBLEM_ERROR,
			    "two states are initial: \"%s\" and \"%s\"", d->state[initial].name, s->name);
		else if (s->initial)
			initial = (int)d->states;
		d->states++;
	}
	if (initial < 0)
		reading_complain(r, map, "one state must be the initial one");
	d->initial = initial < 0 ? 0 : initial;
}

void
groups_read(struct reading *r, const struct yaml_node *map)
{
	static const char *const keys[] = { "timers", "on", NULL };
	struct definition *d = r->d;

	if (map == NULL || map->kind != YAML_MAP) {
		if (map != NULL)
			reading_complain(r, map, "groups are names with rules");
		return;
	}
	d->group = arena_array(r->arena, map->count, sizeof(*d->group));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct group *g = &d->group[d->groups++];
		*g = (struct group){ .name = n->key, .line = n->key_line, .column = n->key_column };
		reading_check_word(r, g->name, g->line, g->column);
		if (!yaml_check_keys(n, d->file, keys, r->problems))
			continue;
		g->timer = read_timers(r, yaml_get(n, "timers"), g->name, &g->timers);
		g->on = rules_read(r, yaml_get(n, "on"), g->name);
	}
}

void
start_read(struct reading *r, const struct yaml_node *list)
{
	static const char *const keys[] = { "if", "go", "do", NULL };
	struct rules *start = &r->d->start;

	if (list == NULL || list->kind != YAML_LIST) {
		if (list != NULL)
			reading_complain(r, list, "\"start\" is a list of rules");
		return;
	}
	start->item = arena_array(r->arena, list->count, sizeof(*start->item));
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next) {
		struct rule *rule = &start->item[start->count];
		*rule = (struct rule){ .line = n->line, .column = n->column, .then = { .go = -1 },
			.id = arena_printf(r->arena, "start[%zu]", start->count++),
			.text = rule_words(r, n),
			.event = arena_array(r->arena, 1, sizeof(char *)) };
		if (!yaml_check_keys(n, r->d->file, keys, r->problems))
			continue;
		rule->guard_text = read_guard(r, yaml_get(n, "if"), &rule->guard);
		r->given = rule->guard;
		read_outcome(r, n, &rule->then);
		r->given = NULL;
		if (rule->guard == NULL || rule->then.go_name == NULL)
			reading_complain(r, n, "a start rule needs an \"if\" and a state to go to");
	}
}
