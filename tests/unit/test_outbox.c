/* test_outbox: which letters are called back when their reason is gone. */
#include "unit/unit.h"

#include "db/migrate.h"
#include "store/outbox.h"

static const char world[] =
	"INSERT INTO provider (npi, last_name, created_ms, modified_ms) VALUES ('1234567893', 'Ruiz', 0, 0);"
	"INSERT INTO definition (name, version, sha256, file, source, is_current, published_ms, published_by)"
	" VALUES ('w', 1, 'x', 'w.yaml', '', 1, 0, 'test');"
	"INSERT INTO case_file (definition_id, workflow, subject_type, subject_id, state, status, entered_ms,"
	" opened_ms) VALUES (1, 'w', 'provider', 1, 's', 'open', 0, 0)";

static const struct { const char *status, *reason, *cancel_state, *want; } letters[] = {
	{ "ready", NULL, "s", "cancelled" },
	{ "leased", NULL, "s", "cancelled" },
	{ "held", "to be read by a manager first", "s", "cancelled" },
	{ "held", NULL, "s", "cancelled" },
	/* It may have arrived: only a person can say. */
	{ "held", OUTBOX_DOUBTFUL "the connection broke off", "s", "held" },
	{ "sending", NULL, "s", "sending" },
	{ "done", NULL, "s", "done" },
	{ "ready", NULL, "t", "ready" },
	{ "ready", NULL, NULL, "ready" },
};

static void
a_doubtful_letter_is_not_called_back(void **state)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query q;
	struct db *db;
	size_t i = 0;
	(void)state;

	assert_true(db_open(":memory:", DB_CREATE, &db, &err) && migrate_run(db, 0, &err));
	if (!db_run_script(db, world, &err))
		fail_test("%s", err.text);
	for (i = 0; i < LEN(letters); i++) {
		query_open(&q, db, "INSERT INTO outbox (case_id, seq, ord, rule, name, letter, idem, rfc_message_id,"
		    " recipient, subject, body, is_automatic, status, reason, cancel_state, not_before_ms, next_ms,"
		    " expires_ms, created_ms) VALUES (1, 1, :ord, '', 'l', 'l.txt', :idem, '<' || :idem || '>', 'a@b.example', 's',"
		    " 'b', 0, :status, :reason, :cancel_state, 0, 0, 0, 0)");
		query_bind_int(&q, ":ord", (int64_t)i);
		query_bind_text(&q, ":idem", arena_printf(&a, "i%zu", i));
		query_bind_text(&q, ":status", letters[i].status);
		query_bind_text(&q, ":reason", letters[i].reason);
		query_bind_text(&q, ":cancel_state", letters[i].cancel_state);
		if (!query_run(&q, NULL, &err))
			fail_test("%s", err.text);
	}
	assert_true(outbox_cancel(db, 1, "s", "the case left the state", 1, &err));
	query_open(&q, db, "SELECT status FROM outbox ORDER BY ord");
	for (i = 0; query_row(&q); i++)
		assert_string_equal(query_text(&q, 0, &a), letters[i].want);
	assert_true(query_close(&q, NULL));
	assert_int_equal(i, LEN(letters));
	db_close(db);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_doubtful_letter_is_not_called_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
