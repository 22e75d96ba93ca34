/*
 * test_take: received mail on a real data folder with the shipped workflows: read by the confined
 * reader, stored once, matched to its case, believed or not.
 */
#include "unit/unit.h"

#include <ftw.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "mail/event.h"
#include "mail/settle.h"
#include "mail/suppress.h"
#include "mail/take.h"
#include "store/dispatch.h"
#include "store/folder.h"
#include "store/message_bytes.h"
#include "store/outbox.h"
#include "store/publication.h"

#define NOW_MS	1795532405000LL		/* Tue 24 Nov 2026 09:00 in Chicago */
#define IDEM	"abcdefghijklmnopqrstuvwxyz"
#define OUR_ID	"<" IDEM "@elm.example>"

static char folder[64], path[80];
static struct db *db;
static struct engine engine;
static struct settings *settings;
static struct mail_reader *reader;
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

/* Two providers, two payers; Ada's application at Prairie Health waits, and was written about. */
static const char world[] =
	"INSERT INTO provider (npi, last_name, email, created_ms, modified_ms) VALUES"
	" ('1234567893', 'Larkspur', 'Ada@Elm.example', 0, 0),"
	" ('1245319599', 'Foxglove', 'ben@elm.example', 0, 0);"
	"INSERT INTO payer (name, email, created_ms, modified_ms) VALUES"
	" ('Prairie Health', 'enroll@prairie.example', 0, 0), ('Lone Star', 'desk@star.example', 0, 0);"
	"INSERT INTO contact (owner_type, owner_id, role, name, email, created_ms, modified_ms)"
	" VALUES ('payer', 1, 'credentialing', 'Dana', 'enroll@prairie.example', 0, 0);"
	"INSERT INTO enrollment (provider_id, payer_id, state, status, submitted_day, reference_number,"
	" created_ms, modified_ms) VALUES"
	" (1, 1, 'IL', 'submitted', '2026-11-01', 'PH-778812', 0, 0),"
	" (2, 2, 'TX', 'submitted', '2026-11-01', NULL, 0, 0);";
static const char letters[] =
	"INSERT INTO outbox (case_id, seq, ord, rule, name, letter, idem, rfc_message_id, recipient,"
	" subject, body, is_automatic, status, not_before_ms, next_ms, expires_ms, created_ms, sent_ms)"
	" VALUES (1, 100, 1, 'r', 'chase', 'enroll_chase.txt', '" IDEM "', '" OUR_ID "',"
	" 'enroll@prairie.example', 's', 'b', 1, 'done', 0, 0, 0, 0, 1),"
	" (2, 100, 1, 'r', 'chase', 'enroll_chase.txt', 'otherotherotherotherother1',"
	" '<otherotherotherotherother1@elm.example>', 'enroll@prairie.example', 's', 'b', 1, 'done',"
	" 0, 0, 0, 0, 1);";

static void
open_case(int64_t enrollment_id, int64_t want)
{
	struct err err = ERR_INIT;
	int64_t case_id;

	if (!engine_open_case(&engine, "payer_enrollment", "enrollment", enrollment_id, "maria",
	    false, NOW_MS - MS_PER_DAY, &case_id, &err))
		fail_test("%s", err.text);
	assert_int_equal(case_id, want);
}

static int
set_up(void **state)
{
	const struct folder_wish wish = { .org_name = "Elm Street Clinic",
	    .timezone = "America/Chicago", .from = "team@elm.example" };
	struct err err = ERR_INIT;
	struct problems problems;
	size_t fresh;
	(void)state;

	snprintf(folder, sizeof(folder), "/tmp/credence-test-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/practice", folder);
	problems_init(&problems, &arena);
	if (!folder_create(path, &wish, NOW_MS - 2 * MS_PER_DAY, &err) ||
	    (settings = folder_settings(path, &arena, &problems)) == NULL ||
	    !folder_open_db(path, NOW_MS, &db, &err) ||
	    !publication_publish_folder(db, path_join(&arena, path, "workflows"), "test",
	    NOW_MS - 2 * MS_PER_DAY, &problems, &fresh, &err) || !engine_open(&engine, db, settings, &err) ||
	    !reader_open(&reader, settings, &err)) {
		print_error("%s\n", err.text);
		return -1;
	}
	script(world);
	open_case(1, 1);
	open_case(2, 2);
	script(letters);
	return 0;
}

static int
remove_one(const char *name, const struct stat *sb, int type, struct FTW *ftw)
{
	(void)sb;
	(void)type;
	(void)ftw;
	return remove(name);
}

