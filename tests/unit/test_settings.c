/* test_settings: defaults, every kind of value, and all mistakes at once with their places. */
#include "unit/unit.h"

#include "core/settings.h"

static struct settings *
parse(const char *text, struct arena *a, struct problems *problems)
{
	problems_init(problems, a);
	return settings_parse("credence.yaml", text, strlen(text), a, problems);
}

static void
an_empty_file_is_well(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	struct settings *s = parse("", &a, &problems);
	assert_non_null(s);
	assert_string_equal(s->timezone, "America/New_York");
	assert_int_equal(s->mail.transport, TRANSPORT_MAILDIR);
	assert_true(s->mail.plus_address);
	assert_string_equal(s->mail.domain, "practice.example");
	assert_string_equal(s->mail.from_name, "My practice");
	assert_int_equal(s->mail.letters_per_day, 1);
	assert_int_equal(s->mail.more_folders.count, 0);
	assert_int_equal(s->mail.look_seconds, 60);
	assert_null(s->mail.imap.host);
	arena_clear(&a);
}

static void
values_go_where_they_belong(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	struct settings *s = parse("org: {name: Lakeside, timezone: America/Chicago}\n"
	    "mail:\n  from: team@lake.example\n  transport: smtp\n"
	    "  smtp: {host: mx.lake.example, tls: starttls, user: u, password: \"env:PW\"}\n"
	    "  imap: {host: mx.lake.example}\n", &a, &problems);
	assert_non_null(s);
	assert_string_equal(s->org_name, "Lakeside");
	assert_int_equal(s->mail.transport, TRANSPORT_SMTP);
	assert_int_equal(s->mail.smtp.tls, TLS_STARTTLS);
	assert_int_equal(s->mail.smtp.port, 587);
	assert_int_equal(s->mail.imap.port, 993);
	assert_string_equal(s->mail.imap.auth, "plain");
	assert_string_equal(s->mail.smtp.password, "env:PW");
	arena_clear(&a);
}

static void
all_mistakes_at_once(void **state)
{
	static const struct { int line; const char *want; } wants[] = {
		{ 1, "\"Mars/Base\" is no time zone. Names are like \"America/Chicago\"" },
		{ 3, "\"team\" is no mail address" },
		{ 4, "\"maybe\" should be true or false" },
		{ 5, "\"pigeon\" should be one of: maildir, smtp" },
		{ 6, "\"0\" should be a whole number from 1 to 1000" },
		{ 7, "a secret is named here as file:PATH, env:NAME or command:WORDS, never written in clear" },
		{ 7, "mail.smtp needs a host" },
		{ 8, "\"prot\" is not known here. Did you mean \"port\"?" },
		{ 9, "this should be mail addresses or of these words, with commas between: owner, provider" },
	};
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	assert_null(parse("org: {timezone: Mars/Base}\nmail:\n  from: team\n  plus_address: maybe\n"
	    "  transport: pigeon\n  letters_per_day: 0\n  smtp: {password: hunter2}\n"
	    "web: {prot: 1}\ninvitations: {to: [owner, provider]}\n", &a, &problems));
	assert_int_equal(problems.errors, LEN(wants));
	for (size_t i = 0; i < LEN(wants); i++) {
		bool found = false;
		for (size_t j = 0; j < problems.count; j++)
			found = found || (problems.item[j].line == wants[i].line &&
			    strcmp(problems.item[j].text, wants[i].want) == 0);
		if (!found)
			fail_test("missing: %s", wants[i].want);
	}
	arena_clear(&a);
}

static void
what_belongs_together(void **state)
{
	static const char *const refused[] = { "mail: {transport: smtp}\n",
		"mail: {imap: {user: u}}\n", "mail: {smtp: {host: h, user: u}}\n",
		"mail: {smtp: {host: h, auth: none}}\n", "mail: {more_folders: Junk}\n",
		"mail: {more_folders: [Junk, INBOX]}\n", "mail: {handled_folder: INBOX}\n",
		"mail: {more_folders: [Junk], handled_folder: Junk}\n", "mail: {look_seconds: 1741}\n" };
	(void)state;

	for (size_t i = 0; i < LEN(refused); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		assert_null(parse(refused[i], &a, &problems));
		arena_clear(&a);
	}
}

static void
services_fill_what_is_left_out(void **state)
{
	static const char *const refused[] = { "mail: {service: aol}\n", "mail: {service: icloud}\n",
		"mail: {service: microsoft365}\n", "mail: {service: gmail, oauth: {}}\n",
		"mail: {password: \"env:PW\"}\n" };
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	const struct settings *s = parse("mail:\n  from: team@lake.example\n  service: microsoft365\n"
	    "  oauth: {client_id: c}\n  letters_per_minute: 10\n  imap: {user: other@lake.example}\n", &a, &problems);
	assert_non_null(s);
	assert_int_equal(s->mail.transport, TRANSPORT_SMTP);
	assert_string_equal(s->mail.smtp.host, "smtp.office365.com");
	assert_int_equal(s->mail.smtp.port, 587);
	assert_int_equal(s->mail.smtp.tls, TLS_STARTTLS);
	assert_string_equal(s->mail.smtp.user, "team@lake.example");
	assert_true(mail_server_wants_token(&s->mail.smtp) && mail_server_wants_token(&s->mail.imap));
	assert_string_equal(s->mail.imap.host, "outlook.office365.com");
	assert_string_equal(s->mail.imap.user, "other@lake.example");
	assert_int_equal(s->mail.letters_per_minute, 10);
	assert_int_equal(s->mail.account_letters_per_day, 10000);
	assert_non_null(s->mail.oauth.device_url);

	s = parse("mail:\n  service: icloud\n  password: \"env:PW\"\n  smtp: {host: localhost, port: 2525}\n", &a,
	    &problems);
	assert_non_null(s);
	assert_string_equal(s->mail.smtp.host, "localhost");
	assert_int_equal(s->mail.smtp.port, 2525);
	assert_string_equal(s->mail.imap.password, "env:PW");
	assert_int_equal(s->mail.account_letters_per_day, 1000);

	for (size_t i = 0; i < LEN(refused); i++)
		if (parse(refused[i], &a, &problems) != NULL)
			fail_test("accepted: %s", refused[i]);
	arena_clear(&a);
}

