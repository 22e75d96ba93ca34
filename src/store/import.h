/*
 * import: rows of a file on their way into records, in transactions of 40 milliseconds, so that
 * people and mail can write in between.  A row goes in wholly or not at all; an import that was
 * interrupted is simply repeated.  What a row means is decided by the caller (import_sheet.h,
 * registry/nppes.h).
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include "base/csv.h"
#include "base/json.h"
#include "base/problem.h"
#include "base/zone.h"
#include "store/record.h"

#define IMPORT_PROBLEMS_MAX	10000		/* that are listed; further ones are only counted */

struct import {
	/* Set by the caller. */
	struct db		*db;
	const struct catalog	*catalog;
	struct record_by	 by;
	int32_t			 today_day;
	const struct zone	*zone;		/* of moments without one; NULL: UTC */
	const char		*file;		/* as the person named it */
	bool			 is_known_only;	/* of a registry's file: those whom we have already */
	struct arena		*arena;		/* of the problems */
	/* Called between transactions with how far the file was read; NULL: not wanted. */
	void			(*on_progress)(void *context, int64_t bytes_read);
	/* Called for each refused row of a sheet, and first of all with its header (problem NULL). */
	bool			(*on_refused)(void *context, const char *const *cell, size_t cells,
				    const char *problem, struct err *err);
	void			*context;

	/* What came of it. */
	int64_t			 rows, added, updated, unchanged, refused;
	struct problems		 problems;
	int64_t			 unlisted;	/* problems beyond the limit */

	/* Inside. */
	int64_t			 batch_end_ns;
	enum record_outcome	 outcome;	/* of the row so far */
	bool			 has_record;
	struct arena		 row_arena;
};

/* The caller's fields are set; prepares the others. */
void	import_init(struct import *in);
void	import_clear(struct import *in);

/* A row begins: its records are made in in->row_arena. */
bool	import_row_begin(struct import *in, struct err *err);

/* One of its records.  The row counts as added when its first record was, as updated when any other
 * was added or changed. */
bool	import_row_put(struct import *in, struct record *r, int64_t *ret_id, struct err *err);

/* Something besides its records was added: the row counts as updated at least. */
void	import_row_changed(struct import *in);

/* A failure that is the row's own; others end the import. */
bool	import_is_refusal(const struct err *err);

/* The row is about nobody here: it was read, and that is all. */
bool	import_row_pass(struct import *in, int64_t bytes_read, struct err *err);

/* The row ends: counted, or undone when it is refused. */
bool	import_row_end(struct import *in, int64_t bytes_read, struct err *err);
bool	import_row_refuse(struct import *in, int64_t bytes_read, struct err *err);

/* A row that could not be read as it was meant (row->fault) is refused at its place, whole. */
bool	import_row_refuse_fault(struct import *in, const struct csv_row *row, int64_t bytes_read, struct err *err);

/* The row ends as it went: "ok", or refused for "why" at its place; false for what is not the row's own. */
bool	import_row_settle(struct import *in, bool ok, const struct err *why, int line, int column,
	    int64_t bytes_read, struct err *err);

/* No row comes any more: the file is at its end ("why" is ERR_NONE), or cannot be read on from "row".  Then what
 * was read is in and one row at least is not; false, with the place, when that is all of it. */
bool	import_rows_end(struct import *in, const struct csv_row *row, const struct err *why, int *ret_line,
	    int *ret_column, struct err *err);

/* Ends the last transaction; also after a failure. */
bool	import_finish(struct import *in, struct err *err);

/* Sets "rows", "added", "updated", "unchanged" and "refused". */
void	import_set_counts(const struct import *in, struct json *json);

void	import_problem(struct import *in, int line, int column, enum problem_severity severity,
	    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
