/* test_feed: the bytes of a calendar, held against RFC 5545 without libical; hostile texts. */
#include "unit/unit.h"

#include "base/utf8.h"
#include "calendar/feed.h"
#include "calendar/invitation.h"

static struct settings settings = {
	.org_name = "Elm Street Clinic",
	.calendar_feed = { .detail = "full", .past_days = 90, .ahead_days = 1830, .alarm_days = 7 },
};

static bool
to_str(void *context, const char *bytes, size_t len, struct err *err)
{
	(void)err;
	str_add_bytes(context, bytes, len);
	return true;
}

/* Every line ends with CRLF, is at most 75 octets long and cuts no character (RFC 5545, 3.1). */
static void
check_bytes(const struct str *ics)
{
	const char *line = ics->text, *end;

	assert_int_equal(strlen(ics->text), ics->len);
	for (; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		size_t len = (size_t)(end - line);
		assert_true(len <= 75);
		assert_true(len > 0);
		assert_true(utf8_valid(line, len));
		for (const char *p = line; p < end; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
	}
}

/* The lines put together again, one a line. */
static void
unfold(const struct str *ics, struct str *out)
{
	for (const char *p = ics->text; *p != '\0'; p++) {
		if (p[0] == '\r' && p[1] == '\n' && p[2] == ' ')
			p += 2;
		else if (*p != '\r')
			str_add_char(out, *p);
	}
}

static void
write_one(const struct feed_event *event, struct str *unfolded)
{
	const struct calendar_wish wish = { .settings = &settings,
	    .base_url = "http://127.0.0.1:8025", .now_ms = 0 };
	struct str ics = STR_INIT;
	struct err err = ERR_INIT;

	settings.zone = zone_utc();
	assert_true(calendar_event_write(event, &wish, to_str, &ics, &err));
	check_bytes(&ics);
	unfold(&ics, unfolded);
	str_clear(&ics);
}

static const struct feed_event plain = {
	.uid = "d1@example", .kind = "expirables", .title = "DEA expires", .on_day = 20000,
	.sequence = 3, .status = "open", .created_ms = 1700000000000, .modified_ms = 1700000600000,
	.case_id = 42, .workflow = "payer_enrollment", .first_name = "Ada", .last_name = "Larkspur",
	.payer = "Prairie Health",
};

static void
says_all(void **state)
{
	static const char *const lines[] = {
		"BEGIN:VEVENT\n", "\nUID:d1@example\n", "\nSEQUENCE:3\n", "\nDTSTAMP:20231114T222320Z\n",
		"\nCREATED:20231114T221320Z\n", "\nLAST-MODIFIED:20231114T222320Z\n",
		"\nDTSTART;VALUE=DATE:20241004\n", "\nDTEND;VALUE=DATE:20241005\n",
		"\nSUMMARY:DEA expires: Larkspur\n", "\nSTATUS:CONFIRMED\n", "\nTRANSP:TRANSPARENT\n",
		"\nDESCRIPTION:Case CR-42\\, payer enrollment\\nProvider: Ada Larkspur\\nPayer: Prairie Health\n",
		"\nCATEGORIES:expirables\n", "\nURL:http://127.0.0.1:8025/case/42\n",
		"\nBEGIN:VALARM\nACTION:DISPLAY\n", "\nTRIGGER:-P6DT15H\n", "\nEND:VEVENT\n",
	};
	struct str ics = STR_INIT;
	(void)state;

	write_one(&plain, &ics);
	for (size_t i = 0; i < LEN(lines); i++)
		if (strstr(ics.text, lines[i]) == NULL)
			fail_test("no %s in\n%s", lines[i], ics.text);
	str_clear(&ics);
}

static void
tells_what_is_asked(void **state)
{
	static const struct { const char *detail, *status, *want; bool alarm, nobody; } cases[] = {
		{ "full",	"open",		"\nSUMMARY:DEA expires: Larkspur\n",	true, false },
		{ "full",	"done",		"\nSUMMARY:Done: DEA expires: Larkspur\n", false, false },
		{ "full",	"cancelled",	"\nSTATUS:CANCELLED\n",			false, false },
		{ "initials",	"open",		"\nSUMMARY:Prairie Health: Expirable due A.L.\n", true, false },
		{ "initials",	"open",		"\nSUMMARY:Prairie Health: Expirable due\n", true, true },
		{ "busy",	"open",		"\nSUMMARY:Busy\n",			true, false },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct feed_event event = plain;
		struct str ics = STR_INIT;
		settings.calendar_feed.detail = cases[i].detail;
		event.status = cases[i].status;
		if (cases[i].nobody)
			event.first_name = event.last_name = NULL;
		write_one(&event, &ics);
		assert_non_null(strstr(ics.text, cases[i].want));
		assert_int_equal(strstr(ics.text, "VALARM") != NULL, cases[i].alarm);
		if (strcmp(cases[i].detail, "full") != 0)
			assert_null(strstr(ics.text, "Larkspur"));
		str_clear(&ics);
	}
	settings.calendar_feed.detail = "full";
}

static const char *const texts[] = {
		"a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b", "a\nATTACH:http://evil.example/",
		"a;b,c\\d:e", "a\x01\x0b\x7f" "b", "broken \xff\xfe utf8 \xc3", "\"quoted\"^n",
		"\xe2\x80\xa8line\xc2\x85separators", "",
		"a very long title, \xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd"
		    "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0"
		    "\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0\xe5\xa5\xbd",
};

static size_t
count_lines(const char *text, const char *line)
{
	size_t count = strncmp(text, line, strlen(line)) == 0;

	for (const char *p = text; (p = strstr(p, "\n")) != NULL; p++)
		count += strncmp(p + 1, line, strlen(line)) == 0;
	return count;
}

/* Whatever stands in a text, it stays one value: the names of the lines are those of a tame event. */
static void
keeps_texts_inside(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(texts); i++) {
		struct feed_event event = plain;
		struct str ics = STR_INIT;
		event.uid = event.kind = event.title = event.workflow = texts[i];
		event.first_name = event.last_name = event.payer = texts[i];
		write_one(&event, &ics);
		assert_int_equal(count_lines(ics.text, "BEGIN:VEVENT\n"), 1);
		assert_null(strstr(ics.text, "\nATTACH"));
		assert_non_null(strstr(ics.text, "\nCATEGORIES:deadline\n"));
		str_clear(&ics);
	}
}

