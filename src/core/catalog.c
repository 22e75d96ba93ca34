/* catalog: reading the types of credentials. */
#include "core/catalog.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

#define REMINDERS_MAX		16	/* as many as a timer takes */
#define REMINDER_DAYS_MAX	3650

static void
read_flag(const struct yaml_node *map, const char *key, const char *file, bool *ret,
    struct problems *problems)
{
	const struct yaml_node *n = yaml_get(map, key);

	if (n != NULL)
		yaml_bool(n, file, ret, problems);
}

/* [120, 60, 7]: days, the longest first, each once. */
static void
read_reminders(const struct yaml_node *list, const char *file, struct arena *a, struct credential_type *type,
    struct problems *problems)
{
	int64_t days, last = REMINDER_DAYS_MAX + 1;
	const char *text = "";

	if (list->kind != YAML_LIST || list->count == 0 || list->count > REMINDERS_MAX) {
		yaml_complain(list, file, problems, "a list of up to 16 numbers of days is expected here, like [90, 30, 7]");
		return;
	}
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next, last = days) {
		if (!yaml_int(n, file, 1, REMINDER_DAYS_MAX, &days, problems))
			return;
		if (days >= last) {
			yaml_complain(n, file, problems, "the longest span comes first, and each only once");
			return;
		}
		text = arena_printf(a, "%s%s%lld", text, text[0] != '\0' ? " " : "", (long long)days);
	}
	type->reminders = text;
}

static void
read_renewed_by(const struct yaml_node *node, const char *file, struct credential_type *type,
    struct problems *problems)
{
	if (yaml_text(node, file, &type->renewed_by, problems) && !text_equal(type->renewed_by, "provider") &&
	    !text_equal(type->renewed_by, "practice"))
		yaml_complain(node, file, problems, "\"renewed_by\" is one of: provider, practice");
}

static void
read_type(const struct yaml_node *node, const char *file, struct arena *a, struct credential_type *type,
    struct problems *problems)
{
	static const char *const keys[] = { "label", "source", "shelf_life_days", "shelf_life_days_cvo",
		"verified_once", "number", "state", "expiry", "retired", "workflow", "reminders", "renewed_by", "document",
		NULL };
	const struct yaml_node *n;

	type->key = node->key;
	if (!yaml_check_keys(node, file, keys, problems) && node->kind != YAML_MAP)
		return;
	if (yaml_get(node, "label") == NULL || yaml_get(node, "source") == NULL) {
		problems_add(problems, file, node->line, node->column, PROBLEM_ERROR,
		    "\"%s\" needs a label and a source", node->key);
		return;
	}
	yaml_text(yaml_get(node, "label"), file, &type->label, problems);
	yaml_text(yaml_get(node, "source"), file, &type->source, problems);
	if ((n = yaml_get(node, "shelf_life_days")) != NULL)
		yaml_int(n, file, 1, 3650, &type->shelf_life_days, problems);
	if ((n = yaml_get(node, "shelf_life_days_cvo")) != NULL)
		yaml_int(n, file, 1, 3650, &type->shelf_life_days_cvo, problems);
	type->workflow = CATALOG_WORKFLOW;
	if ((n = yaml_get(node, "workflow")) != NULL)
		yaml_text(n, file, &type->workflow, problems);
	type->reminders = CATALOG_REMINDERS;
	if ((n = yaml_get(node, "reminders")) != NULL)
		read_reminders(n, file, a, type, problems);
	type->renewed_by = CATALOG_RENEWED_BY;
	if ((n = yaml_get(node, "renewed_by")) != NULL)
		read_renewed_by(n, file, type, problems);
	if ((n = yaml_get(node, "document")) != NULL)
		yaml_text(n, file, &type->document, problems);
	read_flag(node, "verified_once", file, &type->is_verified_once, problems);
	read_flag(node, "number", file, &type->needs_number, problems);
	read_flag(node, "state", file, &type->needs_state, problems);
	read_flag(node, "expiry", file, &type->needs_expiry, problems);
	read_flag(node, "retired", file, &type->retired, problems);
}

bool
catalog_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct catalog *ret_catalog, struct problems *problems)
{
	size_t before = problems->errors;

	const struct yaml_node *map = yaml_parse_list(file, bytes, len, "credential_types", "their keys", a, problems);
	if (map == NULL)
		return false;
	struct credential_type *type = arena_array(a, map->count, sizeof(*type));
	size_t count = 0;
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		read_type(n, file, a, &type[count++], problems);
	*ret_catalog = (struct catalog){ type, count };
	return problems->errors == before;
}

const struct credential_type *
catalog_find(const struct catalog *c, const char *word)
{
	for (size_t i = 0; i < c->types; i++)
		if (text_equal_nocase(c->type[i].key, word) ||
		    text_equal_nocase(c->type[i].label, word))
			return &c->type[i];
	return NULL;
}

const char *
catalog_nearest(const struct catalog *c, const char *word, struct arena *a)
{
	const char **names = arena_array(a, 2 * c->types + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < c->types; i++)
		if (!c->type[i].retired) {
			names[count++] = c->type[i].key;
			names[count++] = c->type[i].label;
		}
	names[count] = NULL;
	const char *near = yaml_nearest(word, names);
	return near != NULL ? catalog_find(c, near)->key : NULL;
}

void
catalog_add_retired(struct catalog *c, const struct credential_type *type, struct arena *a)
{
	struct credential_type *all = arena_array(a, c->types + 1, sizeof(*all));

	memcpy(all, c->type, c->types * sizeof(*all));
	all[c->types] = *type;
	all[c->types].retired = true;
	*c = (struct catalog){ all, c->types + 1 };
}

int64_t
catalog_shelf_days(const struct credential_type *type, bool is_cvo)
{
	return is_cvo && type->shelf_life_days_cvo > 0 ? type->shelf_life_days_cvo : type->shelf_life_days;
}
