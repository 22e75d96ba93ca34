/*
 * import_map: the map of columns that a kind of file was imported with the last time (maps/KIND.yaml in the data
 * folder, config/README.md): it counts for the next one.  Its language: core/sheet.h.
 */
#ifndef STORE_IMPORT_MAP_H
#define STORE_IMPORT_MAP_H

#include "base/json.h"
#include "base/problem.h"
#include "core/sheet.h"

#define IMPORT_MAP_BYTES_MAX	65536

/* Reads the map at "path", or where that is NULL the kept one; *ret_map and *ret_text are NULL when there is none.
 * False with problems for one that is not well, else with err. */
bool	import_map_load(const char *folder, const struct record_kind *kind, const char *path, struct arena *a,
	    const char **ret_text, const struct sheet_map **ret_map, struct problems *problems, struct err *err);

/* Keeps the text, which sheet_map_parse() took, for the next time. */
bool	import_map_keep(const char *folder, const struct record_kind *kind, const char *text, struct err *err);

/* The text of a map, in "a": the columns of import_file_columns() that have a target, and of "values" those of the array
 * {"target","text"} that say both.  NULL: there is nothing to be said. */
const char *import_map_text(const struct json *columns, const struct json *values, struct arena *a);

#endif
