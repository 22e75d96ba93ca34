/*
 * voyage FIRST [COUNT]: months of a small practice under a virtual clock: the real engine, sender and
 * reader of mail on a disk of memory, beside a post office of memory (post_office.c).  Dice choose what
 * comes next: ticks, rounds of the sender (mail/send.c itself, with the post office for its carrier), looks into the inbox, people, jumps of the clock, a mailbox that
 * is numbered anew, a process that dies at any write with or without the power, a disk that fails.
 *
 * Always: a letter has one copy at most; what the database says of it is so; no follow-up leaves a case
 * that has moved on; nothing waits in a case that has ended; chains are whole.  When the faults stop, the
 * queues run dry and each mail has been stored once.  A violation prints the seed and what happened last.
 */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/clock.h"
#include "crash/disk.h"
#include "crash/practice.h"
#include "engine/replay.h"
#include "engine/why.h"
#include "mail/send.h"
#include "mail/take.h"
#include "store/definition.h"
#include "store/dispatch.h"
#include "store/mailbox.h"
#include "voyage/post_office.h"

#define BEGIN_MS	PRACTICE_BEGIN_MS
#define CASES		3
#define TURNS		160
#define QUIET_TURNS	150
#define SAID_MAX	48
#define LETTER_LIFE_MS	(5 * MS_PER_DAY)

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
	"    - {event: [mail.bounce, email.failed], if: event.permanent, do: [{task: {name: fix, title: Bad address}}], stay: true}\n"
	"    - {event: [mail.bounce, email.failed, email.sent, mail.auto_reply], stay: true}\n"
	"    - {event: [email.unknown, email.expired], do: [{task: {name: doubt, title: Did it arrive}}], stay: true}\n"
	"    - {event: mail.reply, do: [{task: {name: more, title: More mail}}], stay: true}\n"
	"states:\n"
	"  waiting:\n"
	"    entry:\n"
	"      - {email: {name: submit, template: letter, to: payer.email}}\n"
	"      - {deadline: {name: answer, on: today + 60d, title: Answer}}\n"
	"    initial: true\n"
	"    timers:\n"
	"      - timer: chase\n"
	"        when: every 7d from entry max 3 at 09:00 roll next\n"
	"        needs: mail\n"
	"        do:\n"
	"          - set: {chased: chased + 1}\n"
	"          - email: {name: chase, template: letter, to: payer.email, thread: submit, cancel_on_exit: true}\n"
	"        then: {go: escalated}\n"
	"    on:\n"
	"      - {event: mail.reply, do: [{task: {name: read, title: Read it, done: user.pending}}], go: review}\n"
	"  review:\n"
	"    timers: [{timer: late, when: every 5d max 2, do: [{escalate: {to: role.manager, title: Late}}], then: {go: escalated}}]\n"
	"    on:\n"
	"      - {event: user.pending, go: waiting}\n"
	"  escalated:\n"
	"    entry: [{task: {name: call, title: Call, done: user.pending}}]\n"
	"    exit: [{close_task: call}]\n"
	"    timers: [{timer: again, when: every 10d max 3, do: [{escalate: {to: role.admin, title: Again}}], then: {do: [{clear_deadline: answer}], go: over}}]\n"
	"    on:\n"
	"      - {event: user.pending, if: chased < 8, go: waiting}\n"
	"      - {event: user.pending, go: over}\n"
	"  over: {final: true}\n";

static const char letter[] = "Subject: About {{provider.last_name}} ({{case.tag}})\n\nWhere does it stand?\n";

struct voyage {
	struct dice	 dice;
	struct post_office office;
	struct mail_reader *reader;
	struct settings	 settings;
	int64_t		 now_ms;
	struct process	 process;
	struct mail_sender *sender;	/* NULL while no process runs */
	/* What was done, for the report. */
	char		 said[SAID_MAX][160];
	size_t		 sayings;
	bool		 is_wrong;
	uint64_t	 seed;
	char		 folder[64];
};

static struct disk_copy *first_image;

