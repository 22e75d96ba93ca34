/*
 * make_mail FOLDER COUNT CASES: COUNT messages, the same ones each time, into FOLDER, named as Dovecot
 * names what it delivers.  They answer the letters of tests/bench/practice.sh: case N is of payer N,
 * whose address is desk@pN.test, and its letter is <bN@practice.test>.  14 KB on average:
 *
 *	50%	answers in plain text, with the letter quoted
 *	 5%	answers that name no letter: found by tag or by sender
 *	15%	answers in plain text and HTML
 *	12%	answers with a document
 *	10%	bounces, permanent and not
 *	 4%	out of office
 *	 4%	newsletters
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"

#define LINE_BYTES	76		/* of base64 */
#define SENTENCES	8

static const char *const sentences[SENTENCES] = {
	"We have received the application and it is with the committee now.",
	"Please send the current certificate of liability insurance, the one we have ends this month.",
	"The effective date cannot be told before the contract was countersigned by both sides.",
	"Our records show another address of the practice=2C please confirm which one is right.",
	"The reference number stands above=3B keep it in the subject when you answer.",
	"The provider=E2=80=99s attestation is older than 120 days and has to be made again.",
	"Nothing else is needed from you at this time.",
	"The fax of last week could not be read, may we ask you to send it once more?",
};

struct made {
	uint64_t	 seed;
	long		 number, of_case;
	struct str	 text;
};

static uint32_t
any(struct made *m, uint32_t below)
{
	m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(m->seed >> 33) % below;
}

static void
add_lines(struct made *m, const char *before, const char *after, size_t bytes)
{
	size_t end = m->text.len + bytes;

	while (m->text.len < end)
		str_printf(&m->text, "%s%s%s\n", before, sentences[any(m, SENTENCES)], after);
}

static void
add_base64(struct made *m, size_t bytes)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t end = m->text.len + bytes; m->text.len < end;) {
		char line[LINE_BYTES + 1];
		for (size_t i = 0; i < LINE_BYTES; i++)
			line[i] = letters[any(m, 64)];
		line[LINE_BYTES] = '\n';
		str_add_bytes(&m->text, line, sizeof(line));
	}
}

static void
add_head(struct made *m, const char *subject, bool names_letter)
{
	str_printf(&m->text, "Return-Path: <desk@p%ld.test>\n"
	    "Received: from mx.p%ld.test (mx.p%ld.test [192.0.2.%u])\n"
	    "\tby mail.practice.test with ESMTPS id 4F%ld\n"
	    "\tfor <team@practice.test>; Mon, 23 Nov 2026 %02u:%02u:05 -0600\n"
	    "Received: from desk.p%ld.test by mx.p%ld.test; Mon, 23 Nov 2026 08:00:00 -0600\n"
	    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=p%ld.test; s=mail;\n"
	    "\th=from:to:subject:date:message-id:mime-version; bh=",
	    m->of_case, m->of_case, m->of_case, any(m, 250), m->number, any(m, 24), any(m, 60),
	    m->of_case, m->of_case, m->of_case);
	add_base64(m, 300);
	str_printf(&m->text, "From: =?utf-8?q?Enrollment_Desk_=E2=80=93_Plan_%ld?= <desk@p%ld.test>\n"
	    "To: Practice <team@practice.test>\n"
	    "Subject: %s\n"
	    "Date: Mon, 23 Nov 2026 %02u:%02u:%02u -0600\n"
	    "Message-ID: <m%ld@p%ld.test>\n",
	    m->of_case, m->of_case, subject, any(m, 24), any(m, 60), any(m, 60), m->number, m->of_case);
	if (names_letter)
		str_printf(&m->text, "In-Reply-To: <b%ld@practice.test>\n"
		    "References: <b%ld@practice.test>\n", m->of_case, m->of_case);
	str_add(&m->text, "X-Mailer: Desk 7.1\nMIME-Version: 1.0\n");
}

static void
add_plain(struct made *m, size_t own, size_t quoted)
{
	str_add(&m->text, "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n");
	add_lines(m, "", "", own);
	str_printf(&m->text, "\n-- \nEnrollment Desk\nPlan %ld\n\n"
	    "On Fri, 20 Nov 2026 at 09:00, Practice <team@practice.test> wrote:\n", m->of_case);
	add_lines(m, "> ", "", quoted);
}

