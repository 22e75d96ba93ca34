/* Mail servers that end it at the greeting, which leaves nothing behind: meant for the sanitizers. */
#include "unit/unit.h"

#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/settings.h"
#include "mail/imap.h"
#include "mail/smtp.h"

static struct arena arena = ARENA_INIT;

/* One that says these words to each client, and no more.  Its port. */
static int
serve(const char *words, pid_t *ret_pid)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), client;

	assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*ret_pid = fork();
	while (*ret_pid == 0 && (client = accept(fd, NULL, NULL)) >= 0)
		if (write(client, words, strlen(words)) < 0 || close(client) != 0)
			_exit(1);
	close(fd);
	return ntohs(at.sin_port);
}

static const struct settings *
settings_for(int port)
{
	struct problems problems;
	const char *text = arena_printf(&arena, "mail:\n  transport: smtp\n  timeout_seconds: 2\n"
	    "  smtp: {host: 127.0.0.1, port: %d, tls: starttls}\n"
	    "  imap: {host: 127.0.0.1, port: %d, tls: starttls}\n", port, port);

	problems_init(&problems, &arena);
	const struct settings *s = settings_parse("test", text, strlen(text), &arena, &problems);
	assert_non_null(s);
	return s;
}

static void
a_greeting_that_ends_it(void **state)
{
	static const struct { const char *words, *smtp, *imap; } cases[] = {
		{ "", "does not greet: the server ended the connection", "ended the connection" },
		{ "554 go away\r\n", "does not greet: 554 go away", "cannot be understood" },
		{ "\n\n\r\n", "does not greet", "cannot be understood" },
		{ "220 here\r\n", "does not answer EHLO: the server ended the connection",
		  "cannot be understood" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct err err = ERR_INIT;
		struct smtp *smtp;
		struct imap *imap;
		pid_t pid;
		const struct settings *s = settings_for(serve(cases[i].words, &pid));
		assert_false(smtp_open(s, "/nowhere", NULL, -1, &smtp, &err));
		if (strstr(err.text, cases[i].smtp) == NULL)
			fail_test("smtp %zu: %s", i, err.text);
		err = (struct err)ERR_INIT;
		assert_false(imap_open(s, "/nowhere", NULL, -1, &imap, &err));
		if (strstr(err.text, cases[i].imap) == NULL)
			fail_test("imap %zu: %s", i, err.text);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_greeting_that_ends_it) };

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
