/*
 * definition_read: a workflow file from its YAML tree into a struct definition.
 * All mistakes are collected; names of states are resolved at the end, when all are known.
 */
#include "core/definition_inside.h"

#include <stdarg.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

void
reading_complain(struct reading *r, const struct yaml_node *node, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	const char *text = arena_vprintf(r->arena, format, ap);
	va_end(ap);
	problems_add(r->problems, r->d->file, node->line, node->column, PROBLEM_ERROR, "%s", text);
}

static bool
resolve_name(const void *context, const char *name, struct guard_name *ret)
{
	return scope_name(context, name, ret);
}

static const char *
resolve_nearest(const void *context, const char *name, struct arena *a)
{
	return scope_nearest(context, name, a);
}

static bool
resolve_counted(const void *context, const char *kind, const char *name)
{
	return scope_counted(context, kind, name);
}

void
reading_scope(struct reading *r, const struct yaml_node *node, struct guard_scope *ret)
{
	*ret = (struct guard_scope){
		.name = resolve_name, .nearest = resolve_nearest, .counted = resolve_counted, .context = r, .given = r->given,
		.file = r->d->file, .line = node->line, .column = node->column + node->quoted,
		.problems = r->problems, .arena = r->arena,
	};
}

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

/* A word that people, rows and letters can carry: small letters, digits, "_". */
static bool
plain_word(const char *text)
{
	if (!islower((unsigned char)*text))
		return false;
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0' &&
	    strlen(text) <= 64;
}

static void
check_word(struct reading *r, const char *word, int line, int column)
{
	if (!plain_word(word))
		problems_add(r->problems, r->d->file, line, column, PROBLEM_ERROR,
		    "\"%s\" should be small letters, digits and _, beginning with a letter", word);
}

static bool
type_of(const char *text, enum value_type *ret)
{
	for (int i = TYPE_TEXT; i <= TYPE_ENUM; i++)
		if (text_equal(text, value_type_name((enum value_type)i))) {
			*ret = (enum value_type)i;
			return true;
		}
	return false;
}

/* "text", "enum[open, closed]" */
static bool
read_type(struct reading *r, const char *text, enum value_type *ret_type, const char ***ret_choice)
{
	if (!text_starts(text, "enum[") || !text_ends(text, "]"))
		return type_of(text, ret_type) && *ret_type != TYPE_ENUM;
	char *list = arena_strndup(r->arena, text + 5, strlen(text) - 6), *rest = NULL;
	size_t count = 0;
	*ret_type = TYPE_ENUM;
	*ret_choice = arena_array(r->arena, strlen(text), sizeof(**ret_choice));
	for (char *word = strtok_r(list, ", ", &rest); word != NULL;
	    word = strtok_r(NULL, ", ", &rest))
		(*ret_choice)[count++] = word;
	return count > 0;
}

static void
read_init(struct reading *r, const struct yaml_node *node, struct variable *v)
{
	bool known = v->choice == NULL;

	if (node->kind != YAML_SCALAR || !value_parse(v->type, node->text, zone_utc(), r->arena,
	    &v->init)) {
		reading_complain(r, node, "this is no %s", value_type_name(v->type));
		return;
	}
	for (const char **c = v->choice; c != NULL && *c != NULL; c++)
		known = known || strcmp(*c, node->text) == 0;
	if (!known)
		reading_complain(r, node, "\"%s\" is none of the choices", node->text);
	v->optional = v->optional && !v->init.present;
}

static void
read_from(struct reading *r, const struct yaml_node *node, struct variable *v)
{
	const struct subject_field *f;

	if (!yaml_text(node, r->d->file, &v->from, r->problems))
		return;
	/* What the case that started this one remembers is known when it does: another type counts as absent. */
	if (text_starts(v->from, "parent.") && v->from[strlen("parent.")] != '\0')
		return;
	f = subject_field_find(r->d->subject, v->from);
	if (f == NULL) {
		reading_complain(r, node, "\"%s\" is no fact of one %s", v->from, r->d->subject->name);
		return;
	}
	bool words = value_is_words(f->type) && value_is_words(v->type);
	if (f->type != v->type && !words)
		reading_complain(r, node, "\"%s\" is %s, but the variable is %s", v->from,
		    value_type_name(f->type), value_type_name(v->type));
	v->optional = v->optional && f->optional;
}

