/* test_merge: no column that points to a provider is forgotten by a merge. */
#include "unit/unit.h"

#include "base/str.h"
#include "db/migrate.h"
#include "store/merge_inside.h"

static struct arena arena;

static bool
stays(const char *table, const char *column)
{
	const char *name = arena_printf(&arena, "%s.%s", table, column);

	for (size_t i = 0; merge_stays[i] != NULL; i++)
		if (strcmp(merge_stays[i], name) == 0)
			return true;
	return false;
}

static void
every_reference_moves_or_stays(void **state)
{
	struct err err = ERR_INIT;
	int references = 0;
	struct query q;
	struct db *db;
	(void)state;

	if (!db_open(":memory:", DB_CREATE, &db, &err) || !migrate_run(db, 0, &err))
		fail_test("%s", err.text);
	/* Foreign keys, and pairs of type and number that may be a provider's. */
	query_open(&q, db, "SELECT m.name, f.\"from\" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f"
	    " WHERE m.type = 'table' AND f.\"table\" = 'provider'"
	    " UNION SELECT m.name, replace(c.name, '_type', '_id') FROM sqlite_schema m,"
	    "  pragma_table_info(m.name) c WHERE m.type = 'table'"
	    "  AND c.name IN ('owner_type', 'subject_type') AND EXISTS (SELECT 1 FROM"
	    "  pragma_table_info(m.name) i WHERE i.name = replace(c.name, '_type', '_id'))");
	while (query_row(&q)) {
		const char *table = query_text(&q, 0, &arena), *column = query_text(&q, 1, &arena);
		references++;
		if (merge_moves(table, column) == stays(table, column))
			fail_test("%s.%s points to a provider: src/store/merge.c says neither that it moves "
			    "nor that it stays", table, column);
	}
	if (!query_close(&q, &err))
		fail_test("%s", err.text);
	assert_true(references > 10);
	db_close(db);
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reference_moves_or_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
