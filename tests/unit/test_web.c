/* test_web: which requests are looked at, which function answers them, how times and names are said,
 * and that no text from outside becomes part of a page. */
#include "unit/unit.h"

#include <zlib.h>

#include "core/role.h"
#include "web/events.h"
#include "web/guard.h"
#include "web/limit.h"
#include "web/listen.h"
#include "web/packed.h"
#include "web/page.h"
#include "web/router.h"
#include "web/static.h"
#include "web/words.h"

#include "base/banned.h"

static const struct { const char *pattern, *path; bool fits; const char *first, *second; } paths[] = {
	{ "/", "/", true, NULL, NULL },
	{ "/", "//", false, NULL, NULL },
	{ "/", "/x", false, NULL, NULL },
	{ "/feeds", "/feeds", true, NULL, NULL },
	{ "/feeds", "/feeds/", false, NULL, NULL },
	{ "/feeds", "/feed", false, NULL, NULL },
	{ "/feeds", "feeds", false, NULL, NULL },
	{ "/feeds", "", false, NULL, NULL },
	{ "/case/:id", "/case/12", true, "12", NULL },
	{ "/case/:id", "/case/", false, NULL, NULL },
	{ "/case/:id", "/case", false, NULL, NULL },
	{ "/case/:id", "/case/1/2", false, NULL, NULL },
	{ "/case/:id", "/case/../../etc", false, NULL, NULL },
	{ "/case/:id/event", "/case/7/event", true, "7", NULL },
	{ "/why/:what/:id", "/why/mail/3", true, "mail", "3" },
	{ "/feed/:secret.ics", "/feed/abc.ics", true, "abc", NULL },
	{ "/feed/:secret.ics", "/feed/.ics", false, NULL, NULL },
	{ "/feed/:secret.ics", "/feed/abc", false, NULL, NULL },
	{ "/feed/:secret.ics", "/feed/abc.ics.ics", true, "abc.ics", NULL },
};

static void
paths_are_held_against_patterns(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < LEN(paths); i++) {
		const char *word[ROUTE_WORDS] = { NULL };
		bool fits = route_match(paths[i].pattern, paths[i].path, word, &a);
		if (fits != paths[i].fits)
			fail_test("%s against %s", paths[i].path, paths[i].pattern);
		if (fits && paths[i].first != NULL)
			assert_string_equal(word[0], paths[i].first);
		if (fits && paths[i].second != NULL)
			assert_string_equal(word[1], paths[i].second);
	}
	arena_clear(&a);
}

static const struct { const char *method, *path, *allow; bool found; } routes[] = {
	{ "GET", "/", NULL, true },
	{ "HEAD", "/", NULL, true },
	{ "POST", "/", "GET, HEAD", false },
	{ "GET", "/case/1", NULL, true },
	{ "GET", "/case/1/event", "POST", false },
	{ "POST", "/case/1/event", NULL, true },
	{ "POST", "/task/1/done", NULL, true },
	{ "GET", "/nothing", NULL, false },
	{ "GET", "/static/../secret.key", NULL, false },
};

static void
methods_choose_among_routes(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(routes); i++) {
		struct arena a = ARENA_INIT;
		struct request r = { .a = &a, .method = routes[i].method, .path = routes[i].path };
		const char *allow = NULL;
		if ((route_find(&r, &allow) != NULL) != routes[i].found)
			fail_test("%s %s", routes[i].method, routes[i].path);
		if (routes[i].allow == NULL)
			assert_null(allow);
		else
			assert_string_equal(allow, routes[i].allow);
		arena_clear(&a);
	}
}

