/*
 * cases: a database with many cases that each wait for a letter to go out, for measurements.
 */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/zone.h"
#include "db/migrate.h"
#include "engine/engine.h"
#include "store/definition.h"

static const char workflow[] =
	"workflow: bench\n"
	"version: 1\n"
	"subject: enrollment\n"
	"calendar: us_business\n"
	"vars:\n"
	"  chased: {type: int, init: 0}\n"
	"templates: {chase: chase.txt}\n"
	"states:\n"
	"  waiting:\n"
	"    initial: true\n"
	"    timers:\n"
	"      - timer: chase\n"
	"        when: every 14d from entry max 30 at 09:00 roll next\n"
	"        needs: mail\n"
	"        do:\n"
	"          - set: {chased: chased + 1}\n"
	"          - email: {name: chase, template: chase, to: payer.email, unknown: hold}\n"
	"        then: {go: closed}\n"
	"    on:\n"
	"      - {event: [mail.reply, mail.bounce, mail.auto_reply, email.failed], go: closed}\n"
	"      - {event: user.close, go: closed}\n"
	"      - event: user.chase\n"
	"        do:\n"
	"          - set: {chased: chased + 1}\n"
	"          - email: {name: chase, template: chase, to: payer.email, unknown: hold}\n"
	"        stay: true\n"
	"  closed: {final: true}\n";

static const char letter[] =
	"Subject: Enrollment of {{provider.last_name}}\n"
	"\n"
	"Dear credentialing team,\n"
	"\n"
	"we wrote to you about {{provider.first_name}} {{provider.last_name}} (NPI {{provider.npi}}).\n"
	"Could you tell us where the application stands?\n"
	"\n"
	"{{org.name}}\n";

static const char calendar[] =
	"calendar: us_business\n"
	"weekend: [saturday, sunday]\n"
	"holidays: []\n";

static const int64_t now_ms = 1793955600000;	/* Fri 6 Nov 2026 09:00 UTC */

static inline void
die(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err != NULL ? err->text : "failed");
	exit(1);
}

static inline void
script(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;

	if (!db_run_script(db, sql, &err))
		die(sql, &err);
}

static inline struct settings *
make_settings(struct arena *a)
{
	struct settings *s = arena_alloc(a, sizeof(*s));

	s->org_name = "Bench Group";
	s->timezone = "America/New_York";
	s->zone = zone_find(s->timezone, NULL);
	s->calendar = "us_business";
	s->mail.from = "team@bench.example";
	s->mail.domain = "bench.example";
	s->mail.letters_per_day = 1;
	s->engine.steps_per_minute = 20;
	return s;
}

static inline int64_t
publish(struct db *db, struct arena *a)
{
	const struct definition_asset assets[] = {
		{ "chase.txt", letter, NULL }, { "us_business.yaml", calendar, NULL },
	};
	struct published row = { .name = "bench", .version = 1, .file = "bench.yaml",
	    .source = workflow, .asset = assets, .assets = LEN(assets),
	    .subject_type = "enrollment", .published_by = "bench" };
	struct err err = ERR_INIT;
	struct problems problems;
	int64_t id;
	bool is_new;

	problems_init(&problems, a);
	if (definition_parse("bench.yaml", workflow, strlen(workflow), assets, LEN(assets), a,
	    &problems) == NULL) {
		struct str s = STR_INIT;
		problems_print(&problems, &s);
		fputs(s.text, stderr);
		exit(1);
	}
	if (!db_begin(db, &err) || !definition_publish(db, &row, now_ms, &id, &is_new, &err) ||
	    !db_commit(db, &err))
		die("publish", &err);
	return id;
}

/* A database with "cases" cases, each with a timer due "due_days" days after now. */
static inline struct db *
make_db(const char *path, int64_t cases, int64_t records, int64_t due_days, struct arena *a)
{
	struct err err = ERR_INIT;
	struct db *db;

	unlink(path);
	if (!db_open(path, DB_CREATE, &db, &err) || !migrate_run(db, now_ms, &err))
		die("make", &err);
	script(db, "PRAGMA synchronous=OFF");
	int64_t definition_id = publish(db, a);
	script(db, arena_printf(a,
	    "BEGIN;"
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %lld)"
	    " INSERT INTO provider (npi, last_name, first_name, created_ms, modified_ms)"
	    " SELECT printf('%%010d', i), 'Last' || i, 'First', 0, 0 FROM n;"
	    "INSERT INTO payer (name, email, created_ms, modified_ms)"
	    " VALUES ('Payer', 'desk@payer.example', 0, 0);"
	    "INSERT INTO enrollment (provider_id, payer_id, created_ms, modified_ms)"
	    " SELECT provider_id, 1, 0, 0 FROM provider;"
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %lld)"
	    " INSERT INTO case_file (definition_id, workflow, subject_type, subject_id,"
	    " provider_id, payer_id, state, rev, vars_json, status, entered_ms, opened_ms, hash)"
	    " SELECT %lld, 'bench' || (i / %lld), 'enrollment', i %% %lld + 1, i %% %lld + 1, 1,"
	    " 'waiting', 1, '{\"chased\":0}', 'open', %lld, %lld, '' FROM n;"
	    "INSERT INTO timer (case_id, name, due_ms, anchor_ms, n, max_n, needs, set_seq, rule)"
	    " SELECT case_id, 'chase', %lld + case_id %% 1000, %lld, 1, 30, 'mail', 1,"
	    " 'waiting.timer.chase' FROM case_file;"
	    "INSERT INTO mailbox VALUES ('team', 'INBOX', 1, 1, %lld);"
	    "DELETE FROM changed; COMMIT; ANALYZE; PRAGMA synchronous=FULL",
	    (long long)records, (long long)cases, (long long)definition_id, (long long)records,
	    (long long)records, (long long)records, (long long)(now_ms - 14 * MS_PER_DAY),
	    (long long)(now_ms - 14 * MS_PER_DAY), (long long)(now_ms + due_days * MS_PER_DAY),
	    (long long)(now_ms - 14 * MS_PER_DAY), (long long)(now_ms + MS_PER_DAY)));
	if (!db_checkpoint(db, &err))
		die("checkpoint", &err);
	return db;
}

#endif
