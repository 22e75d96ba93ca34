/* action_read: the actions of a workflow file.  One row of the table per kind of action. */
#include "workflow/definition_inside.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "workflow/step.h"
#include "base/banned.h"

#define TITLE_BYTES_MAX	2000

const char *const action_roles[] = { "coordinator", "manager", "reviewer", "billing", "admin", NULL };
static const char *const policies[] = { "hold", "resend", "drop", NULL };
const char *const action_deadline_kinds[] = { "expirables", "attestations", "followups",
	"recredentialing", "committee", "enrollment", "verification", NULL };

static bool
pick(struct reading *r, const struct yaml_node *node, const char *const *names, int *ret_index)
{
	struct str what = STR_INIT;

	for (int i = 0; names[i] != NULL; i++)
		if (node->kind == YAML_SCALAR && strcmp(node->text, names[i]) == 0) {
			*ret_index = i;
			return true;
		}
	for (int i = 0; names[i] != NULL; i++)
		str_printf(&what, "%s%s", i ? ", " : "", names[i]);
	reading_complain(r, node, "\"%s\" should be one of: %s",
	    node->kind == YAML_SCALAR ? node->text : "this", what.text);
	str_clear(&what);
	return false;
}

/* "{name}" becomes a value; "{{" is a brace. */
static struct title
title_read(struct reading *r, const struct yaml_node *node)
{
	struct title title = { 0 };
	const char *text, *p;

	if (!yaml_text(node, r->d->file, &text, r->problems))
		return title;
	if (strlen(text) > TITLE_BYTES_MAX) {
		reading_complain(r, node, "this text is longer than %d bytes", TITLE_BYTES_MAX);
		return title;
	}
	title.part = arena_array(r->arena, strlen(text) + 1, sizeof(*title.part));
	for (p = text; *p != '\0'; ) {
		size_t len = strcspn(p, "{");
		if (len > 0) {
			title.part[title.parts++].literal = arena_strndup(r->arena, p, len);
			p += len;
			continue;
		}
		size_t name_len = strcspn(p + 1, "}");
		if (p[1 + name_len] == '\0') {
			reading_complain(r, node, "a { in a title needs its }");
			return title;
		}
		struct guard_scope scope;
		enum value_type type;
		bool optional;
		reading_scope(r, node, &scope);
		scope.column += (int)utf8_count(text, (size_t)(p - text)) + 1;
		struct guard *value = guard_compile_value(arena_strndup(r->arena, p + 1, name_len), &scope, &type,
		    &optional);
		if (guard_is_personal(value))
			problems_add(r->problems, scope.file, scope.line, scope.column, PROBLEM_ERROR,
			    "\"%.*s\" is personal (pii: true), but everybody reads this text", (int)name_len, p + 1);
		title.part[title.parts++].value = value;
		p += name_len + 2;
	}
	return title;
}

static void
read_set(struct reading *r, const struct yaml_node *node, struct action *a)
{
	a->set = arena_array(r->arena, node->count, sizeof(*a->set));
	for (const struct yaml_node *n = node->child; n != NULL; n = n->next) {
		struct assignment *set = &a->set[a->sets];
		struct guard_name target;
		struct guard_scope scope;
		enum value_type type;
		bool optional, known = false;
		const char *bare = text_starts(n->key, "vars.") ? n->key + 5 : n->key;
		for (set->var = 0; set->var < r->d->vars && !known; set->var += !known)
			known = strcmp(r->d->var[set->var].name, bare) == 0;
		if (known && r->d->var[set->var].is_const) {
			problems_add(r->problems, r->d->file, n->key_line, n->key_column, PROBLEM_ERROR,
			    "\"%s\" is const and cannot be set", n->key);
			continue;
		}
		if (!known) {
			const struct subject_field *f = subject_field_find(r->d->subject, n->key);
			if (f == NULL || !f->writable) {
				problems_add(r->problems, r->d->file, n->key_line, n->key_column,
				    PROBLEM_ERROR, f != NULL ? "\"%s\" cannot be set by a workflow" :
				    "\"%s\" is no variable of this file and no field of its subject",
				    n->key);
				continue;
			}
			set->field = f->name;
			target = (struct guard_name){ .type = f->type, .optional = f->optional };
		} else {
			target = (struct guard_name){ .type = r->d->var[set->var].type };
			target.optional = r->d->var[set->var].optional;
			target.personal = r->d->var[set->var].pii;
		}
		set->type = target.type;
		if (n->kind != YAML_SCALAR) {
			reading_complain(r, n, "expected a value");
			continue;
		}
		reading_scope(r, n, &scope);
		set->value = guard_compile_value(n->text, &scope, &type, &optional);
		if (set->value == NULL)
			continue;
		if (guard_is_personal(set->value) && !target.personal)
			reading_complain(r, n, "\"%s\" would tell what is personal (pii: true): only such a variable may "
			    "hold it", n->key);
		bool none = strcmp(n->text, "none") == 0;
		if (!none && !value_type_fits(type, target.type))
			reading_complain(r, n, "\"%s\" is %s, but this is %s", n->key,
			    value_type_name(target.type), value_type_name(type));
		else if (optional && !target.optional)
			reading_complain(r, n, "\"%s\" must always have a value, but this may be absent",
			    n->key);
		a->sets++;
	}
}

