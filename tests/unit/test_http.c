/*
 * test_http: requests to a real server on loopback (tests/servers/web.py) that answers well and ill,
 * in the clear and with certificates good and bad.
 */
#include "unit/unit.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"
#include "http/http.h"

struct server {
	pid_t	 pid;
	int	 hold_fd;	/* closed: it ends */
	FILE	*said;
	char	 url[64];
};

static struct server clear;
static struct arena arena;
static struct http *http;

static const char *
top(void)
{
	const char *folder = getenv("TOP");

	return folder != NULL ? folder : ".";
}

/* A server whose words we read; "cert" NULL: in the clear. */
static void
server_start(struct server *s, const char *cert)
{
	int in[2], out[2], port = 0;

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	const char *script = arena_printf(&arena, "%s/tests/servers/web.py", top());
	s->pid = fork();
	if (s->pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		execlp("python3", "python3", script, "--leave", cert != NULL ? "--cert" : (char *)NULL, cert,
		    (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	s->hold_fd = in[1];
	s->said = fdopen(out[0], "r");
	char line[32];
	assert_non_null(fgets(line, sizeof(line), s->said));
	port = (int)strtol(line, NULL, 10);
	assert_true(port > 0);
	snprintf(s->url, sizeof(s->url), "%s://127.0.0.1:%d", cert != NULL ? "https" : "http", port);
}

static void
server_stop(struct server *s)
{
	close(s->hold_fd);
	assert_int_equal(waitpid(s->pid, NULL, 0), s->pid);
	fclose(s->said);
}

static int
set_up(void **state)
{
	(void)state;
	server_start(&clear, NULL);
	http = http_open(&(struct http_settings){ .cancel_fd = -1 });
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	http_close(http);
	server_stop(&clear);
	arena_clear(&arena);
	return 0;
}

static const char *
at(const struct server *s, const char *path)
{
	return arena_printf(&arena, "%s%s", s->url, path);
}

static struct http_answer
get(const char *path)
{
	struct http_request r = { .url = at(&clear, path) };
	struct http_answer answer;
	struct err err = ERR_INIT;

	if (!http_send(http, &r, &arena, &answer, &err))
		fail_test("%s: %s", path, err.text);
	return answer;
}

static void
refused(struct http_request r, enum err_kind kind, const char *words)
{
	struct http_answer answer;
	struct err err = ERR_INIT;

	if (http_send(http, &r, &arena, &answer, &err))
		fail_test("%s was answered with %d instead of \"%s\"", r.url, answer.status, words);
	if (err.kind != kind || strstr(err.text, words) == NULL)
		fail_test("%s: kind %d, \"%s\" instead of \"%s\"", r.url, (int)err.kind, err.text, words);
}

static void
a_request_says_what_it_should(void **state)
{
	static const char *const methods[] = { "GET", "PUT", "DELETE", "PROPFIND", "REPORT", "POST" };
	struct http_answer answer;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < LEN(methods); i++) {
		struct http_request r = { .method = methods[i], .url = at(&clear, "/echo/a%20b?c=d#e"),
		    .headers = { "Depth: 1", "Content-Type: text/calendar" }, .user = "ann",
		    .password = "p:w", .body = "a\0b", .body_len = 3 };
		assert_true(http_send(http, &r, &arena, &answer, &err));
		assert_int_equal(answer.status, 200);
		char *first = arena_printf(&arena, "%s /echo/a%%20b?c=d\n", methods[i]);
		assert_true(text_starts(answer.body, first));
		assert_non_null(strstr(answer.body, "\nDepth: 1\n"));
		assert_non_null(strstr(answer.body, "\nContent-Type: text/calendar\n"));
		assert_non_null(strstr(answer.body, "\nAuthorization: Basic YW5uOnA6dw==\n"));
		assert_non_null(strstr(answer.body, "\nUser-Agent: credence/"));
		assert_null(strstr(answer.body, "Expect:"));
		assert_memory_equal(answer.body + answer.body_len - 3, "a\0b", 3);
		assert_string_equal(http_header(&answer, "etag"), "\"one\"");
		assert_null(http_header(&answer, "location"));
	}
	struct http_request token = { .url = at(&clear, "/echo/"), .bearer = "t0ken" };
	assert_true(http_send(http, &token, &arena, &answer, &err));
	assert_non_null(strstr(answer.body, "\nAuthorization: Bearer t0ken\n"));
	answer = get("/echo/");		/* nothing is remembered */
	assert_null(strstr(answer.body, "Authorization:"));
	assert_null(strstr(answer.body, "Content-Type:"));
	struct http_request head = { .method = "HEAD", .url = at(&clear, "/many/100") };
	assert_true(http_send(http, &head, &arena, &answer, &err));
	assert_int_equal(answer.body_len, 0);
}

static void
what_cannot_be_sent_is_refused_before(void **state)
{
	(void)state;
	refused((struct http_request){ .url = "http://example.com/" }, ERR_INPUT, "Use https://");
	refused((struct http_request){ .url = "http://127.0.0.1.example.com/" }, ERR_INPUT, "Use https://");
	refused((struct http_request){ .url = "http://localhost.example.com/" }, ERR_INPUT, "Use https://");
	refused((struct http_request){ .url = "file:///etc/passwd" }, ERR_INPUT, "begins with https://");
	refused((struct http_request){ .url = "https://a\r\nb/" }, ERR_INPUT, "begins with https://");
	refused((struct http_request){ .url = "" }, ERR_INPUT, "begins with https://");
	refused((struct http_request){ .url = "https://u:p@example.com/" }, ERR_INPUT, "own setting");
	refused((struct http_request){ .url = at(&clear, "/"), .method = "GET /x" }, ERR_INPUT, "method");
	refused((struct http_request){ .url = at(&clear, "/"), .headers = { "A: b\r\nC: d" } }, ERR_INPUT,
	    "control characters");
	refused((struct http_request){ .url = at(&clear, "/"), .user = "a:b" }, ERR_INPUT,
	    "cannot be sent");
	refused((struct http_request){ .url = at(&clear, "/"), .bearer = "a\nb" }, ERR_INPUT,
	    "cannot be sent");
}

static void
servers_that_mean_no_good_cost_little(void **state)
{
	static const struct { const char *path; enum err_kind kind; const char *words; } cases[] = {
		{ "/hang/", ERR_SYSTEM, "gave no answer in time" },
		{ "/drip/", ERR_SYSTEM, "gave no answer in time" },
		{ "/stall/", ERR_SYSTEM, "gave no answer in time" },
		{ "/cut/", ERR_SYSTEM, "ended the connection before its answer was whole" },
		{ "/slam/", ERR_SYSTEM, "ended the connection before its answer was whole" },
		{ "/noise/", ERR_SYSTEM, "could not talk with 127.0.0.1:" },
		{ "/flood/", ERR_INPUT, "sent more than it should" },
		{ "/many/100001", ERR_INPUT, "sent more than it should" },
		{ "/packed/100000000", ERR_INPUT, "sent more than it should" },
		{ "/unpackable/", ERR_SYSTEM, "cannot be unpacked" },
		{ "/headers/", ERR_INPUT, "sent more headers than it should" },
		{ "/circle/", ERR_INPUT, "from address to address" },
		{ "/file/", ERR_INPUT, "names an address that is none" },
	};
	time_t began = time(NULL);

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		bool waits = strstr(cases[i].words, "in time") != NULL;	/* the others have all the time of a busy machine */
		refused((struct http_request){ .url = at(&clear, cases[i].path), .body_max = 100000,
		    .timeout_ms = waits ? 1500 : 30000, .idle_ms = waits ? 1000 : 20000 }, cases[i].kind,
		    cases[i].words);
	}
	assert_true(time(NULL) - began < 60);
	refused((struct http_request){ .url = "http://127.0.0.1:1/" }, ERR_SYSTEM,
	    "could not connect to 127.0.0.1:1");
	refused((struct http_request){ .url = "https://no.such.host.invalid/x?key=1" }, ERR_SYSTEM,
	    "could not find the host no.such.host.invalid");
	assert_int_equal(get("/packed/100000").body_len, 100000);
}

static void
a_redirect_keeps_the_host(void **state)
{
	struct server other;
	struct http_answer answer;
	struct err err = ERR_INIT;
	char line[200];

	(void)state;
	answer = get("/here/x");
	assert_true(text_starts(answer.body, "GET /echo/x\n"));
	assert_string_equal(answer.url, at(&clear, "/echo/x"));
	struct http_request put = { .method = "PUT", .url = at(&clear, "/here/x"), .body = "b",
	    .body_len = 1 };
	assert_true(http_send(http, &put, &arena, &answer, &err));
	assert_int_equal(answer.status, 302);
	put.url = at(&clear, "/moved/y");
	assert_true(http_send(http, &put, &arena, &answer, &err));
	assert_true(text_starts(answer.body, "PUT /echo/y\n"));
	assert_true(text_ends(answer.body, "\n\nb"));

	server_start(&other, NULL);
	const char *port = strrchr(other.url, ':') + 1;
	refused((struct http_request){ .url = at(&clear, arena_printf(&arena, "/away/%s", port)),
	    .user = "ann", .password = "secret" }, ERR_INPUT, "sends us to another host, 127.0.0.1:");
	struct http_request last = { .url = at(&other, "/status/204") };
	assert_true(http_send(http, &last, &arena, &answer, &err));
	assert_non_null(fgets(line, sizeof(line), other.said));
	assert_string_equal(line, "GET /status/204 - 1\n");	/* the only thing it ever heard */
	server_stop(&other);
}

static bool
count_bytes(void *context, const void *bytes, size_t len, struct err *err)
{
	size_t *count = context;

	(void)bytes;
	*count += len;
	return *count < 2000000 || fail(err, ERR_SYSTEM, "the disk is full");
}

static void
a_body_is_streamed_where_it_is_wanted(void **state)
{
	size_t count = 0;
	struct http_request r = { .url = at(&clear, "/many/1000000"), .sink = count_bytes,
	    .sink_context = &count };
	struct http_answer answer;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(http_send(http, &r, &arena, &answer, &err));
	assert_int_equal(count, 1000000);
	assert_string_equal(answer.body, "");
	r.url = at(&clear, "/status/500");
	assert_true(http_send(http, &r, &arena, &answer, &err));
	assert_string_equal(answer.body, "no");		/* an error is no data */
	assert_int_equal(count, 1000000);
	r.url = at(&clear, "/many/5000000");
	refused(r, ERR_SYSTEM, "the disk is full");
}

static void
an_answer_that_cannot_be_used_is_worded(void **state)
{
	static const struct { const char *path; enum err_kind kind; const char *words; } cases[] = {
		{ "/status/400", ERR_INPUT, "answered 400: it refused the request" },
		{ "/status/401", ERR_AUTH, "answered 401: it did not accept user and password" },
		{ "/status/403", ERR_AUTH, "does not allow this to us" },
		{ "/status/404", ERR_MISSING, "does not know the address" },
		{ "/status/405", ERR_INPUT, "does not do this" },
		{ "/status/409", ERR_CONFLICT, "does not go together" },
		{ "/status/412", ERR_CONFLICT, "another version" },
		{ "/status/429", ERR_BUSY, "ask too often" },
		{ "/status/418", ERR_INPUT, "refused the request" },
		{ "/status/500", ERR_BUSY, "trouble of its own" },
		{ "/status/503", ERR_BUSY, "trouble of its own" },
		{ "/status/507", ERR_BUSY, "no room left" },
		{ "/status/304", ERR_INPUT, "go elsewhere" },
		{ "/login/", ERR_INPUT, "perhaps a login page" },
		{ "/kind/image/png;a=b", ERR_INPUT, "something else than asked for (image/png)" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct err err = ERR_INIT;
		struct http_answer answer = get(cases[i].path);
		assert_false(http_refuse(&answer, &err));
		if (err.kind != cases[i].kind || strstr(err.text, cases[i].words) == NULL ||
		    !text_starts(err.text, "127.0.0.1:"))
			fail_test("%s: kind %d, \"%s\"", cases[i].path, (int)err.kind, err.text);
	}
	assert_true(get("/status/500").retry_after_ms == -1);
	assert_true(get("/later/120").retry_after_ms == 120000);
	assert_true(get("/later/Wed,%2021%20Oct%202015%2007:28:00%20GMT").retry_after_ms == 0);
	assert_true(get("/later/soon").retry_after_ms == 0);
	struct http_answer answer = get("/login/");
	assert_true(http_is_type(&answer, "text/html"));
	assert_false(http_is_type(&answer, "text/htm"));
	assert_false(http_is_type(&answer, "text/calendar"));
}

static void
a_connection_is_used_again(void **state)
{
	struct server other;
	struct http_answer answer;
	struct err err = ERR_INIT;
	char line[200];

	(void)state;
	server_start(&other, NULL);
	for (int i = 0; i < 20; i++) {
		struct http_request r = { .method = "PUT", .url = at(&other, "/status/201"), .body = "x",
		    .body_len = 1 };
		assert_true(http_send(http, &r, &arena, &answer, &err));
		assert_non_null(fgets(line, sizeof(line), other.said));
		assert_string_equal(line, "PUT /status/201 - 1\n");
	}
	server_stop(&other);
}

static void
it_gives_up_when_told(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	struct http *kept = http;
	http = http_open(&(struct http_settings){ .cancel_fd = fds[0] });
	refused((struct http_request){ .url = at(&clear, "/hang/") }, ERR_SYSTEM, "program is stopping");
	http_close(http);
	http = kept;
	close(fds[0]);
	close(fds[1]);
}

static void
a_certificate_is_verified(void **state)
{
	static const struct { const char *name; bool is_good; } certificates[] = {
		{ "good", true }, { "selfsigned", false }, { "wronghost", false }, { "expired", false },
		{ "stranger", false },
	};
	char *script = arena_printf(&arena, ". '%s/tests/servers/certificates.sh' && "
	    "certificates_make tls", top());
	char bash[] = "bash", flag[] = "-c";
	char *const words[] = { bash, flag, script, NULL };
	struct program make = { .words = words, .in = "", .out_max = 1000, .timeout_ms = 60000 };
	struct str out = STR_INIT;
	struct err err = ERR_INIT;
	struct http *kept = http;

	(void)state;
	assert_true(program_run(&make, &out, &err));
	str_clear(&out);
	http = http_open(&(struct http_settings){ .ca_file = "ca.pem", .folder = "tls", .cancel_fd = -1 });
	for (size_t i = 0; i < LEN(certificates); i++) {
		struct server s;
		struct http_answer answer;
		char line[200];
		server_start(&s, arena_printf(&arena, "tls/%s.pem", certificates[i].name));
		struct http_request r = { .url = at(&s, "/status/200"), .user = "ann",
		    .password = "secret" };
		if (!certificates[i].is_good) {
			refused(r, ERR_AUTH, "the certificate of 127.0.0.1:");
		} else if (!http_send(http, &r, &arena, &answer, &err)) {
			fail_test("%s: %s", certificates[i].name, err.text);
		} else {
			assert_non_null(fgets(line, sizeof(line), s.said));
			assert_string_equal(line, "GET /status/200 auth 1\n");
		}
		server_stop(&s);
	}
	http_close(http);

	struct server s;
	server_start(&s, "tls/good.pem");
	struct http_request r = { .url = at(&s, "/status/200") };
	http = http_open(&(struct http_settings){ .cancel_fd = -1 });
	refused(r, ERR_AUTH, "the certificate of 127.0.0.1:");	/* the system knows no such authority */
	http_close(http);
	http = http_open(&(struct http_settings){ .ca_file = "missing.pem", .cancel_fd = -1 });
	refused(r, ERR_INPUT, "the ca_file missing.pem holds no certificate");
	http_close(http);
	http = kept;
	server_stop(&s);
}

/* Basic is what goes at once; the server says that it wants the other, and gets it. */
static void
a_password_may_be_proved_without_being_sent(void **state)
{
	struct http_request r = { .url = at(&clear, "/digest/in"), .user = "ada", .password = "one",
	    .method = "PUT", .body = "x", .body_len = 1 };
	struct http_answer answer;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(http_send(http, &r, &arena, &answer, &err));
	assert_int_equal(answer.status, 401);
	assert_true(http_wants_digest(&answer));
	r.is_digest = true;
	assert_true(http_send(http, &r, &arena, &answer, &err));
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "in");
	r.password = "two";
	assert_true(http_send(http, &r, &arena, &answer, &err));
	assert_int_equal(answer.status, 401);
	answer = get("/status/401");
	assert_false(http_wants_digest(&answer));
}

static void
addresses_are_resolved(void **state)
{
	static const struct { const char *base, *reference, *want; } cases[] = {
		{ "https://a.example/dav/x/", "y.ics", "https://a.example/dav/x/y.ics" },
		{ "https://a.example/dav/x/", "/y/", "https://a.example/y/" },
		{ "https://a.example/dav/x/", "../y/#z", "https://a.example/dav/y/" },
		{ "https://a.example/dav/", "https://b.example:8443/c", "https://b.example:8443/c" },
		{ "https://a.example/dav/", "//b.example/c", "https://b.example/c" },
		{ "https://a.example/dav/", "mailto:ann@b.example", NULL },
		{ "https://a.example/dav/", "ftp://b.example/", NULL },
		{ "https://a.example/dav/", "/a\nb", NULL },
	};
	static const struct { const char *a, *b; bool same; } hosts[] = {
		{ "https://a.example/x", "https://A.example:443/y", true },
		{ "https://a.example/x", "https://a.example:8443/y", false },
		{ "https://a.example/x", "http://a.example/y", false },
		{ "https://a.example/x", "https://b.example/y", false },
		{ "https://a.example/x", "", false },
	};
	struct str out = STR_INIT;
	struct err err = ERR_INIT;
	const char *url;

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		if (http_url_resolve(&arena, cases[i].base, cases[i].reference, &url, &err))
			assert_string_equal(url, cases[i].want != NULL ? cases[i].want : "refused");
		else
			assert_null(cases[i].want);
	}
	for (size_t i = 0; i < LEN(hosts); i++)
		assert_int_equal(http_url_same_host(hosts[i].a, hosts[i].b), hosts[i].same);
	assert_string_equal(http_host(&arena, "https://u@a.example:8443/secret?x"), "a.example:8443");
	assert_string_equal(http_host(&arena, "https://a.example/secret"), "a.example");
	assert_string_equal(http_host(&arena, "nonsense nonsense"), "");
	http_add_escaped(&out, "a b&c=\xc3\xa9/~.-_%");
	assert_string_equal(out.text, "a%20b%26c%3D%C3%A9%2F~.-_%25");
	str_clear(&out);
}