static int
tear_down(void **state)
{
	(void)state;

	reader_close(reader);
	engine_close(&engine);
	db_close(db);
	arena_clear(&arena);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Takes messages as a fetch does. */
static struct take_counts
take_all(const char *const *messages, size_t count, int64_t now_ms)
{
	struct take_counts counts = { 0 };
	struct mail_bytes *items = arena_array(&arena, count, sizeof(*items));
	struct mail_reading *readings;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < count; i++)
		items[i] = (struct mail_bytes){ .place = { "team", "INBOX", (int64_t)i + 1 }, .bytes = messages[i],
			.len = strlen(messages[i]) };
	if (!reader_read(reader, items, count, &arena, &readings, &err) || !db_begin(db, &err) ||
	    !take_messages(&engine, items, readings, count, now_ms, &counts, &err) ||
	    !db_commit(db, &err))
		fail_test("%s", err.text);
	return counts;
}

static struct take_counts
take(const char *message)
{
	return take_all(&message, 1, NOW_MS);
}

static const char *
mail_of(const char *from, const char *more, const char *subject, const char *body)
{
	static int n;

	return arena_printf(&arena, "From: %s\nTo: team@elm.example\nSubject: %s\n"
	    "Date: Tue, 24 Nov 2026 08:00:00 -0600\nMessage-ID: <m%d@prairie.example>\n%s\n%s\n",
	    from, subject, ++n, more, body);
}

#define ANSWERS "In-Reply-To: " OUR_ID "\n"

static const char *
state_of(int case_id)
{
	return text(arena_printf(&arena, "SELECT state FROM case_file WHERE case_id = %d", case_id));
}

/* The bytes of a mail, read in uneven steps; NULL where they do not open. */
static const char *
bytes_of(int64_t message_id)
{
	struct message_bytes *b;
	struct err err = ERR_INIT;
	size_t len, step = 1000;
	bool ok = true;

	if (!message_bytes_open(db, message_id, &b, &len, &err))
		return NULL;
	char *bytes = arena_alloc(&arena, len + 1);
	for (size_t at = 0; ok && at < len; at += step) {
		step = step < len - at ? step : len - at;
		ok = message_bytes_read(b, bytes + at, step, &err);
	}
	message_bytes_close(b);
	bytes[len] = '\0';
	return ok ? bytes : NULL;
}

/* In two writes, as a large one. */
static void
write_bytes(int64_t message_id, const char *bytes, size_t len)
{
	size_t first = len < SEAL_PIECE_BYTES ? len : SEAL_PIECE_BYTES;
	struct message_bytes *b = NULL;
	struct err err = ERR_INIT;

	assert_true(db_begin(db, &err) && message_bytes_new(db, message_id, len, &b, &err));
	assert_true(message_bytes_write(b, bytes, first, &err) &&
	    message_bytes_write(b, bytes + first, len - first, &err));
	message_bytes_close(b);
	assert_true(db_commit(db, &err));
}

static void
an_answer_moves_its_case(void **state)
{
	(void)state;

	struct take_counts c = take(mail_of("Dana <Enroll@Prairie.example>", ANSWERS, "Re: s", "Yes."));
	assert_int_equal(c.matched, 1);
	assert_string_equal(state_of(1), "in_review");
	assert_string_equal(state_of(2), "waiting");
	assert_string_equal(text("SELECT matched_by FROM message"), "references");
	assert_string_equal(text("SELECT kind FROM message"), "reply");
	assert_string_equal(text("SELECT status FROM message"), "handled");
	assert_string_equal(text("SELECT text FROM message"), "Yes.");
	assert_int_equal(number("SELECT has_unknown_sender FROM message"), 0);
	assert_int_equal(number("SELECT count(*) FROM message_raw"), 1);
	assert_string_equal(text("SELECT source FROM event WHERE name = 'mail.reply'"),
	    text("SELECT 'mail ' || message_id FROM message"));
	/* Letters and messages share one row of numbers. */
	assert_int_equal(number("SELECT count(*) FROM message JOIN outbox ON outbox_id = message_id"), 0);
	assert_int_equal(number("SELECT count(*) FROM task WHERE name = 'triage'"), 1);
}

static void
a_stranger_is_shown_as_one(void **state)
{
	(void)state;

	take(mail_of("Eve <eve@elsewhere.example>", ANSWERS, "Re: s", "Approved!"));
	assert_int_equal(number("SELECT has_unknown_sender FROM message"), 1);
	/* No mail approves anything: it is something to be read. */
	assert_string_equal(state_of(1), "in_review");
	assert_null(text("SELECT approved_day FROM enrollment WHERE enrollment_id = 1"));
	assert_int_equal(number("SELECT count(*) FROM event WHERE name NOT LIKE 'mail.%'"
	    " AND source LIKE 'mail %'"), 0);
}

