/* import_map: a file of the data folder, written and read as a whole. */
#include "store/import_map.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "store/folder.h"
#include "base/banned.h"

static const char *
kept_path(const char *folder, const struct record_kind *kind, struct arena *a)
{
	return folder_path(a, folder, arena_printf(a, "maps/%s.yaml", kind->plural));
}

bool
import_map_load(const char *folder, const struct record_kind *kind, const char *path, struct arena *a,
    const char **ret_text, const struct sheet_map **ret_map, struct problems *problems, struct err *err)
{
	struct sheet_map *map = arena_alloc(a, sizeof(*map));
	struct str text = STR_INIT;

	*ret_text = NULL;
	*ret_map = NULL;
	if (path == NULL) {
		path = kept_path(folder, kind, a);
		if (!file_exists(path))
			return true;
	}
	if (!file_read(path, IMPORT_MAP_BYTES_MAX, &text, err)) {
		str_clear(&text);
		return false;
	}
	const char *kept = arena_strndup(a, text.text, text.len);
	bool ok = sheet_map_parse(path, text.text, text.len, kind, a, map, problems);
	str_clear(&text);
	if (ok) {
		*ret_text = kept;
		*ret_map = map;
	}
	return ok;
}

bool
import_map_keep(const char *folder, const struct record_kind *kind, const char *text, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = folder_make(folder_path(&a, folder, "maps"), 0700, err) &&
	    file_write(kept_path(folder, kind, &a), text, strlen(text), 0600, err);
	arena_clear(&a);
	return ok;
}

/* In double quotes, as YAML and JSON both have it. */
static void
add_quoted(struct str *out, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			str_add_char(out, '\\');
		if (c < 0x20)
			str_printf(out, "\\x%c%c", hex[c >> 4], hex[c & 15]);
		else
			str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

/* One entry, under its head, which stands once. */
static void
add_entry(struct str *out, const char **head, const char *key, const char *value)
{
	if (text_blank(key) || text_blank(value))
		return;
	if (*head != NULL)
		str_printf(out, "%s:\n", *head);
	*head = NULL;
	str_add(out, "  ");
	add_quoted(out, key);
	str_add(out, ": ");
	add_quoted(out, value);
	str_add_char(out, '\n');
}

/* A heading that stands twice is said once: a map cannot tell them apart. */
static bool
is_said(const struct json *columns, size_t until, const char *heading)
{
	for (size_t i = 0; i < until; i++)
		if (text_equal(json_get_text(json_at(columns, i), "heading"), heading) &&
		    !text_blank(json_get_text(json_at(columns, i), "target")))
			return true;
	return false;
}

const char *
import_map_text(const struct json *columns, const struct json *values, struct arena *a)
{
	const char *head = "columns";
	struct str out = STR_INIT;

	for (size_t i = 0; i < json_count(columns); i++) {
		const struct json *one = json_at(columns, i);
		const char *heading = json_get_text(one, "heading");
		if (!is_said(columns, i, heading))
			add_entry(&out, &head, heading, json_get_text(one, "target"));
	}
	head = "values";
	for (size_t i = 0; i < json_count(values); i++)
		add_entry(&out, &head, json_get_text(json_at(values, i), "target"), json_get_text(json_at(values, i), "text"));
	const char *text = out.len > 0 ? arena_strdup(a, out.text) : NULL;
	str_clear(&out);
	return text;
}
