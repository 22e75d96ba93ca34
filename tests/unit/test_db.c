/* test_db: queries, transactions, and a schema that is newer, older or changed. */
#include "unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "db/migrate.h"

static char folder[] = "/tmp/credence-test-XXXXXX";
static char path[64];

static int
set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/credence-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/t.db", folder);
	return 0;
}

static int
tear_down(void **state)
{
	struct arena a = ARENA_INIT;
	size_t count;
	char **names;
	(void)state;

	if (folder_list(folder, &a, &names, &count, NULL))
		for (size_t i = 0; i < count; i++)
			unlink(path_join(&a, folder, names[i]));
	arena_clear(&a);
	return rmdir(folder);
}

static struct db *
open_db(enum db_mode mode)
{
	struct err err = ERR_INIT;
	struct db *db;

	if (!db_open(path, mode, &db, &err))
		fail_test("%s", err.text);
	return db;
}

static bool
run(struct db *db, const char *sql, struct err *err)
{
	struct query q;

	query_open(&q, db, sql);
	return query_run(&q, NULL, err);
}

static void
values_come_back(void **state)
{
	struct arena a = ARENA_INIT;
	struct db *db = open_db(DB_CREATE);
	struct json *rows;
	struct query q;
	(void)state;

	assert_true(run(db, "CREATE TABLE t (name TEXT, at_ms INTEGER, is_good INTEGER, day TEXT)", NULL));
	query_open(&q, db, "INSERT INTO t VALUES (:name, :at, 1, :day) RETURNING rowid");
	query_bind_text(&q, ":name", "d'or");
	query_bind_instant(&q, ":at", 1000);
	query_bind_day(&q, ":day", 0);
	int64_t id;
	assert_true(query_run_int(&q, &id, NULL));
	assert_int_equal(id, 1);
	query_open(&q, db, "SELECT * FROM t");
	assert_true(query_row(&q));
	assert_string_equal(query_text(&q, 0, &a), "d'or");
	assert_int_equal(query_day(&q, 3), 0);
	assert_false(query_row(&q));
	assert_true(query_close(&q, NULL));
	query_open(&q, db, "SELECT * FROM t");
	assert_true(query_json(&q, zone_utc(), &rows, NULL));
	struct str out = STR_INIT;
	json_print(rows, &out);
	assert_string_equal(out.text, "[{\"name\":\"d'or\",\"at_ms\":\"1970-01-01T00:00:01Z\","
	    "\"is_good\":true,\"day\":\"1970-01-01\"}]");
	str_clear(&out);
	json_free(rows);
	db_close(db);
	arena_clear(&a);
}

static void
failures_have_their_kind(void **state)
{
	struct db *db = open_db(DB_CREATE), *other = open_db(DB_WRITE);
	struct err err = ERR_INIT;
	(void)state;

	assert_true(run(db, "CREATE TABLE t (a INTEGER UNIQUE) STRICT", NULL));
	assert_true(run(db, "INSERT INTO t VALUES (1)", NULL));
	assert_false(run(db, "INSERT INTO t VALUES (1)", &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_false(run(db, "SELECT nothing", &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_false(run(db, "INSERT INTO t VALUES ('x')", &err));
	assert_true(db_begin(db, NULL));
	assert_true(run(db, "INSERT INTO t VALUES (2)", NULL));
	assert_true(db_savepoint(db, NULL));
	assert_true(run(db, "INSERT INTO t VALUES (3)", NULL));
	db_undo(db);
	assert_true(db_commit(db, NULL));
	int64_t count;
	struct query q;
	query_open(&q, other, "SELECT count(*) FROM t");
	assert_true(query_run_int(&q, &count, NULL));
	assert_int_equal(count, 2);
	db_close(other);
	db_close(db);
}

static void
schema_is_applied_once(void **state)
{
	struct db *db = open_db(DB_CREATE);
	struct err err = ERR_INIT;
	(void)state;

	assert_false(migrate_check(db, NULL));
	if (!migrate_run(db, 5, &err))
		fail_test("%s", err.text);
	assert_true(migrate_run(db, 6, NULL));
	assert_true(migrate_check(db, NULL));
	db_close(db);
}

static void
other_schemas_are_refused(void **state)
{
	static const struct { const char *sql, *want; } cases[] = {
		{ "INSERT INTO migration VALUES ('schema/9999_later.sql', 'x', 1)",
		  "the database is of a newer program" },
		{ "UPDATE migration SET sha256 = 'x' WHERE file LIKE '%0001%'",
		  "the database was made with another schema/0001_base.sql" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct err err = ERR_INIT;
		unlink(path);
		struct db *db = open_db(DB_CREATE);
		assert_true(migrate_run(db, 5, NULL));
		assert_true(run(db, cases[i].sql, NULL));
		assert_false(migrate_run(db, 6, &err));
		assert_int_equal(err.kind, ERR_CONFLICT);
		assert_true(text_starts(err.text, cases[i].want));
		db_close(db);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failures_have_their_kind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(schema_is_applied_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_schemas_are_refused, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