/* Headers as "Name: value" lines; 0: passes, else the status it is answered with. */
static const struct { const char *method, *head; int status; } heads[] = {
	{ "GET", "Host: 127.0.0.1:8025", 0 },
	{ "GET", "host: LOCALHOST:8025", 0 },
	{ "GET", "Host: localhost", 0 },
	{ "GET", "Host: [::1]:8025", 0 },
	{ "GET", "Host: credence.elm.example", 0 },
	{ "HEAD", "Host: localhost", 0 },
	{ "GET", "", 400 },
	{ "GET", "Host: localhost\nHost: localhost", 400 },
	{ "GET", "Host: evil.example", 421 },
	{ "GET", "Host: localhost.evil.example", 421 },
	{ "GET", "Host: localhost:8025@evil.example", 421 },
	{ "GET", "Host: 127.0.0.1.evil.example:8025", 421 },
	{ "GET", "Host: credence.elm.example:81", 421 },
	{ "GET", "Host: [::1", 421 },
	{ "GET", "Host: ", 421 },
	{ "DELETE", "Host: localhost", 405 },
	{ "OPTIONS", "Host: localhost", 405 },
	{ "get", "Host: localhost", 405 },
	/* framing */
	{ "POST", "Host: localhost\nContent-Length: 3", 0 },
	{ "POST", "Host: localhost\nTransfer-Encoding: chunked", 0 },
	{ "POST", "Host: localhost\nContent-Length: 3\nContent-Length: 3", 400 },
	{ "POST", "Host: localhost\nContent-Length: 3\nTransfer-Encoding: chunked", 400 },
	{ "POST", "Host: localhost\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked", 400 },
	{ "POST", "Host: localhost\nTransfer-Encoding: gzip, chunked", 400 },
	{ "POST", "Host: localhost\nContent-Length: -3", 400 },
	{ "POST", "Host: localhost\nContent-Length: 3, 4", 400 },
	{ "POST", "Host: localhost\nContent-Length: 65536", 0 },
	{ "POST", "Host: localhost\nContent-Length: 65537", 413 },
	{ "POST", "Host: localhost\nContent-Length: 99999999999999999999", 400 },
	/* from which site */
	{ "POST", "Host: localhost:8025\nOrigin: http://localhost:8025", 0 },
	{ "POST", "Host: localhost:8025\nSec-Fetch-Site: same-origin", 0 },
	{ "POST", "Host: credence.elm.example\nOrigin: https://credence.elm.example", 0 },
	{ "POST", "Host: localhost:8025\nOrigin: http://localhost:9000", 403 },
	{ "POST", "Host: localhost:8025\nOrigin: http://evil.example", 403 },
	{ "POST", "Host: localhost:8025\nOrigin: null", 403 },
	{ "POST", "Host: localhost:8025\nSec-Fetch-Site: cross-site", 403 },
	{ "POST", "Host: localhost:8025\nSec-Fetch-Site: same-site", 403 },
	{ "GET", "Host: localhost:8025\nSec-Fetch-Site: cross-site", 0 },	/* a link leads here */
};

static void
add_lines(struct request *r, const char *head)
{
	char *text = arena_strdup(r->a, head), *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		char *colon = strchr(line, ':');
		*colon = '\0';
		pairs_add(&r->header, line, colon + 2, r->a);
	}
}

static void
heads_are_refused_before_anything_looks_at_them(void **state)
{
	struct web web = { .url = "https://credence.elm.example" };

	(void)state;
	for (size_t i = 0; i < LEN(heads); i++) {
		struct arena a = ARENA_INIT;
		struct request r = { .web = &web, .a = &a, .method = heads[i].method, .path = "/",
		    .bytes_max = FORM_BYTES_MAX };
		struct err err = ERR_INIT;
		int status = 0;
		add_lines(&r, heads[i].head);
		bool passes = guard_head(&r, &status, &err) && guard_length(&r, &status, &err);
		if (passes != (heads[i].status == 0) || status != heads[i].status)
			fail_test("%s %s: %d", heads[i].method, heads[i].head, status);
		assert_true(passes || err.text[0] != '\0');
		arena_clear(&a);
	}
}

static void
forms_need_our_token(void **state)
{
	static const struct { const char *token; bool passes; } tokens[] = {
		{ "abcdefghijklmnopqrstuvwxyz", true }, { "abcdefghijklmnopqrstuvwxyy", false },
		{ "abcdefghijklmnopqrstuvwxyzz", false }, { "", false }, { NULL, false },
	};
	struct web web = { .token = "abcdefghijklmnopqrstuvwxyz" };

	(void)state;
	for (size_t i = 0; i < LEN(tokens); i++) {
		struct arena a = ARENA_INIT;
		struct request r = { .web = &web, .a = &a, .method = "POST", .token = web.token };
		if (tokens[i].token != NULL)
			pairs_add(&r.form, "token", tokens[i].token, &a);
		assert_int_equal(guard_form(&r, NULL), tokens[i].passes);
		arena_clear(&a);
	}
}

