/* script: see script.h. */
#include "crash/script.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/why.h"
#include "mail/parcel.h"
#include "store/changed.h"
#include "store/dispatch.h"
#include "store/mailbox.h"

#define BEGIN_MS	PRACTICE_BEGIN_MS
#define DAY(n)		(BEGIN_MS + (n) * MS_PER_DAY)

static const char workflow[] =
	"workflow: chase\n"
	"version: 1\n"
	"subject: enrollment\n"
	"calendar: us_business\n"
	"vars:\n"
	"  chased: {type: int, init: 0}\n"
	"templates: {letter: letter.txt}\n"
	"start:\n"
	"  - {if: subject.status == \"requested\", go: waiting}\n"
	"any:\n"
	"  on:\n"
	"    - {event: [mail.bounce, email.failed], stay: true}\n"
	"    - event: email.unknown\n"
	"      do: [{task: {name: doubt, title: Did it arrive?}}]\n"
	"      stay: true\n"
	"    - {event: email.sent, do: [{note: sent}], stay: true}\n"
	"states:\n"
	"  waiting:\n"
	"    initial: true\n"
	"    entry:\n"
	"      - {email: {name: submit, template: letter, to: payer.email}}\n"
	"      - {deadline: {name: answer, on: today + 60d, title: Answer}}\n"
	"    timers:\n"
	"      - timer: chase\n"
	"        when: every 14d from entry max 3 at 09:00 roll next\n"
	"        needs: mail\n"
	"        do:\n"
	"          - set: {chased: chased + 1}\n"
	"          - email: {name: chase, template: letter, to: payer.email, thread: submit}\n"
	"        then: {go: review}\n"
	"    on:\n"
	"      - {event: mail.reply, do: [{task: {name: read, title: Read it, done: user.read}}], go: review}\n"
	"  review:\n"
	"    entry: [{set: {subject.status: '\"received\"'}}]\n"
	"    on:\n"
	"      - {event: user.read, do: [{clear_deadline: answer}, {set: {subject.received_day: today}}], go: over}\n"
	"    timers: [{timer: late, when: every 5d max 2, do: [{escalate: {to: role.manager, title: Late}}], then: {go: over}}]\n"
	"  over: {final: true}\n";

static const char letter[] = "Subject: About {{provider.last_name}}\n\nWhere does it stand?\n";

void
world_make(struct outside *outside)
{
	memset(outside, 0, sizeof(*outside));
	snprintf(outside->folder, sizeof(outside->folder), "/tmp/crash-XXXXXX");
	if (mkdtemp(outside->folder) == NULL)
		exit(1);
	practice_make(workflow, letter, 1, "not started");
}

bool
world_open(struct world *w, struct outside *outside, struct err *err)
{
	*w = (struct world){ .outside = outside, .settings = practice_settings(10) };
	return process_open(&w->process, &w->settings, outside->folder, PRACTICE_BEGIN_MS, err);
}

void
world_close(struct world *w)
{
	process_close(&w->process);
}

/* In one transaction, as the commands do it. */
static bool
in_transaction(struct world *w, bool (*body)(struct world *, struct err *), struct err *err)
{
	if (!db_begin(w->process.db, err))
		return false;
	if (body(w, err))
		return db_commit(w->process.db, err);
	db_rollback(w->process.db);
	return false;
}

static bool
request(struct world *w, struct err *err)
{
	struct query q;

	query_open(&q, w->process.db, "UPDATE enrollment SET status = 'requested' WHERE status = 'not started'");
	return query_run(&q, NULL, err) && changed_mark(w->process.db, "enrollment", 1, BEGIN_MS, err);
}

static bool
act_request(struct world *w, struct err *err)
{
	return in_transaction(w, request, err);
}

static bool
tick(struct world *w, int64_t now_ms, struct err *err)
{
	struct engine_counts counts;

	/* Days go by between two acts.  To a process that was killed and started anew that is no jump of the clock. */
	w->process.engine.ticked_ms = 0;
	return engine_tick(&w->process.engine, now_ms, &counts, err);
}

static bool
act_begin(struct world *w, struct err *err)
{
	return tick(w, BEGIN_MS, err);
}

/* The server: it takes the letter, whatever becomes of us afterwards. */
static void
accept_letter(struct outside *o, const char *idem)
{
	size_t i = 0;

	while (i < o->letters && strcmp(o->letter[i].idem, idem) != 0)
		i++;
	if (i == LETTERS_MAX)
		exit(1);
	if (i == o->letters)
		snprintf(o->letter[o->letters++].idem, sizeof(o->letter[0].idem), "%s", idem);
	o->letter[i].copies++;
}