static void say(struct voyage *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
say(struct voyage *v, const char *format, ...)
{
	char *to = v->said[v->sayings++ % SAID_MAX];
	int64_t minutes = (v->now_ms - BEGIN_MS) / MS_PER_MINUTE;
	int n = snprintf(to, sizeof(v->said[0]), "+%lldd %02lld:%02lld ", (long long)(minutes / 1440),
	    (long long)(minutes / 60 % 24), (long long)(minutes % 60));
	va_list ap;

	va_start(ap, format);
	vsnprintf(to + n, sizeof(v->said[0]) - (size_t)n, format, ap);
	va_end(ap);
}

static void
violated(struct voyage *v, const char *what)
{
	if (v->is_wrong)
		return;
	v->is_wrong = true;
	printf("seed %llu: %s\n", (unsigned long long)v->seed, what);
	for (size_t i = v->sayings > SAID_MAX ? v->sayings - SAID_MAX : 0; i < v->sayings; i++)
		printf("  %s\n", v->said[i % SAID_MAX]);
}

static bool
do_tick(struct voyage *v, struct arena *a, struct err *err)
{
	struct engine_counts counts;

	(void)a;
	bool ok = engine_tick(&v->process.engine, v->now_ms, &counts, err);
	say(v, "tick: %lld begun, %lld fired, %lld queued", (long long)counts.started,
	    (long long)counts.fired, (long long)counts.queued);
	return ok;
}

/* What the state of the case is where the letter belongs; "" when it has none. */
static const char *
state_of(struct voyage *v, int64_t case_id, struct arena *a)
{
	struct query q;

	query_open(&q, v->process.db, "SELECT state FROM case_file WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	const char *state = query_row(&q) ? query_text(&q, 0, a) : "";
	query_close(&q, NULL);
	return state;
}

/* The post office as the sender sees it. */
static bool
carrier_open(void *context, int64_t now_ms, struct err *err)
{
	struct voyage *v = context;

	(void)now_ms;
	return post_office_open(&v->office) || fail(err, ERR_SYSTEM, "the server does not answer");
}

static void
carrier_carry(void *context, const struct outbox_letter *l, const char *bytes, size_t len,
    struct post_result *ret_result)
{
	struct voyage *v = context;
	struct arena a = ARENA_INIT;
	bool drops;

	(void)len;
	if (strstr(bytes, l->idem) == NULL)
		violated(v, "the bytes of a letter do not name it");
	if (strcmp(l->name, "chase") == 0 && strcmp(state_of(v, l->case_id, &a), "waiting") != 0)
		violated(v, "a follow-up leaves a case that has moved on");
	post_office_hand(&v->office, l, v->now_ms, ret_result, &drops);
	say(v, "letter %lld (%s) handed over: %s%s", (long long)l->outbox_id, l->name,
	    ret_result->reply, drops ? ", and we die" : "");
	if (drops)
		disk_break(DISK_DIES, 1);
	arena_clear(&a);
}

static bool
carrier_is_open(void *context)
{
	struct voyage *v = context;

	return v->office.is_open;
}

static void
carrier_leave(void *context)
{
	(void)context;
}

/* Nothing takes time that the dice do not give. */
static int64_t
carrier_stopwatch_ms(void *context)
{
	(void)context;
	return 0;
}

static bool
board(struct voyage *v, struct err *err)
{
	const struct carrier carrier = { carrier_open, carrier_carry, carrier_is_open, carrier_leave,
		carrier_leave, carrier_stopwatch_ms, true, v };

	if (!process_open(&v->process, &v->settings, v->folder, v->now_ms, err))
		return false;
	v->sender = mail_sender_new_with(&v->process.engine, v->folder, -1, &carrier);
	return true;
}

static void
leave(struct voyage *v)
{
	mail_sender_free(v->sender);
	v->sender = NULL;
	process_close(&v->process);
}

/* The machine comes back after a death. */
static void
rise(struct voyage *v)
{
	enum disk_loss loss = (enum disk_loss)dice(&v->dice, DISK_LOSSES);
	struct err err = ERR_INIT;

	leave(v);
	say(v, "-- died; the disk %s", loss == DISK_KEEPS ? "keeps" : loss == DISK_FORGETS ? "forgets" : "tears");
	disk_restart(loss, dice_next(&v->dice));
	if (!board(v, &err))
		violated(v, err.text);
	if (v->process.highwater.restored)
		violated(v, "it believes to be restored from an older copy");
}

/* A round of the sender.  A server that is away, or a line that breaks, is no fault of ours. */
static bool
do_send(struct voyage *v, struct arena *a, struct err *err)
{
	struct send_counts n;

	(void)a;
	v->office.has_broken = false;
	bool ok = mail_send(v->sender, v->now_ms, &n, err);
	say(v, "sender: %lld sent, %lld deferred, %lld failed, %lld held%s", (long long)n.sent,
	    (long long)n.deferred, (long long)n.failed, (long long)n.held, ok ? "" : ", and not to its end");
	return ok || (v->office.has_broken && err->kind == ERR_SYSTEM);
}

static bool
do_fetch(struct voyage *v, struct arena *a, struct err *err)
{
	struct mailbox m = { .account = "team", .folder = "INBOX" };
	struct take_counts counts = { 0 };
	struct mail_reading *readings;
	struct mail_bytes *items;

	if (!mailbox_load(v->process.db, &m, err))
		return false;
	if (m.uidvalidity != v->office.uidvalidity)		/* numbered anew: all of it again */
		m.last_uid = 0;
	size_t count = post_office_list(&v->office, m.last_uid, v->now_ms, a, &items);
	if (count > 0 && !reader_read(v->reader, items, count, a, &readings, err))
		return false;
	m.uidvalidity = v->office.uidvalidity;
	m.last_uid += (int64_t)count;
	m.synced_ms = v->now_ms;
	if (!db_begin(v->process.db, err))
		return false;
	bool ok = (count == 0 || take_messages(&v->process.engine, items, readings, count, v->now_ms, &counts, err)) &&
	    mailbox_save(v->process.db, &m, err);
	say(v, "inbox: %zu read, %lld known, %lld matched", count, (long long)counts.known,
	    (long long)counts.matched);
	return db_end(v->process.db, ok, err);
}

/* Somebody looks at held letters: at the server they see which arrived. */
static bool
settle_held(struct voyage *v, struct arena *a, struct err *err)
{
	struct send_counts counts = { 0 };
	struct settle s = { &v->process.engine, v->now_ms, &counts, a };
	struct outbox_letter held;
	int64_t id = 0;
	struct query q;

	query_open(&q, v->process.db, "SELECT outbox_id FROM outbox WHERE status = 'held' LIMIT 1");
	if (query_row(&q))
		id = query_int(&q, 0);
	if (!query_close(&q, err) || id == 0)
		return id == 0;
	if (!dispatch_load(v->process.db, id, a, &held, err) || !db_begin(v->process.db, err))
		return false;
	bool arrived = post_office_copies(&v->office, held.idem) > 0;
	say(v, "somebody says of letter %lld: %s", (long long)id, arrived ? "it arrived" : "send it again");
	return db_end(v->process.db, arrived ? settle_left_after_all(&s, &held, "maria looked", err) :
	    outbox_release(v->process.db, id, v->now_ms, v->now_ms + LETTER_LIFE_MS, err), err);
}

static bool
end_task(struct voyage *v, struct arena *a, struct err *err)
{
	struct engine_answer answer;
	struct err why = ERR_INIT;
	int64_t id = 0;
	struct query q;

	query_open(&q, v->process.db, "SELECT task_id FROM task WHERE status = 'open' AND name IN"
	    " ('read', 'call', 'fix', 'more', 'escalation') ORDER BY task_id DESC LIMIT 1");
	if (query_row(&q))
		id = query_int(&q, 0);
	if (!query_close(&q, err) || id == 0)
		return id == 0;
	say(v, "task %lld is done", (long long)id);
	bool ok = engine_end_task(&v->process.engine, id, NULL, 0, "maria", v->now_ms, a, &answer, &why);
	if (!ok && why.kind != ERR_CONFLICT && why.kind != ERR_INPUT) {
		*err = why;
		return false;
	}
	return true;
}

static bool
do_people(struct voyage *v, struct arena *a, struct err *err)
{
	return chance(&v->dice, 50) ? settle_held(v, a, err) : end_task(v, a, err);
}

static bool
do_checkpoint(struct voyage *v, struct arena *a, struct err *err)
{
	(void)a;
	say(v, "the log goes into the file");
	return db_checkpoint(v->process.db, err);
}

/* A number of rows that must be none. */
static void
check_none(struct voyage *v, const char *what, const char *sql)
{
	struct err err = ERR_INIT;
	struct query q;
	int64_t n = 0;

	query_open(&q, v->process.db, sql);
	if (!query_run_int(&q, &n, &err))
		violated(v, err.text);
	else if (n != 0)
		violated(v, what);
}

static void
check_letters(struct voyage *v, struct arena *a)
{
	struct err err = ERR_INIT;
	struct query q;

	query_open(&q, v->process.db, "SELECT idem, status, name FROM outbox");
	while (query_row(&q)) {
		const char *status = query_text(&q, 1, a);
		int copies = post_office_copies(&v->office, query_text(&q, 0, a));
		bool gone = strcmp(status, "done") == 0;
		bool unsure = strcmp(status, "sending") == 0 || strcmp(status, "held") == 0;
		if (copies > 1)
			violated(v, "a letter went out twice");
		if (gone && copies == 0)
			violated(v, "a letter is said to be gone that nobody has");
		if (copies == 1 && !gone && !unsure)
			violated(v, "a letter that somebody has may go out again, or is said not to have gone");
	}
	practice_must(query_close(&q, &err), "letters", &err);
}

static void
note_fault(void *context, const char *what, const char *where, const char *message)
{
	char text[400];

	snprintf(text, sizeof(text), "%s: %s: %.300s", where, what, message);
	violated(context, text);
}

static void
check(struct voyage *v, bool deeply)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	int64_t checked;

	check_letters(v, &a);
	check_none(v, "a timer waits in a case that has ended", "SELECT count(*) FROM timer t"
	    " JOIN case_file c USING (case_id) WHERE c.status NOT IN ('open', 'stuck')");
	check_none(v, "an event is dead", "/*scan*/ SELECT count(*) FROM event WHERE status = 'dead'");
	check_none(v, "a case is stuck", "/*scan*/ SELECT count(*) FROM case_file WHERE status = 'stuck'");
	check_none(v, "a step is missing", "/*scan*/ SELECT count(*) FROM case_file c WHERE rev <>"
	    " (SELECT count(*) FROM history h WHERE h.case_id = c.case_id)");
	if (deeply && !engine_verify(&v->process.engine, note_fault, v, &checked, &err))
		violated(v, err.text);
	arena_clear(&a);
}

/* Every case played again by its own version does what it has done: the pure step gives the recorded ones. */
static void
check_played_again(struct voyage *v)
{
	struct replay_wish wish = { .workflow = "chase" };
	struct replay_report report = { .divergences = NULL };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	int64_t id;

	if (!definition_find_current(v->process.db, wish.workflow, &id, &err) ||
	    !engine_definition(&v->process.engine, id, &wish.with, &err) ||
	    !engine_replay(&v->process.engine, &wish, &report, &err))
		violated(v, err.text);
	else if (report.diverging > 0)
		violated(v, arena_printf(&a, "played again it goes otherwise: %s",
		    json_print_in(report.divergences, &a)));
	json_free(report.divergences);
	arena_clear(&a);
}

/* One act, and whatever strikes it. */
static void
turn(struct voyage *v, bool may_fail)
{
	static bool (*const acts[])(struct voyage *, struct arena *, struct err *) = {
		do_tick, do_tick, do_tick, do_send, do_send, do_send, do_fetch, do_fetch, do_people, do_checkpoint,
	};
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;

	if (may_fail && chance(&v->dice, 12))
		disk_break(DISK_DIES, 1 + dice(&v->dice, 60));
	else if (may_fail && chance(&v->dice, 8))
		disk_break((enum disk_fault)(DISK_ERROR + dice(&v->dice, 3)), 1 + dice(&v->dice, 60));
	bool ok = acts[dice(&v->dice, LEN(acts))](v, &a, &err);
	if (!ok)
		say(v, "   %s", err.text);
	if (!ok && !disk_is_dead() && !disk_has_failed())
		violated(v, err.text);
	if (disk_is_dead())
		rise(v);
	else
		disk_break(DISK_SOUND, 0);
	arena_clear(&a);
}

static void
pass_time(struct voyage *v)
{
	struct dice *d = &v->dice;

	switch (dice(d, 12)) {
	case 0:  v->now_ms += MS_PER_DAY * dice(d, 12); break;
	case 1:  v->now_ms -= MS_PER_MINUTE * dice(d, 10); break;	/* the clock is set back */
	case 2:
	case 3:  v->now_ms += MS_PER_DAY; break;
	default: v->now_ms += MS_PER_MINUTE * dice(d, 900); break;
	}
	if (chance(d, 2)) {
		v->office.uidvalidity++;
		say(v, "the mailbox is numbered anew");
	}
}

/* No more faults: everything comes to its end. */
static void
calm_down(struct voyage *v)
{
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	struct query q;
	int64_t stored = 0;

	v->office.is_kind = true;
	for (int i = 0; i < QUIET_TURNS && !v->is_wrong; i++) {
		v->now_ms += MS_PER_DAY * 2;
		bool ok = do_fetch(v, &a, &err) && do_tick(v, &a, &err) && do_send(v, &a, &err) &&
		    settle_held(v, &a, &err) && do_send(v, &a, &err) && (i % 3 != 0 || end_task(v, &a, &err));
		if (!ok)
			violated(v, err.text);
		arena_reset(&a);
	}
	/* The last answers, and what they ask for. */
	for (int i = 0; i < 4 && !v->is_wrong; i++) {
		v->now_ms += MS_PER_DAY * 14;
		if (!do_fetch(v, &a, &err) || !do_tick(v, &a, &err) || !do_send(v, &a, &err) ||
		    !settle_held(v, &a, &err) || !do_send(v, &a, &err))
			violated(v, err.text);
	}
	check(v, true);
	check_played_again(v);
	check_none(v, "an event waits for ever", "/*scan*/ SELECT count(*) FROM event WHERE status = 'new'");
	check_none(v, "a letter waits for ever", "/*scan*/ SELECT count(*) FROM outbox"
	    " WHERE status IN ('ready', 'leased', 'sending', 'unknown')");
	query_open(&q, v->process.db, "/*scan*/ SELECT count(*) FROM message");
	if (!query_run_int(&q, &stored, &err))
		violated(v, err.text);
	size_t arrived = 0;
	for (size_t i = 0; i < v->office.mails; i++)
		arrived += !v->office.mail[i].is_copy && v->office.mail[i].at_ms <= v->now_ms;
	if (stored != (int64_t)arrived)
		violated(v, "a mail was lost, or stored twice");
	arena_clear(&a);
}

static bool
sail(struct voyage *v, uint64_t seed)
{
	char path[96];
	struct err err = ERR_INIT;

	v->seed = seed;
	v->dice.state = seed;
	v->now_ms = BEGIN_MS;
	v->sayings = 0;
	v->is_wrong = false;
	v->office.dice = &v->dice;
	v->office.uidvalidity = 1;
	v->office.is_overfull = v->office.is_kind = v->office.is_open = false;
	snprintf(path, sizeof(path), "%s/credence.sent", v->folder);
	unlink(path);
	disk_load(first_image);
	practice_must(board(v, &err), "start", &err);
	for (int i = 0; i < TURNS && !v->is_wrong && !v->office.is_overfull; i++) {
		pass_time(v);
		turn(v, true);
		if (!v->is_wrong)
			check(v, i % 16 == 15);
	}
	if (!v->is_wrong && !v->office.is_overfull)
		calm_down(v);
	leave(v);
	post_office_clear(&v->office);
	return !v->is_wrong;
}

int
main(int argc, char **argv)
{
	static const char *const left[] = { "credence.sent", "mail/send.lock" };
	static struct voyage v;
	char path[96];
	struct err err = ERR_INIT;
	struct db *db;
	long wrong = 0;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: voyage FIRST [COUNT]\n");
		return 2;
	}
	uint64_t first = strtoull(argv[1], NULL, 10), count = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	snprintf(v.folder, sizeof(v.folder), "/tmp/voyage-XXXXXX");
	if (mkdtemp(v.folder) == NULL || !db_open(":memory:", DB_CREATE, &db, NULL))
		return 1;
	db_close(db);
	snprintf(path, sizeof(path), "%s/mail", v.folder);
	if (mkdir(path, 0700) != 0)
		return 1;
	disk_register();
	v.settings = practice_settings(1);
	v.settings.mail.transport = TRANSPORT_SMTP;
	v.settings.mail.letters_per_minute = 2;		/* the rest of a round waits */
	practice_make(workflow, letter, CASES, "requested");
	first_image = disk_save();
	practice_must(reader_open(&v.reader, &v.settings, &err), "reader", &err);
	double began = seconds();
	for (uint64_t i = 0; i < count && wrong < 3; i++)
		wrong += !sail(&v, first + i);
	printf("%llu voyages in %.1f s, %ld wrong\n", (unsigned long long)count, seconds() - began, wrong);
	reader_close(v.reader);
	disk_clear();
	disk_copy_free(first_image);
	for (size_t i = 0; i < LEN(left); i++) {
		snprintf(path, sizeof(path), "%s/%s", v.folder, left[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/mail", v.folder);
	rmdir(path);
	rmdir(v.folder);
	return wrong > 0;
}
