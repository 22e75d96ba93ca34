/*
 * query: statements, prepared once and kept by the address of their text; what is bound to them and read
 * from their rows.  The first failure of a query is kept and told by query_close().
 */
#include "db/inside.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

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
		db_fail(&q->err, db->handle, "could not prepare a query");
		return;
	}
	if (slot != NULL && slot->sql == NULL) {
		*slot = (struct cached){ sql, statement, true };
		q->slot = slot;
	}
	q->statement = statement;
}

/* Values are mostly bound in their order in the text: the next one is tried before all are searched. */
static int
index_of(struct query *q, const char *name)
{
	const char *next = sqlite3_bind_parameter_name(q->statement, q->bound + 1);

	q->bound = text_equal(next, name) ? q->bound + 1 : sqlite3_bind_parameter_index(q->statement, name);
	if (q->bound == 0)
		BUG("no value named %s in: %s", name, sqlite3_sql(q->statement));
	return q->bound;
}

static void
bound(struct query *q, int code)
{
	if (code != SQLITE_OK && q->err.kind == ERR_NONE)
		db_fail(&q->err, q->db->handle, "could not bind a value");
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
		db_fail(&q->err, q->db->handle, "could not run a query");
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