/* Keys that several actions share. */
static void
read_name(struct reading *r, const struct yaml_node *map, struct action *a)
{
	const struct yaml_node *n = yaml_get(map, "name");

	if (n != NULL)
		yaml_text(n, r->d->file, &a->name, r->problems);
	else
		reading_complain(r, map, "this action needs a name");
}

static void
read_title(struct reading *r, const struct yaml_node *map, struct action *a)
{
	const struct yaml_node *n = yaml_get(map, "title");

	if (n != NULL)
		a->title = title_read(r, n);
	else
		reading_complain(r, map, "this action needs a title");
}

static void
read_role(struct reading *r, const struct yaml_node *node, struct action *a)
{
	int index = 0;

	a->role = action_roles[0];
	if (node != NULL && pick(r, node, action_roles, &index))
		a->role = action_roles[index];
}

static void
read_moment(struct reading *r, const struct yaml_node *node, struct action *a)
{
	struct guard_scope scope;
	const char *text;

	if (node == NULL || !yaml_text(node, r->d->file, &text, r->problems))
		return;
	reading_scope(r, node, &scope);
	a->has_day = moment_compile(text, &scope, &a->day);
}

static bool
keys_are(struct reading *r, const struct yaml_node *map, const char *const *keys)
{
	return yaml_check_keys(map, r->d->file, keys, r->problems);
}

static void
read_to(struct reading *r, const struct yaml_node *node, struct action *a)
{
	struct guard_scope scope;
	enum value_type type;
	bool optional;

	if (node == NULL || node->kind != YAML_SCALAR)
		return;
	reading_scope(r, node, &scope);
	a->to = guard_compile_value(node->text, &scope, &type, &optional);
	if (a->to != NULL && type != TYPE_EMAIL && type != TYPE_TEXT)
		reading_complain(r, node, "\"to\" is an address, but this is %s", value_type_name(type));
}

static void
read_letter(struct reading *r, const struct yaml_node *node, struct action *a)
{
	const char *name;

	if (node == NULL || !yaml_text(node, r->d->file, &name, r->problems))
		return;
	for (size_t i = 0; i < r->d->letters; i++)
		if (strcmp(r->d->letter[i].name, name) == 0) {
			a->letter = name;
			a->letter_file = r->d->letter[i].file;
			a->letter_body = r->d->letter[i].body;
			a->letter_html = r->d->letter[i].html;
			return;
		}
	reading_complain(r, node, "\"%s\" is not named under \"templates\"", name);
}

static void
read_email(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "name", "template", "to", "thread", "not_before", "review",
		"cancel_on_exit", "unknown", NULL };
	const struct yaml_node *n;

	if (!keys_are(r, map, keys))
		return;
	read_name(r, map, a);
	read_letter(r, yaml_get(map, "template"), a);
	read_to(r, yaml_get(map, "to"), a);
	if (yaml_get(map, "template") == NULL || yaml_get(map, "to") == NULL)
		reading_complain(r, map, "an email needs a template and an address (to)");
	if ((n = yaml_get(map, "thread")) != NULL)
		yaml_text(n, r->d->file, &a->thread, r->problems);
	if ((n = yaml_get(map, "review")) != NULL)
		read_role(r, n, a);
	if ((n = yaml_get(map, "cancel_on_exit")) != NULL)
		yaml_bool(n, r->d->file, &a->cancel_on_exit, r->problems);
	if ((n = yaml_get(map, "unknown")) != NULL)
		pick(r, n, policies, &a->unknown);
	read_moment(r, yaml_get(map, "not_before"), a);
}