static void
each_mail_counts_once(void **state)
{
	const char *message = mail_of("enroll@prairie.example", ANSWERS, "Re: s", "Yes.\nSecond line.");
	struct str crlf = STR_INIT;
	(void)state;

	for (const char *p = message; *p != '\0'; p++) {
		if (*p == '\n')
			str_add_char(&crlf, '\r');
		str_add_char(&crlf, *p);
	}
	assert_int_equal(take(message).matched, 1);
	assert_int_equal(take(message).known, 1);
	assert_int_equal(take(crlf.text).known, 1);
	const char *both[] = { message, message };
	assert_int_equal(take_all(both, 2, NOW_MS + MS_PER_DAY).known, 2);
	assert_int_equal(number("SELECT count(*) FROM message"), 1);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.reply'"), 1);
	str_clear(&crlf);
}

static void
ties_by_their_strength(void **state)
{
	static const struct { const char *from, *more, *subject, *body, *by; int64_t case_id; } samples[] = {
		{ "x@y.example", "Delivered-To: team+" IDEM "@elm.example\n", "hello", "b", "plus-address", 1 },
		{ "x@y.example", "Cc: TEAM+" IDEM "@ELM.example\nIn-Reply-To: "
		    "<otherotherotherotherother1@elm.example>\n", "Re: [CR-2]", "b", "plus-address", 1 },
		{ "x@y.example", ANSWERS, "Re: [CR-2]", "b", "references", 1 },
		{ "x@y.example", "References: <a@b> " OUR_ID " <c@d>\n", "Re: x", "b", "references", 1 },
		{ "x@y.example", "", "About [cr-2] and more", "b", "tag", 2 },
		{ "x@y.example", "", "Your file PH-778812", "b", "reference number", 1 },
		{ "x@y.example", "", "Your file", "Reference: PH-778812.", "reference number", 1 },
		{ "ada@elm.example", "", "Question", "b", "sender", 1 },
		{ "ben@elm.example", "", "Question", "b", "sender", 2 },
		{ "DESK@star.example", "", "Question", "b", "sender", 2 },
		/* A new letter that quotes ours: the reply address is known to who got it; what can be copied or made up
		 * counts only from an address of the case. */
		{ "x@y.example", "", "new", "Yes.\n\nOn Mon, Elm <team+" IDEM "@elm.example> wrote:\n> b", "quote", 1 },
		{ "enroll@prairie.example", "", "new", "Yes.\n\nFrom: Elm <team@elm.example>\nSent: Monday\nTo: enroll\n"
		    "Subject: Status [CR-2]\n\nb", "quote", 2 },
		{ "enroll@prairie.example", "", "new", "Yes.\n\nOn Mon, Elm <team@elm.example> wrote:\n> your PH-778812", "quote", 1 },
		{ "enroll@prairie.example", "", "new", "Yes.\n\nOn Mon, Elm <team@elm.example> wrote:\n> [CR-1]\n> [CR-2]", NULL, 0 },
		{ "x@y.example", "", "passed on", "Yes.\n\nOn Mon, Elm <team@elm.example> wrote:\n> [CR-1] your PH-778812", NULL, 0 },
		{ "x@y.example", "", "new", "Yes.\n\nOn Mon, Elm <team+nobody@elm.example> wrote:\n> b", NULL, 0 },
		{ "enroll@prairie.example", "", "new", "Yes. [CR-1]\n", NULL, 0 },	/* not quoted: their own words */
		/* Nothing of ours, or not enough. */
		{ "x@y.example", "", "[CR-99]", "b", NULL, 0 },
		{ "x@y.example", "", "[CR-99999999999999999999999]", "b", NULL, 0 },
		{ "x@y.example", "To: team+nobody@elm.example\n", "x", "b", NULL, 0 },
		{ "x@y.example", "In-Reply-To: <forged@elm.example>\n", "Re: x", "b", NULL, 0 },
		{ "x@y.example", "", "x", "b", NULL, 0 },
		{ "enroll@prairie.example", "", "which one?", "b", NULL, 0 },	/* wrote to in two cases */
		{ "ada@elm.example", "List-Id: <l.example>\n", "News", "b", NULL, 0 },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		take(mail_of(samples[i].from, samples[i].more, samples[i].subject, samples[i].body));
		const char *by = text("SELECT matched_by FROM message ORDER BY message_id DESC");
		if (!text_equal(by, samples[i].by) ||
		    number("SELECT coalesce(case_id, 0) FROM message ORDER BY message_id DESC LIMIT 1") !=
		    samples[i].case_id)
			fail_test("sample %zu: matched by %s", i, by);
	}
	assert_non_null(strstr(text("SELECT verdict_json FROM message WHERE subject = 'which one?'"),
	    "\"suggestions\":[{\"case\":1,\"because\":\"sender\"}"));
	/* What a stranger quotes is suggested, and moves nothing; what it is stands there for people. */
	assert_non_null(strstr(text("SELECT verdict_json FROM message WHERE subject = 'passed on'"),
	    "\"suggestions\":[{\"case\":1,\"because\":\"quote\"}]"));
	assert_string_equal(text("SELECT kind FROM message WHERE subject = 'passed on'"), "reply");
	assert_int_equal(number("SELECT count(*) FROM event WHERE source = (SELECT 'mail ' || message_id FROM message"
	    " WHERE subject = 'passed on')"), 0);
	assert_null(text("SELECT approved_day FROM enrollment WHERE enrollment_id = 1"));
	/* A person's mail that belongs to a case is an answer, though it does not say so. */
	assert_string_equal(text("SELECT kind FROM message WHERE subject = 'Question'"), "reply");
	assert_string_equal(text("SELECT kind FROM message WHERE subject = 'x'"), "other");
}

