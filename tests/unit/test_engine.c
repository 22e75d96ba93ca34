/*
 * test_engine: the promises of the engine, on a real database in a temporary folder: each event once
 * and in order, timers that wait for the inbox, poison set aside, versions pinned, chains unbroken.
 */
#include "unit/unit.h"

#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "db/migrate.h"
#include "engine/why.h"
#include "store/case_file.h"
#include "store/changed.h"
#include "store/definition.h"

#define MONDAY_MS 1767623400000LL		/* Mon 5 Jan 2026 09:30 in New York */
#define DAY_MS	  MS_PER_DAY

static const char chase_v1[] =
	"workflow: chase\n"
	"version: 1\n"
	"subject: enrollment\n"
	"calendar: us_business\n"
	"vars:\n"
	"  chased: {type: int, init: 0}\n"
	"  seen_on: {type: date}\n"
	"templates: {chase: chase.txt}\n"
	"events:\n"
	"  user.seen: {day: date}\n"
	"  user.loop: {}\n"
	"start:\n"
	"  - {if: subject.status == \"requested\", go: waiting}\n"
	"any:\n"
	"  on:\n"
	"    - {event: [mail.bounce, email.failed, email.unknown], stay: true}\n"
	"    - {event: user.withdraw, go: closed}\n"
	"states:\n"
	"  draft:\n"
	"    initial: true\n"
	"    on:\n"
	"      - {event: user.submit, do: [{set: {subject.submitted_day: today}}], go: waiting}\n"
	"  waiting:\n"
	"    timers:\n"
	"      - timer: chase\n"
	"        when: every 14d from entry max 3 at 09:00 roll next\n"
	"        needs: mail\n"
	"        do:\n"
	"          - set: {chased: chased + 1}\n"
	"          - email: {name: chase, template: chase, to: payer.email, thread: chase}\n"
	"        then: {go: escalated}\n"
	"    on:\n"
	"      - {event: mail.reply, do: [{task: {name: read, title: \"Read {event.subject}\"}}], go: review}\n"
	"      - {event: user.seen, do: [{set: {seen_on: event.day}}], stay: true}\n"
	"      - {event: user.break, do: [{set: {chased: chased + 9223372036854775807}}], stay: true}\n"
	"      - {event: user.loop, do: [{set: {chased: chased + 1}}], stay: true}\n"
	"  review:\n"
	"    entry: [{deadline: {name: answer, on: today + 10d, title: Answer the payer}}]\n"
	"    on:\n"
	"      - {event: user.approved, if: chased < 2, do: [{clear_deadline: answer}, {close_task: read}], go: closed}\n"
	"  escalated:\n"
	"    entry: [{task: {name: call, title: \"Phone {payer.name}\", role: manager}}]\n"
	"    on: [{event: user.approved, go: closed}]\n"
	"  closed: {final: true}\n";

static const char letter[] = "Subject: About {{provider.last_name}}\n\nWhere does it stand?\n";

static char folder[64], path[80];
static struct db *db;
static struct engine engine;
static struct settings settings;
static struct arena arena;

static void
script(const char *sql)
{
	struct err err = ERR_INIT;

	if (!db_run_script(db, sql, &err))
		fail_test("%s: %s", sql, err.text);
}

static int64_t
number(const char *sql)
{
	struct err err = ERR_INIT;
	int64_t n = -1;
	struct query q;

	query_open(&q, db, sql);
	if (!query_run_int(&q, &n, &err))
		fail_test("%s: %s", sql, err.text);
	return n;
}

static const char *
text(const char *sql)
{
	struct query q;

	query_open(&q, db, sql);
	const char *t = query_row(&q) ? query_text(&q, 0, &arena) : NULL;
	assert_true(query_close(&q, NULL));
	return t;
}

