/* program: posix_spawn with two pipes, so that neither side waits for the other. */
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/stopwatch.h"
#include "base/banned.h"

struct running {
	const struct program	*p;
	pid_t			 pid;
	int			 in, out;	/* our ends; -1: closed */
	size_t			 written;
};

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The signals that we ignore are its own matter again. */
static int
spawn(struct running *r, int in, int out)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	if (r->p->folder != NULL)
		posix_spawn_file_actions_addchdir_np(&actions, r->p->folder);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int code = posix_spawnp(&r->pid, r->p->words[0], &actions, &attributes, r->p->words, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

static bool
start(struct running *r, struct err *err)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0)
		return fail_errno(err, "could not run %s", r->p->words[0]);
	if (pipe2(out, O_CLOEXEC) != 0) {
		fail_errno(err, "could not run %s", r->p->words[0]);
		close(in[0]);
		close(in[1]);
		return false;
	}
	int code = spawn(r, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	r->in = in[1];
	r->out = out[0];
	fcntl(r->in, F_SETFL, O_NONBLOCK);
	if (code == 0)
		return true;
	close_end(&r->in);
	close_end(&r->out);
	return fail(err, code == ENOENT ? ERR_MISSING : ERR_SYSTEM, "could not run %s: %s",
	    r->p->words[0], strerror(code));
}

/* It may end without reading everything: that is its matter. */
static void
feed(struct running *r)
{
	ssize_t n = 0;

	if (r->written < r->p->in_len)
		n = write(r->in, r->p->in + r->written, r->p->in_len - r->written);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		close_end(&r->in);
	else if (n > 0)
		r->written += (size_t)n;
	if (r->written == r->p->in_len)
		close_end(&r->in);
}

static bool
collect(struct running *r, struct str *out, size_t begin, struct err *err)
{
	char buffer[16384];
	ssize_t n = read(r->out, buffer, sizeof(buffer));

	if (n < 0 && errno != EINTR)
		return fail_errno(err, "could not read what %s says", r->p->words[0]);
	if (n == 0)
		close_end(&r->out);
	if (n > 0 && out->len - begin + (size_t)n > r->p->out_max)
		return fail(err, ERR_SYSTEM, "%s says more than %zu bytes", r->p->words[0],
		    r->p->out_max);
	str_add_bytes(out, buffer, n > 0 ? (size_t)n : 0);
	return true;
}

/* Until it closes its output. */
static bool
talk(struct running *r, struct str *out, struct err *err)
{
	int64_t end_ms = stopwatch_ms() + r->p->timeout_ms;
	size_t begin = out->len;

	while (r->out >= 0) {
		struct pollfd fds[2] = { { r->out, POLLIN, 0 }, { r->in, POLLOUT, 0 } };
		int64_t left = r->p->timeout_ms < 0 ? -1 : end_ms - stopwatch_ms();
		if (r->p->timeout_ms >= 0 && left <= 0)
			return fail(err, ERR_SYSTEM, "%s takes longer than %d ms", r->p->words[0],
			    r->p->timeout_ms);
		if (poll(fds, 2, (int)left) <= 0)
			continue;
		if (fds[1].revents != 0)
			feed(r);
		if (fds[0].revents != 0 && !collect(r, out, begin, err))
			return false;
	}
	return true;
}

bool
program_run(const struct program *p, struct str *out, struct err *err)
{
	struct running r = { .p = p, .in = -1, .out = -1 };
	int status = 0;

	if (!start(&r, err))
		return false;
	bool ok = talk(&r, out, err);
	close_end(&r.in);
	close_end(&r.out);
	if (!ok)
		kill(r.pid, SIGKILL);
	while (waitpid(r.pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ok && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		ok = fail(err, ERR_SYSTEM, "%s failed", p->words[0]);
	return ok;
}
