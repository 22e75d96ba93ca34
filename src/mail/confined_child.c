/* confined_child: the first thing that a child says is that it is locked up, or why it is not. */
#include "mail/confined_child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/banned.h"

#define START_WAIT_MS	20000

bool
confined_read(void *to, size_t len)
{
	char *p = to;

	while (len > 0) {
		ssize_t n = read(CONFINED_FD, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* The length of the reason, and the reason: none is 0. */
_Noreturn static void
live(int fd, void (*serve)(void *context), void *context)
{
	struct err err = ERR_INIT;
	bool ok = confine(fd, &err);
	uint32_t len = ok ? 0 : (uint32_t)strlen(err.text);

	if (!ok) {
		file_write_all(fd, &len, sizeof(len));
		file_write_all(fd, err.text, len);
		_exit(1);
	}
	if (file_write_all(CONFINED_FD, &len, sizeof(len)))
		serve(context);
	_exit(0);
}

static bool
is_ready(const struct confined_child *c, const char *name, struct err *err)
{
	uint32_t len = 1;
	char why[256] = "";
	struct pollfd p = { c->fd, POLLIN, 0 };

	if (poll(&p, 1, START_WAIT_MS) != 1 || recv(c->fd, &len, sizeof(len), MSG_WAITALL) !=
	    (ssize_t)sizeof(len))
		return fail(err, ERR_SYSTEM, "%s does not start", name);
	if (len == 0)
		return true;
	ssize_t n = recv(c->fd, why, sizeof(why) - 1, 0);
	return fail(err, ERR_SYSTEM, "%s does not start: %.*s", name, n > 0 ? (int)n : 0, why);
}

bool
confined_child_start(struct confined_child *c, const char *name, void (*serve)(void *context),
    void *context, struct err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fail_errno(err, "could not make a socket for %s", name);
	c->pid = fork();
	if (c->pid == 0)
		live(pair[1], serve, context);
	close(pair[1]);
	if (c->pid < 0) {
		c->pid = 0;
		close(pair[0]);
		return fail_errno(err, "could not start %s", name);
	}
	c->fd = pair[0];
	if (is_ready(c, name, err))
		return true;
	confined_child_stop(c, NULL);
	return false;
}

void
confined_child_stop(struct confined_child *c, int *ret_status)
{
	int status = 0;

	if (c->pid == 0)
		return;
	close(c->fd);
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	if (ret_status != NULL)
		*ret_status = status;
}