static const char *
bounce_worded(const char *recipient, const char *status, const char *words, const char *returned)
{
	static int n;

	return arena_printf(&arena, "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n"
	    "To: team@elm.example\nSubject: Undelivered Mail Returned to Sender\n"
	    "Message-ID: <b%d@mx.example>\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	    "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; %s\nAction: failed\n"
	    "Status: %s\nDiagnostic-Code: smtp; 550 %s %s\n\n"
	    "--b\nContent-Type: message/rfc822\n\n%s\nbody\n--b--\n", ++n, recipient, status, status,
	    words, returned);
}

static const char *
bounce_of(const char *recipient, const char *status, const char *returned)
{
	return bounce_worded(recipient, status, "no such user", returned);
}

static void
a_bounce_stops_what_goes_there(void **state)
{
	(void)state;

	assert_int_equal(take(bounce_of("enroll@prairie.example", "5.1.1",
	    "Message-ID: " OUR_ID "\n")).matched, 1);
	assert_string_equal(state_of(1), "bad_address");
	assert_string_equal(text("SELECT reason FROM suppression WHERE email ="
	    " 'enroll@prairie.example'"), "550 5.1.1 no such user");
	assert_string_equal(text("SELECT bounced_day FROM contact"), "2026-11-24");
	/* The other case wrote there, too. */
	assert_string_equal(state_of(2), "bad_address");
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.bounce'"), 2);
}

/* The sender died while both letters were under way. */
static void
doubt_both(void)
{
	script("UPDATE outbox SET status = 'held', reason = '" OUTBOX_DOUBTFUL "the line broke', sent_ms = NULL");
}

/* What bears the letter's own mark shows that it left; what only names its case does not. */
static void
a_doubtful_letter_is_found_out(void **state)
{
	(void)state;

	doubt_both();
	take(mail_of("enroll@prairie.example", "", "Your letter [CR-1]", "We are reading it."));
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'held'"), 2);
	take(mail_of("enroll@prairie.example", ANSWERS, "Re: s", "Yes."));
	assert_int_equal(number("SELECT count(*) FROM outbox WHERE status = 'held'"), 1);
	assert_string_equal(text("SELECT status FROM outbox WHERE rfc_message_id = '" OUR_ID "'"), "done");
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'email.sent' AND case_id = 1"), 1);
	assert_string_equal(text("SELECT action || ' ' || object FROM audit ORDER BY audit_id DESC"),
	    arena_printf(&arena, "mail release letter %s", text("SELECT outbox_id FROM outbox WHERE rfc_message_id = '"
	    OUR_ID "'")));
}

/* One that came back had left. */
static void
a_doubtful_letter_comes_back(void **state)
{
	(void)state;

	doubt_both();
	take(bounce_of("enroll@prairie.example", "5.1.1", "Message-ID: " OUR_ID "\n"));
	assert_string_equal(text("SELECT status FROM outbox WHERE rfc_message_id = '" OUR_ID "'"), "done");
	assert_string_equal(state_of(1), "bad_address");
	assert_string_equal(text("SELECT group_concat(name) FROM (SELECT name FROM event WHERE case_id = 1 AND name LIKE"
	    " '%mail.%' ORDER BY event_id)"), "email.sent,mail.bounce");
}

/* Each tie has its score and says why; an address that nobody of the case has takes some of it. */
static void
a_match_is_explained(void **state)
{
	static const char verdict[] = "SELECT verdict_json ->> '$.score' || ' ' ||"
	    " (verdict_json ->> '$.because') FROM message ORDER BY message_id DESC";
	(void)state;

	take(mail_of("enroll@prairie.example", ANSWERS, "Re: s", "Yes."));
	assert_string_equal(text(verdict), "95 it answers " OUR_ID);
	take(mail_of("eve@elsewhere.example", ANSWERS, "Re: s", "No."));
	assert_string_equal(text(verdict), "65 it answers " OUR_ID
	    "; but eve@elsewhere.example is no address of the case");
	take(mail_of("ben@elm.example", "", "Question", "b"));
	assert_string_equal(text(verdict), "60 ben@elm.example belongs to one open case only");
}

