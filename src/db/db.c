/*
 * db: SQLite opened and spoken to in one way.  What must not be broken: no connection but the one
 * that owns checkpoints runs them (SQLite before 3.51.3 may corrupt a WAL that two connections
 * checkpoint and write at once), so automatic checkpoints are off for every handle.
 */
#include "db/db.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
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
};

static bool
fail_sqlite(struct err *err, sqlite3 *handle, const char *what)
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
	    SQLITE_INNOCUOUS, NULL, sql_fold, NULL, NULL) != SQLITE_OK)
		return fail_sqlite(err, db->handle, "could not prepare the database");
	if (mode != DB_READ && sqlite3_exec(db->handle, "PRAGMA journal_mode=WAL", NULL, NULL,
	    NULL) != SQLITE_OK)
		return fail_sqlite(err, db->handle, "could not open the database");
	if (sqlite3_exec(db->handle, pragmas, NULL, NULL, NULL) != SQLITE_OK)
		return fail_sqlite(err, db->handle, "could not open the database");
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

void
db_keep_little(struct db *db)
{
	if (sqlite3_exec(db->handle, "PRAGMA cache_size=-6144; PRAGMA mmap_size=0", NULL, NULL, NULL) !=
	    SQLITE_OK)
		BUG("the cache changes within a query");
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
	free(db);
}

static bool
copy_into(struct db *db, struct db *scratch, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(scratch->handle, "main", db->handle, "main");

	if (backup == NULL)
		return fail_sqlite(err, scratch->handle, "could not copy the database");
	int code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (code != SQLITE_DONE)
		return fail_sqlite(err, scratch->handle, "could not copy the database");
	return configure(scratch, DB_READ, err);	/* a private file needs no WAL */
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
			fail_sqlite(err, scratch->handle, "could not copy the database");
		db_close(scratch);
		return false;
	}
	*ret_scratch = scratch;
	return true;
}

static bool
run(struct db *db, const char *sql, const char *what, struct err *err)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return fail_sqlite(err, db->handle, what);
}

/* The same, prepared once: transactions begin and end often. */
static bool
run_kept(struct db *db, const char *sql, const char *what, struct err *err)
{
	struct query q;

	query_open(&q, db, sql);
	if (q.statement != NULL && sqlite3_step(q.statement) != SQLITE_DONE)
		fail_sqlite(&q.err, db->handle, what);
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
	return run(db, "BEGIN", "could not begin to read", err);
}

bool
db_checkpoint(struct db *db, struct err *err)
{
	if (sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) ==
	    SQLITE_OK)
		return true;
	return fail_sqlite(err, db->handle, "could not move the log into the database");
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

bool
db_run_script(struct db *db, const char *sql, struct err *err)
{
	return run(db, sql, "could not run the script", err);
}

/* The slot of a statement kept by its text's address, or the first free one; NULL when full. */
static struct cached *
slot_of(struct db *db, const char *sql)
{
	size_t hash = ((uintptr_t)sql >> 3) * 0x9e3779b97f4a7c15u >> 40;

	for (size_t i = 0; i < 16; i++) {
		struct cached *slot = &db->cache[(hash + i) & (CACHE_SLOTS - 1)];
		if (slot->sql == sql || slot->sql == NULL)
			return slot;
	}
	return NULL;
}

void
query_open(struct query *q, struct db *db, const char *sql)
{
	struct cached *slot = slot_of(db, sql);

	*q = (struct query){ .db = db };
	/* A recycled address with other words behind it must not get the old statement. */
	if (slot != NULL && slot->sql == sql && !slot->in_use &&
	    strcmp(sqlite3_sql(slot->statement), sql) == 0) {
		slot->in_use = true;
		q->slot = slot;
		q->statement = slot->statement;
		return;
	}
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK) {
		fail_sqlite(&q->err, db->handle, "could not prepare a query");
		return;
	}
	if (slot != NULL && slot->sql == NULL) {
		*slot = (struct cached){ sql, statement, true };
		q->slot = slot;
	}
	q->statement = statement;
}

static int
index_of(struct query *q, const char *name)
{
	int index = sqlite3_bind_parameter_index(q->statement, name);

	if (index == 0)
		BUG("no value named %s in: %s", name, sqlite3_sql(q->statement));
	return index;
}

static void
bound(struct query *q, int code)
{
	if (code != SQLITE_OK && q->err.kind == ERR_NONE)
		fail_sqlite(&q->err, q->db->handle, "could not bind a value");
}

void
query_bind_int(struct query *q, const char *name, int64_t number)
{
	if (q->statement != NULL)
		bound(q, sqlite3_bind_int64(q->statement, index_of(q, name), number));
}

void
query_bind_text(struct query *q, const char *name, const char *text)
{
	if (q->statement != NULL)
		bound(q, sqlite3_bind_text(q->statement, index_of(q, name), text, -1,
		    SQLITE_TRANSIENT));
}

void
query_bind_bytes(struct query *q, const char *name, const void *bytes, size_t len)
{
	if (q->statement != NULL)
		bound(q, sqlite3_bind_blob64(q->statement, index_of(q, name), len ? bytes : "", len,
		    SQLITE_STATIC));
}

void
query_bind_null(struct query *q, const char *name)
{
	if (q->statement != NULL)
		bound(q, sqlite3_bind_null(q->statement, index_of(q, name)));
}

