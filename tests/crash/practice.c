/* practice: see practice.h. */
#include "crash/practice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/seal.h"
#include "db/migrate.h"
#include "store/changed.h"
#include "store/definition.h"
#include "store/fact.h"

#define PATH "/disk/credence.db"

void
practice_must(bool ok, const char *what, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

struct settings
practice_settings(int64_t letters_per_day)
{
	struct settings s = { .org_name = "Group", .timezone = "America/New_York",
	    .zone = zone_find("America/New_York", NULL), .calendar = "us_business" };

	s.mail.from = "team@group.example";
	s.mail.domain = "group.example";
	s.mail.letters_per_day = letters_per_day;
	s.engine.steps_per_minute = 20;
	s.engine.breaker_letters = 50;
	return s;
}

static bool
publish(struct db *db, const char *workflow, const char *letter, struct err *err)
{
	const struct definition_asset assets[] = {
		{ .name = "letter.txt", .body = letter },
		{ .name = "us_business.yaml", .body = asset_find("config/us_business.yaml")->bytes },
	};
	struct published row = { .name = "chase", .version = 1, .subject_type = "enrollment",
	    .file = "chase.yaml", .source = workflow, .asset = assets, .assets = LEN(assets),
	    .published_by = "test" };
	int64_t id;
	bool is_new;

	return definition_publish(db, &row, PRACTICE_BEGIN_MS, &id, &is_new, err);
}

void
practice_make(const char *workflow, const char *letter, int payers, const char *status)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	const char *identity;
	struct db *db;

	practice_must(db_open(PATH, DB_CREATE, &db, &err) && migrate_run(db, PRACTICE_BEGIN_MS, &err) &&
	    db_begin(db, &err), "schema", &err);
	practice_must(db_run_script(db, "INSERT INTO provider (npi, last_name, created_ms, modified_ms)"
	    " VALUES ('1234567893', 'Ruiz', 0, 0)", &err), "provider", &err);
	for (int i = 1; i <= payers; i++)
		practice_must(db_run_script(db, arena_printf(&a,
		    "INSERT INTO payer (name, email, created_ms, modified_ms)"
		    " VALUES ('Payer %d', 'desk%d@payer.example', 0, 0);"
		    "INSERT INTO enrollment (provider_id, payer_id, status, created_ms, modified_ms)"
		    " VALUES (1, %d, '%s', 0, 0)", i, i, i, status), &err), "records", &err);
	practice_must(publish(db, workflow, letter, &err) &&
	    changed_mark_all(db, "enrollment", PRACTICE_BEGIN_MS, &err) &&
	    fact_database_id(db, &a, &identity, &err) && db_commit(db, &err) && db_checkpoint(db, &err),
	    "publish", &err);
	db_close(db);
	arena_clear(&a);
}

/* Mail as it came is sealed: each process has the key, as a folder's handles have. */
static void
lend_key(struct db *db)
{
	struct seal_key key;

	seal_key_make(&key, "practice", strlen("practice"), "sensitive field");
	db_set_seal_key(db, &key);
	seal_key_clear(&key);
}

bool
process_open(struct process *p, const struct settings *settings, const char *folder, int64_t now_ms,
    struct err *err)
{
	int64_t held;

	*p = (struct process){ .highwater = HIGHWATER_INIT };
	if (!db_open(PATH, DB_WRITE, &p->db, err)) {
		p->db = NULL;
		return false;
	}
	lend_key(p->db);
	if (!engine_open(&p->engine, p->db, settings, err)) {
		db_close(p->db);
		p->db = NULL;
		return false;
	}
	return highwater_check(&p->highwater, &p->engine, folder, now_ms, &held, err);
}

void
process_close(struct process *p)
{
	highwater_close(&p->highwater);
	if (p->db == NULL)
		return;
	engine_close(&p->engine);
	if (db_in_transaction(p->db))
		db_rollback(p->db);
	db_close(p->db);
	p->db = NULL;
}