static int64_t
publish(const char *source, int64_t version)
{
	const struct asset *calendar = asset_find("config/us_business.yaml");
	const struct definition_asset assets[] = {
		{ "chase.txt", letter, NULL }, { "us_business.yaml", calendar->bytes, NULL },
	};
	struct published row = { .version = version, .file = "chase.yaml", .source = source,
	    .asset = assets, .assets = LEN(assets), .published_by = "test" };
	struct err err = ERR_INIT;
	struct problems problems;
	int64_t id;
	bool is_new;

	problems_init(&problems, &arena);
	const struct definition *d = definition_parse("chase.yaml", source, strlen(source), assets,
	    LEN(assets), &arena, &problems);
	if (d == NULL)
		fail_test("line %d: %s", problems.item[0].line, problems.item[0].text);
	row.name = definition_name(d);
	row.subject_type = definition_subject(d)->name;
	assert_true(db_begin(db, &err));
	if (!definition_publish(db, &row, MONDAY_MS, &id, &is_new, &err))
		fail_test("%s", err.text);
	assert_true(db_commit(db, &err));
	return id;
}

static int
set_up(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	snprintf(folder, sizeof(folder), "/tmp/credence-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/t.db", folder);
	if (!db_open(path, DB_CREATE, &db, &err) || !migrate_run(db, MONDAY_MS, &err))
		return -1;
	settings = (struct settings){ .org_name = "Group", .timezone = "America/New_York",
	    .zone = zone_find("America/New_York", NULL), .calendar = "us_business" };
	settings.mail.from = "team@group.example";
	settings.mail.domain = "group.example";
	settings.mail.letters_per_day = 1;
	settings.engine.steps_per_minute = 20;
	settings.engine.breaker_letters = 50;
	engine_open(&engine, db, &settings, &err);
	publish(chase_v1, 1);
	script("INSERT INTO provider (npi, last_name, created_ms, modified_ms)"
	    " VALUES ('1234567893', 'Ruiz', 0, 0);"
	    "INSERT INTO payer (name, email, created_ms, modified_ms)"
	    " VALUES ('Acme', 'Desk@Acme.example', 0, 0);"
	    "INSERT INTO enrollment (provider_id, payer_id, created_ms, modified_ms) VALUES (1, 1, 0, 0)");
	return 0;
}

static int
tear_down(void **state)
{
	size_t count;
	char **names;
	(void)state;

	engine_close(&engine);
	db_close(db);
	if (folder_list(folder, &arena, &names, &count, NULL))
		for (size_t i = 0; i < count; i++)
			unlink(path_join(&arena, folder, names[i]));
	arena_clear(&arena);
	return rmdir(folder);
}

static struct engine_counts
tick(int64_t now_ms)
{
	struct engine_counts counts;
	struct err err = ERR_INIT;

	if (!engine_tick(&engine, now_ms, &counts, &err))
		fail_test("%s", err.text);
	return counts;
}

static void
read_inbox(int64_t until_ms)
{
	script(arena_printf(&arena, "INSERT INTO mailbox VALUES ('team', 'INBOX', 1, 1, %lld)"
	    " ON CONFLICT (account, folder) DO UPDATE SET synced_ms = excluded.synced_ms",
	    (long long)until_ms));
}

static struct engine_answer
send(int64_t case_id, const char *event, const char *dedup, const struct facts *fields,
    int64_t now_ms)
{
	struct engine_answer answer;
	struct err err = ERR_INIT;

	if (!engine_deliver(&engine, case_id, event, dedup, "maria", fields, now_ms, now_ms, &arena,
	    &answer, &err))
		fail_test("%s", err.text);
	return answer;
}

/* A case in "waiting" since MONDAY_MS. */
static int64_t
waiting_case(void)
{
	struct err err = ERR_INIT;
	int64_t case_id;

	if (!engine_open_case(&engine, "chase", "enrollment", 1, "maria", true, MONDAY_MS, &case_id,
	    &err))
		fail_test("%s", err.text);
	assert_int_equal(send(case_id, "user.submit", "u:1", NULL, MONDAY_MS).outcome, STEP_DONE);
	return case_id;
}

static void
no_fault(void *context, const char *what, const char *where, const char *message)
{
	(void)context;
	fail_test("%s: %s: %s", where, what, message);
}

static void
all_is_sound(void)
{
	struct err err = ERR_INIT;
	int64_t checked;

	if (!engine_verify(&engine, no_fault, NULL, &checked, &err))
		fail_test("%s", err.text);
	assert_true(checked > 0);
}

