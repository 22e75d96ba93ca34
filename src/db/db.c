/*
 * db: SQLite opened and spoken to in one way.  What must not be broken: no connection but the one
 * that owns checkpoints runs them (SQLite before 3.51.3 may corrupt a WAL that two connections
 * checkpoint and write at once), so automatic checkpoints are off for every handle.
 */
#include "db/inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define BUSY_MS		5000		/* how long a writer waits for another */
#define BUSY_POLL_US	300		/* between two looks; below TURN_US, so that none is passed over */
#define TURN_US		1000
#define ROLLBACK_TRIES	3

bool
db_fail(struct err *err, sqlite3 *handle, const char *what)
{
	int code = sqlite3_errcode(handle) & 0xff;
	enum err_kind kind = code == SQLITE_BUSY || code == SQLITE_LOCKED ? ERR_BUSY :
	    code == SQLITE_CONSTRAINT ? ERR_CONFLICT : ERR_SYSTEM;

	switch (code) {
	case SQLITE_BUSY:
		return fail(err, kind, "%s: another process holds the database", what);
	case SQLITE_FULL:
		return fail(err, kind, "%s: the disk is full", what);
	case SQLITE_READONLY:
		return fail(err, kind, "%s: the database is read-only", what);
	case SQLITE_IOERR:
		return fail(err, kind, "%s: %s: %s", what, sqlite3_errmsg(handle),
		    strerror(sqlite3_system_errno(handle)));
	case SQLITE_CORRUPT:
		return fail(err, kind, "%s: the database is damaged (%s)", what, sqlite3_errmsg(handle));
	case SQLITE_NOTADB:
		return fail(err, kind, "%s: this file is not a Credence database", what);
	default:
		return fail(err, kind, "%s: %s", what, sqlite3_errmsg(handle));
	}
}

/* fold(TEXT): for comparing names; SQLite's own lower() knows ASCII only. */
static void
sql_fold(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	const char *text = (const char *)sqlite3_value_text(values[0]);
	if (text == NULL)
		return;
	struct str folded = STR_INIT;
	utf8_fold(text, &folded);
	sqlite3_result_text(context, folded.text, (int)folded.len, SQLITE_TRANSIENT);
	str_clear(&folded);
}

/*
 * SQLite's own handler sleeps ever longer, up to 100 ms, and so misses the gaps that a busy writer
 * leaves: one that looks often gets the next gap.
 */
static int
on_busy(void *context, int looked)
{
	static const struct timespec pause = { .tv_nsec = BUSY_POLL_US * 1000 };

	(void)context;
	if ((int64_t)looked * BUSY_POLL_US / 1000 >= BUSY_MS)
		return 0;
	nanosleep(&pause, NULL);
	return 1;
}

void
db_give_turn(struct db *db)
{
	static const struct timespec pause = { .tv_nsec = TURN_US * 1000 };

	if (db_in_transaction(db))
		BUG("others cannot write while a transaction is open since %s:%d", db->begin_file,
		    db->begin_line);
	nanosleep(&pause, NULL);
}