/* Requests with a number; number "bad" goes to another address. */
struct many { size_t count, bad, begun, ended; unsigned seen; const char *bad_url; };

static bool
next_of_many(void *context, struct http_request *ret_request, size_t *ret_number)
{
	struct many *m = context;

	if (m->begun >= m->count)
		return false;
	*ret_request = (struct http_request){ .method = "PUT", .body = "x", .body_len = 1,
	    .url = m->begun == m->bad ? m->bad_url : at(&clear, "/status/204") };
	*ret_number = m->begun++;
	return true;
}

static bool
done_of_many(void *context, size_t number, const struct http_answer *answer, const struct err *why,
    struct err *err)
{
	struct many *m = context;

	m->ended++;
	m->seen |= 1U << number;
	if (answer == NULL)
		return fail(err, why->kind, "%zu: %s", number, why->text);
	assert_int_equal(answer->status, 204);
	return true;
}

static void
several_are_on_their_way_at_once(void **state)
{
	struct many good = { .count = 20, .bad = 99 };
	struct many slammed = { .count = 20, .bad = 6, .bad_url = at(&clear, "/slam/") };
	struct many unsent = { .count = 20, .bad = 6, .bad_url = "ftp://127.0.0.1/" };
	struct http_many wish = { next_of_many, done_of_many, &good };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(http_send_many(http, &wish, &arena, &err));
	assert_int_equal(good.ended, 20);
	assert_int_equal(good.seen, (1U << 20) - 1);
	/* After a "no" those on their way end, and no other one is begun. */
	wish.context = &slammed;
	assert_false(http_send_many(http, &wish, &arena, &err));
	assert_non_null(strstr(err.text, "6: 127.0.0.1:"));
	assert_int_equal(slammed.ended, slammed.begun);
	wish.context = &unsent;
	assert_false(http_send_many(http, &wish, &arena, &err));
	assert_non_null(strstr(err.text, "6: the address of an HTTP server begins with https://"));
	assert_int_equal(unsent.begun, 7);
	assert_int_equal(unsent.ended, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_says_what_it_should),
		cmocka_unit_test(what_cannot_be_sent_is_refused_before),
		cmocka_unit_test(servers_that_mean_no_good_cost_little),
		cmocka_unit_test(several_are_on_their_way_at_once),
		cmocka_unit_test(a_redirect_keeps_the_host),
		cmocka_unit_test(a_body_is_streamed_where_it_is_wanted),
		cmocka_unit_test(an_answer_that_cannot_be_used_is_worded),
		cmocka_unit_test(a_connection_is_used_again),
		cmocka_unit_test(it_gives_up_when_told),
		cmocka_unit_test(a_certificate_is_verified),
		cmocka_unit_test(a_password_may_be_proved_without_being_sent),
		cmocka_unit_test(addresses_are_resolved),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
