/* roster_map: columns, then values that are the same in each line. */
#include "core/roster_map.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

static bool
is_field(const char *name, const char *const *fields)
{
	for (size_t i = 0; fields[i] != NULL; i++)
		if (strcmp(fields[i], name) == 0)
			return true;
	return false;
}

static void
read_column(const struct yaml_node *n, bool is_value, const char *file, const char *const *fields,
    struct roster_map *map, struct problems *problems)
{
	struct roster_column *column = &map->column[map->columns++];
	const char *text = "";

	yaml_text(n, file, &text, problems);
	*column = (struct roster_column){ .heading = n->key, .field = is_value ? NULL : text,
	    .text = is_value ? text : NULL };
	if (is_value || is_field(text, fields))
		return;
	const char *nearest = yaml_nearest(text, fields);
	problems_add(problems, file, n->line, n->column, PROBLEM_ERROR, nearest != NULL ?
	    "a roster has no \"%s\". Did you mean \"%s\"?" : "a roster has no \"%s\"", text, nearest);
}

bool
roster_map_parse(const char *file, const char *bytes, size_t len, const char *const *fields,
    struct arena *a, struct roster_map *ret_map, struct problems *problems)
{
	static const char *const keys[] = { "columns", "values", NULL };
	size_t before = problems->errors, room = 0;

	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || !yaml_check_keys(root, file, keys, problems))
		return false;
	for (int i = 0; keys[i] != NULL; i++) {
		const struct yaml_node *n = yaml_get(root, keys[i]);
		if (n != NULL && n->kind != YAML_MAP)
			problems_add(problems, file, n->line, n->column, PROBLEM_ERROR, "\"%s\" holds lines like "
			    "\"heading: meaning\"", keys[i]);
		room += n != NULL ? n->count : 0;
	}
	if (yaml_get(root, keys[0]) == NULL)
		problems_add(problems, file, 1, 1, PROBLEM_ERROR, "a map of a roster needs columns");
	if (problems->errors != before)
		return false;
	*ret_map = (struct roster_map){ .column = arena_array(a, room, sizeof(*ret_map->column)) };
	for (int i = 0; keys[i] != NULL; i++) {
		const struct yaml_node *list = yaml_get(root, keys[i]);
		for (const struct yaml_node *n = list != NULL ? list->child : NULL; n != NULL; n = n->next)
			read_column(n, i == 1, file, fields, ret_map, problems);
	}
	return problems->errors == before;
}
