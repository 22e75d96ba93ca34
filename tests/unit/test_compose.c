/* test_compose: the bytes of letters, and that nothing in a letter becomes a header. */
#include "unit/unit.h"

#include "mail/compose.h"
#include "mail/twin.h"

#define NOW_MS 1795532405000LL		/* Tue 24 Nov 2026 15:00:05 UTC */

static struct settings settings;

static int
set_up(void **state)
{
	(void)state;
	settings = (struct settings){
		.org_name = "Elm Street Clinic", .zone = zone_find("America/Chicago", NULL),
	};
	settings.mail.from = "team@elm.example";
	settings.mail.domain = "elm.example";
	settings.mail.plus_address = true;
	return 0;
}

static struct outbox_letter
letter(void)
{
	return (struct outbox_letter){
		.case_id = 1042, .seq = 3, .rule = "waiting.chase",
		.idem = "abcdefghijklmnopqrstuvwxyz",
		.rfc_message_id = "<abcdefghijklmnopqrstuvwxyz@elm.example>",
		.recipient = "enroll@payer.example",
		.subject = "Status of Ada", .body = "Hello\n\nGr\xc3\xbc\xc3\x9f" "e = ok\n",
		.is_automatic = true,
	};
}

static const char *
compose(const struct outbox_letter *l, struct str *out)
{
	struct err err = ERR_INIT;

	str_truncate(out, 0);
	if (!compose_letter(l, NULL, 0, &settings, NOW_MS, out, &err))
		fail_test("%s", err.text);
	return out->text;
}

static void
a_letter_as_it_is(void **state)
{
	struct outbox_letter l = letter();
	struct str out = STR_INIT, again = STR_INIT;
	(void)state;

	l.thread_ids = "<first@elm.example> <second@elm.example>";
	assert_string_equal(compose(&l, &out),
	    "Date: Tue, 24 Nov 2026 09:00:05 -0600\r\n"
	    "From: Elm Street Clinic <team@elm.example>\r\n"
	    "Reply-To: team+abcdefghijklmnopqrstuvwxyz@elm.example\r\n"
	    "To: enroll@payer.example\r\n"
	    "Subject: Status of Ada [CR-1042]\r\n"
	    "Message-ID: <abcdefghijklmnopqrstuvwxyz@elm.example>\r\n"
	    "In-Reply-To: <second@elm.example>\r\n"
	    "References: <first@elm.example> <second@elm.example>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "X-CT-Ref: 1042/3/waiting.chase\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Hello\r\n\r\nGr=C3=BC=C3=9Fe =3D ok\r\n");
	assert_string_equal(compose(&l, &again), out.text);
	str_clear(&out);
	str_clear(&again);
}

static void
what_is_left_out(void **state)
{
	struct outbox_letter l = letter();
	struct str out = STR_INIT;
	(void)state;

	l.is_automatic = false;
	l.case_id = 0;
	settings.mail.plus_address = false;
	compose(&l, &out);
	assert_null(strstr(out.text, "Auto-Submitted"));
	assert_null(strstr(out.text, "Reply-To"));
	assert_null(strstr(out.text, "References"));
	assert_null(strstr(out.text, "[CR-"));
	/* The tag stands once, also where the letter has it. */
	l = letter();
	l.subject = "[CR-1042] Status";
	assert_non_null(strstr(compose(&l, &out), "Subject: [CR-1042] Status\r\n"));
	str_clear(&out);
}

/* Does a line of the header begin so? */
static bool
has_header(const char *message, const char *name)
{
	const char *end = strstr(message, "\r\n\r\n");

	for (const char *p = message; p != NULL && p < end; p = strstr(p, "\r\n")) {
		p += strspn(p, "\r\n");
		if (strncasecmp(p, name, strlen(name)) == 0)
			return true;
	}
	return false;
}

static void
nothing_becomes_a_header(void **state)
{
	static const char *const hostile[] = {
		"x\r\nBcc: all@evil.example", "x\nBcc: all@evil.example", "x\rBcc: all@evil.example",
		"x\r\n\r\nBcc: body", "\r\nBcc: y", "x\r\n Bcc: y", "=?utf-8?Q?x=0D=0ABcc:_y?=",
		"\x01\x02\x7f", "\xff\xfe", "\xc3\x28",
	};
	struct str out = STR_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(hostile); i++) {
		struct outbox_letter l = letter();
		l.subject = l.rule = l.thread_ids = hostile[i];
		settings.mail.from_name = hostile[i];
		compose(&l, &out);
		assert_false(has_header(out.text, "Bcc"));
		for (const char *p = out.text; *p != '\0'; p++) {
			assert_true((unsigned char)*p < 0x7f);
			assert_true(*p != '\n' || p[-1] == '\r');
			assert_true(*p != '\r' || p[1] == '\n');
		}
	}
	str_clear(&out);
}