#define NOW	1795550400000LL		/* 2026-11-24T20:00Z */

static void
times_are_said_by_how_far_away_they_are(void **state)
{
	static const struct { int64_t at_ms; const char *since, *until; } times[] = {
		{ NOW, "just now", "now" },
		{ NOW - 59000, "just now", "now" },
		{ NOW - 12 * MS_PER_MINUTE, "12 min ago", "now" },
		{ NOW - 3 * MS_PER_HOUR, "today 17:00", "now" },
		{ NOW - 21 * MS_PER_HOUR, "yesterday 23:00", "now" },
		{ NOW - 3 * MS_PER_DAY, "3 days ago", "now" },
		{ NOW - 30 * MS_PER_DAY, "Sun 25 Oct 2026", "now" },
		{ NOW + 12 * MS_PER_MINUTE, "Tue 24 Nov 2026 20:12", "in 12 min" },
		{ NOW + 3 * MS_PER_HOUR, "Tue 24 Nov 2026 23:00", "today 23:00" },
		{ NOW + 5 * MS_PER_HOUR, "Wed 25 Nov 2026 01:00", "tomorrow 01:00" },
		{ NOW + 6 * MS_PER_DAY, "Mon 30 Nov 2026 20:00", "Mon 30 Nov 2026 20:00" },
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < LEN(times); i++) {
		assert_string_equal(words_since(times[i].at_ms, NOW, zone_utc(), &a), times[i].since);
		assert_string_equal(words_until(times[i].at_ms, NOW, zone_utc(), &a), times[i].until);
	}
	arena_clear(&a);
}

static void
days_and_names_are_said_in_words(void **state)
{
	static const struct { int32_t day; const char *words; } days[] = {
		{ 99, "1 day late" }, { 90, "10 days late" }, { 40, "60 days late" },
		{ 39, "late since Mon 9 Feb 1970" }, { 100, "today" }, { 101, "tomorrow" },
		{ 106, "in 6 days" }, { 107, "Sat 18 Apr 1970" },
	};
	static const struct { const char *name, *words, *title; } names[] = {
		{ "payer_enrollment", "payer enrollment", "Payer enrollment" },
		{ "caqh_attestation", "CAQH attestation", "CAQH attestation" },
		{ "renew_dea", "renew DEA", "Renew DEA" }, { "idea", "idea", "Idea" },
		{ "", "", "" }, { NULL, "", "" },
	};
	static const struct { const char *event, *words; } events[] = {
		{ NULL, "Opened" }, { "user.info_requested", "Info requested" },
		{ "mail.reply", "Reply received" }, { "timer.chase", "Timer \"chase\"" },
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < LEN(days); i++)
		assert_string_equal(words_day(days[i].day, 100, &a), days[i].words);
	for (size_t i = 0; i < LEN(names); i++) {
		assert_string_equal(words_name(names[i].name, &a), names[i].words);
		assert_string_equal(words_title(names[i].name, &a), names[i].title);
	}
	for (size_t i = 0; i < LEN(events); i++)
		assert_string_equal(events_words(events[i].event, &a), events[i].words);
	arena_clear(&a);
}

