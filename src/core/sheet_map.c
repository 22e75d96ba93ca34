/*
 * sheet_map: reading a map of columns.
 *	columns: {"Lic #": license.number, "Old file": ignore}
 *	values: {credential_type: state_license}
 */
#include "core/sheet.h"

#include <string.h>

#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

/* Is there such a target?  Complains with the nearest one. */
static bool
check_target(const char *name, bool is_value, const char *file, int line, int column,
    const struct sheet_target *t, size_t count, struct arena *a, struct problems *problems)
{
	const char **names = arena_array(a, count + 1, sizeof(*names));

	for (size_t i = 0; i < count; i++) {
		if (strcmp(t[i].name, name) == 0 && (!is_value || t[i].kind != NULL))
			return true;
		names[i] = t[i].name;
	}
	const char *nearest = yaml_nearest(name, names);
	problems_add(problems, file, line, column, PROBLEM_ERROR,
	    nearest != NULL && strcmp(nearest, name) != 0 ?
	    "no %s can be \"%s\". Did you mean \"%s\"?" : "no %s can be \"%s\"",
	    is_value ? "value" : "column", name, nearest);
	return false;
}

static const struct yaml_node *
map_under(const struct yaml_node *root, const char *key, const char *file,
    struct problems *problems)
{
	const struct yaml_node *n = yaml_get(root, key);

	if (n == NULL || n->kind == YAML_MAP)
		return n;
	problems_add(problems, file, n->line, n->column, PROBLEM_ERROR, "\"%s\" holds lines like "
	    "\"heading: meaning\"", key);
	return NULL;
}

bool
sheet_map_parse(const char *file, const char *bytes, size_t len, const struct record_kind *kind,
    struct arena *a, struct sheet_map *ret_map, struct problems *problems)
{
	static const char *const keys[] = { "columns", "values", NULL };
	struct sheet_map map = { 0 };
	const struct sheet_target *t;
	size_t count, before = problems->errors;
	const char *text;

	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || !yaml_check_keys(root, file, keys, problems))
		return false;
	sheet_targets(kind, a, &t, &count);
	const struct yaml_node *columns = map_under(root, "columns", file, problems);
	const struct yaml_node *values = map_under(root, "values", file, problems);
	map.column = arena_array(a, columns != NULL ? columns->count : 0, sizeof(*map.column));
	map.value = arena_array(a, values != NULL ? values->count : 0, sizeof(*map.value));
	for (const struct yaml_node *n = columns ? columns->child : NULL; n != NULL; n = n->next)
		if (yaml_text(n, file, &text, problems) &&
		    check_target(text, false, file, n->line, n->column, t, count, a, problems))
			map.column[map.columns++] = (struct sheet_map_column){ n->key, text, n->line,
				n->column };
	for (const struct yaml_node *n = values ? values->child : NULL; n != NULL; n = n->next)
		if (yaml_text(n, file, &text, problems) &&
		    check_target(n->key, true, file, n->key_line, n->key_column, t, count, a,
		    problems))
			map.value[map.values++] = (struct sheet_map_value){ n->key, text, n->line,
				n->column };
	*ret_map = map;
	return problems->errors == before;
}
