/* standby SOCKET: the program, standing by for commands until who began it ends; see standby.h.  With other arguments it
 * is the program itself, which its own children need. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/standby.h"

#define CALLS_MAX	256
#define BYTES_MAX	(8 << 20)

int	credence_main(int, char **);	/* main() of src/main.c, which is built in under this name */

/* A command at work: who waits for it. */
static struct { int fd; pid_t pid; } calls[CALLS_MAX];
static size_t call_count;

static _Noreturn void
broken(const char *what)
{
	fprintf(stderr, "standby: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static bool
receive_head(int fd, struct call_head *head, int files[CALL_FILES_MAX])
{
	union { char bytes[CMSG_SPACE(CALL_FILES_MAX * sizeof(int))]; struct cmsghdr aligned; } control;
	struct iovec part = { head, sizeof(*head) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes) };

	if (recvmsg(fd, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC) != (ssize_t)sizeof(*head))
		return false;
	const struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	if (c == NULL || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(head->files * sizeof(int)) ||
	    head->bytes > BYTES_MAX || head->argc == 0)
		return false;
	memcpy(files, CMSG_DATA(c), head->files * sizeof(int));
	return true;
}

static char **
words_at(char **at, uint32_t n)
{
	char **words = calloc((size_t)n + 1, sizeof(*words));

	if (words == NULL)
		broken("memory");
	for (uint32_t i = 0; i < n; i++) {
		words[i] = *at;
		*at += strlen(*at) + 1;
	}
	return words;
}

/* Numbers of their own first, for one may be what another shall be. */
static void
take_files(const struct call_head *head, const int *files)
{
	int moved[CALL_FILES_MAX];

	for (uint32_t i = 0; i < head->files; i++)
		if ((moved[i] = fcntl(files[i], F_DUPFD_CLOEXEC, CALL_FILE_MAX + 1)) < 0)
			broken("a file");
	if (fchdir(moved[0]) < 0)
		broken("its folder");
	for (int i = 0; i <= CALL_FILE_MAX; i++)
		close(i);
	for (uint32_t i = 1; i < head->files; i++)
		if (dup2(moved[i], head->file[i]) < 0)
			broken("a file");
	for (uint32_t i = 0; i < head->files; i++)
		close(moved[i]);
}

#ifndef __has_feature
#define __has_feature(name) 0
#endif

/* Leaks are looked for by exit(), which lets a hundred libraries tidy up: that costs as much as the command. */
static _Noreturn void
end(int status)
{
	if (__has_feature(address_sanitizer))
		exit(status);
	fflush(NULL);
	_exit(status);
}

static _Noreturn void
become(const struct call_head *head, const int *files, char *words)
{
	char **argv = words_at(&words, head->argc), **environment = words_at(&words, head->envc);
	sigset_t none;

	for (size_t i = 0; i < call_count; i++)
		close(calls[i].fd);
	take_files(head, files);
	environ = environment;
	umask(head->umask);
	for (int i = 0; i < RLIM_NLIMITS; i++)
		setrlimit((__rlimit_resource_t)i, &head->limit[i]);
	prctl(PR_SET_PDEATHSIG, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	end(credence_main((int)head->argc, argv));
}

static void
begin(int fd)
{
	struct call_head head;
	int files[CALL_FILES_MAX];

	if (!receive_head(fd, &head, files)) {
		close(fd);
		return;
	}
	char *words = calloc(1, head.bytes + 1);
	if (words == NULL)
		broken("memory");
	int32_t pid = -1;
	if (recv(fd, words, head.bytes, MSG_WAITALL) == (ssize_t)head.bytes && (pid = fork()) == 0)
		become(&head, files, words);
	for (uint32_t i = 0; i < head.files; i++)
		close(files[i]);
	free(words);
	if (pid < 0 || call_count == CALLS_MAX)
		broken("no command can begin");
	calls[call_count].fd = fd;
	calls[call_count++].pid = pid;
	send(fd, &pid, sizeof(pid), MSG_NOSIGNAL);
}

static void
tell_the_ended(void)
{
	int32_t status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < call_count; i++)
			if (calls[i].pid == pid) {
				send(calls[i].fd, &status, sizeof(status), MSG_NOSIGNAL);
				close(calls[i].fd);
				calls[i] = calls[--call_count];
				break;
			}
}

static int
listening(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(at.sun_path))
		errno = ENAMETOOLONG, broken(path);
	strcpy(at.sun_path, path);
	umask(077);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, CALLS_MAX) < 0)
		broken(path);
	return fd;
}

/* Whoever waited was killed: so is the command. */
static void
look_after(const struct pollfd *look)
{
	if (look->revents != 0)
		for (size_t i = 0; i < call_count; i++)
			if (calls[i].fd == look->fd)
				kill(calls[i].pid, SIGKILL);
}

int
main(int argc, char **argv)
{
	struct pollfd look[CALLS_MAX + 2];
	sigset_t child;

	if (argc != 2 || argv[1][0] != '/')
		return credence_main(argc, argv);
	int door = listening(argv[1]);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || chdir("/") < 0)
		broken("/");
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	int ended = signalfd(-1, &child, SFD_CLOEXEC);
	for (;;) {
		look[0] = (struct pollfd){ .fd = door, .events = POLLIN };
		look[1] = (struct pollfd){ .fd = ended, .events = POLLIN };
		size_t n = call_count;
		for (size_t i = 0; i < n; i++)
			look[2 + i] = (struct pollfd){ .fd = calls[i].fd, .events = POLLRDHUP };
		if (poll(look, n + 2, -1) < 0)
			broken("poll");
		for (size_t i = 0; i < n; i++)
			look_after(&look[2 + i]);
		struct signalfd_siginfo s;
		if (look[1].revents != 0 && read(ended, &s, sizeof(s)) > 0)
			tell_the_ended();
		int fd;
		if (look[0].revents != 0 && (fd = accept4(door, NULL, NULL, SOCK_CLOEXEC)) >= 0)
			begin(fd);
	}
}