void
query_bind_id(struct query *q, const char *name, int64_t id)
{
	if (id != 0)
		query_bind_int(q, name, id);
	else
		query_bind_null(q, name);
}

void
query_bind_day(struct query *q, const char *name, int32_t day)
{
	char text[DAY_TEXT_BYTES];

	query_bind_text(q, name, day == DAY_NONE ? NULL : day_format(day, text));
}

void
query_bind_instant(struct query *q, const char *name, int64_t ms)
{
	if (ms == INSTANT_NONE)
		query_bind_null(q, name);
	else
		query_bind_int(q, name, ms);
}

bool
query_row(struct query *q)
{
	if (q->err.kind != ERR_NONE || q->statement == NULL)
		return false;
	int code = sqlite3_step(q->statement);
	q->row = code == SQLITE_ROW;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		fail_sqlite(&q->err, q->db->handle, "could not run a query");
	return q->row;
}

int64_t
query_int(struct query *q, int column)
{
	return q->row ? sqlite3_column_int64(q->statement, column) : 0;
}

const char *
query_text(struct query *q, int column, struct arena *a)
{
	return q->row ? arena_strdup(a, (const char *)sqlite3_column_text(q->statement, column)) :
	    NULL;
}

const void *
query_bytes(struct query *q, int column, struct arena *a, size_t *ret_len)
{
	*ret_len = 0;
	if (!q->row || query_null(q, column))
		return NULL;
	const void *bytes = sqlite3_column_blob(q->statement, column);
	*ret_len = (size_t)sqlite3_column_bytes(q->statement, column);
	return arena_strndup(a, bytes != NULL ? bytes : "", *ret_len);
}

int32_t
query_day(struct query *q, int column)
{
	int32_t day = DAY_NONE;

	if (q->row)
		day_parse((const char *)sqlite3_column_text(q->statement, column), &day);
	return day;
}

int64_t
query_instant(struct query *q, int column)
{
	return query_null(q, column) ? INSTANT_NONE : query_int(q, column);
}

bool
query_null(struct query *q, int column)
{
	return !q->row || sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int
query_columns(struct query *q)
{
	return q->statement != NULL ? sqlite3_column_count(q->statement) : 0;
}

const char *
query_column_name(struct query *q, int column)
{
	return sqlite3_column_name(q->statement, column);
}

bool
query_close(struct query *q, struct err *err)
{
	sqlite3_stmt *statement = q->statement;

	if (statement != NULL) {
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
		struct cached *slot = q->slot;
		if (slot != NULL)
			slot->in_use = false;
		else
			sqlite3_finalize(statement);
	}
	q->statement = NULL;
	q->row = false;
	if (q->err.kind == ERR_NONE)
		return true;
	if (err != NULL)
		*err = q->err;
	return false;
}

bool
query_run(struct query *q, int64_t *ret_changed, struct err *err)
{
	while (query_row(q))
		;
	int64_t changed = sqlite3_changes64(q->db->handle);
	if (!query_close(q, err))
		return false;
	if (ret_changed != NULL)
		*ret_changed = changed;
	return true;
}

bool
query_run_int(struct query *q, int64_t *ret_number, struct err *err)
{
	bool row = query_row(q);
	int64_t number = query_int(q, 0);

	while (query_row(q))		/* RETURNING: the statement must run to its end */
		;
	if (!query_close(q, err))
		return false;
	if (!row)
		return fail(err, ERR_MISSING, "nothing found");
	*ret_number = number;
	return true;
}

static bool
is_yes_no(const char *name)
{
	return text_starts(name, "is_") || text_starts(name, "has_") || text_starts(name, "may_");
}

static void
set_column(struct json *row, struct query *q, int i, const struct zone *zone)
{
	const char *name = query_column_name(q, i);
	char text[INSTANT_TEXT_BYTES];

	if (query_null(q, i)) {
		json_set(row, name, json_new_null());
	} else if (sqlite3_column_type(q->statement, i) == SQLITE_INTEGER) {
		int64_t number = query_int(q, i);
		if (text_ends(name, "_ms"))
			json_set_text(row, name, instant_format(number, zone, text));
		else if (is_yes_no(name))
			json_set_bool(row, name, number != 0);
		else
			json_set_int(row, name, number);
	} else {
		const char *value = (const char *)sqlite3_column_text(q->statement, i);
		struct json *parsed;
		if (text_ends(name, "_json") && json_parse(value, strlen(value), &parsed, NULL)) {
			char key[128];
			snprintf(key, sizeof(key), "%.*s", (int)(strlen(name) - 5), name);
			json_set(row, key, parsed);
		} else {
			json_set_text(row, name, value);
		}
	}
}

struct json *
query_row_json(struct query *q, const struct zone *zone)
{
	struct json *row = json_new_object();

	for (int i = 0; i < query_columns(q); i++)
		set_column(row, q, i, zone);
	return row;
}

bool
query_json(struct query *q, const struct zone *zone, struct json **ret_array, struct err *err)
{
	struct json *array = json_new_array();

	while (query_row(q))
		json_push(array, query_row_json(q, zone));
	if (!query_close(q, err)) {
		json_free(array);
		return false;
	}
	*ret_array = array;
	return true;
}
