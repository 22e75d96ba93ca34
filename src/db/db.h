/*
 * db: one SQLite file behind a handle.  The only room that includes sqlite3.h.
 *
 * A handle belongs to one process and one thread.  Failures of statements are sticky: a query
 * remembers the first one and query_close() reports it, so that binding and reading need no checks.
 * Kinds: ERR_BUSY locked too long; ERR_CONFLICT a UNIQUE, CHECK or REFERENCES refused;
 * ERR_SYSTEM disk full, read-only, corrupt.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/seal.h"
#include "base/zone.h"

struct db;

enum db_mode {
	DB_READ,		/* must exist; nothing can be written */
	DB_WRITE,		/* must exist */
	DB_CREATE		/* made when missing */
};

/* WAL, synchronous=FULL, foreign keys on, no automatic checkpoint (engine.md, section 0). */
bool	db_open(const char *path, enum db_mode mode, struct db **ret_db, struct err *err);
void	db_close(struct db *db);		/* NULL is well */

/* Off, between two transactions: commits do not wait for the disk, because all that the database
 * holds can be made again (the demo while it is made).  db_checkpoint() after on: it is there. */
void	db_set_durable(struct db *db, bool on);

/* For a process that holds the handle for long and writes little at a time (fetcher, sender): few pages
 * are kept, and the file is not mapped, so that its memory stays small however large the file is. */
void	db_keep_little(struct db *db);

/* For one that reads all over the file all day (the pages): 48 MB of it are kept at most, half of them mapped. */
void	db_keep_some(struct db *db);

/*
 * The key of sensitive values (dates of birth, Social Security and account numbers), copied.  In SQL, sealed(TEXT)
 * is what is stored of one, unsealed(TEXT) what was, opens(TEXT) whether that would be well; NULL is NULL, and well.  A value of another key, or a statement that
 * wants one while none is set, is a failure (ERR_SYSTEM).  They are called by the statements of src/ alone.
 */
void	db_set_seal_key(struct db *db, const struct seal_key *key);

/*
 * The key for one more purpose, made of that one; seal_key_clear() when done.  In SQL, sealed_bytes(BLOB, PURPOSE) is a
 * whole sealed stream (base/seal_stream.h), opens_bytes(BLOB, PURPOSE) whether all of one would open.
 */
bool	db_seal_key(struct db *db, const char *purpose, struct seal_key *ret_key, struct err *err);

/* What unsealed() does, where a row is in hand already; appended. */
bool	db_unseal(struct db *db, const char *sealed, struct str *out, struct err *err);

/* A copy to try things on: what is written there is gone when it is closed. */
bool	db_open_scratch(struct db *db, struct db **ret_scratch, struct err *err);

/*
 * One writer's transaction (BEGIN IMMEDIATE).  The place of the open one is remembered: beginning
 * a second is a bug that names both.  db_commit() rolls back by itself when it fails.
 */
#define db_begin(db, err) db_begin_at(db, __FILE__, __LINE__, err)
bool	db_begin_at(struct db *db, const char *file, int line, struct err *err);
bool	db_commit(struct db *db, struct err *err);
void	db_rollback(struct db *db);

/* One or the other: saves when all went well, else undoes it and stays false. */
bool	db_end(struct db *db, bool ok, struct err *err);
bool	db_in_transaction(const struct db *db);

/* Between two transactions of long work: lets another process write that waits to. */
void	db_give_turn(struct db *db);

/* Inside a transaction: what follows can be undone alone.  Savepoints do not nest. */
bool	db_savepoint(struct db *db, struct err *err);
bool	db_release(struct db *db, struct err *err);
void	db_undo(struct db *db);			/* back to the savepoint; it is gone afterwards */

/* A reader's snapshot over several queries (BEGIN); end it with db_rollback(). */
bool	db_snapshot(struct db *db, struct err *err);

/* Moves the log into the file as far as nobody reads it (PASSIVE).  One process alone does this. */
bool	db_checkpoint(struct db *db, struct err *err);

/* A whole copy of the database as it is now, while others read and write, into a file that must not
 * exist.  Not inside a transaction. */
bool	db_copy(struct db *db, const char *path, struct err *err);

