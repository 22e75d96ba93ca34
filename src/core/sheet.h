/*
 * sheet: which column of a spreadsheet means what.  Headings are understood by meaning ("Lic. #" is
 * license.number); what they miss, a map says: a small YAML file (config/README.md).
 */
#ifndef CORE_SHEET_H
#define CORE_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/csv.h"
#include "base/problem.h"
#include "core/record.h"

/* What a column may be for.  Most are fields of the record; a file of providers may also hold what
 * becomes credentials ("license.number") or enrollments ("payers"). */
struct sheet_target {
	const char		*name;		/* as a map says it: "npi", "license.number" */
	const struct record_kind *kind;		/* whose field; NULL: special, see "name" */
	size_t			 field;
	const char		*type;		/* credential type of what this is a part of; NULL: none */
	const char		*headings;
};

/* From a map: what columns mean, and values that are the same in each row. */
struct sheet_map {
	struct sheet_map_column { const char *heading, *target; int line, column; } *column;
	struct sheet_map_value	{ const char *target, *text; int line, column; } *value;
	size_t			 columns, values;
};

struct sheet_plan {
	const struct record_kind *kind;
	const struct sheet_target **column;	/* one a column; NULL: left out */
	const char		**heading;	/* as the file has it */
	size_t			 columns;
	const struct sheet_map	*map;		/* for its values; NULL: none */
	const struct sheet_target **value;	/* what each value of the map is for */
};

/* All targets of a file of this kind, in "a". */
void	sheet_targets(const struct record_kind *kind, struct arena *a,
	    const struct sheet_target **ret_target, size_t *ret_count);

/* Reads a map; false with problems. */
bool	sheet_map_parse(const char *file, const char *bytes, size_t len,
	    const struct record_kind *kind, struct arena *a, struct sheet_map *ret_map,
	    struct problems *problems);

/*
 * Is this row the header?  It is when it has all columns that a record is found by; then *ret_plan
 * says what each is for, in "a".  "map" may be NULL.
 */
bool	sheet_plan(const struct csv_row *row, const struct record_kind *kind,
	    const struct sheet_map *map, struct arena *a, struct sheet_plan *ret_plan);

/* Columns that are left out, as warnings with advice. */
void	sheet_warn(const struct csv_row *header, const struct sheet_plan *plan, const char *file,
	    struct problems *problems);

/* The columns that sheet_plan() looks for, in words: "a column for the npi". */
const char *sheet_needs(const struct record_kind *kind, struct arena *a);

/* A heading for comparing: lower case, without what stands in parentheses, in our words for number,
 * license, date, expires. */
const char *sheet_fold_heading(const char *heading, struct arena *a);

#endif