static void
a_chase_goes_out_when_due_and_once(void **state)
{
	(void)state;

	int64_t case_id = waiting_case();
	assert_string_equal(text("SELECT submitted_day FROM enrollment"), "2026-01-05");
	read_inbox(MONDAY_MS + 13 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 13 * DAY_MS).fired, 0);
	/* Day 14 is Martin Luther King's: it goes out on the day after. */
	read_inbox(MONDAY_MS + 14 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 14 * DAY_MS).fired, 0);
	read_inbox(MONDAY_MS + 15 * DAY_MS);
	struct engine_counts counts = tick(MONDAY_MS + 15 * DAY_MS);
	assert_int_equal(counts.fired, 1);
	assert_int_equal(counts.queued, 1);
	assert_int_equal(tick(MONDAY_MS + 15 * DAY_MS).fired, 0);
	assert_int_equal(number("SELECT count(*) FROM outbox"), 1);
	assert_string_equal(text("SELECT recipient FROM outbox"), "desk@acme.example");
	assert_string_equal(text("SELECT subject FROM outbox"), "About Ruiz");
	assert_string_equal(text("SELECT status FROM outbox"), "ready");
	assert_true(text_ends(text("SELECT rfc_message_id FROM outbox"), "@group.example>"));
	assert_string_equal(text("SELECT vars_json FROM case_file"), "{\"chased\":1}");
	assert_int_equal(number("SELECT rev FROM case_file"), 3);
	assert_int_equal(case_id, 1);
	all_is_sound();
}

static void
the_thread_goes_on_and_ends_with_then(void **state)
{
	(void)state;

	waiting_case();
	for (int day = 15; day <= 57; day += 14) {
		read_inbox(MONDAY_MS + day * DAY_MS);
		tick(MONDAY_MS + day * DAY_MS);
	}
	assert_int_equal(number("SELECT count(*) FROM outbox"), 3);
	assert_string_equal(text("SELECT thread_ids FROM outbox WHERE outbox_id = 3"),
	    arena_printf(&arena, "%s %s", text("SELECT rfc_message_id FROM outbox WHERE outbox_id = 1"),
	    text("SELECT rfc_message_id FROM outbox WHERE outbox_id = 2")));
	assert_string_equal(text("SELECT state FROM case_file"), "escalated");
	assert_string_equal(text("SELECT title FROM task"), "Phone Acme");
	assert_int_equal(number("SELECT count(*) FROM timer"), 0);
	all_is_sound();
}

static void
a_timer_waits_for_the_inbox(void **state)
{
	(void)state;

	waiting_case();
	assert_int_equal(tick(MONDAY_MS + 16 * DAY_MS).fired, 0);	/* never read */
	read_inbox(MONDAY_MS + 14 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 17 * DAY_MS).fired, 0);	/* not far enough */
	assert_int_equal(number("SELECT count(*) FROM task WHERE name = 'inbox unread'"), 1);
	read_inbox(MONDAY_MS + 17 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 17 * DAY_MS).fired, 1);
}

static void
a_reply_stops_the_chase(void **state)
{
	struct facts fields;
	(void)state;

	int64_t id = waiting_case();
	facts_init(&fields, &arena);
	facts_set(&fields, "subject", value_text("Re: About Ruiz"));
	struct engine_answer answer = send(id, "mail.reply", "m:1", &fields, MONDAY_MS + 3 * DAY_MS);
	assert_int_equal(answer.outcome, STEP_DONE);
	assert_string_equal(answer.from_state, "waiting");
	assert_string_equal(answer.state, "review");
	assert_string_equal(text("SELECT title FROM task"), "Read Re: About Ruiz");
	assert_string_equal(text("SELECT on_day FROM deadline WHERE status = 'open'"), "2026-01-18");
	read_inbox(MONDAY_MS + 90 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 90 * DAY_MS).fired, 0);
	assert_int_equal(number("SELECT count(*) FROM outbox"), 0);
	assert_int_equal(send(id, "user.approved", "u:2", NULL, MONDAY_MS + 90 * DAY_MS).outcome,
	    STEP_DONE);
	assert_string_equal(text("SELECT status FROM case_file"), "done");
	assert_string_equal(text("SELECT status FROM deadline"), "done");
	assert_string_equal(text("SELECT status FROM task"), "done");
	all_is_sound();
}