static void
calendars_are_a_list(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	struct settings *s = parse("calendars:\n  - name: team\n    url: https://dav.elm.example/\n"
	    "    user: u\n    password: \"env:PW\"\n    component: todo\n    only: {kind: expirables}\n"
	    "  - {name: more, url: \"https://dav.elm.example/\", collection: more}\n"
	    "  - {name: desk, url: \"http://127.0.0.1:5232/team/desk/\", look_minutes: 1}\n",
	    &a, &problems);
	assert_non_null(s);
	assert_int_equal(s->accounts, 3);
	assert_string_equal(s->account[0].url, "https://dav.elm.example/");
	assert_int_equal(s->account[0].component, COMPONENT_TODO);
	assert_string_equal(s->account[0].only.kind, "expirables");
	assert_int_equal(s->account[0].look_minutes, 10);
	assert_string_equal(s->account[2].collection, "credentialing");
	assert_int_equal(s->account[2].component, COMPONENT_EVENT);
	assert_null(s->account[2].user);
	arena_clear(&a);
}

static void
a_wrong_calendar_is_refused(void **state)
{
	static const struct { const char *keys, *want; } cases[] = {
		{ "name: n", "a calendar needs a url" },
		{ "url: \"https://a.example\"", "a calendar needs a name" },
		{ "name: n, url: \"https://a.example\", user: u",
		  "a calendar has a user and needs a password (file:, env: or command:)" },
		{ "name: n, url: \"https://a.example\", password: \"env:P\"",
		  "a calendar has a password and needs a user" },
		{ "name: n, url: \"https://a.example\", password: hunter2", "a secret is named here as "
		  "file:PATH, env:NAME or command:WORDS, never written in clear" },
		{ "name: n, url: \"http://a.example/\"", "\"http://a.example/\" begins with http://, which "
		  "everybody on the way can read. Use https://" },
		{ "name: n, url: \"http://127.0.0.1.a.example/\"", "\"http://127.0.0.1.a.example/\" begins "
		  "with http://, which everybody on the way can read. Use https://" },
		{ "name: n, url: \"http://localhost.a.example/\"", "\"http://localhost.a.example/\" begins "
		  "with http://, which everybody on the way can read. Use https://" },
		{ "name: n, url: \"https://u:p@a.example/\"",
		  "\"https://u:p@a.example/\" holds a user's name. Write it as user:" },
		{ "name: n, url: a.example", "\"a.example\" is no address of a server. It begins with "
		  "https://" },
		{ "name: n, url: \"https://\"", "\"https://\" is no address of a server. It begins with "
		  "https://" },
		{ "name: n, url: \"https://a.example\", component: journal",
		  "\"journal\" should be one of: event, todo" },
		{ "name: n, url: \"https://a.example\", only: {kind: lunch}", "\"lunch\" should be one of: "
		  "expirables, attestations, followups, recredentialing, committee, enrollment, verification" },
		{ "name: n, url: \"https://a.example\"}\n  - {name: n, url: \"https://b.example\"",
		  "a calendar has the name of another one" },
		{ "name: n, url: \"https://a.example\"}\n  - {name: m, url: \"https://a.example\"",
		  "a calendar has the url and the collection of another one: each needs its own" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		const char *text = arena_printf(&a, "calendars:\n  - {%s}\n", cases[i].keys);
		assert_null(parse(text, &a, &problems));
		assert_int_equal(problems.errors, 1);
		assert_string_equal(problems.item[0].text, cases[i].want);
		arena_clear(&a);
	}
}

static void
hours_have_two_ends(void **state)
{
	static const char *const cases[][2] = {
		{ "send_from: \"08:00\"", "mail.send_from and mail.send_until are written together, or neither" },
		{ "send_until: \"18:00\"", "mail.send_from and mail.send_until are written together, or neither" },
		{ "send_from: \"18:00\", send_until: \"08:00\"",
		  "mail.send_until is not later than mail.send_from: letters would never leave" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		assert_null(parse(arena_printf(&a, "mail: {%s}\n", cases[i][0]), &a, &problems));
		assert_int_equal(problems.errors, 1);
		assert_string_equal(problems.item[0].text, cases[i][1]);
		arena_clear(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_is_well), cmocka_unit_test(values_go_where_they_belong),
		cmocka_unit_test(all_mistakes_at_once), cmocka_unit_test(what_belongs_together),
		cmocka_unit_test(services_fill_what_is_left_out),
		cmocka_unit_test(hours_have_two_ends), cmocka_unit_test(calendars_are_a_list), cmocka_unit_test(a_wrong_calendar_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