/* What a browser takes as gzip, and that it comes out of it as it went in. */
static void
answers_are_packed_where_that_is_taken(void **state)
{
	static const struct { const char *accept; bool want; } lists[] = {
		{ "gzip", true }, { "br, GZIP;q=0.5", true }, { "*", true }, { "gzip;q=0.001", true },
		{ NULL, false }, { "", false }, { "br", false }, { "gzip;q=0", false }, { "x-gzip", false },
	};
	struct arena a = ARENA_INIT;
	struct str page = STR_INIT;

	(void)state;
	for (int i = 0; i < 2000; i++)
		str_printf(&page, "<td>%d</td>", i);
	for (size_t i = 0; i < LEN(lists); i++) {
		struct request r = { .a = &a };
		struct reply reply = { .body = STR_INIT, .type = "text/html; charset=utf-8" };
		char out[65536] = "";
		z_stream z = { .next_out = (Bytef *)out, .avail_out = sizeof(out) };
		if (lists[i].accept != NULL)
			pairs_add(&r.header, "accept-encoding", lists[i].accept, &a);
		str_add_bytes(&reply.body, page.text, page.len);
		packed_reply(&r, &reply);
		assert_int_equal(reply.is_gzip, lists[i].want);
		assert_true(reply.varies);
		if (reply.is_gzip) {
			z.next_in = (Bytef *)reply.body.text;
			z.avail_in = (uInt)reply.body.len;
			assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
			assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
			inflateEnd(&z);
		}
		assert_string_equal(lists[i].want ? out : reply.body.text, page.text);
		str_clear(&reply.body);
	}
	str_clear(&page);
	arena_clear(&a);
}

/* Whatever a template of ours is given, the page has the tags that it has without it. */
static void
no_text_from_outside_becomes_part_of_a_page(void **state)
{
	static const char *const templates[] = { "error", "sign_in", "password", "account", "code", "code_setup", "code_paper", "users", "user", "edit", "my", "today", "providers", "provider", "cases",
		"case", "why", "workflows", "workflow", "feeds", "inbox", "board", "grid", "expirables",
		"search", "screening", "screening_signed", "duties", "review", "reports", "figure", "calendar", "agenda", "runway",
		"documents", "agreements", "administration", "workflow_edit", "settings_edit", "status", "letter_edit", "import", "import_draft" };
	const struct settings settings = { .org_name = "<b>\"Elm\" & 'Co'", .zone = zone_utc(), .roles = &role_most,
	    .timezone = "UTC" };
	struct web web = { .settings = &settings, .statics = statics_new() };

	(void)state;
	for (size_t i = 0; i < LEN(templates); i++) {
		struct arena a = ARENA_INIT;
		struct request r = { .web = &web, .a = &a, .method = "GET", .path = "/\"><img src=x>", .now_ms = NOW,
		    .rights = RIGHTS_ALL };
		struct reply reply = { .body = STR_INIT };
		struct err err = ERR_INIT;
		struct json *data = json_new_object();
		json_set_text(data, "title", "<script>alert(1)</script>");
		json_set_text(data, "notice", "\"><img src=x onerror=alert(1)>");
		json_set_int(data, "undo", 1);	/* its form carries the page's own address */
		json_set_text(data, "find", "\" autofocus onfocus=alert(1) x=\"");
		assert_true(page_render(&r, &reply, templates[i], data, &err));
		assert_null(strstr(reply.body.text, "<script>"));	/* our own has an address */
		assert_null(strstr(reply.body.text, "<img"));
		assert_null(strstr(reply.body.text, "<b>"));
		assert_null(strstr(reply.body.text, "\" autofocus"));
		assert_non_null(strstr(reply.body.text, "&lt;script&gt;"));
		assert_int_equal(reply.status, 200);
		str_clear(&reply.body);
		arena_clear(&a);
	}
	statics_free(web.statics);
}

static void
errors_become_pages_that_say_why(void **state)
{
	const struct settings settings = { .org_name = "Elm", .zone = zone_utc(), .roles = &role_most, .timezone = "UTC" };
	struct web web = { .settings = &settings, .statics = statics_new() };
	struct arena a = ARENA_INIT;
	struct request r = { .web = &web, .a = &a, .method = "GET", .path = "/nothing", .now_ms = NOW,
	    .rights = RIGHT_NAMES, .was_looked_at = true };
	struct reply reply = { .body = STR_INIT };

	(void)state;
	route_answer(&r, &reply);
	assert_int_equal(reply.status, 404);
	assert_non_null(strstr(reply.body.text, "there is no page at this address"));
	str_clear(&reply.body);
	reply = (struct reply){ .body = STR_INIT };
	r.path = "/";
	r.method = "POST";
	route_answer(&r, &reply);
	assert_int_equal(reply.status, 405);
	assert_string_equal(reply.allow, "GET, HEAD");
	str_clear(&reply.body);
	/* What somebody may not see says which right is missing, and who has it. */
	reply = (struct reply){ .body = STR_INIT };
	r.path = "/cases";
	r.method = "GET";
	route_answer(&r, &reply);
	assert_int_equal(reply.status, 403);
	assert_non_null(strstr(reply.body.text, "this needs the right to read whole files, which the roles "
	    "coordinator, manager, reviewer, auditor, admin have"));
	str_clear(&reply.body);
	arena_clear(&a);
	statics_free(web.statics);
}

