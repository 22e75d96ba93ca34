/*
 * test_confine: what a process that reads strangers' mail can do: think, and talk to its parent.  Each thing that
 * it must not do is tried in one of its own, and ends it, or fails.
 */
#include "unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mail/confined_child.h"

/* The address sanitizer makes system calls of its own: in its builds there is no filter, and no limit of memory. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_FILTER 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_FILTER 0
#endif
#endif
#ifndef HAS_FILTER
#define HAS_FILTER 1
#endif

/* Each answers 1 when it could do it. */
static char open_file(void)	{ return open("/etc/passwd", O_RDONLY) >= 0; }
static char make_file(void)	{ return open("made-by-the-reader", O_CREAT | O_WRONLY, 0600) >= 0; }
static char other_fd(void)	{ return fcntl(CONFINED_FD + 1, F_GETFD) >= 0; }
static char keep_reading(void)	{ char c; return confined_read(&c, 1) && c == 'x'; }
static char make_socket(void)	{ return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static char make_process(void)	{ return fork() >= 0; }
static char make_program(void)	{ return execl("/bin/true", "true", (char *)NULL) == 0; }
static char kill_parent(void)	{ return kill(getppid(), 0) == 0; }
static char trace_parent(void)	{ return syscall(SYS_ptrace, 16, getppid(), 0, 0) == 0; }
static char make_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}
static char much_memory(void)
{
	return mmap(NULL, 600u << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

enum end { DONE, FAILED, KILLED };

static const struct { const char *what; char (*act)(void); enum end end; bool needs_filter; } acts[] = {
	{ "talks to its parent", keep_reading, DONE, false },
	{ "opens a file", open_file, FAILED, true },
	{ "makes a file", make_file, FAILED, true },
	{ "uses another descriptor", other_fd, KILLED, true },
	{ "has more than 512 MB", much_memory, FAILED, true },
	{ "makes a socket", make_socket, KILLED, true },
	{ "makes a process", make_process, KILLED, true },
	{ "runs a program", make_program, KILLED, true },
	{ "kills its parent", kill_parent, KILLED, true },
	{ "traces its parent", trace_parent, KILLED, true },
	{ "makes code", make_code, KILLED, true },
};

static void
serve(void *context)
{
	const size_t *which = context;
	char done = acts[*which].act();

	if (write(CONFINED_FD, &done, 1) != 1)
		_exit(1);
}

static enum end
try(size_t which)
{
	struct confined_child child = { 0 };
	struct err err = ERR_INIT;
	char done = 0;
	int status;

	if (!confined_child_start(&child, "the test", serve, &which, &err))
		fail_test("%s", err.text);
	send(child.fd, "x", 1, MSG_NOSIGNAL);	/* one that is dead already takes nothing */
	ssize_t n = recv(child.fd, &done, 1, 0);
	confined_child_stop(&child, &status);
	if (n == 1)
		return done == 1 ? DONE : FAILED;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	return KILLED;
}

static void
a_confined_process_has_nowhere_to_go(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(acts); i++)
		if ((HAS_FILTER || !acts[i].needs_filter) && try(i) != acts[i].end)
			fail_test("\"%s\" ends otherwise", acts[i].what);
	assert_int_equal(access("made-by-the-reader", F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_confined_process_has_nowhere_to_go) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