static void
an_event_counts_once(void **state)
{
	(void)state;

	int64_t id = waiting_case();
	assert_int_equal(send(id, "user.loop", "u:7", NULL, MONDAY_MS).outcome, STEP_DONE);
	struct engine_answer again = send(id, "user.loop", "u:7", NULL, MONDAY_MS + 5);
	assert_true(again.duplicate);
	assert_int_equal(again.seq, 3);
	assert_string_equal(text("SELECT vars_json FROM case_file"), "{\"chased\":1}");
	assert_int_equal(number("SELECT count(*) FROM history"), 3);
}

static void
what_no_rule_takes_changes_nothing(void **state)
{
	(void)state;

	int64_t id = waiting_case();
	assert_int_equal(send(id, "user.approved", "u:3", NULL, MONDAY_MS).outcome, STEP_IGNORED);
	struct engine_answer answer = send(99 - 98, "nonsense", "u:4", NULL, MONDAY_MS);
	assert_int_equal(answer.outcome, STEP_IGNORED);
	assert_non_null(answer.reason);
	assert_int_equal(number("SELECT rev FROM case_file"), 2);
	assert_int_equal(number("SELECT count(*) FROM event WHERE status = 'ignored'"), 2);
	struct err err = ERR_INIT;
	struct engine_answer none;
	assert_false(engine_deliver(&engine, 99, "user.submit", "u", "m", NULL, 0, MONDAY_MS, &arena,
	    &none, &err));
	assert_int_equal(err.kind, ERR_MISSING);
	assert_false(db_in_transaction(db));
}

static void
fields_keep_their_types(void **state)
{
	struct facts fields;
	(void)state;

	int64_t id = waiting_case();
	facts_init(&fields, &arena);
	facts_set(&fields, "day", value_date(20500));
	assert_int_equal(send(id, "user.seen", "u:5", &fields, MONDAY_MS).outcome, STEP_DONE);
	assert_string_equal(text("SELECT vars_json FROM case_file"),
	    "{\"chased\":0,\"seen_on\":\"2026-02-16\"}");
	assert_string_equal(text("SELECT payload_json FROM event WHERE dedup = 'u:5'"),
	    "{\"day\":{\"date\":\"2026-02-16\"}}");
}

static void
a_dry_run_writes_nothing(void **state)
{
	struct step_result result;
	struct err err = ERR_INIT;
	(void)state;

	int64_t id = waiting_case();
	assert_true(engine_deliver_dry(&engine, id, "user.withdraw", NULL, MONDAY_MS, &arena, &result,
	    &err));
	assert_int_equal(result.outcome, STEP_DONE);
	assert_string_equal(result.state, "closed");
	assert_true(result.final);
	json_free(result.trace);
	assert_string_equal(text("SELECT state FROM case_file"), "waiting");
	assert_int_equal(number("SELECT count(*) FROM event"), 1);
}