static bool
recover_letters(struct world *w, struct settle *settle, struct err *err)
{
	struct outbox_letter *left;
	size_t count;
	bool ok;

	if (!dispatch_list_left(w->process.db, BATCH_LETTERS, settle->a, &left, &count, err))
		return false;
	if (count == 0)
		return true;
	ok = db_begin(w->process.db, err);
	for (size_t i = 0; ok && i < count; i++) {
		const struct dispatch_end again = { left[i].outbox_id, "ready", NULL, NULL, settle->now_ms,
		    INSTANT_NONE };
		ok = strcmp(left[i].status, "sending") == 0 ? settle_left(settle, &left[i], err) :
		    dispatch_settle(w->process.db, &again, err);
	}
	if (ok)
		return db_commit(w->process.db, err);
	if (db_in_transaction(w->process.db))
		db_rollback(w->process.db);
	return false;
}

/* A round of the sender (mail/send.c), with the server in memory. */
static bool
send_round(struct world *w, int64_t now_ms, struct arena *a, struct err *err)
{
	struct send_counts counts = { 0 };
	struct batch b = { .token = "sender", .highwater = &w->process.highwater,
		.settle = { &w->process.engine, now_ms, &counts, a } };
	struct parcel *before = NULL;
	bool marked;

	if (!recover_letters(w, &b.settle, err) || !batch_claim(&b, BATCH_LETTERS, err))
		return false;
	for (size_t i = 0; i < b.count; i++) {
		if (!batch_turn(&b, before, &b.parcel[i], &marked, err))
			return false;
		before = marked ? &b.parcel[i] : NULL;
		if (!marked)
			continue;
		accept_letter(w->outside, before->letter.idem);
		before->started_ms = now_ms;
		before->result = (struct post_result){ .outcome = POST_SENT, .stage = "done", .reply = "250 ok" };
	}
	return before == NULL || batch_turn(&b, before, NULL, &marked, err);
}

static bool
send_letters(struct world *w, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = send_round(w, now_ms, &a, err);
	arena_clear(&a);
	return ok;
}

static bool
act_send(struct world *w, struct err *err)
{
	return send_letters(w, BEGIN_MS + MS_PER_MINUTE, err);
}

static bool
read_until(struct world *w, int64_t until_ms, struct err *err)
{
	const struct mailbox m = { .account = "team", .folder = "INBOX", .uidvalidity = 1, .last_uid = 1,
		.synced_ms = until_ms };

	return mailbox_save(w->process.db, &m, err);
}

static bool
read_inbox(struct world *w, struct err *err)
{
	return read_until(w, DAY(15), err);
}

static bool
act_inbox(struct world *w, struct err *err)
{
	return in_transaction(w, read_inbox, err);
}

static bool
act_chase(struct world *w, struct err *err)
{
	return tick(w, DAY(15), err);
}

static bool
act_send_chase(struct world *w, struct err *err)
{
	return send_letters(w, DAY(15) + MS_PER_MINUTE, err);
}

static bool
act_checkpoint(struct world *w, struct err *err)
{
	return db_checkpoint(w->process.db, err);
}

/* A mail, its place in the mailbox and its event are one commit. */
static bool
reply(struct world *w, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct engine_answer answer;
	struct facts fields;

	facts_init(&fields, &a);
	facts_set(&fields, "subject", value_text("Re: About Ruiz"));
	facts_set(&fields, "message_id", value_int(1));
	facts_set(&fields, "permanent", value_bool(false));
	facts_set(&fields, "unknown_sender", value_bool(false));
	bool ok = read_until(w, DAY(20), err) && engine_deliver_in(&w->process.engine, 1, "mail.reply", "m:1",
	    "mail 1", &fields, DAY(20), DAY(20), &a, &answer, err);
	arena_clear(&a);
	return ok;
}

static bool
act_reply(struct world *w, struct err *err)
{
	return in_transaction(w, reply, err);
}

/* One piece of work in each tick: it is one commit however slow the machine is. */
static bool
act_hear(struct world *w, struct err *err)
{
	return tick(w, DAY(20), err);
}

static bool
act_escalate(struct world *w, struct err *err)
{
	return tick(w, DAY(25) + MS_PER_HOUR, err);
}

static bool
act_read(struct world *w, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct engine_answer answer;
	int64_t task_id = 0;
	struct query q;

	query_open(&q, w->process.db, "SELECT task_id FROM task WHERE name = 'read' AND status = 'open'");
	if (query_row(&q))
		task_id = query_int(&q, 0);
	bool ok = query_close(&q, err) && (task_id == 0 || engine_end_task(&w->process.engine, task_id, NULL, 0,
	    "maria", DAY(26), &a, &answer, err));
	arena_clear(&a);
	return ok;
}