/* Grows whenever another connection committed. */
int64_t	db_data_version(struct db *db);

/* Grows whenever this connection writes a row. */
int64_t	db_changes(const struct db *db);

/* Several statements without values: schema only. */
bool	db_run_script(struct db *db, const char *sql, struct err *err);

/*
 * A query.  "sql" must be a literal or live as long as the handle: prepared statements are kept
 * by its address.  Values are bound by name (":npi"); a name that the statement lacks is a bug.
 *
 *	struct query q;
 *	query_open(&q, db, "SELECT name FROM payer WHERE payer_id = :payer_id");
 *	query_bind_int(&q, ":payer_id", payer_id);
 *	while (query_row(&q))
 *		name = query_text(&q, 0, a);
 *	return query_close(&q, err);
 */
struct query {
	struct db	*db;
	void		*statement;
	void		*slot;		/* where it is kept; NULL: it is not */
	struct err	 err;
	bool		 row;		/* a row is there to be read */
	int		 bound;		/* the number of the value bound last */
};

void	query_open(struct query *q, struct db *db, const char *sql);
void	query_bind_int(struct query *q, const char *name, int64_t number);
void	query_bind_text(struct query *q, const char *name, const char *text);	/* NULL: NULL */
void	query_bind_bytes(struct query *q, const char *name, const void *bytes, size_t len);
					/* not copied: "bytes" must live until the query ends */
void	query_bind_null(struct query *q, const char *name);
void	query_bind_id(struct query *q, const char *name, int64_t id);	/* 0: NULL */
void	query_bind_day(struct query *q, const char *name, int32_t day);	/* DAY_NONE: NULL */
void	query_bind_instant(struct query *q, const char *name, int64_t ms); /* INSTANT_NONE: NULL */

bool	query_row(struct query *q);		/* false after the last row, and after a failure */

int64_t		 query_int(struct query *q, int column);		/* NULL: 0 */
const char	*query_text(struct query *q, int column, struct arena *a);	/* NULL: NULL */
const void	*query_bytes(struct query *q, int column, struct arena *a, size_t *ret_len);
int32_t		 query_day(struct query *q, int column);		/* NULL: DAY_NONE */
int64_t		 query_instant(struct query *q, int column);		/* NULL: INSTANT_NONE */
bool		 query_null(struct query *q, int column);
int		 query_columns(struct query *q);
const char	*query_column_name(struct query *q, int column);

/* Ends the query; false when anything about it failed. */
bool	query_close(struct query *q, struct err *err);

/* Runs what returns no rows and ends the query.  ret_changed may be NULL. */
bool	query_run(struct query *q, int64_t *ret_changed, struct err *err);

/* Runs to the first row, which must exist, and gives its first column: for RETURNING and COUNT. */
bool	query_run_int(struct query *q, int64_t *ret_number, struct err *err);

/* Runs to the end: the first column of each row, in the arena. */
bool	query_run_ids(struct query *q, struct arena *a, int64_t **ret_ids, size_t *ret_count, struct err *err);

/*
 * One value of bytes, read or written in pieces: for what is too large for memory.  Its row exists (written
 * as zeroblob(n) for n bytes), and so does the transaction when it is written.
 */
struct db_blob;
bool	db_blob_open(struct db *db, const char *table, const char *column, int64_t id, bool may_write,
	    struct db_blob **ret_blob, size_t *ret_len, struct err *err);
bool	db_blob_read(struct db_blob *b, size_t offset, void *to, size_t len, struct err *err);
bool	db_blob_write(struct db_blob *b, size_t offset, const void *bytes, size_t len, struct err *err);
void	db_blob_close(struct db_blob *b);		/* NULL is well */

/*
 * The rows as a JSON array of objects whose keys are the column names: a column "..._ms" becomes
 * an RFC 3339 instant in the zone, "is_..." and "has_..." and "may_..." become booleans, a column
 * "..._json" is parsed and loses that ending, NULL is null.  Ends the query.
 */
bool	query_json(struct query *q, const struct zone *zone, struct json **ret_array, struct err *err);

/* The row that is there as one such object: for results too large to hold. */
struct json *query_row_json(struct query *q, const struct zone *zone);

#endif