static void
poison_is_set_aside_and_others_go_on(void **state)
{
	static const int64_t waits_ms[] = { 1000, 10000, 60000, 600000, 3600000 };
	int64_t now_ms = MONDAY_MS;
	(void)state;

	int64_t id = waiting_case();
	script("INSERT INTO enrollment (provider_id, payer_id, state, created_ms, modified_ms)"
	    " VALUES (1, 1, 'NY', 0, 0)");
	int64_t other;
	struct err err = ERR_INIT;
	assert_true(engine_open_case(&engine, "chase", "enrollment", 2, "m", true, now_ms, &other, &err));
	send(id, "user.loop", "u:1a", NULL, now_ms);
	assert_int_equal(send(id, "user.break", "u:2", NULL, now_ms).outcome, STEP_ERROR);
	/* What comes after it waits behind it; the other case does not. */
	assert_int_equal(send(id, "user.loop", "u:3", NULL, now_ms).outcome, STEP_ERROR);
	assert_int_equal(send(other, "user.submit", "u:4", NULL, now_ms).outcome, STEP_DONE);
	for (size_t i = 0; i < LEN(waits_ms); i++) {
		assert_string_equal(text("SELECT status FROM case_file WHERE case_id = 1"), "open");
		assert_int_equal(tick(now_ms + waits_ms[i] - 1).failed, 0);
		now_ms += waits_ms[i];
		assert_int_equal(tick(now_ms).failed, 1);
	}
	assert_string_equal(text("SELECT status FROM case_file WHERE case_id = 1"), "stuck");
	assert_string_equal(text("SELECT status FROM event WHERE dedup = 'u:2'"), "dead");
	assert_string_equal(text("SELECT role FROM task WHERE name = 'stuck'"), "admin");
	assert_int_equal(number("SELECT is_held FROM timer WHERE case_id = 1"), 1);
	assert_int_equal(tick(now_ms + DAY_MS).failed, 0);
	/* A person leaves it out: the one behind it goes on. */
	assert_true(engine_resume(&engine, id, true, "maria", now_ms + DAY_MS, &err));
	assert_int_equal(tick(now_ms + DAY_MS).failed, 0);
	assert_string_equal(text("SELECT vars_json FROM case_file WHERE case_id = 1"), "{\"chased\":2}");
	assert_int_equal(number("SELECT is_held FROM timer WHERE case_id = 1"), 0);
	all_is_sound();
}

static void
a_paused_case_does_not_fire(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	int64_t id = waiting_case();
	assert_true(engine_pause(&engine, id, "maria", MONDAY_MS + DAY_MS, &err));
	assert_false(engine_pause(&engine, id, "maria", MONDAY_MS + DAY_MS, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	read_inbox(MONDAY_MS + 20 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 20 * DAY_MS).fired, 0);
	assert_true(engine_resume(&engine, id, false, "maria", MONDAY_MS + 20 * DAY_MS, &err));
	assert_int_equal(tick(MONDAY_MS + 20 * DAY_MS).fired, 1);
	all_is_sound();
}

static void
a_case_keeps_its_version(void **state)
{
	struct str v2 = STR_INIT;
	(void)state;

	int64_t id = waiting_case();
	str_add(&v2, chase_v1);
	char *version = strstr(v2.text, "version: 1");
	version[strlen("version: ")] = '2';
	char *every = strstr(v2.text, "every 14d");
	every[6] = '0';
	every[7] = '7';
	int64_t definition_id = publish(v2.text, 2);
	read_inbox(MONDAY_MS + 10 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 10 * DAY_MS).fired, 0);	/* 14 days, as it began */
	assert_int_equal(number("SELECT definition_id FROM case_file"), 1);
	send(id, "user.withdraw", "u:9", NULL, MONDAY_MS + 10 * DAY_MS);
	script("UPDATE enrollment SET status = 'requested'");
	assert_true(changed_mark(db, "enrollment", 1, MONDAY_MS, NULL));
	assert_int_equal(tick(MONDAY_MS + 10 * DAY_MS).started, 1);
	assert_int_equal(number("SELECT max(definition_id) FROM case_file"), definition_id);
	str_clear(&v2);
}