static void
add_html(struct made *m, size_t bytes)
{
	str_add(&m->text, "Content-Type: text/html; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "<html><head><style>p {margin: 0; font-family: Calibri}</style></head><body>\n");
	add_lines(m, "<p class=3D\"MsoNormal\"><span style=3D\"font-size:11.0pt\">",
	    "</span></p>", bytes);
	str_add(&m->text, "</body></html>\n");
}

static void
make_answer(struct made *m)
{
	add_head(m, "Re: Status of the application", true);
	add_plain(m, 400 + any(m, 1200), 600 + any(m, 2000));
}

static void
make_stray(struct made *m)
{
	char subject[64];

	snprintf(subject, sizeof(subject), "Your application [CR-%ld]", m->of_case);
	add_head(m, m->number % 2 == 0 ? subject : "Your application", false);
	add_plain(m, 400 + any(m, 1200), 0);
}

static void
make_html(struct made *m)
{
	add_head(m, "RE: Status of the application", true);
	str_add(&m->text, "Content-Type: multipart/alternative; boundary=\"=_alt\"\n\n--=_alt\n");
	add_plain(m, 400 + any(m, 1200), 1000);
	str_add(&m->text, "--=_alt\n");
	add_html(m, 6000 + any(m, 6000));
	str_add(&m->text, "--=_alt--\n");
}

static void
make_document(struct made *m)
{
	add_head(m, "Re: Status of the application", true);
	str_add(&m->text, "Content-Type: multipart/mixed; boundary=\"=_mix\"\n\n--=_mix\n");
	add_plain(m, 300 + any(m, 600), 800);
	str_printf(&m->text, "--=_mix\nContent-Type: application/pdf; name=\"letter %ld.pdf\"\n"
	    "Content-Disposition: attachment; filename=\"letter %ld.pdf\"\n"
	    "Content-Transfer-Encoding: base64\n\n", m->number, m->number);
	add_base64(m, 40000 + any(m, 60000));
	str_add(&m->text, "--=_mix--\n");
}

static void
make_bounce(struct made *m)
{
	bool permanent = m->number % 3 != 0;

	str_printf(&m->text, "Return-Path: <>\n"
	    "From: Mail Delivery System <MAILER-DAEMON@mail.practice.test>\n"
	    "To: team@practice.test\n"
	    "Subject: Undelivered Mail Returned to Sender\n"
	    "Date: Mon, 23 Nov 2026 15:%02u:%02u -0600\n"
	    "Message-ID: <dsn%ld@mail.practice.test>\n"
	    "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"=_dsn\"\n\n"
	    "--=_dsn\nContent-Type: text/plain; charset=us-ascii\n\n"
	    "This is the mail system at host mail.practice.test.\n\n"
	    "Your message to <desk@p%ld.test> could not be delivered.\n\n"
	    "--=_dsn\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mail.practice.test\nX-Postfix-Queue-ID: 9B%ld\n\n"
	    "Final-Recipient: rfc822; desk@p%ld.test\nAction: failed\nStatus: %s\n"
	    "Diagnostic-Code: smtp; %s\n\n"
	    "--=_dsn\nContent-Type: message/rfc822\n\n"
	    "From: Practice <team@practice.test>\nTo: desk@p%ld.test\n"
	    "Subject: Status of the application [CR-%ld]\nMessage-ID: <b%ld@practice.test>\n"
	    "Date: Fri, 20 Nov 2026 09:00:00 -0600\n\n",
	    any(m, 60), any(m, 60), m->number, m->of_case, m->number, m->of_case,
	    permanent ? "5.1.1" : "4.4.1",
	    permanent ? "550 5.1.1 no such user here" : "connect: Connection timed out",
	    m->of_case, m->of_case, m->of_case);
	add_lines(m, "", "", 1500);
	str_add(&m->text, "--=_dsn--\n");
}

static void
make_absence(struct made *m)
{
	add_head(m, "Automatic reply: Status of the application", true);
	str_add(&m->text, "Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n"
	    "I am out of the office until December 7, 2026.\n\n");
	add_lines(m, "", "", 400);
}

static void
make_newsletter(struct made *m)
{
	add_head(m, "News for providers", false);
	str_add(&m->text, "List-Unsubscribe: <https://lists.example/u>\nPrecedence: bulk\n");
	add_html(m, 20000);
}

/* In hundredths. */
static const struct { uint32_t share; void (*make)(struct made *); } kinds[] = {
	{ 50, make_answer }, { 5, make_stray }, { 15, make_html }, { 12, make_document },
	{ 10, make_bounce }, { 4, make_absence }, { 4, make_newsletter },
};

static void
make(struct made *m)
{
	uint32_t left = any(m, 100);

	for (size_t i = 0; i < LEN(kinds); left -= kinds[i++].share)
		if (left < kinds[i].share) {
			kinds[i].make(m);
			return;
		}
}

static void
save(const struct made *m, const char *folder)
{
	char path[512];
	size_t lines = 0;

	for (size_t i = 0; i < m->text.len; i++)
		lines += m->text.text[i] == '\n';
	snprintf(path, sizeof(path), "%s/17955504%05ld.M%ldP1.bench,S=%zu,W=%zu", folder, m->number,
	    m->number, m->text.len, m->text.len + lines);
	FILE *f = fopen(path, "w");
	if (f == NULL || fwrite(m->text.text, 1, m->text.len, f) != m->text.len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	long count = strtol(argv[2], NULL, 10), cases = strtol(argv[3], NULL, 10);
	struct made m = { .text = STR_INIT };
	for (long i = 1; i <= count; i++) {
		m.seed = (uint64_t)i * 0x9e3779b97f4a7c15u;
		m.number = i;
		m.of_case = 1 + i % cases;
		str_truncate(&m.text, 0);
		make(&m);
		save(&m, argv[1]);
	}
	str_clear(&m.text);
	return 0;
}