static void
read_vars(struct reading *r, const struct yaml_node *map)
{
	static const char *const keys[] = { "type", "init", "default", "const", "from", "pii", NULL };
	struct definition *d = r->d;

	if (map == NULL)
		return;
	if (map->kind != YAML_MAP) {
		reading_complain(r, map, "vars are names with types");
		return;
	}
	d->var = arena_array(r->arena, map->count, sizeof(*d->var));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct variable *v = &d->var[d->vars++];
		*v = (struct variable){ .name = n->key, .line = n->key_line, .column = n->key_column,
			.optional = true, .init = value_absent(TYPE_TEXT) };
		check_word(r, n->key, n->key_line, n->key_column);
		if (!yaml_check_keys(n, d->file, keys, r->problems))
			continue;
		if (yaml_get(n, "type") == NULL) {
			reading_complain(r, n, "a variable needs a type");
			continue;
		}
		const struct yaml_node *type = yaml_get(n, "type");
		if (type->kind != YAML_SCALAR || !read_type(r, type->text, &v->type, &v->choice))
			reading_complain(r, type, "a type is text, int, bool, date, instant, email or "
			    "enum[one, two]");
		if (yaml_get(n, "from") != NULL)
			read_from(r, yaml_get(n, "from"), v);
		for (int i = 1; i <= 3; i++)
			if (yaml_get(n, keys[i]) != NULL)
				read_init(r, yaml_get(n, keys[i]), v);
		v->is_const = yaml_get(n, "const") != NULL;
		if (v->is_const && (v->from != NULL || yaml_get(n, "init") != NULL ||
		    yaml_get(n, "default") != NULL))
			reading_complain(r, n, "a const has its value for good: no init, default or from");
		if (yaml_get(n, "pii") != NULL)
			yaml_bool(yaml_get(n, "pii"), d->file, &v->pii, r->problems);
	}
}

/* events: {user.approved: {effective_on: date, note: "text?"}} */
static void
read_event_types(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL || map->kind != YAML_MAP) {
		if (map != NULL)
			reading_complain(r, map, "events are names with fields");
		return;
	}
	d->event = arena_array(r->arena, map->count, sizeof(*d->event));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct event_type *e = &d->event[d->events++];
		*e = (struct event_type){ .name = n->key, .line = n->key_line };
		if (n->kind != YAML_MAP) {
			reading_complain(r, n, "an event's fields are names with types");
			continue;
		}
		e->field = arena_array(r->arena, n->count, sizeof(*e->field));
		for (const struct yaml_node *f = n->child; f != NULL; f = f->next) {
			struct event_field *field = &e->field[e->fields++];
			size_t len = f->kind == YAML_SCALAR ? strlen(f->text) : 0;
			bool optional = len > 0 && f->text[len - 1] == '?';
			*field = (struct event_field){ .name = f->key, .required = !optional };
			check_word(r, f->key, f->key_line, f->key_column);
			if (len == 0 || !read_type(r, arena_strndup(r->arena, f->text, len - optional),
			    &field->type, &field->choice))
				reading_complain(r, f, "a field is text, int, bool, date, instant, email or "
				    "enum[one, two]; with ? when it may be left out");
		}
	}
}

static const struct definition_asset *
find_asset(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->assets; i++)
		if (strcmp(r->asset[i].name, name) == 0)
			return &r->asset[i];
	return NULL;
}

static void
read_templates(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL || map->kind != YAML_MAP) {
		if (map != NULL)
			reading_complain(r, map, "templates are names with files of letters");
		return;
	}
	d->letter = arena_array(r->arena, map->count, sizeof(*d->letter));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct letter *l = &d->letter[d->letters];
		*l = (struct letter){ .name = n->key, .line = n->line, .column = n->column };
		if (!yaml_text(n, d->file, &l->file, r->problems))
			continue;
		const struct definition_asset *asset = find_asset(r, l->file);
		if (asset == NULL) {
			reading_complain(r, n, "there is no letter \"%s\"", l->file);
			continue;
		}
		if (!text_starts(asset->body, "Subject: ") || strstr(asset->body, "\n\n") == NULL)
			reading_complain(r, n, "the letter \"%s\" must begin with \"Subject: \" and an "
			    "empty line behind it", l->file);
		l->body = asset->body;
		d->letters++;
	}
}