static bool
configure(struct db *db, enum db_mode mode, struct err *err)
{
	static const char pragmas[] =
	    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
	    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA cell_size_check=ON;"
	    "PRAGMA wal_autocheckpoint=0;";

	sqlite3_busy_handler(db->handle, on_busy, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (sqlite3_create_function(db->handle, "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC |
	    SQLITE_INNOCUOUS, NULL, sql_fold, NULL, NULL) != SQLITE_OK || !db_add_sealed(db))
		return db_fail(err, db->handle, "could not prepare the database");
	if (mode != DB_READ && sqlite3_exec(db->handle, "PRAGMA journal_mode=WAL", NULL, NULL,
	    NULL) != SQLITE_OK)
		return db_fail(err, db->handle, "could not open the database");
	if (sqlite3_exec(db->handle, pragmas, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(err, db->handle, "could not open the database");
	return true;
}

bool
db_open(const char *path, enum db_mode mode, struct db **ret_db, struct err *err)
{
	static const int flags[] = {
		[DB_READ] = SQLITE_OPEN_READONLY,
		[DB_WRITE] = SQLITE_OPEN_READWRITE,
		[DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	static bool is_set_up;
	struct db *db = heap_alloc(sizeof(*db));

	/* Its count of all memory costs a lock for each allocation, and nobody asks for it. */
	if (!is_set_up && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK)
		BUG("SQLite was used before this room was asked for it");
	is_set_up = true;
	int code = sqlite3_open_v2(path, &db->handle, flags[mode] | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE, NULL);
	if (db->handle == NULL)
		abort();
	bool ok = code == SQLITE_OK;
	if (!ok)
		fail(err, ERR_SYSTEM, "could not open %s: %s", path, sqlite3_errmsg(db->handle));
	if (!ok || !configure(db, mode, err)) {
		db_close(db);
		return false;
	}
	*ret_db = db;
	return true;
}

void
db_set_durable(struct db *db, bool on)
{
	if (sqlite3_exec(db->handle, on ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF", NULL,
	    NULL, NULL) != SQLITE_OK)
		BUG("durability changes within a transaction");
}

static void
keep(struct db *db, const char *pragmas)
{
	if (sqlite3_exec(db->handle, pragmas, NULL, NULL, NULL) != SQLITE_OK)
		BUG("the cache changes within a query");
}

void
db_keep_little(struct db *db)
{
	keep(db, "PRAGMA cache_size=-6144; PRAGMA mmap_size=0");
}

void
db_keep_some(struct db *db)
{
	keep(db, "PRAGMA cache_size=-24576; PRAGMA mmap_size=25165824");
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		sqlite3_finalize(db->cache[i].statement);
	if (sqlite3_close(db->handle) != SQLITE_OK)
		BUG("the database was closed with a query still open");
	seal_key_clear(&db->key);
	free(db);
}

static bool
copy_into(struct db *db, struct db *scratch, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(scratch->handle, "main", db->handle, "main");

	if (backup == NULL)
		return db_fail(err, scratch->handle, "could not copy the database");
	int code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (code != SQLITE_DONE)
		return db_fail(err, scratch->handle, "could not copy the database");
	/* A private file that ends with its process needs no log, and nothing on the disk to roll back with. */
	return configure(scratch, DB_READ, err) && (sqlite3_exec(scratch->handle,
	    "PRAGMA journal_mode=MEMORY", NULL, NULL, NULL) == SQLITE_OK ||
	    db_fail(err, scratch->handle, "could not prepare the copy"));
}

bool
db_open_scratch(struct db *db, struct db **ret_scratch, struct err *err)
{
	struct db *scratch = heap_alloc(sizeof(*scratch));

	/* The empty name is a private file that SQLite removes by itself. */
	if (sqlite3_open_v2("", &scratch->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK ||
	    !copy_into(db, scratch, err)) {
		if (err != NULL && err->kind == ERR_NONE)
			db_fail(err, scratch->handle, "could not copy the database");
		db_close(scratch);
		return false;
	}
	scratch->key = db->key;
	scratch->has_key = db->has_key;
	*ret_scratch = scratch;
	return true;
}

static bool
run(struct db *db, const char *sql, const char *what, struct err *err)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return db_fail(err, db->handle, what);
}

/* The same, prepared once: transactions begin and end often. */
static bool
run_kept(struct db *db, const char *sql, const char *what, struct err *err)
{
	struct query q;

	query_open(&q, db, sql);
	if (q.statement != NULL && sqlite3_step(q.statement) != SQLITE_DONE)
		db_fail(&q.err, db->handle, what);
	return query_close(&q, err);
}

bool
db_begin_at(struct db *db, const char *file, int line, struct err *err)
{
	if (db->begin_file != NULL)
		bug_at(file, line, "a transaction is open since %s:%d", db->begin_file,
		    db->begin_line);
	if (!run_kept(db, "BEGIN IMMEDIATE", "could not begin to write", err))
		return false;
	db->begin_file = file;
	db->begin_line = line;
	return true;
}

bool
db_commit(struct db *db, struct err *err)
{
	if (db->begin_file == NULL)
		BUG("commit without a transaction");
	if (!run_kept(db, "COMMIT", "could not save", err)) {
		db_rollback(db);
		return false;
	}
	db->begin_file = NULL;
	return true;
}

void
db_rollback(struct db *db)
{
	db->begin_file = NULL;
	if (!sqlite3_get_autocommit(db->handle))
		run_kept(db, "ROLLBACK", "could not roll back", NULL);
	/* SQLite may have rolled back by itself; and even this may want memory that is not there. */
	for (int i = 0; i < ROLLBACK_TRIES && !sqlite3_get_autocommit(db->handle); i++)
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool
db_end(struct db *db, bool ok, struct err *err)
{
	if (ok)
		return db_commit(db, err);
	db_rollback(db);
	return false;
}

bool
db_in_transaction(const struct db *db)
{
	return db->begin_file != NULL;
}

bool
db_savepoint(struct db *db, struct err *err)
{
	return run_kept(db, "SAVEPOINT one", "could not begin a step", err);
}

bool
db_release(struct db *db, struct err *err)
{
	return run_kept(db, "RELEASE one", "could not end a step", err);
}

void
db_undo(struct db *db)
{
	run_kept(db, "ROLLBACK TO one", "could not undo a step", NULL);
	run_kept(db, "RELEASE one", "could not undo a step", NULL);
}

bool
db_snapshot(struct db *db, struct err *err)
{
	return run_kept(db, "BEGIN", "could not begin to read", err);
}

bool
db_checkpoint(struct db *db, struct err *err)
{
	if (sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) ==
	    SQLITE_OK)
		return true;
	return db_fail(err, db->handle, "could not move the log into the database");
}

bool
db_copy(struct db *db, const char *path, struct err *err)
{
	struct err why = ERR_INIT;
	struct query q;

	query_open(&q, db, "VACUUM INTO :path");
	query_bind_text(&q, ":path", path);
	return query_run(&q, NULL, &why) || fail(err, why.kind, "could not copy the database to %s: %s",
	    path, why.text);
}

int64_t
db_data_version(struct db *db)
{
	int64_t version = 0;
	struct query q;

	query_open(&q, db, "PRAGMA data_version");
	return query_run_int(&q, &version, NULL) ? version : 0;
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}

bool
query_run_ids(struct query *q, struct arena *a, int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	int64_t *ids = NULL;
	size_t count = 0, size = 0;

	while (query_row(q)) {
		ids = arena_grow(a, ids, count, &size, sizeof(*ids));
		ids[count++] = query_int(q, 0);
	}
	*ret_ids = ids;
	*ret_count = count;
	return query_close(q, err);
}

bool
db_run_script(struct db *db, const char *sql, struct err *err)
{
	return run(db, sql, "could not run the script", err);
}