#define OURS_SAYS "Authentication-Results: mx.elm.example; spf=pass; dmarc="

/* Our server says that the sender is forged: a person looks first.  Others may say what they like. */
static void
a_forged_sender_moves_no_case(void **state)
{
	(void)state;

	assert_int_equal(take(mail_of("enroll@prairie.example", OURS_SAYS "fail (p=reject)\n" ANSWERS
	    "To: team+" IDEM "@elm.example\n", "Re: s", "Yes.")).matched, 0);
	assert_string_equal(state_of(1), "waiting");
	assert_string_equal(text("SELECT status FROM message"), "new");
	assert_int_equal(number("SELECT verdict_json ->> '$.forged' FROM message"), 1);
	assert_int_equal(number("SELECT verdict_json ->> '$.suggestions[0].case' FROM message"), 1);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name LIKE 'mail.%'"), 0);
	/* A bounce, too, and nothing is suppressed. */
	take(arena_printf(&arena, OURS_SAYS "fail\n%s",
	    bounce_of("enroll@prairie.example", "5.1.1", "Message-ID: " OUR_ID "\n")));
	assert_string_equal(state_of(1), "waiting");
	assert_int_equal(number("SELECT count(*) FROM suppression"), 0);
	/* Ours passed; what a server on the way said is no matter. */
	assert_int_equal(take(mail_of("enroll@prairie.example", OURS_SAYS "pass\n"
	    "Authentication-Results: list.example; dmarc=fail\n" ANSWERS, "Re: s", "Yes.")).matched, 1);
	assert_string_equal(state_of(1), "in_review");
}

static void
a_temporary_bounce_stops_nothing(void **state)
{
	(void)state;

	take(bounce_of("enroll@prairie.example", "4.2.2", "Message-ID: " OUR_ID "\n"));
	assert_string_equal(state_of(1), "waiting");
	assert_int_equal(number("SELECT count(*) FROM suppression"), 0);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.bounce'"), 1);
}