static void
refuses_hostile_links(void **state)
{
	static const char *const urls[] = {
		"http://x\r\nATTACH:y", "javascript:alert(1)", "http://x y", "http://x\"", NULL,
	};
	(void)state;

	for (size_t i = 0; i < LEN(urls); i++) {
		const struct calendar_wish wish = { .settings = &settings, .base_url = urls[i] };
		struct str ics = STR_INIT;
		struct err err = ERR_INIT;
		assert_true(calendar_event_write(&plain, &wish, to_str, &ics, &err));
		assert_null(strstr(ics.text, "\nURL"));
		assert_null(strstr(ics.text, "ATTACH"));
		str_clear(&ics);
	}
}

/* The same of invitations, whose organizer has a name, too. */
static void
keeps_texts_inside_invitations(void **state)
{
	const struct invitation told = { .attendee = "ada@home.example", .sequence = 1, .on_day = 20000 };
	struct settings s = settings;
	(void)state;

	s.zone = zone_utc();
	s.mail.from = "team@elm.example";
	for (size_t i = 0; i < LEN(texts); i++) {
		const struct invitation_event event = { .case_id = 1, .kind = "committee", .title = texts[i],
		    .last_name = texts[i], .uid = texts[i], .status = "open", .on_day = 20000 };
		struct invitation_letter letter;
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		s.org_name = s.mail.from_name = texts[i];
		assert_true(invitation_write(&event, &told, DAY_NONE, &s, 0, &a, &letter, &err));
		assert_int_equal(count_lines(letter.calendar, "BEGIN:VEVENT\n"), 1);
		assert_int_equal(count_lines(letter.calendar, "ORGANIZER"), 1);
		assert_int_equal(count_lines(letter.calendar, "ATTACH"), 0);
		assert_null(strchr(letter.calendar, '\r'));
		arena_clear(&a);
	}
}

static void
invites_addresses_only(void **state)
{
	static const char *const addresses[] = {
		"ada@home.example\r\nATTACH:x", "ada", "@home.example", "ada@", "a da@home.example",
		"ada@home.example,evil@x.example", "\"ada\"@home.example", "ada@home.example;X=1", "ada@ho@me", "",
	};
	const struct invitation_event event = { .kind = "committee", .title = "x", .uid = "u@x",
	    .status = "open", .on_day = 20000 };
	struct settings s = settings;
	(void)state;

	s.zone = zone_utc();
	s.mail.from = "team@elm.example";
	for (size_t i = 0; i < LEN(addresses); i++) {
		const struct invitation told = { .attendee = addresses[i], .on_day = 20000 };
		struct invitation_letter letter;
		struct arena a = ARENA_INIT;
		struct err err = ERR_INIT;
		assert_false(invitation_write(&event, &told, DAY_NONE, &s, 0, &a, &letter, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		arena_clear(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_all),
		cmocka_unit_test(tells_what_is_asked),
		cmocka_unit_test(keeps_texts_inside),
		cmocka_unit_test(refuses_hostile_links),
		cmocka_unit_test(keeps_texts_inside_invitations),
		cmocka_unit_test(invites_addresses_only),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
