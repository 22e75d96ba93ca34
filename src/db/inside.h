/*
 * inside: what db.c and query.c share.  Nobody else includes it, because it shows SQLite.
 */
#ifndef DB_INSIDE_H
#define DB_INSIDE_H

#include <sqlite3.h>

#include "base/seal.h"
#include "db/db.h"

#define CACHE_SLOTS	512		/* power of two; more statements than this are not kept */

struct cached {
	const char	*sql;
	sqlite3_stmt	*statement;
	bool		 in_use;
};

struct db {
	sqlite3		*handle;
	const char	*begin_file;	/* where the open transaction began; NULL when none is */
	int		 begin_line;
	struct cached	 cache[CACHE_SLOTS];
	bool		 has_key;
	struct seal_key	 key;		/* of sensitive values */
};

/* What SQLite said last, worded once, with its kind; "what" could not be done.  Returns false. */
bool	db_fail(struct err *err, sqlite3 *handle, const char *what);

/* Makes sealed() and unsealed() known to SQL: db/sealed.c. */
bool	db_add_sealed(struct db *db);

#endif
