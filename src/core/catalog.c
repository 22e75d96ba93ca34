/* catalog: reading the types of credentials. */
#include "core/catalog.h"

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

static void
read_flag(const struct yaml_node *map, const char *key, const char *file, bool *ret,
    struct problems *problems)
{
	const struct yaml_node *n = yaml_get(map, key);

	if (n != NULL)
		yaml_bool(n, file, ret, problems);
}

static void
read_type(const struct yaml_node *node, const char *file, struct credential_type *type,
    struct problems *problems)
{
	static const char *const keys[] = { "label", "source", "shelf_life_days", "shelf_life_days_cvo",
		"verified_once",
		"number", "state", "expiry", "retired", "workflow", NULL };
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
		read_type(n, file, &type[count++], problems);
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

int64_t
catalog_shelf_days(const struct credential_type *type, bool is_cvo)
{
	return is_cvo && type->shelf_life_days_cvo > 0 ? type->shelf_life_days_cvo : type->shelf_life_days;
}
