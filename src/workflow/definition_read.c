/*
 * definition_read: a workflow file from its YAML tree into a struct definition: its head and what it
 * declares (variables, events, letters, calendar).  Its states are state_read.c.
 * All mistakes are collected; names of states are resolved at the end, when all are known.
 */
#include "workflow/definition_inside.h"

#include <stdarg.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "workflow/letter_text.h"
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
		.problems = r->problems, .arena = r->arena, .has_no_calendar = r->has_no_calendar,
	};
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

void
reading_check_word(struct reading *r, const char *word, int line, int column)
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
	if (!value_type_fits(f->type, v->type))
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
		reading_check_word(r, n->key, n->key_line, n->key_column);
		if (!yaml_check_keys(n, d->file, keys, r->problems))
			continue;
		if (yaml_get(n, "type") == NULL) {
			reading_complain(r, n, "a variable needs a type");
			continue;
		}
		const struct yaml_node *type = yaml_get(n, "type");
		if (type->kind != YAML_SCALAR || !read_type(r, type->text, &v->type, &v->choice))
			reading_complain(r, type, "a type is text, int, bool, date, instant, email, ref or "
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

/* effective_on: date, note: "text?" */
static void
read_field(struct reading *r, const struct yaml_node *node, struct event_field *field)
{
	size_t len = node->kind == YAML_SCALAR ? strlen(node->text) : 0;
	bool optional = len > 0 && node->text[len - 1] == '?';

	*field = (struct event_field){ .name = node->key, .required = !optional };
	reading_check_word(r, node->key, node->key_line, node->key_column);
	if (len == 0 || !read_type(r, arena_strndup(r->arena, node->text, len - optional), &field->type,
	    &field->choice))
		reading_complain(r, node, "a field is text, int, bool, date, instant, email, ref or enum[one, two]; "
		    "with ? when it may be left out");
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
		size_t count;
		const struct event_field *own = scope_own_fields(e->name, &count);
		e->field = arena_array(r->arena, n->count + count, sizeof(*e->field));
		for (size_t i = 0; i < count; i++)
			if (yaml_get(n, own[i].name) == NULL)
				e->field[e->fields++] = own[i];
		for (const struct yaml_node *f = n->child; f != NULL; f = f->next)
			read_field(r, f, &e->field[e->fields++]);
	}
}

/* parent: {asked_on: date}: variables of the case that started this one, which stand in another file. */
static void
read_parent(struct reading *r, const struct yaml_node *map)
{
	struct definition *d = r->d;

	if (map == NULL)
		return;
	if (map->kind != YAML_MAP) {
		reading_complain(r, map, "parent names variables of the case that started this one, with their types");
		return;
	}
	d->parent = arena_array(r->arena, map->count, sizeof(*d->parent));
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		read_field(r, n, &d->parent[d->parents++]);
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
		struct letter_text text;
		struct err err = ERR_INIT;
		if (!letter_text_read(asset->body, r->arena, &text, &err))
			reading_complain(r, n, "\"%s\": %s", l->file, err.text);
		l->body = asset->body;
		l->html_file = definition_html_name(l->file, r->arena);
		const struct definition_asset *html = l->html_file != NULL ? find_asset(r, l->html_file) : NULL;
		l->html = html != NULL ? html->body : NULL;
		d->letters++;
	}
}

static void
read_calendar(struct reading *r, const struct yaml_node *node)
{
	const char *name;

	r->has_no_calendar = node == NULL;
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
		reading_check_word(r, d->name, name->line, name->column);
	yaml_int(version, d->file, 1, 1000000, &d->version, r->problems);
	if (!yaml_text(subject, d->file, &text, r->problems))
		return false;
	d->subject = subject_find(text);
	if (d->subject == NULL)
		reading_complain(r, subject, "a workflow is about a provider, a credential, an "
		    "enrollment, a duty or an agreement");
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
	static const char *const keys[] = { "workflow", "version", "subject", "tz", "calendar", "vars", "parent",
		"events", "templates", "start", "any", "groups", "states", "migrate", NULL };
	static const char *const any_keys[] = { "on", NULL };
	struct definition *d = arena_alloc(a, sizeof(*d));
	struct reading r = { .d = d, .source = bytes, .source_len = len, .asset = asset,
		.assets = assets, .arena = a, .problems = problems };
	size_t before = problems->errors;

	d->file = file;
	d->initial = -1;
	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || (!yaml_check_keys(root, file, keys, problems) && root->kind != YAML_MAP) ||
	    !read_head(&r, root))
		return NULL;
	size_t so_far = problems->errors;
	read_calendar(&r, yaml_get(root, "calendar"));
	size_t of_calendar = problems->errors - so_far;
	read_vars(&r, yaml_get(root, "vars"));
	read_parent(&r, yaml_get(root, "parent"));
	read_event_types(&r, yaml_get(root, "events"));
	read_templates(&r, yaml_get(root, "templates"));
	const struct yaml_node *any = yaml_get(root, "any");
	if (any != NULL && yaml_check_keys(any, file, any_keys, problems))
		d->any = rules_read(&r, yaml_get(any, "on"), "any");
	groups_read(&r, yaml_get(root, "groups"));
	start_read(&r, yaml_get(root, "start"));
	states_read(&r, yaml_get(root, "states"));
	definition_resolve(&r);
	moves_read(&r, yaml_get(root, "migrate"));
	/* A calendar that is wrong hides nothing that is wrong here. */
	if (problems->errors == before + of_calendar)
		lint(d, problems);
	return problems->errors > before ? NULL : d;
}