/* Too large, refused, or the mailbox is full: the address is good, for this case and the other; a person is told. */
static void
a_letter_that_is_turned_away_spoils_no_address(void **state)
{
	static const struct { const char *status, *class; } samples[] = {
		{ "5.3.4", "too large" }, { "5.2.3", "too large" }, { "5.7.1", "refused" }, { "5.2.2", "mailbox full" },
		{ "5.6.0", "content" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		take(bounce_worded("enroll@prairie.example", samples[i].status, "not now", "Message-ID: " OUR_ID "\n"));
		assert_string_equal(state_of(1), "waiting");
		assert_string_equal(state_of(2), "waiting");
		assert_string_equal(text("SELECT verdict_json ->> '$.reason_class' FROM message ORDER BY message_id DESC"),
		    samples[i].class);
		assert_string_equal(text("SELECT payload_json ->> '$.turned_away' FROM event WHERE name = 'mail.bounce'"
		    " ORDER BY event_id DESC"), samples[i].class);
	}
	assert_int_equal(number("SELECT count(*) FROM suppression"), 0);
	assert_string_equal(text("SELECT title FROM task WHERE case_id = 1 AND name = 'again'"), "Prairie Health turned our "
	    "letter away (too large), though the address is good: send it another way");
	/* A server that refuses, and says that nobody is there. */
	take(bounce_of("enroll@prairie.example", "5.7.1", "Message-ID: " OUR_ID "\n"));
	assert_string_equal(state_of(1), "bad_address");
	assert_int_equal(number("SELECT count(*) FROM suppression"), 1);
}

static void
refuse(const char *status, const char *reply)
{
	struct send_counts counts = { 0 };
	struct settle s = { &engine, NOW_MS, &counts, &arena };
	struct post_result result = { .outcome = POST_REFUSED, .stage = "data" };
	struct outbox_letter letter;
	struct err err = ERR_INIT;

	snprintf(result.status, sizeof(result.status), "%s", status);
	snprintf(result.reply, sizeof(result.reply), "%s", reply);
	script("UPDATE outbox SET status = 'sending', tries = tries + 1 WHERE outbox_id = 1");
	if (!db_begin(db, &err) || !dispatch_load(db, 1, &arena, &letter, &err) ||
	    !settle_result(&s, &letter, &result, NOW_MS, &err) || !db_commit(db, &err))
		fail_test("%s", err.text);
}

/* The same where our own server says so while the letter is handed over. */
static void
a_letter_refused_at_the_door_says_why(void **state)
{
	(void)state;

	refuse("552", "552 message too big for this host");
	assert_string_equal(state_of(1), "waiting");
	assert_string_equal(text("SELECT payload_json ->> '$.turned_away' FROM event WHERE name = 'email.failed'"), "too large");
	assert_int_equal(number("SELECT count(*) FROM task WHERE case_id = 1 AND name = 'again' AND status = 'open'"), 1);
	refuse("5.1.1", "550 5.1.1 no such user");
	assert_string_equal(state_of(1), "bad_address");
}

static void
a_bounce_must_return_something_of_ours(void **state)
{
	static const char *const returned[] = {
		"Subject: hello\n", "Message-ID: <forged@elm.example>\n", "Subject: x [CR-99]\n",
		"To: enroll@prairie.example\n",
	};
	(void)state;

	for (size_t i = 0; i < LEN(returned); i++)
		assert_int_equal(take(bounce_of("enroll@prairie.example", "5.1.1", returned[i])).unmatched,
		    1);
	/* The tag alone: only for an address that this case has written to. */
	assert_int_equal(take(bounce_of("other@prairie.example", "5.1.1", "Subject: s [CR-1]\n")).unmatched,
	    1);
	assert_int_equal(number("SELECT count(*) FROM suppression"), 0);
	assert_string_equal(state_of(1), "waiting");
	assert_int_equal(take(bounce_of("enroll@prairie.example", "5.1.1", "Subject: s [CR-1]\n")).matched,
	    1);
	assert_string_equal(state_of(1), "bad_address");
}

static void
only_our_recipient_is_suppressed(void **state)
{
	(void)state;

	/* Whoever got a letter knows its id; it must not silence other addresses. */
	take(bounce_of("ben@elm.example", "5.1.1", "Message-ID: " OUR_ID "\n"));
	assert_int_equal(number("SELECT count(*) FROM suppression WHERE email = 'ben@elm.example'"), 0);
	assert_int_equal(number("SELECT count(*) FROM suppression WHERE email ="
	    " 'enroll@prairie.example'"), 1);
}

static void
an_out_of_office_does_not_count_as_an_answer(void **state)
{
	(void)state;

	take(mail_of("enroll@prairie.example", ANSWERS "Auto-Submitted: auto-replied\n",
	    "Automatic reply: s", "Back on December 1."));
	assert_string_equal(state_of(1), "waiting");
	assert_string_equal(text("SELECT kind FROM message"), "auto_reply");
	assert_non_null(strstr(text("SELECT payload_json FROM event WHERE name = 'mail.auto_reply'"),
	    "{\"date\":\"2026-12-01\"}"));
}

static void
our_own_mail_is_recognized(void **state)
{
	(void)state;

	struct take_counts c = take(arena_printf(&arena, "From: team@elm.example\nTo: x@y.example\n"
	    "Subject: s [CR-1]\nMessage-ID: %s\n\nbody\n", OUR_ID));
	assert_int_equal(c.fetched, 1);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name LIKE 'mail.%'"), 0);
	assert_string_equal(text("SELECT status FROM message"), "handled");
	assert_string_equal(state_of(1), "waiting");
}

static void
a_flood_is_kept_but_not_told(void **state)
{
	(void)state;

	for (int i = 0; i < 30; i++)
		take(mail_of("enroll@prairie.example", ANSWERS "Auto-Submitted: auto-replied\n",
		    "Auto: s", arena_printf(&arena, "loop %d", i)));
	assert_int_equal(number("SELECT count(*) FROM message"), 30);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.auto_reply'"), 20);
}

static void
a_broken_message_stops_no_other(void **state)
{
	struct str bomb = STR_INIT;
	(void)state;

	str_add(&bomb, "From: ");
	for (int i = 0; i < 60000; i++)
		str_add(&bomb, "a:");
	str_add(&bomb, "\nSubject: bomb\n\nx\n");
	const char *messages[] = {
		mail_of("enroll@prairie.example", ANSWERS, "Re: s", "One."), bomb.text, "no mail at all",
		mail_of("enroll@prairie.example", ANSWERS, "Re: s", "Two."),
	};
	struct take_counts c = take_all(messages, LEN(messages), NOW_MS);
	assert_int_equal(c.matched, 2);
	assert_int_equal(c.set_aside, 2);
	assert_int_equal(number("SELECT count(*) FROM message WHERE kind = 'broken'"
	    " AND status = 'set aside'"), 2);
	assert_string_equal(text("SELECT subject FROM message WHERE kind = 'broken'"), "bomb");
	str_clear(&bomb);
}

/* What nobody reads who has the file of the database alone, and what the program reads; also mail of before. */
static void
the_bytes_lie_sealed(void **state)
{
	static const size_t lengths[] = { 1, SEAL_PIECE_BYTES - 1, SEAL_PIECE_BYTES, SEAL_PIECE_BYTES + 1,
		3 * SEAL_PIECE_BYTES };
	struct str long_mail = STR_INIT;
	(void)state;

	take(mail_of("Dana <enroll@prairie.example>", ANSWERS, "Re: s", "Yes, the secret word is marzipan."));
	int64_t id = number("SELECT message_id FROM message");
	assert_int_equal(number("SELECT instr(mime, CAST('marzipan' AS BLOB)) > 0 FROM message_raw"), 0);
	assert_int_equal(number("SELECT instr(text, 'marzipan') > 0 FROM message"), 1);	/* what searches use */
	assert_non_null(strstr(bytes_of(id), "marzipan"));
	assert_int_equal(number("SELECT opens_bytes(mime, 'message') FROM message_raw"), 1);
	assert_int_equal(number("SELECT opens_bytes(mime, 'document') FROM message_raw"), 0);

	for (size_t i = 0; i < LEN(lengths); i++) {
		while (long_mail.len < lengths[i])
			str_add_char(&long_mail, (char)('a' + long_mail.len % 23));
		script("DELETE FROM message_raw");
		write_bytes(id, long_mail.text, long_mail.len);
		assert_int_equal(number("SELECT opens_bytes(mime, 'message') FROM message_raw"), 1);
		assert_string_equal(bytes_of(id), long_mail.text);
	}
	script("UPDATE message_raw SET mime = substr(mime, 1, length(mime) - 65553)");	/* its last piece is gone */
	assert_null(bytes_of(id));
	assert_int_equal(number("SELECT opens_bytes(mime, 'message') FROM message_raw"), 0);

	script("UPDATE message_raw SET mime = CAST('From: of before' AS BLOB)");
	assert_null(bytes_of(id));
	script(asset_find("schema/0056_sealed_mail.sql")->bytes);
	assert_string_equal(bytes_of(id), "From: of before");
	str_clear(&long_mail);
}

static void
one_too_large_is_noted_once(void **state)
{
	const struct mail_place place = { "team", "INBOX", 77 };
	struct take_counts counts = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	for (int i = 0; i < 2; i++) {
		assert_true(db_begin(db, &err));
		assert_true(take_unread(&engine, &place, 99000000, "larger than 26214400 bytes", NOW_MS,
		    &counts, &err));
		assert_true(db_commit(db, &err));
	}
	assert_int_equal(counts.set_aside, 1);
	assert_int_equal(counts.known, 1);
	assert_int_equal(number("SELECT bytes FROM message"), 99000000);
	assert_int_equal(number("SELECT count(*) FROM message_raw"), 0);
}

static void
a_person_attaches_what_was_not_matched(void **state)
{
	struct mail_attached attached;
	struct err err = ERR_INIT;
	(void)state;

	take(mail_of("new.clerk@prairie.example", "", "Larkspur", "All is there."));
	assert_int_equal(number("SELECT count(*) FROM message WHERE case_id IS NULL"), 1);
	int64_t message_id = number("SELECT message_id FROM message");
	assert_true(db_begin(db, &err));
	assert_true(mail_attach(&engine, message_id, 1, "maria", NOW_MS, &arena, &attached, &err));
	assert_true(db_commit(db, &err));
	assert_int_equal(attached.answer.outcome, STEP_DONE);
	assert_string_equal(state_of(1), "in_review");
	assert_string_equal(text("SELECT matched_by FROM message"), "person");
	assert_string_equal(text("SELECT actor FROM history ORDER BY history_id DESC"), "maria");
	assert_true(db_begin(db, &err));
	assert_false(mail_attach(&engine, message_id, 1, "maria", NOW_MS, &arena, &attached, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	assert_false(mail_attach(&engine, 99, 1, "maria", NOW_MS, &arena, &attached, &err));
	assert_int_equal(err.kind, ERR_MISSING);
	db_rollback(db);
}

static void
attach(int64_t case_id, struct mail_attached *ret)
{
	struct err err = ERR_INIT;

	if (!db_begin(db, &err) || !mail_attach(&engine, number("SELECT message_id FROM message"), case_id, "maria", NOW_MS,
	    &arena, ret, &err) || !db_commit(db, &err))
		fail_test("%s", err.text);
}

/* A bounce that was matched wrongly spoils no address; one that both cases wrote to stays bad. */
static void
a_bounce_that_belongs_elsewhere_takes_back_its_word(void **state)
{
	static const char notes[] = "SELECT count(*) FROM history WHERE rule = 'note' AND changes_json LIKE '%does not belong here: moved to CR-3;%'";
	struct mail_attached attached;
	(void)state;

	script("INSERT INTO enrollment (provider_id, payer_id, state, status, submitted_day, created_ms, modified_ms)"
	    " VALUES (1, 2, 'IL', 'submitted', '2026-11-01', 0, 0)");
	open_case(3, 3);
	take(bounce_of("enroll@prairie.example", "5.1.1", "Message-ID: " OUR_ID "\n"));
	assert_int_equal(number("SELECT count(*) FROM suppression WHERE message_id IS NOT NULL"), 1);
	attach(2, &attached);
	assert_string_equal(attached.settled, "it wrote to that address, too: what was done stays");
	assert_int_equal(number("SELECT count(*) FROM suppression"), 1);
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.bounce' AND dedup LIKE 'm:%'"), 2);
	attach(3, &attached);
	assert_non_null(strstr(attached.settled, "; enroll@prairie.example may be written to again; CR-1: "));
	assert_int_equal(number("SELECT count(*) FROM suppression"), 0);
	assert_null(text("SELECT bounced_day FROM contact"));
	assert_int_equal(number("SELECT count(*) FROM event WHERE name = 'mail.bounce' AND dedup LIKE 'm:%'"), 1);
	assert_int_equal(number("SELECT count(*) FROM task WHERE name LIKE 'moved mail %' AND case_id IN (1, 2)"), 2);
	assert_int_equal(number(notes), 2);
	assert_string_equal(text("SELECT object FROM audit WHERE action = 'mail unsuppress'"), "enroll@prairie.example");
}

/* A person's wish outlives the bounce that came before it. */
static void
what_a_person_asked_for_stays(void **state)
{
	struct mail_attached attached;
	(void)state;

	take(bounce_of("enroll@prairie.example", "5.1.1", "Message-ID: " OUR_ID "\n"));
	script("INSERT INTO enrollment (provider_id, payer_id, state, status, submitted_day, created_ms, modified_ms)"
	    " VALUES (1, 2, 'IL', 'submitted', '2026-11-01', 0, 0)");
	open_case(3, 3);
	struct err err = ERR_INIT;
	assert_true(db_begin(db, &err) && mail_suppress(db, "enroll@prairie.example", NULL, "maria", NOW_MS, &arena, &err) &&
	    db_commit(db, &err));
	attach(3, &attached);
	assert_string_equal(text("SELECT by_person FROM suppression"), "maria");
}

/* More than one life of both children; what is large ends one, too. */
static void
the_reader_is_renewed(void **state)
{
	static struct mail_bytes items[4200];
	char *large = arena_alloc(&arena, 17u << 20);
	struct mail_reading *readings;
	struct err err = ERR_INIT;
	(void)state;

	memset(large, 'x', 17u << 20);
	memcpy(large, "Subject: n\n\n", 12);
	for (size_t i = 0; i < LEN(items); i++) {
		const char *message = arena_printf(&arena, "From: x@y.example\nSubject: n%zu\n\nb\n", i);
		bool is_large = i % 1000 == 0;
		items[i] = (struct mail_bytes){ .bytes = is_large ? large : message,
			.len = is_large ? 17u << 20 : strlen(message) };
	}
	assert_true(reader_read(reader, items, LEN(items), &arena, &readings, &err));
	for (size_t i = 0; i < LEN(items); i++)
		assert_string_equal(readings[i].subject, i % 1000 == 0 ? "n" : arena_printf(&arena, "n%zu", i));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_moves_its_case),
		TEST(a_stranger_is_shown_as_one),
		TEST(each_mail_counts_once),
		TEST(ties_by_their_strength),
		TEST(a_bounce_stops_what_goes_there),
		TEST(a_doubtful_letter_is_found_out),
		TEST(a_doubtful_letter_comes_back),
		TEST(a_match_is_explained),
		TEST(a_forged_sender_moves_no_case),
		TEST(a_temporary_bounce_stops_nothing),
		TEST(a_letter_that_is_turned_away_spoils_no_address),
		TEST(a_letter_refused_at_the_door_says_why),
		TEST(a_bounce_must_return_something_of_ours),
		TEST(only_our_recipient_is_suppressed),
		TEST(an_out_of_office_does_not_count_as_an_answer),
		TEST(our_own_mail_is_recognized),
		TEST(a_flood_is_kept_but_not_told),
		TEST(a_broken_message_stops_no_other),
		TEST(the_bytes_lie_sealed),
		TEST(one_too_large_is_noted_once),
		TEST(a_person_attaches_what_was_not_matched),
		TEST(a_bounce_that_belongs_elsewhere_takes_back_its_word),
		TEST(what_a_person_asked_for_stays),
		TEST(the_reader_is_renewed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