static void
read_task(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "name", "title", "role", "due", "done", NULL };

	if (!keys_are(r, map, keys))
		return;
	read_name(r, map, a);
	read_title(r, map, a);
	read_role(r, yaml_get(map, "role"), a);
	read_moment(r, yaml_get(map, "due"), a);
	if (yaml_get(map, "done") != NULL)
		yaml_text(yaml_get(map, "done"), r->d->file, &a->done_event, r->problems);
}

/* postpone: {timer: chase, to: event.until + 1bd} */
static void
read_postpone(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "timer", "to", NULL };
	const struct yaml_node *timer = yaml_get(map, "timer");

	if (!keys_are(r, map, keys))
		return;
	if (timer == NULL || yaml_get(map, "to") == NULL)
		reading_complain(r, map, "postpone needs a timer and a day (to)");
	else
		yaml_text(timer, r->d->file, &a->name, r->problems);
	read_moment(r, yaml_get(map, "to"), a);
}

static void
read_escalate(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "to", "title", "due", "name", NULL };
	const struct yaml_node *to = yaml_get(map, "to"), *name = yaml_get(map, "name");
	struct yaml_node role;

	if (!keys_are(r, map, keys))
		return;
	a->name = ACT_ESCALATION_NAME;
	if (name != NULL)
		yaml_text(name, r->d->file, &a->name, r->problems);
	if (to == NULL)
		reading_complain(r, map, "escalate needs a role (to: role.manager)");
	else {
		role = *to;
		if (to->kind == YAML_SCALAR && text_starts(to->text, "role."))
			role.text = to->text + 5;
		read_role(r, &role, a);
	}
	read_title(r, map, a);
	read_moment(r, yaml_get(map, "due"), a);
}

static void
read_deadline(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "name", "on", "title", "kind", NULL };
	int index = 2;

	if (!keys_are(r, map, keys))
		return;
	read_name(r, map, a);
	read_title(r, map, a);
	if (yaml_get(map, "on") == NULL)
		reading_complain(r, map, "a deadline needs a day (on)");
	read_moment(r, yaml_get(map, "on"), a);
	if (yaml_get(map, "kind") != NULL)
		pick(r, yaml_get(map, "kind"), action_deadline_kinds, &index);
	a->deadline_kind = action_deadline_kinds[index];
}

static void
read_start(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "workflow", "key", "on_done", "on_parent_close", NULL };
	static const char *const closes[] = { "keep", "cancel", NULL };
	const struct yaml_node *n;
	int index = 0;

	if (!keys_are(r, map, keys))
		return;
	if ((n = yaml_get(map, "workflow")) != NULL)
		yaml_text(n, r->d->file, &a->name, r->problems);
	else
		reading_complain(r, map, "start needs the name of a workflow");
	if ((n = yaml_get(map, "key")) != NULL && !text_equal(n->text, "subject.id"))
		reading_complain(r, n, "a child has the subject of its parent: key: subject.id");
	if ((n = yaml_get(map, "on_done")) != NULL)
		yaml_text(n, r->d->file, &a->done_event, r->problems);
	if ((n = yaml_get(map, "on_parent_close")) != NULL && pick(r, n, closes, &index))
		a->cancel_with_parent = index == 1;
	a->keeps = n != NULL && index == 0;
}

static void
read_sent(struct reading *r, const struct yaml_node *map, struct action *a)
{
	struct guard_scope scope;
	enum value_type type;
	bool optional;

	if (map->kind != YAML_MAP) {
		reading_complain(r, map, "send takes names with values, as in send: {npi: provider.npi}");
		return;
	}
	a->send = arena_array(r->arena, map->count, sizeof(*a->send));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		const char *text;
		if (!yaml_text(n, r->d->file, &text, r->problems))
			continue;
		reading_scope(r, n, &scope);
		a->send[a->sends].key = n->key;
		a->send[a->sends].value = guard_compile_value(text, &scope, &type, &optional);
		a->sends += a->send[a->sends].value != NULL;
	}
}

