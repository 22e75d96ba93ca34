/*
 * export: the tables that people may take with them, row by row as CSV (RFC 4180) or JSON.  Columns
 * are those of schema/README.md, beside the ids the names that an import finds records by; what only
 * the program uses is left out, and so is what is secret: the addresses of feeds.  Sensitive fields are left out unless they are
 * asked for, and what a workflow holds as personal ("pii: true") is masked unless all of them are.
 */
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include "db/db.h"

/* The i-th table's name ("providers", "cases"), NULL after the last. */
const char *export_table(size_t i);
bool	export_known(const char *name);

/* Does "import NAME" read the table back?  Else it is a register for reading.  export_known() names. */
bool	export_is_imported(const char *name);

/* Made for somebody else: it is written where it is named, not with all. */
bool	export_is_apart(const char *name);

enum export_format { EXPORT_CSV, EXPORT_JSON };

struct export_wish {
	const char		*table;
	enum export_format	 format;		/* of export_rows() */
	unsigned		 sensitive;	/* rights (core/right.h) whose fields are written, too */
	const struct zone	*zone;
};

/* Calls "write" with the bytes, piece by piece; *ret_rows counts rows. */
bool	export_rows(struct db *db, const struct export_wish *wish,
	    bool (*write)(void *context, const char *bytes, size_t len, struct err *err),
	    void *context, int64_t *ret_rows, struct err *err);

/* The sha256 of each file that is kept here, once (store/document_file.h). */
void	export_query_contents(struct query *q, struct db *db);

/*
 * The same rows as objects, for other writers: first one whose values are all null, for its keys, then the
 * rows ("is_heads" false).  They are gone after the call.
 */
typedef bool export_put(void *context, const struct json *row, bool is_heads, struct err *err);
bool	export_objects(struct db *db, const struct export_wish *wish, export_put *put, void *context,
	    int64_t *ret_rows, struct err *err);

#endif