static void
addresses_are_refused(void **state)
{
	static const struct { const char *address; bool want; } samples[] = {
		{ "a@b.example", true }, { "o'brien+x@b.example", true }, { "", false },
		{ "a", false }, { "@b", false }, { "a@", false }, { "a@b@c", false },
		{ "a b@c.example", false }, { "a@b.example\r\nRCPT TO:<x@y>", false },
		{ "<a@b.example>", false }, { "a@b.example>", false }, { "a,b@c.example", false },
		{ "\"a\"@b.example", false }, { "m\xc3\xbcller@b.example", false },
		{ "a@[192.0.2.1]", false }, { "a;b@c.example", false },
	};
	struct str out = STR_INIT;
	char longest[300];
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		struct outbox_letter l = letter();
		struct err err = ERR_INIT;
		assert_int_equal(mail_address_valid(samples[i].address), samples[i].want);
		l.recipient = samples[i].address;
		assert_int_equal(compose_letter(&l, NULL, 0, &settings, NOW_MS, &out, &err), samples[i].want);
		assert_int_equal(err.kind, samples[i].want ? ERR_NONE : ERR_INPUT);
	}
	memset(longest, 'a', sizeof(longest));
	longest[100] = '@';
	longest[255] = '\0';
	assert_false(mail_address_valid(longest));
	longest[254] = '\0';
	assert_true(mail_address_valid(longest));
	str_clear(&out);
}

static void
long_things(void **state)
{
	struct outbox_letter l = letter();
	struct str subject = STR_INIT, out = STR_INIT, ids = STR_INIT;
	(void)state;

	for (int i = 0; i < 500; i++)
		str_add(&subject, "\xc3\xa4rz ");
	for (int i = 0; i < 200; i++)
		str_printf(&ids, "<id%d@elm.example> ", i);
	l.subject = l.body = subject.text;
	l.thread_ids = ids.text;
	compose(&l, &out);
	assert_non_null(strstr(out.text, "[CR-1042]"));
	assert_non_null(strstr(out.text, "<id0@elm.example>"));
	assert_non_null(strstr(out.text, "<id199@elm.example>"));
	assert_null(strstr(out.text, "<id100@elm.example>"));
	/* No line is longer than mail allows. */
	for (const char *p = out.text; *p != '\0'; p += strcspn(p, "\n") + 1)
		assert_true(strcspn(p, "\n") <= 998);
	str_clear(&subject);
	str_clear(&ids);
	str_clear(&out);
}

/* How the twin of a text looks between its head and its end. */
static const struct { const char *text, *want; } twins[] = {
	{ "Hello,\n\nhow are you?\nWell?\n", "<p>Hello,</p>\n<p>how are you?<br>\nWell?</p>\n" },
	{ "We need:\r\n- a copy\r\n* a form\r\nThanks", "<p>We need:</p>\n<ul>\n<li>a copy</li>\n<li>a form</li>\n"
	  "</ul>\n<p>Thanks</p>\n" },
	{ "> as you\n>wrote\n", "<blockquote>as you<br>\nwrote</blockquote>\n" },
	{ "<script>alert('x')</script> & \"", "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;</p>\n" },
	{ "See https://a.example/x?y=1&z=2. Or (http://b.example)!", "<p>See <a href=\"https://a.example/x?y=1&amp;z=2\">"
	  "https://a.example/x?y=1&amp;z=2</a>. Or (<a href=\"http://b.example\">http://b.example</a>)!</p>\n" },
	{ "https://a.example/\"><b>x", "<p><a href=\"https://a.example/\">https://a.example/</a>&quot;&gt;&lt;b&gt;x</p>\n" },
	{ "javascript:alert(1) https:// x", "<p>javascript:alert(1) https:// x</p>\n" },
	{ "-no list\n --\n", "<p>-no list<br>\n --</p>\n" },
	{ "", "" },
};

static void
the_twin_of_a_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(twins); i++) {
		struct str out = STR_INIT;
		twin_html(twins[i].text, &out);
		const char *body = strstr(out.text, "<body>\n") + strlen("<body>\n");
		char *end = strstr(body, "</body></html>\n");
		assert_non_null(end);
		*end = '\0';
		assert_string_equal(body, twins[i].want);
		str_clear(&out);
	}
}

/* Text first, then its twin; a calendar stands in its place. */
static void
a_letter_with_its_twin(void **state)
{
	struct outbox_letter l = letter();
	struct str out = STR_INIT;
	(void)state;

	settings.mail.html = true;
	compose(&l, &out);
	const char *both = strstr(out.text, "Content-Type: multipart/alternative;");
	const char *plain = strstr(out.text, "Content-Type: text/plain; charset=utf-8\r\n");
	const char *html = strstr(out.text, "Content-Type: text/html; charset=utf-8\r\n");
	assert_true(both != NULL && plain > both && html > plain);
	assert_non_null(strstr(html, "<p>Gr=C3=BC=C3=9Fe =3D ok</p>"));
	l.body = "x\r\n--=-abcdefghijklmnopqrstuvwxyz\r\nContent-Type: text/html\r\n\r\n<b>y";
	compose(&l, &out);
	assert_null(strstr(strstr(out.text, "\r\n\r\n"), "<b>y</"));
	l.calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
	l.calendar_method = "REQUEST";
	compose(&l, &out);
	assert_null(strstr(out.text, "text/html;"));
	assert_non_null(strstr(out.text, "Content-Type: text/calendar;"));
	str_clear(&out);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_letter_as_it_is),
		TEST(what_is_left_out),
		TEST(nothing_becomes_a_header),
		TEST(addresses_are_refused),
		TEST(long_things),
		TEST(the_twin_of_a_text),
		TEST(a_letter_with_its_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