/* http: {name: tell, to: billing, send: {npi: provider.npi}, idempotent: key} */
static void
read_http(struct reading *r, const struct yaml_node *map, struct action *a)
{
	static const char *const keys[] = { "name", "to", "send", "idempotent", NULL };
	static const char *const promises[] = { "key", "natural", "no", NULL };
	const struct yaml_node *to = yaml_get(map, "to"), *n;
	int index = 0;

	if (!keys_are(r, map, keys))
		return;
	read_name(r, map, a);
	if (to == NULL || !yaml_text(to, r->d->file, &a->webhook, r->problems))
		reading_complain(r, map, "http needs the name of a webhook in credence.yaml (to)");
	else if (strstr(a->webhook, "://") != NULL)
		reading_complain(r, to, "no address stands in a workflow file. Name it under webhooks in "
		    "credence.yaml, and write that name here");
	if ((n = yaml_get(map, "send")) != NULL)
		read_sent(r, n, a);
	if ((n = yaml_get(map, "idempotent")) != NULL)
		pick(r, n, promises, &index);
	a->idempotent = promises[index];
}

/* Actions that take one word: "close_task: call". */
static void
read_word(struct reading *r, const struct yaml_node *node, struct action *a)
{
	yaml_text(node, r->d->file, &a->name, r->problems);
}

static void
read_note(struct reading *r, const struct yaml_node *node, struct action *a)
{
	a->title = title_read(r, node);
}

static const struct {
	const char	*name;
	bool		 map;		/* takes keys with values */
	void		(*read)(struct reading *r, const struct yaml_node *node, struct action *a);
} kinds[] = {
	[ACT_SET]	     = { "set", true, read_set },
	[ACT_EMAIL]	     = { "email", true, read_email },
	[ACT_TASK]	     = { "task", true, read_task },
	[ACT_CLOSE_TASK]     = { "close_task", false, read_word },
	[ACT_DEADLINE]	     = { "deadline", true, read_deadline },
	[ACT_CLEAR_DEADLINE] = { "clear_deadline", false, read_word },
	[ACT_HTTP]	     = { "http", true, read_http },
	[ACT_START]	     = { "start", true, read_start },
	[ACT_CANCEL_CHILD]   = { "cancel_child", false, read_word },
	[ACT_RAISE]	     = { "raise", false, read_word },
	[ACT_ESCALATE]	     = { "escalate", true, read_escalate },
	[ACT_CANCEL_TIMER]   = { "cancel_timer", false, read_word },
	[ACT_NOTE]	     = { "note", false, read_note },
	[ACT_POSTPONE]	     = { "postpone", true, read_postpone },
};
static_assert(LEN(kinds) == ACT_KINDS, "every action has its reader");

static bool
read_action(struct reading *r, const struct yaml_node *node, struct action *a)
{
	const char *names[ACT_KINDS + 1] = { NULL };

	for (size_t i = 0; i < ACT_KINDS; i++)
		names[i] = kinds[i].name;
	if (!yaml_check_keys(node, r->d->file, names, r->problems))
		return false;
	if (node->count != 1) {
		reading_complain(r, node, "one action stands in one pair of braces: "
		    "[{set: {...}}, {task: {...}}]");
		return false;
	}
	const struct yaml_node *value = node->child;
	a->line = node->line;
	a->column = node->column;
	for (size_t i = 0; i < ACT_KINDS; i++)
		if (strcmp(kinds[i].name, value->key) == 0)
			a->kind = (enum action_kind)i;
	if (kinds[a->kind].map && value->kind != YAML_MAP) {
		reading_complain(r, value, "%s takes keys with values", value->key);
		return false;
	}
	kinds[a->kind].read(r, value, a);
	return true;
}

struct actions
actions_read(struct reading *r, const struct yaml_node *node)
{
	struct actions acts = { 0 };

	if (node == NULL)
		return acts;
	if (node->kind == YAML_MAP) {		/* one alone may do without the list */
		acts.item = arena_alloc(r->arena, sizeof(*acts.item));
		acts.count = read_action(r, node, acts.item);
		return acts;
	}
	if (node->kind != YAML_LIST) {
		reading_complain(r, node, "expected a list of actions");
		return acts;
	}
	acts.item = arena_array(r->arena, node->count, sizeof(*acts.item));
	for (const struct yaml_node *n = node->child; n != NULL; n = n->next)
		acts.count += read_action(r, n, &acts.item[acts.count]);
	return acts;
}