static void
read_calendar(struct reading *r, const struct yaml_node *node)
{
	const char *name;

	if (node == NULL || !yaml_text(node, r->d->file, &name, r->problems))
		return;
	const char *file = arena_printf(r->arena, "%s.yaml", name);
	const struct definition_asset *asset = find_asset(r, file);
	if (asset == NULL)
		reading_complain(r, node, "there is no calendar \"%s\"", name);
	else
		r->d->calendar = workday_parse(asset->file != NULL ? asset->file : file, asset->body,
		    strlen(asset->body), r->arena, r->problems);
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

static struct rules
read_rules(struct reading *r, const struct yaml_node *list, const char *where)
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
	when_compile(arena_printf(r->arena, span.exact_ms > 0 ? "after %s" : "after %s at 09:00 roll next", text),
	    &scope, &t->when);
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
	check_word(r, s->name, s->line, s->column);
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
	s->on = read_rules(r, yaml_get(node, "on"), s->name);
	if (s->final && (s->on.count > 0 || s->timers > 0 ||
	    (s->group >= 0 && r->d->group[s->group].timers > 0)))
		reading_complain(r, node, "nothing leads out of a final state");
}

static void
read_states(struct reading *r, const struct yaml_node *map)
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

static void
read_groups(struct reading *r, const struct yaml_node *map)
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
		check_word(r, g->name, g->line, g->column);
		if (!yaml_check_keys(n, d->file, keys, r->problems))
			continue;
		g->timer = read_timers(r, yaml_get(n, "timers"), g->name, &g->timers);
		g->on = read_rules(r, yaml_get(n, "on"), g->name);
	}
}

static void
read_start(struct reading *r, const struct yaml_node *list)
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

static void
resolve(struct reading *r, struct outcome *out)
{
	struct definition *d = r->d;
	const char **names = arena_array(r->arena, d->states + 1, sizeof(*names));

	if (out->go_name == NULL)
		return;
	for (size_t i = 0; i < d->states; i++) {
		names[i] = d->state[i].name;
		if (strcmp(names[i], out->go_name) == 0)
			out->go = (int)i;
	}
	if (out->go >= 0)
		return;
	const char *nearest = yaml_nearest(out->go_name, names);
	problems_add(r->problems, d->file, out->go_line, out->go_column, PROBLEM_ERROR,
	    nearest ? "there is no state \"%s\". Did you mean \"%s\"?" :
	    "there is no state \"%s\"", out->go_name, nearest);
}

static void
resolve_rules(struct reading *r, struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		resolve(r, &rules->item[i].then);
}

static void
resolve_timers(struct reading *r, struct timer_rule *timer, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		resolve(r, &timer[i].fire);
		resolve(r, &timer[i].last);
	}
}

/* The timers of its group, behind its own. */
static void
share_timers(struct reading *r, struct state *s, const struct group *g)
{
	struct timer_rule *all = arena_array(r->arena, s->timers + g->timers, sizeof(*all));

	for (size_t i = 0; i < s->timers; i++) {
		all[i] = s->timer[i];
		for (size_t j = 0; j < g->timers; j++)
			if (strcmp(all[i].name, g->timer[j].name) == 0)
				problems_add(r->problems, r->d->file, all[i].line, all[i].column,
				    PROBLEM_ERROR, "the group \"%s\" has a timer \"%s\" already",
				    g->name, all[i].name);
	}
	for (size_t j = 0; j < g->timers; j++)
		all[s->timers + j] = g->timer[j];
	s->timer = all;
	s->timers += g->timers;
}

static void
resolve_all(struct reading *r)
{
	struct definition *d = r->d;

	resolve_rules(r, &d->any);
	resolve_rules(r, &d->start);
	for (size_t i = 0; i < d->groups; i++) {
		resolve_rules(r, &d->group[i].on);
		resolve_timers(r, d->group[i].timer, d->group[i].timers);
	}
	for (size_t i = 0; i < d->states; i++) {
		struct state *s = &d->state[i];
		resolve_rules(r, &s->on);
		resolve_timers(r, s->timer, s->timers);
		if (s->group >= 0 && d->group[s->group].timers > 0)
			share_timers(r, s, &d->group[s->group]);
	}
}

