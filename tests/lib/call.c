/* call: a command of the program, run by the one that stands by; see standby.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/standby.h"

extern char **environ;

static const int passed_on[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2 };

static _Noreturn void
broken(const char *what)
{
	fprintf(stderr, "call: %s: %s\n", what, strerror(errno));
	_exit(125);
}

/* What runs for long is watched and killed by its process id, and what speaks with a terminal needs it. */
static bool
stands_alone(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "run") == 0 || strcmp(argv[i], "demo") == 0)
			return true;
	return isatty(STDIN_FILENO) || isatty(STDOUT_FILENO) || isatty(STDERR_FILENO);
}

/* Another user's, in a folder that is not seen from here, or gone: -1. */
static int
connected(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct stat st;

	if (path == NULL || strlen(path) >= sizeof(at.sun_path) || stat(path, &st) < 0 || st.st_uid != geteuid() ||
	    getuid() != geteuid())
		return -1;
	strcpy(at.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	close(fd);
	return -1;
}

static uint32_t
count(char **words, uint32_t *bytes)
{
	uint32_t n = 0;

	for (; words[n] != NULL; n++)
		*bytes += (uint32_t)strlen(words[n]) + 1;
	return n;
}

static char *
lay(char *at, char **words)
{
	for (; *words != NULL; words++)
		at = stpcpy(at, *words) + 1;
	return at;
}

static void
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n < 0)
			broken("the one that stands by");
		bytes += n;
		len -= (size_t)n;
	}
}

static void
hand_over(int fd, char **argv)
{
	struct call_head head = { .umask = umask(0) };
	int files[CALL_FILES_MAX];
	union { char bytes[CMSG_SPACE(sizeof(files))]; struct cmsghdr aligned; } control;

	if ((files[head.files++] = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
		broken("the folder");
	for (int i = 0; i <= CALL_FILE_MAX && head.files < CALL_FILES_MAX; i++) {
		int flags = fcntl(i, F_GETFD);
		if (flags < 0 || (flags & FD_CLOEXEC) != 0)
			continue;
		head.file[head.files] = i;
		files[head.files++] = i;
	}
	for (int i = 0; i < RLIM_NLIMITS; i++)
		getrlimit((__rlimit_resource_t)i, &head.limit[i]);
	head.argc = count(argv, &head.bytes);
	head.envc = count(environ, &head.bytes);

	struct iovec part = { &head, sizeof(head) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
	    .msg_controllen = CMSG_SPACE(head.files * sizeof(int)) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(head.files * sizeof(int));
	memcpy(CMSG_DATA(c), files, head.files * sizeof(int));
	if (sendmsg(fd, &message, MSG_NOSIGNAL) != (ssize_t)sizeof(head))
		broken("the one that stands by");
	char *words = malloc(head.bytes);
	if (words == NULL)
		broken("memory");
	lay(lay(words, argv), environ);
	send_all(fd, words, head.bytes);
	free(words);
}

static int
answer(int fd)
{
	int32_t n;

	if (recv(fd, &n, sizeof(n), MSG_WAITALL) != (ssize_t)sizeof(n))
		broken("no answer from the one that stands by");
	return n;
}

/* As the command ended: by the same signal, too. */
static _Noreturn void
end_as(int status)
{
	if (WIFSIGNALED(status)) {
		const struct rlimit none = { 0, 0 };
		sigset_t it;
		setrlimit(RLIMIT_CORE, &none);
		signal(WTERMSIG(status), SIG_DFL);
		sigemptyset(&it);
		sigaddset(&it, WTERMSIG(status));
		sigprocmask(SIG_UNBLOCK, &it, NULL);
		raise(WTERMSIG(status));
	}
	_exit(WEXITSTATUS(status));
}

int
main(int argc, char **argv)
{
	int fd = stands_alone(argc, argv) ? -1 : connected(getenv(CALL_SOCKET));
	sigset_t signals;

	if (fd < 0) {
		const char *program = getenv("PROGRAM");
		execv(program != NULL ? program : "", argv);
		broken("PROGRAM");
	}
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(passed_on[0]); i++)
		sigaddset(&signals, passed_on[i]);
	hand_over(fd, argv);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	int come = signalfd(-1, &signals, SFD_CLOEXEC);
	pid_t pid = answer(fd);
	struct pollfd look[] = { { .fd = fd, .events = POLLIN }, { .fd = come, .events = POLLIN } };
	for (;;) {
		if (poll(look, 2, -1) < 0)
			broken("poll");
		struct signalfd_siginfo s;
		if (look[1].revents != 0 && read(come, &s, sizeof(s)) == (ssize_t)sizeof(s))
			kill(pid, (int)s.ssi_signo);
		if (look[0].revents != 0)
			end_as(answer(fd));
	}
}