static bool
act_last_tick(struct world *w, struct err *err)
{
	return tick(w, DAY(27), err);
}

static const struct {
	const char	*name;
	bool		(*act)(struct world *w, struct err *err);
} acts[] = {
	{ "the record changes", act_request },
	{ "the case begins", act_begin },
	{ "the letter leaves", act_send },
	{ "the log goes into the file", act_checkpoint },
	{ "the inbox is read", act_inbox },
	{ "the timer fires", act_chase },
	{ "the follow-up leaves", act_send_chase },
	{ "a reply comes", act_reply },
	{ "the case hears that the record changed", act_hear },
	{ "nobody reads it", act_escalate },
	{ "the log goes into the file again", act_checkpoint },
	{ "the task is done", act_read },
	{ "the last tick", act_last_tick },
};

size_t
script_acts(void)
{
	return LEN(acts);
}

const char *
script_name(size_t act)
{
	return acts[act].name;
}

bool
script_do(struct world *w, size_t act, struct err *err)
{
	return acts[act].act(w, err);
}

static void
show_table(struct db *db, const char *table, struct str *out)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, db, arena_printf(&a, "/*scan*/ SELECT * FROM %s ORDER BY 1, 2", table));
	while (query_row(&q)) {
		str_add(out, table);
		for (int i = 0; i < query_columns(&q); i++) {
			const char *text = query_text(&q, i, &a);
			str_printf(out, "|%s", text != NULL ? text : "");
		}
		str_add(out, "\n");
	}
	practice_must(query_close(&q, &err), table, &err);
	arena_clear(&a);
}

void
world_show(struct db *db, struct str *out)
{
	static const char *const tables[] = { "case_file", "event", "timer", "history", "task", "deadline",
		"outbox", "attempt", "changed", "mailbox", "enrollment" };

	for (size_t i = 0; i < LEN(tables); i++)
		show_table(db, tables[i], out);
}

static void
note_fault(void *context, const char *what, const char *where, const char *message)
{
	str_printf(context, "%s: %s: %s\n", where, what, message);
}

static void
check_text(struct db *db, const char *sql, const char *want, struct str *why)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, db, sql);
	const char *got = query_row(&q) ? query_text(&q, 0, &a) : NULL;
	if (!text_equal(got, want))
		str_printf(why, "%s: %s\n", sql, got != NULL ? got : "nothing");
	practice_must(query_close(&q, &err), sql, &err);
	arena_clear(&a);
}

static int
copies_of(const struct outside *o, const char *idem)
{
	for (size_t i = 0; i < o->letters; i++)
		if (strcmp(o->letter[i].idem, idem) == 0)
			return o->letter[i].copies;
	return 0;
}

/* At most one copy; one that nobody has is not said to be gone; one that somebody has is not sent again. */
static void
check_letters(struct world *w, struct str *why, bool *ret_doubt)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query q;
	int known = 0, copies = 0;

	query_open(&q, w->process.db, "SELECT idem, status FROM outbox");
	while (query_row(&q)) {
		const char *idem = query_text(&q, 0, &a), *status = query_text(&q, 1, &a);
		int n = copies_of(w->outside, idem);
		bool doubtful = strcmp(status, "sending") == 0 || strcmp(status, "held") == 0;
		known++;
		copies += n;
		*ret_doubt |= strcmp(status, "held") == 0;
		if (n > 1 || (strcmp(status, "done") == 0 && n != 1) ||
		    (n == 1 && strcmp(status, "done") != 0 && !doubtful))
			str_printf(why, "letter %s is %s with %d copies\n", idem, status, n);
	}
	practice_must(query_close(&q, &err), "letters", &err);
	for (size_t i = 0; i < w->outside->letters; i++)
		copies -= w->outside->letter[i].copies;
	if (copies != 0)
		str_add(why, "a letter left that the database does not know\n");
	arena_clear(&a);
}

bool
world_is_sound(struct world *w, struct str *why, bool *ret_doubt)
{
	struct err err = ERR_INIT;
	int64_t checked;

	*ret_doubt = false;
	check_text(w->process.db, "PRAGMA integrity_check", "ok", why);
	check_text(w->process.db, "SELECT count(*) FROM pragma_foreign_key_check", "0", why);
	check_text(w->process.db, "/*scan*/ SELECT count(*) FROM event WHERE status = 'dead'", "0", why);
	practice_must(engine_verify(&w->process.engine, note_fault, why, &checked, &err), "verify", &err);
	check_letters(w, why, ret_doubt);
	if (w->process.highwater.restored)
		str_add(why, "it believes to be restored from an older copy\n");
	return why->len == 0;
}