/* migrate: {asked: waiting}: where cases go on that are in a state which this version has no longer. */
static void
read_moves(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL)
		return;
	if (map->kind != YAML_MAP) {
		reading_complain(r, map, "migrate names states that are gone, and where their cases go on: "
		    "migrate: {asked: waiting}");
		return;
	}
	d->move = arena_array(r->arena, map->count, sizeof(*d->move));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		struct outcome to = { .go = -1, .go_line = n->line, .go_column = n->column };
		if (!yaml_text(n, d->file, &to.go_name, r->problems))
			continue;
		resolve(r, &to);
		if (to.go >= 0 && d->state[to.go].final)
			reading_complain(r, n, "\"%s\" is an end, and a migration ends no case", to.go_name);
		d->move[d->moves++] = (struct state_map){ n->key, to.go_name };
	}
}

/* The head of the file: who it is and what it is about. */
static bool
read_head(struct reading *r, const struct yaml_node *root)
{
	struct definition *d = r->d;
	const struct yaml_node *name = yaml_get(root, "workflow"), *version = yaml_get(root, "version"),
	    *subject = yaml_get(root, "subject"), *tz = yaml_get(root, "tz");
	const char *text;

	if (name == NULL || version == NULL || subject == NULL) {
		reading_complain(r, root, "a workflow file begins with workflow, version and subject");
		return false;
	}
	if (yaml_text(name, d->file, &d->name, r->problems))
		check_word(r, d->name, name->line, name->column);
	yaml_int(version, d->file, 1, 1000000, &d->version, r->problems);
	if (!yaml_text(subject, d->file, &text, r->problems))
		return false;
	d->subject = subject_find(text);
	if (d->subject == NULL)
		reading_complain(r, subject, "a workflow is about a provider, a credential or an "
		    "enrollment");
	if (tz != NULL && yaml_text(tz, d->file, &d->zone_name, r->problems)) {
		d->zone = zone_find(d->zone_name, NULL);
		if (d->zone == NULL)
			reading_complain(r, tz, "\"%s\" is no time zone", d->zone_name);
	}
	return d->subject != NULL;
}

struct definition *
definition_parse(const char *file, const char *bytes, size_t len,
    const struct definition_asset *asset, size_t assets, struct arena *a,
    struct problems *problems)
{
	static const char *const keys[] = { "workflow", "version", "subject", "tz", "calendar", "vars",
		"events", "templates", "start", "any", "groups", "states", "migrate", NULL };
	static const char *const any_keys[] = { "on", NULL };
	struct definition *d = arena_alloc(a, sizeof(*d));
	struct reading r = { .d = d, .source = bytes, .source_len = len, .asset = asset,
		.assets = assets, .arena = a, .problems = problems };
	size_t before = problems->errors;

	d->file = file;
	d->initial = -1;
	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || !yaml_check_keys(root, file, keys, problems) || !read_head(&r, root))
		return NULL;
	size_t so_far = problems->errors;
	read_calendar(&r, yaml_get(root, "calendar"));
	size_t of_calendar = problems->errors - so_far;
	read_vars(&r, yaml_get(root, "vars"));
	read_event_types(&r, yaml_get(root, "events"));
	read_templates(&r, yaml_get(root, "templates"));
	const struct yaml_node *any = yaml_get(root, "any");
	if (any != NULL && yaml_check_keys(any, file, any_keys, problems))
		d->any = read_rules(&r, yaml_get(any, "on"), "any");
	read_groups(&r, yaml_get(root, "groups"));
	read_start(&r, yaml_get(root, "start"));
	read_states(&r, yaml_get(root, "states"));
	resolve_all(&r);
	read_moves(&r, yaml_get(root, "migrate"));
	/* A calendar that is wrong hides nothing that is wrong here. */
	if (problems->errors == before + of_calendar)
		lint(d, problems);
	return problems->errors > before ? NULL : d;
}