static void
a_published_version_cannot_change(void **state)
{
	struct published row = { .name = "chase", .version = 1, .file = "chase.yaml",
	    .source = "workflow: chase # other words", .subject_type = "enrollment",
	    .published_by = "test" };
	struct err err = ERR_INIT;
	int64_t id;
	bool is_new;
	(void)state;

	assert_true(db_begin(db, &err));
	assert_false(definition_publish(db, &row, MONDAY_MS, &id, &is_new, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	db_rollback(db);
}

static void
an_old_revision_is_not_written_over(void **state)
{
	struct err err = ERR_INIT;
	struct case_file c;
	(void)state;

	int64_t id = waiting_case();
	assert_true(case_load(db, id, &arena, &c, &err));
	send(id, "user.loop", "u:8", NULL, MONDAY_MS);
	c.state = "closed";
	c.rev++;
	assert_false(case_save(db, &c, c.rev - 1, false, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_string_equal(text("SELECT state FROM case_file"), "waiting");
}

static void
a_start_rule_opens_once(void **state)
{
	(void)state;

	assert_int_equal(tick(MONDAY_MS).started, 0);
	script("UPDATE enrollment SET status = 'requested'");
	assert_true(changed_mark(db, "enrollment", 1, MONDAY_MS, NULL));
	assert_int_equal(tick(MONDAY_MS).started, 1);
	assert_true(changed_mark(db, "enrollment", 1, MONDAY_MS, NULL));
	assert_int_equal(tick(MONDAY_MS).started, 0);
	assert_string_equal(text("SELECT state FROM case_file"), "waiting");
	assert_int_equal(number("SELECT provider_id + payer_id FROM case_file"), 2);
	assert_int_equal(number("SELECT count(*) FROM changed"), 0);
	all_is_sound();
}

static void
time_never_runs_backwards(void **state)
{
	(void)state;

	int64_t id = waiting_case();
	send(id, "user.loop", "u:10", NULL, MONDAY_MS + DAY_MS);
	send(id, "user.loop", "u:11", NULL, MONDAY_MS);
	assert_int_equal(number("SELECT max(at_ms) - min(at_ms) FROM history WHERE seq > 2"), 0);
}

static void
a_storm_is_slowed(void **state)
{
	char dedup[16];
	(void)state;

	int64_t id = waiting_case(), done = 0;
	for (int i = 0; i < 30; i++) {
		snprintf(dedup, sizeof(dedup), "u:s%d", i);
		done += send(id, "user.loop", dedup, NULL, MONDAY_MS + i).outcome == STEP_DONE;
	}
	assert_int_equal(done, 18);		/* with the opening and the submission: 20 */
	for (int i = 1; i <= 3; i++)
		tick(MONDAY_MS + i * 2 * MS_PER_MINUTE);
	assert_string_equal(text("SELECT vars_json FROM case_file"), "{\"chased\":30}");
	all_is_sound();
}

static void
letters_that_must_not_go_are_held(void **state)
{
	(void)state;

	waiting_case();
	script("INSERT INTO suppression (email, reason, since_ms) VALUES ('desk@acme.example', '550 user unknown', 0)");
	read_inbox(MONDAY_MS + 15 * DAY_MS);
	tick(MONDAY_MS + 15 * DAY_MS);
	assert_string_equal(text("SELECT status FROM outbox"), "held");
	assert_non_null(strstr(text("SELECT reason FROM outbox"), "550 user unknown"));
	assert_int_equal(number("SELECT count(*) FROM task WHERE name LIKE 'letter %'"), 1);
	script("DELETE FROM suppression; UPDATE payer SET email = NULL");
	read_inbox(MONDAY_MS + 29 * DAY_MS);
	tick(MONDAY_MS + 29 * DAY_MS);
	assert_string_equal(text("SELECT status FROM outbox WHERE outbox_id = 2"), "held");
	assert_string_equal(text("SELECT recipient FROM outbox WHERE outbox_id = 2"), "");
}

/* "count" cases whose chase is due on day 15, looked at on day "day". */
static struct engine_counts
many_late(int count, int day)
{
	struct err err = ERR_INIT;
	int64_t case_id;

	for (int i = 1; i <= count; i++) {
		script(arena_printf(&arena, "INSERT INTO enrollment (provider_id, payer_id, state,"
		    " status, created_ms, modified_ms) VALUES (1, 1, 'S%d', 'requested', 0, 0)", i));
		assert_true(engine_open_case(&engine, "chase", "enrollment", i + 1, "m", true,
		    MONDAY_MS, &case_id, &err));
	}
	read_inbox(MONDAY_MS + day * DAY_MS);
	return tick(MONDAY_MS + day * DAY_MS);
}

static void
many_late_letters_wait_for_a_person(void **state)
{
	(void)state;

	assert_int_equal(many_late(51, 25).queued, 51);
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'held'"), 51);
	assert_int_equal(number("SELECT count(*) FROM task"), 1);
	all_is_sound();
}

static void
few_late_letters_go(void **state)
{
	(void)state;

	assert_int_equal(many_late(50, 25).queued, 50);
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'ready'"), 50);
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
}

/* 51 letters fall due on day 15 at 9:00; looked at half past nine, and so long before. */
static void
look_after(int64_t pause_ms)
{
	assert_int_equal(many_late(51, 14).queued, 0);
	read_inbox(MONDAY_MS + 15 * DAY_MS);
	assert_int_equal(tick(MONDAY_MS + 15 * DAY_MS - pause_ms).queued, 0);
	assert_int_equal(tick(MONDAY_MS + 15 * DAY_MS).queued, 51);
}

/* What falls due because the clock went forward by hours is asked about; what fell due in the meantime goes. */
static void
letters_of_a_jump_wait_for_a_person(void **state)
{
	(void)state;

	look_after(3 * MS_PER_HOUR);
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'held'"), 51);
	assert_int_equal(number("SELECT count(*) FROM task WHERE name = 'breaker'"), 1);
}

static void
letters_of_the_last_hour_go(void **state)
{
	(void)state;

	look_after(40 * MS_PER_MINUTE);
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'ready'"), 51);
	assert_int_equal(number("SELECT count(*) FROM task"), 0);
}

static void
a_mail_is_explained_to_its_first_cause(void **state)
{
	struct err err = ERR_INIT;
	struct json *chain;
	(void)state;

	int64_t id = waiting_case();
	read_inbox(MONDAY_MS + 15 * DAY_MS);
	tick(MONDAY_MS + 15 * DAY_MS);
	assert_true(why_chain(&engine, "mail", 1, &chain, &err));
	const struct json *mail = json_at(chain, 0), *timer = json_at(chain, 2);
	assert_string_equal(json_get_text(mail, "rule"), "waiting.timer.chase");
	assert_string_equal(json_get_text(mail, "file"), "chase.yaml");
	assert_int_equal(json_get_int(mail, "line", 0), 30);
	assert_non_null(strstr(json_get_text(timer, "what"), "firing 1 of 3"));
	/* Mail, step, timer, the step that armed it, its event: maria's. */
	assert_string_equal(json_get_text(json_at(chain, 4), "by"), "maria");
	json_free(chain);
	assert_false(why_chain(&engine, "mail", 77, &chain, &err));
	assert_int_equal(err.kind, ERR_MISSING);
	assert_false(why_chain(&engine, "weather", 1, &chain, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_true(why_not(&engine, &(struct why_not_question){ .case_id = id,
	    .at_ms = INSTANT_NONE }, MONDAY_MS + 16 * DAY_MS, &chain, &err));
	assert_non_null(strstr(json_get_text(json_at(chain, 0), "because"), "it is due 2026-02-02"));
	json_free(chain);
}

/* A tick that had nothing to do looks again when a row was written, here or elsewhere, and when its time has come. */
static void
a_quiet_tick_misses_nothing(void **state)
{
	struct engine_counts counts;
	struct err err = ERR_INIT;
	struct db *other;
	(void)state;

	waiting_case();
	for (int i = 0; i < 3; i++)
		assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_true(engine.quiet.until_ms > MONDAY_MS + 1000);
	/* Its own hand. */
	script("UPDATE timer SET due_ms = 1, needs = 'none'");
	assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_int_equal(counts.fired, 1);
	assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_int_equal(counts.fired, 0);
	/* Somebody else's. */
	assert_true(db_open(path, DB_WRITE, &other, &err));
	assert_true(db_run_script(other, "UPDATE timer SET due_ms = 2, needs = 'none'", &err));
	assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_int_equal(counts.fired, 1);
	/* The time, to the millisecond. */
	assert_true(db_run_script(other, arena_printf(&arena, "UPDATE timer SET due_ms = %lld, needs = 'none'",
	    MONDAY_MS + 5000), &err));
	db_close(other);
	assert_true(engine_tick(&engine, MONDAY_MS + 1000, &counts, &err));
	assert_true(engine_tick(&engine, MONDAY_MS + 4999, &counts, &err));
	assert_int_equal(counts.fired, 0);
	assert_true(engine_tick(&engine, MONDAY_MS + 5000, &counts, &err));
	assert_int_equal(counts.fired, 1);
}

static void
count_fault(void *context, const char *what, const char *where, const char *message)
{
	(void)what;
	(void)where;
	(void)message;
	(*(int *)context)++;
}

static void
a_changed_history_shows(void **state)
{
	struct err err = ERR_INIT;
	int64_t checked;
	int faults = 0;
	(void)state;

	waiting_case();
	script("UPDATE history SET actor = 'somebody' WHERE seq = 1");
	assert_true(engine_verify(&engine, count_fault, &faults, &checked, &err));
	assert_int_equal(faults, 1);
	script("DELETE FROM history WHERE seq = 2");
	faults = 0;
	assert_true(engine_verify(&engine, count_fault, &faults, &checked, &err));
	assert_true(faults >= 2);
}

/* What must hold between rows (engine.md, section e), broken by hand one after the other. */
static void
note_message(void *context, const char *what, const char *where, const char *message)
{
	(void)what;
	(void)where;
	*(const char **)context = arena_printf(&arena, "%s\n%s", *(const char **)context, message);
}

static void
each_broken_promise_shows(void **state)
{
	static const struct { const char *sql, *undo, *message; } rows[] = {
		{ "UPDATE case_file SET rev = 7", "UPDATE case_file SET rev = 2",
		    "the case does not stand where its history ends" },
		{ "UPDATE case_file SET status = 'done', closed_ms = 1", "UPDATE case_file SET status = 'open', closed_ms = NULL",
		    "a timer of a closed case is armed" },
		{ "INSERT INTO event (case_id, name, dedup, source, occurred_ms, received_ms, payload_json, status, next_ms)"
		    " VALUES (1, 'user.x', 'u:9', 'test', 0, 0, '{}', 'done', 0)", "DELETE FROM event WHERE dedup = 'u:9'",
		    "an event was delivered, but no step tells of it" },
		{ "INSERT INTO task (case_id, seq, rule, name, title, role, status, created_ms)"
		    " VALUES (1, 2, 'x', 'x', 'x', 'admin', 'open', 0); UPDATE history SET rule = 'migrate', event_id = NULL WHERE seq = 2",
		    NULL, "a change to another version did more than that" },
		{ "DELETE FROM timer; UPDATE task SET status = 'done'", NULL,
		    "nothing will ever wake this case: no timer, task, waiting event or child" },
	};
	struct err err = ERR_INIT;
	int64_t checked;
	(void)state;

	waiting_case();
	for (size_t i = 0; i < LEN(rows); i++) {
		const char *said = "";
		script(rows[i].sql);
		assert_true(engine_verify(&engine, note_message, &said, &checked, &err));
		if (strstr(said, rows[i].message) == NULL)
			fail_test("%s: said %s", rows[i].sql, said);
		if (rows[i].undo != NULL)
			script(rows[i].undo);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_chase_goes_out_when_due_and_once),
		TEST(the_thread_goes_on_and_ends_with_then),
		TEST(a_timer_waits_for_the_inbox),
		TEST(a_reply_stops_the_chase),
		TEST(an_event_counts_once),
		TEST(what_no_rule_takes_changes_nothing),
		TEST(fields_keep_their_types),
		TEST(a_dry_run_writes_nothing),
		TEST(poison_is_set_aside_and_others_go_on),
		TEST(a_paused_case_does_not_fire),
		TEST(a_case_keeps_its_version),
		TEST(a_published_version_cannot_change),
		TEST(an_old_revision_is_not_written_over),
		TEST(a_start_rule_opens_once),
		TEST(time_never_runs_backwards),
		TEST(a_storm_is_slowed),
		TEST(letters_that_must_not_go_are_held),
		TEST(many_late_letters_wait_for_a_person),
		TEST(few_late_letters_go),
		TEST(letters_of_a_jump_wait_for_a_person),
		TEST(letters_of_the_last_hour_go),
		TEST(a_mail_is_explained_to_its_first_cause),
		TEST(a_quiet_tick_misses_nothing),
		TEST(a_changed_history_shows),
		TEST(each_broken_promise_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
