/* list_map: reading catalogs/state_lists.yaml. */
#include "core/list_map.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

const char *const list_role_name[ROLES] = {
	[ROLE_LAST] = "last", [ROLE_FIRST] = "first", [ROLE_MIDDLE] = "middle", [ROLE_NAME] = "name",
	[ROLE_BUSINESS] = "business", [ROLE_ALIAS] = "alias", [ROLE_NPI] = "npi",
	[ROLE_BIRTH] = "birth", [ROLE_STATE] = "state", [ROLE_ENDED] = "ended",
};

static void
read_columns(const struct yaml_node *node, const char *file, struct list_map *map,
    struct problems *problems)
{
	const char *keys[ROLES + 1] = { NULL };

	memcpy(keys, list_role_name, sizeof(list_role_name));
	if (!yaml_check_keys(node, file, keys, problems))
		return;
	for (size_t role = 0; role < ROLES; role++) {
		const struct yaml_node *heading = yaml_get(node, list_role_name[role]);
		if (heading != NULL)
			yaml_text(heading, file, &map->heading[role][0], problems);
	}
	if (map->heading[ROLE_LAST][0] == NULL && map->heading[ROLE_NAME][0] == NULL)
		yaml_complain(node, file, problems, "columns need a last or a name");
}

static void
read_order(const struct yaml_node *node, const char *file, struct list_map *map,
    struct problems *problems)
{
	const char *order;

	if (node == NULL || !yaml_text(node, file, &order, problems))
		return;
	map->is_first_last = strcmp(order, "first_last") == 0;
	if (!map->is_first_last && strcmp(order, "last_first") != 0)
		yaml_complain(node, file, problems, "name_order should be last_first or first_last");
}

static void
read_ended(const struct yaml_node *node, const char *file, struct arena *a, struct list_map *map,
    struct problems *problems)
{
	size_t count = 0;

	if (node == NULL)
		return;
	if (node->kind != YAML_LIST) {
		yaml_complain(node, file, problems, "ended_values should be a list of words");
		return;
	}
	const char **words = arena_array(a, node->count + 1, sizeof(*words));
	for (const struct yaml_node *n = node->child; n != NULL; n = n->next)
		count += yaml_text(n, file, &words[count], problems);
	map->ended = words;
}

static bool
is_state(const char *key)
{
	return strlen(key) == 2 && isupper((unsigned char)key[0]) && isupper((unsigned char)key[1]);
}

static void
read_map(const struct yaml_node *node, const char *file, struct arena *a, struct list_map *map,
    struct problems *problems)
{
	static const char *const keys[] = { "label", "columns", "name_order", "ended_values", NULL };

	if (!is_state(node->key)) {
		problems_add(problems, file, node->key_line, node->key_column, PROBLEM_ERROR,
		    "\"%s\" is no state. Two capital letters are", node->key);
		return;
	}
	if (!yaml_check_keys(node, file, keys, problems))
		return;
	if (yaml_get(node, "label") == NULL || yaml_get(node, "columns") == NULL) {
		yaml_complain(node, file, problems, "a state list needs a label and columns");
		return;
	}
	map->list = arena_printf(a, "state:%s", node->key);
	yaml_text(yaml_get(node, "label"), file, &map->label, problems);
	read_columns(yaml_get(node, "columns"), file, map, problems);
	read_order(yaml_get(node, "name_order"), file, map, problems);
	read_ended(yaml_get(node, "ended_values"), file, a, map, problems);
	if (map->heading[ROLE_ENDED][0] != NULL && map->ended == NULL)
		yaml_complain(node, file, problems, "a column \"ended\" needs ended_values");
}

bool
list_map_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct list_map **ret_maps, size_t *ret_count, struct problems *problems)
{
	size_t before = problems->errors, count = 0;

	const struct yaml_node *maps = yaml_parse_list(file, bytes, len, "state_lists", "state", a, problems);
	if (maps == NULL)
		return false;
	struct list_map *map = arena_array(a, maps->count, sizeof(*map));
	for (const struct yaml_node *n = maps->child; n != NULL; n = n->next)
		read_map(n, file, a, &map[count++], problems);
	*ret_maps = map;
	*ret_count = count;
	return problems->errors == before;
}

/* The next letter; any run of white space is one blank, and none at either end. */
static int
letter(const char **p)
{
	if (**p == '\0')
		return '\0';
	if (!isspace((unsigned char)**p))
		return tolower((unsigned char)*(*p)++);
	while (isspace((unsigned char)**p))
		++*p;
	return **p == '\0' ? '\0' : ' ';
}

bool
list_map_is_heading(const char *heading, const char *cell)
{
	int a, b;

	while (isspace((unsigned char)*cell))
		cell++;
	do {
		a = letter(&heading);
		b = letter(&cell);
	} while (a == b && a != '\0');
	return a == b;
}