static void
who_tries_too_often_is_refused_alone(void **state)
{
	static const struct { const char *client; int64_t at_ms; bool want; } tries[] = {
		{ "203.0.113.7", 0, true }, { "203.0.113.7", 1, true }, { "203.0.113.7", 2, false },
		{ "203.0.113.8", 2, true },			/* another one */
		{ "::ffff:203.0.113.7", 3, false },		/* the same, as IPv6 writes it */
		{ "203.0.113.7", 60000, true },			/* a minute later */
		{ "2001:db8:1:1::1", 0, true }, { "2001:db8:1:1::2", 0, true },
		{ "2001:db8:1:1:ffff::3", 0, false },		/* one customer's network */
		{ "2001:db8:1:2::1", 0, true },
		{ "nobody", 0, true }, { "", 0, true }, { "1.2.3", 0, false },	/* no addresses: one client */
	};
	struct arena a = ARENA_INIT;
	struct limit *limit = limit_new(2, &a);
	char client[32];
	(void)state;

	for (size_t i = 0; i < LEN(tries); i++)
		assert_int_equal(limit_count(limit, tries[i].client, tries[i].at_ms), tries[i].want);
	/* More clients than are counted: nobody is refused for others. */
	for (int i = 0; i < 2 * LIMIT_CLIENTS; i++) {
		snprintf(client, sizeof(client), "10.0.%d.%d", i / 256, i % 256);
		assert_true(limit_count(limit, client, 1000 + i));
	}
	arena_clear(&a);
}

/* In clear a proxy alone may come, and this machine. */
static void
only_the_proxy_comes_without_a_certificate(void **state)
{
	static const struct { const char *certificate, *proxy, *peer; bool may; } comers[] = {
		{ NULL, NULL, "127.0.0.1", true }, { NULL, NULL, "127.1.2.3", true }, { NULL, NULL, "::1", true },
		{ NULL, NULL, "192.0.2.7", false }, { NULL, NULL, "", false }, { NULL, NULL, "::", false },
		{ NULL, "192.0.2.7", "192.0.2.7", true }, { NULL, "192.0.2.7", "192.0.2.8", false },
		{ NULL, "2001:DB8:0:0::1", "2001:db8::1", true }, { NULL, "2001:db8::1", "2001:db8::2", false },
		{ "web.pem", NULL, "192.0.2.7", true },
	};

	(void)state;
	for (size_t i = 0; i < LEN(comers); i++) {
		const struct settings settings = { .web = { .certificate = comers[i].certificate, .proxy = comers[i].proxy } };
		if (listen_may_connect(&settings, comers[i].peer) != comers[i].may)
			fail_test("\"%s\", proxy %s", comers[i].peer, comers[i].proxy != NULL ? comers[i].proxy : "none");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_held_against_patterns),
		cmocka_unit_test(methods_choose_among_routes),
		cmocka_unit_test(heads_are_refused_before_anything_looks_at_them),
		cmocka_unit_test(forms_need_our_token),
		cmocka_unit_test(times_are_said_by_how_far_away_they_are),
		cmocka_unit_test(days_and_names_are_said_in_words),
		cmocka_unit_test(answers_are_packed_where_that_is_taken),
		cmocka_unit_test(no_text_from_outside_becomes_part_of_a_page),
		cmocka_unit_test(errors_become_pages_that_say_why),
		cmocka_unit_test(who_tries_too_often_is_refused_alone),
		cmocka_unit_test(only_the_proxy_comes_without_a_certificate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
