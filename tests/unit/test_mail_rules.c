/* test_mail_rules: the pure rules over messages, tables of what goes in and what comes out. */
#include "unit/unit.h"

#include "mail/record.h"
#include "reading/absence.h"
#include "reading/authentic.h"
#include "reading/bounce.h"
#include "reading/html.h"
#include "reading/mail.h"
#include "reading/reply.h"

static struct arena arena;

static int
tear_down(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static void
status_codes(void **state)
{
	static const struct { const char *text, *want; } codes[] = {
		{ "5.1.1", "5.1.1" }, { "5.1.1 (bad mailbox)", "5.1.1" }, { "4.4.7", "4.4.7" },
		{ "2.0.0", "2.0.0" }, { "5.7.123", "5.7.123" }, { "5.100.2 x", "5.100.2" },
		{ "5.1", NULL }, { "5.1.", NULL }, { "3.1.1", NULL }, { "55.1.1", NULL },
		{ "5.1234.1", NULL }, { "5.1.1.1", NULL }, { "5.1.1234", NULL }, { "", NULL },
		{ "five", NULL }, { ".5.1", NULL },
	};
	(void)state;

	for (size_t i = 0; i < LEN(codes); i++) {
		char status[12] = "";
		bool ok = bounce_status_parse(codes[i].text, status);
		if (ok != (codes[i].want != NULL) || (ok && strcmp(status, codes[i].want) != 0))
			fail_test("\"%s\": %s", codes[i].text, status);
	}
}

/* What a failure comes to: by its number, else by its words. */
static void
classes_of_failure(void **state)
{
	static const struct { const char *status, *reason, *want; } samples[] = {
		{ "5.1.1", "whatever", "unknown address" }, { "5.1.10", NULL, "unknown address" },
		{ "5.1.2", NULL, "unknown domain" }, { "4.4.4", NULL, "unknown domain" },
		{ "5.2.1", NULL, "mailbox disabled" }, { "4.2.2", NULL, "mailbox full" }, { "5.2.2", NULL, "mailbox full" },
		{ "5.3.4", NULL, "too large" }, { "5.2.3", NULL, "too large" },
		{ "5.7.1", "554 5.7.1 blocked using a list", "refused" }, { "5.7.26", NULL, "refused" },
		{ "5.6.0", NULL, "content" }, { "4.4.7", NULL, "not reached" }, { "5.4.1", "no answer", "not reached" },
		{ "5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "unknown address" },
		{ "5.5.0", "550 Mailbox unavailable", "unknown address" }, { "5.0.0", "552 mailbox is full", "mailbox full" },
		{ NULL, "Postfach voll", "mailbox full" }, { NULL, "utilisateur inconnu", "unknown address" },
		{ "5.7.1", "550 5.7.1 No such user here", "unknown address" },
		{ "5.7.1", "554 5.7.1 Recipient address rejected: Access denied", "refused" },
		{ "5.7.1", "554 5.7.1 Message rejected, class=size limit", "too large" },
		{ "5.0.0", "550 this looks like SPAM to us", "refused" }, { "550", "550 Message too big", "too large" },
		{ "5.7.0", "the mailbox has exceeded its disk space", "mailbox full" }, { "", "no", "other" },
		{ "5.0.0", "550 no", "other" }, { "5.1.0", NULL, "other" }, { "5.10.1", NULL, "other" }, { NULL, NULL, "other" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++)
		assert_string_equal(bounce_class(samples[i].status, samples[i].reason, &arena), samples[i].want);
}

static void
addresses(void **state)
{
	static const struct { const char *text, *want; } samples[] = {
		{ "Dana <Dana@Payer.Example>, b@c.example", "dana@payer.example b@c.example " },
		{ "<a@b.example>: host mx[192.0.2.1] said", "a@b.example " },
		{ "team+abc123@elm.example.", "team+abc123@elm.example " },
		{ "a@b.example a@b.example", "a@b.example " },
		{ "no@domain @nobody.example a@ @", "" },
		{ "(o'brien@b.example)", "o'brien@b.example " },
		{ "rfc822;x@y.example-", "x@y.example " },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		struct texts list = { NULL, 0, 0 };
		struct str got = STR_INIT;
		addresses_find(samples[i].text, strlen(samples[i].text), &arena, &list);
		for (size_t n = 0; n < list.count; n++)
			str_printf(&got, "%s ", list.item[n]);
		assert_string_equal(got.text, samples[i].want);
		str_clear(&got);
	}
}

/* Sent on Monday, 23 November 2026. */
static void
days_of_return(void **state)
{
	static const struct { const char *text, *want; } samples[] = {
		{ "I am out until December 1, 2026.", "2026-12-01" },
		{ "out of the office until Dec. 1st", "2026-12-01" },
		{ "back on Monday, November 30", "2026-11-30" },
		{ "from Nov 24 until Nov 27, back on Nov 30", "2026-11-30" },
		{ "I will return on 12/02/2026", "2026-12-02" },
		{ "returning 1/4", "2027-01-04" },
		{ "until 2027-03-01", "2027-03-01" },
		{ "until Friday", "2026-11-27" },
		{ "back in the office tomorrow", "2026-11-24" },
		{ "through 11/30/26", "2026-11-30" },
		{ "11/20 - 11/27", "2026-11-27" },
		{ "from November 20 to December 4", "2026-12-04" },
		{ "bis zum 30.11.2026", "2026-11-30" },
		{ "bis 4.12. im Urlaub", "2026-12-04" },
		{ "bis 4. Dezember", "2026-12-04" },
		{ "ab dem 1. M\xc3\xa4rz 2027 wieder erreichbar", "2027-03-01" },
		{ "jusqu'au 1er d\xc3\xa9" "cembre", "2026-12-01" },
		{ "de retour le lundi 7 d\xc3\xa9" "cembre 2026", "2026-12-07" },
		{ "hasta el 2 de diciembre de 2026", "2026-12-02" },
		{ "fino al 3/12/2026", "2026-12-03" },
		{ "at\xc3\xa9 05/12/2026", "2026-12-05" },
		{ "tot en met 4 december", "2026-12-04" },
		{ "23-27 November", "2026-11-27" },
		{ "November 20-27, 2026", "2026-11-27" },
		{ "from 23 to 27 November", "2026-11-27" },
		{ "du 23 au 27 novembre", "2026-11-27" },
		{ "dal 23 al 27 novembre", "2026-11-27" },
		{ "del 23 al 27 de noviembre", "2026-11-27" },
		{ "de 23 a 27 de novembro", "2026-11-27" },
		{ "vom 23. bis 27. November", "2026-11-27" },
		{ "23.11. - 04.12.2026", "2026-12-04" },
		{ "I'm back on the 5th", "2026-12-05" },
		{ "returning next week", "2026-11-30" },
		{ "ab morgen wieder erreichbar", "2026-11-24" },
		{ "de retour demain", "2026-11-24" },
		{ "returning 05/12/2026", "2026-12-05" },	/* no one is away until May */
		{ "back 30/11", "2026-11-30" },
		{ "do 4 grudnia", "2026-12-04" },
		{ "\xc3\xa5ter den 7 december", "2026-12-07" },
		{ "\xd0\xb4\xd0\xbe 4 \xd0\xb4\xd0\xb5\xd0\xba\xd0\xb0\xd0\xb1\xd1\x80\xd1\x8f", "2026-12-04" },
		{ "torno luned\xc3\xac 30 novembre", "2026-11-30" },
		{ "Retorno no dia 30/11/2026", "2026-11-30" },
		/* Nothing that could be believed. */
		{ "I am out of the office.", "" },
		{ "until further notice", "" },
		{ "until November 1, 2026", "" },		/* past */
		{ "until February 30, 2027", "" },
		{ "until 13/45/2026", "" },
		{ "until 2099-01-01", "" },
		{ "my number is 555-0100 until", "" },
		{ "until 99999999999999999999", "" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		char day[DAY_TEXT_BYTES];
		day_format(absence_until(samples[i].text, day_from_civil(2026, 11, 23), &arena), day);
		if (strcmp(day, samples[i].want) != 0)
			fail_test("\"%s\" gives \"%s\" instead of \"%s\"", samples[i].text, day,
			    samples[i].want);
	}
	/* A message without a date: only whole dates count. */
	assert_int_equal(absence_until("until December 1", DAY_NONE, &arena), DAY_NONE);
	assert_int_equal(absence_until("until December 1, 2026", DAY_NONE, &arena),
	    day_from_civil(2026, 12, 1));
}

static void
new_text(void **state)
{
	static const struct { const char *text, *want; } samples[] = {
		{ "Yes.\n", "Yes." },
		{ "", "" },
		{ "Yes.\n\nOn Mon, 1 Jan 2026, A <a@b.example> wrote:\n> no\n", "Yes." },
		{ "On 1/2/26 A wrote:\n> q\n\nBelow.\n", "Below." },
		{ "> q1\nA1\n> q2\nA2\n", "A1\nA2" },
		{ "Text\n-- \nDana\n", "Text" },
		{ "Text\n--\nDana\n555\n", "Text" },
		{ "Text -- with dashes\nmore\n", "Text -- with dashes\nmore" },
		{ "Yes\n\nSent from my iPhone\n", "Yes" },
		{ "One\n\n\n\nTwo\n", "One\n\nTwo" },
		{ "Yes.\n\n---- On Tue, 22 Dec 2026 14:17:36 +0530 A <a@b.example> wrote ----\n\nno\n", "Yes." },
		{ "Yes.\n\n2026-03-03 17:21 GMT+01:00 A B <a@b.example>:\n\n> no\n", "Yes." },
		{ "Yes.\n\n2026/10/2 A B <a@b.example>\n> no\n", "Yes." },
		{ "Yes.\n\nA B wrote:\n> no\n", "Yes." },
		{ "Yes.\n\nQuoting A B <a@b.example>:\n\n> no\n", "Yes." },
		{ "Yes.\n\n>>> A B <a@b.example> 11/23/2026 3:04 PM >>>\nno\n", "Yes." },
		{ "Yes.\n\nA B\n11/23/2026 03:04 PM\n\nTo\nC D\ncc\n\nSubject\nRe: no\n\nno\n", "Yes." },
		{ "Yes.\n\nTo: c\nFrom: a\nDate: d\nSubject: s\n\nno\n", "Yes." },
		{ "Yes.\n\nDe : A\nEnvoy\xc3\xa9 : lundi\n\xc3\x80 : C\nObjet : s\n\nno\n", "Yes." },
		{ "Yes.\n\nCONFIDENTIALITY NOTICE: This e-mail is for C.\n", "Yes." },
		{ "> a quoted line that is long enough to be broken by a program on its\nway here\n> q\nYes.\n",
		    "Yes." },
		{ "Yes.\n\n##- Please type your reply above this line -##\n\nno\n", "Yes." },
		{ "CAUTION: This email originated from outside.\nBe careful.\n\nYes.\n", "Yes." },
		{ "Yes.\n\n_______\nDana\nPayer\n\nOn 11/23/2026, A wrote:\n> no\n", "Yes." },
		{ "Yes.\n\nSent from Windows Mail\n", "Yes." },
		{ "Sent from my desk, where it is easier to write a long answer\n",
		    "Sent from my desk, where it is easier to write a long answer" },
		{ "Yes.\n________________________________\nX mailing list\nhttp://x.example\n", "Yes." },
		/* What only looks like the beginning of a quote. */
		{ "Meet me at 10:30 <a@b.example>\nok\n", "Meet me at 10:30 <a@b.example>\nok" },
		{ "On the other hand:\nno.\n", "On the other hand:\nno." },
		{ "She wrote:\nsee below\n", "She wrote:\nsee below" },
		{ "From: here on it is easy\n", "From: here on it is easy" },
		{ "To: be decided\nFrom: us\n", "To: be decided\nFrom: us" },
		{ "-----\nruler\n", "-----\nruler" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++)
		assert_string_equal(reply_text(samples[i].text, false, &arena, NULL), samples[i].want);
}

static void
subjects(void **state)
{
	static const struct { const char *subject; bool answers, forwards; } samples[] = {
		{ "Re: x", true, false }, { "RE:x", true, false }, { "AW: x", true, false },
		{ "Re[2]: x", true, false }, { "Antw: x", true, false }, { "SV : x", true, false },
		{ "\xe5\x9b\x9e\xe5\xa4\x8d: x", true, false },
		{ "Fwd: x", false, true }, { "FW: x", false, true }, { "WG: x", false, true },
		{ "Regarding: x", false, false }, { "x Re: y", false, false }, { "", false, false },
		{ "Re", false, false }, { ":", false, false }, { "Re[", false, false },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++)
		if (reply_subject(samples[i].subject) != samples[i].answers ||
		    reply_forwards(samples[i].subject) != samples[i].forwards)
			fail_test("\"%s\"", samples[i].subject);
}

static void
html(void **state)
{
	static const struct { const char *html, *want; } samples[] = {
		{ "<p>One</p><p>Two</p>", "One\n\nTwo\n" },
		{ "a<br>b<BR/>c", "a\nb\nc\n" },
		{ "<b>bold</b> text", "bold text\n" },
		{ "a  \n b", "a b\n" },
		{ "&lt;x&gt; &amp; &quot;q&quot; &eacute; &#8364; &#x41;", "<x> & \"q\" \xc3\xa9 \xe2\x82\xac A\n" },
		{ "AT&T & co &unknown; &", "AT&T & co &unknown; &\n" },
		{ "<style>p{}</style>x<script>if (a<b) y()</script>z", "xz\n" },
		{ "<!-- <p>no</p> -->yes", "yes\n" },
		{ "a<blockquote>q<br>r</blockquote>b", "a\n> q\n> r\nb\n" },
		{ "a<div class=\"gmail_quote\">w<div>x</div>y</div>b", "a\n> w\n> x\n> y\nb\n" },
		{ "<a title=\"1>0\">link</a>", "link\n" },
		{ "a<div id=\"x_appendonsend\"></div><div id=\"divRplyFwdMsg\">From: b</div>c",
		    "a\n> From: b\n> c\n" },
		{ "1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n" },
		{ "<td>a</td><td>b</td>", "a b\n" },
		{ "<", "<\n" }, { "<p", "" }, { "<!--", "" }, { "<script>", "" }, { "", "" },
		{ "</blockquote></div>x", "x\n" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++)
		assert_string_equal(html_to_text(samples[i].html, strlen(samples[i].html), &arena),
		    samples[i].want);
}

static void
forged_senders(void **state)
{
	/* The field nearest to us, one below it. */
	static const struct { const char *first, *second; bool want; } samples[] = {
		{ "mx.elm.example; dmarc=fail (p=NONE) header.from=a.example", NULL, true },
		{ "mx.elm.example; spf=pass; DMARC=FAIL", NULL, true },
		{ "mx.elm.example 1; dkim=none; dmarc=fail", NULL, true },
		{ "spf=fail smtp.mailfrom=a.example; dmarc=fail action=none;compauth=fail", NULL, true },
		{ "mx.elm.example; spf=pass", "mx.elm.example; dmarc=fail", true },
		{ "spf=fail; dmarc=fail;compauth=pass reason=130", NULL, false },
		{ "mx.elm.example; dmarc=pass", "other.example; dmarc=fail", false },
		{ "mx.elm.example; dmarc=none", NULL, false },
		{ "mx.elm.example; x-dmarc=fail", NULL, false },
		{ "mx.elm.example; dmarc=failed", NULL, false },
		{ "mx.elm.example; reason=\"dmarc=fail\"", NULL, false },
		{ "", NULL, false }, { NULL, NULL, false },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		struct mail_header items[] = { { "authentication-results", samples[i].first },
			{ "Authentication-Results", samples[i].second } };
		const struct mail_headers headers = { items, samples[i].first == NULL ? 0 :
			samples[i].second == NULL ? 1 : 2, 2 };
		if (authentic_failed(&headers) != samples[i].want)
			fail_test("\"%s\"", samples[i].first);
	}
}

static void
what_is_a_message(void **state)
{
	static const struct { const char *bytes; bool want; } samples[] = {
		{ "From: a@b.example\n\nhi\n", true }, { "Date: x\r\n\r\n", true },
		{ "From a Mon\nReceived: x\n\n", true }, { "\xef\xbb\xbf" "From: a\n\n", true },
		{ "From : a\n\n", true }, { "X-Any: y\nfrom: a\n\n", true },
		{ "X-Any: y\n\nFrom: a\n", false }, { "Dear all,\n", false }, { "", false },
		{ "\n\n", false }, { "org:\n  from: x\n", false }, { " From: a\n", false },
		{ "From\n", false }, { "Fromage: x\n\n", false },
	};
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++)
		if (mail_looks_right(samples[i].bytes, strlen(samples[i].bytes), NULL) !=
		    samples[i].want)
			fail_test("\"%s\"", samples[i].bytes);
}

static void
fingerprints(void **state)
{
	static const char *const same[] = {
		"Message-ID: <a@b>\nDate: d\nFrom: f\n\nbody\nmore\n",
		"Message-ID: <a@b>\r\nDate: d\r\nFrom: f\r\n\r\nbody\r\nmore\r\n",
		"Received: another way\nMessage-ID: <a@b>\nDate: d\nFrom: f\n\nbody\nmore\n\n",
		"From x Mon\nMessage-ID: <a@b>\nDate: d\nFrom: f\n\nbody\nmore",
	};
	static const char *const other[] = {
		"Message-ID: <c@b>\nDate: d\nFrom: f\n\nbody\nmore\n",
		"Message-ID: <a@b>\nDate: e\nFrom: f\n\nbody\nmore\n",
		"Message-ID: <a@b>\nDate: d\nFrom: g\n\nbody\nmore\n",
		"Message-ID: <a@b>\nDate: d\nFrom: f\n\nbody\nless\n",
	};
	char first[FINGERPRINT_BYTES], next[FINGERPRINT_BYTES];
	(void)state;

	/* What databases hold: BLAKE2b of the three fields and the body, as another program makes it. */
	assert_string_equal(mail_fingerprint(same[0], strlen(same[0]), first), "o2xmceaxzs47r2aj4z5kibcq2q");
	for (size_t i = 0; i < LEN(same); i++)
		assert_string_equal(mail_fingerprint(same[i], strlen(same[i]), next), first);
	for (size_t i = 0; i < LEN(same); i++) {		/* in the smallest pieces */
		size_t at;
		struct fingerprint *f = mail_fingerprint_begin(same[i], strlen(same[i]), &at);
		for (; at < strlen(same[i]); at++)
			mail_fingerprint_add(f, same[i] + at, 1);
		assert_string_equal(mail_fingerprint_end(f, next), first);
	}
	for (size_t i = 0; i < LEN(other); i++)
		assert_string_not_equal(mail_fingerprint(other[i], strlen(other[i]), next), first);
}

static void
fill_reading(struct mail_reading *r)
{
	static struct mail_attachment files[] = { { "a.pdf", "application/pdf", 15 } };

	*r = (struct mail_reading){
		.kind = MAIL_BOUNCE, .permanent = true, .status = "5.1.1", .until_day = DAY_NONE,
		.from_address = "a@b.example", .from_name = "", .to_address = "", .subject = "x",
		.date_ms = 1700000000000LL, .text = "Gr\xc3\xbc\xc3\x9f" "e", .attachment = files,
		.attachments = 1,
	};
	texts_add(&r->recipients, "c@d.example", &arena);
	texts_add(&r->references, "<e@f>", &arena);
}

/* What the child writes is what its parent reads; anything else is refused. */
static void
records(void **state)
{
	struct mail_reading in, out;
	struct str bytes = STR_INIT;
	(void)state;

	fill_reading(&in);
	record_write(&in, &bytes);
	assert_true(record_read(bytes.text, bytes.len, &arena, &out));
	assert_int_equal(out.kind, MAIL_BOUNCE);
	assert_true(out.permanent);
	assert_string_equal(out.status, "5.1.1");
	assert_null(out.reason);
	assert_string_equal(out.text, in.text);
	assert_string_equal(out.recipients.item[0], "c@d.example");
	assert_int_equal(out.attachment[0].bytes, 15);
	for (size_t len = 0; len < bytes.len; len++)
		assert_false(record_read(bytes.text, len, &arena, &out));
	str_add_char(&bytes, '\0');
	assert_false(record_read(bytes.text, bytes.len, &arena, &out));
	str_clear(&bytes);
}

static void
records_of_liars(void **state)
{
	struct mail_reading in, out;
	struct str bytes = STR_INIT;
	(void)state;

	fill_reading(&in);
	record_write(&in, &bytes);
	/* Every byte in turn says something else: read as something valid, or refused; never more. */
	for (size_t i = 0; i < bytes.len; i++) {
		char was = bytes.text[i];
		bytes.text[i] = (char)(was ^ 0xff);
		if (record_read(bytes.text, bytes.len, &arena, &out))
			assert_true(out.recipients.count <= MAIL_LIST_MAX && out.kind < MAIL_KINDS);
		bytes.text[i] = was;
	}
	str_clear(&bytes);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(status_codes),
		TEST(classes_of_failure), TEST(addresses),
		TEST(days_of_return),
		TEST(new_text),
		TEST(subjects),
		TEST(html),
		TEST(forged_senders),
		TEST(what_is_a_message),
		TEST(fingerprints),
		TEST(records),
		TEST(records_of_liars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
