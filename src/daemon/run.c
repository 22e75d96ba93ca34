/*
 * run: start, watch, restart with a growing pause, stop.
 *
 * Each child holds the reading end of a pipe whose writing end only the parent has ("lifeline"):
 * when the parent stops or dies, the child reads the end and leaves.  A second pipe brings the
 * child's word that it is ready.  A second daemon is kept away from the folder: store/running.h.
 */
#include "daemon/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "daemon/child.h"
#include "store/running.h"
#include "base/banned.h"

#define STOP_MS		10000		/* then they are killed */
#define STEADY_MS	60000		/* a child that lived this long starts afresh */
#define REREAD_MS	500		/* one that leaves sooner is not well, whatever it says */
#define READY_BYTES	256

/* After the n-th death in a row.  The first costs nothing: its work may simply be done again. */
static const int pause_sec[] = { 0, 2, 4, 8, 16, 32, 60 };

struct child {
	pid_t		 pid;		/* 0: not running */
	int		 lifeline;	/* writing end; -1 */
	int		 ready_fd;	/* reading end; -1 once it spoke */
	bool		 ready;
	bool		 tried;		/* it was ready once, or died before it was */
	size_t		 deaths;	/* in a row */
	int64_t		 started_ms, again_ms;
	char		 word[READY_BYTES];	/* what it said when it was ready */
};

struct parent {
	const struct daemon_wish *wish;
	struct child	 child[CHILD_KINDS];
	int		 signal_fd, lock;
	bool		 told, stopping;
};

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* In the new process: only the two pipe ends and the standard streams stay open. */
_Noreturn static void
become_child(const struct parent *p, int kind, int lifeline, int ready)
{
	char now[INSTANT_TEXT_BYTES], life[16], word[16];
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_IGN);	/* Ctrl-C reaches the parent, which stops them in order */
	fcntl(lifeline, F_SETFD, 0);
	fcntl(ready, F_SETFD, 0);
	instant_format(clock_now_ms() + p->wish->shift_ms, zone_utc(), now);
	snprintf(life, sizeof(life), "%d", lifeline);
	snprintf(word, sizeof(word), "%d", ready);
	execl(p->wish->program, "credence", "-C", p->wish->folder, "--now", now, "child",
	    child_kinds[kind].name, life, word, (char *)NULL);
	_exit(127);
}

static bool
start_child(struct parent *p, int kind)
{
	struct child *c = &p->child[kind];
	int lifeline[2], ready[2];

	if (pipe2(lifeline, O_CLOEXEC) != 0)
		return false;
	if (pipe2(ready, O_CLOEXEC) != 0) {
		close(lifeline[0]);
		close(lifeline[1]);
		return false;
	}
	pid_t pid = fork();
	if (pid == 0)
		become_child(p, kind, lifeline[0], ready[1]);
	close(lifeline[0]);
	close(ready[1]);
	if (pid < 0) {
		close(lifeline[1]);
		close(ready[0]);
		return false;
	}
	c->pid = pid;
	c->lifeline = lifeline[1];
	c->ready_fd = ready[0];
	c->started_ms = clock_now_ms();
	return true;
}

static void
start_those_due(struct parent *p)
{
	int64_t now_ms = clock_now_ms();

	for (int i = 0; i < CHILD_KINDS; i++) {
		struct child *c = &p->child[i];
		if (c->pid == 0 && c->again_ms <= now_ms && !start_child(p, i)) {
			log_error("could not start the %s: %s", child_kinds[i].name, strerror(errno));
			c->again_ms = now_ms + pause_sec[LEN(pause_sec) - 1] * MS_PER_SECOND;
		}
	}
}

/* For commands beside the daemon; without it they know no port that the system chose. */
static void
note_page(const struct parent *p, int kind, const char *page)
{
	struct err err = ERR_INIT;

	if (kind == CHILD_WEB && !running_note(p->lock, page, &err))
		log_warn("%s", err.text);
}

static void
bury(struct parent *p, int kind, int status)
{
	struct child *c = &p->child[kind];
	int64_t now_ms = clock_now_ms();

	close_end(&c->lifeline);
	close_end(&c->ready_fd);
	note_page(p, kind, NULL);
	c->pid = 0;
	c->tried = true;
	if (p->stopping)
		return;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && now_ms - c->started_ms >= REREAD_MS) {
		log_info("the settings were changed: the %s begins anew", child_kinds[kind].name);
		c->again_ms = now_ms;
		return;
	}
	if (now_ms - c->started_ms >= STEADY_MS)
		c->deaths = 0;
	int pause = pause_sec[c->deaths < LEN(pause_sec) ? c->deaths : LEN(pause_sec) - 1];
	c->deaths++;
	c->again_ms = now_ms + pause * MS_PER_SECOND;
	log_warn("the %s ended (%s %d); it starts again in %d s", child_kinds[kind].name,
	    WIFSIGNALED(status) ? "signal" : "status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), pause);
}

static void
reap(struct parent *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < CHILD_KINDS; i++)
			if (p->child[i].pid == pid)
				bury(p, i, status);
}

static void
read_signals(struct parent *p)
{
	struct signalfd_siginfo info;

	while (read(p->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(p);
		else
			p->stopping = true;
	}
}

static void
hear_child(struct parent *p, int kind)
{
	struct child *c = &p->child[kind];
	ssize_t n = read(c->ready_fd, c->word, sizeof(c->word) - 1);

	close_end(&c->ready_fd);
	if (n <= 0)
		return;			/* it died first; reap() tells */
	c->word[n] = '\0';
	c->ready = true;
	c->tried = true;
	note_page(p, kind, c->word);
}

/* Once: what a child that could not begin wants is in the log, and the others do not wait for it. */
static void
tell_ready(struct parent *p)
{
	for (int i = 0; i < CHILD_KINDS; i++)
		if (!p->child[i].tried)
			return;
	if (!p->told && p->wish->ready != NULL)
		p->wish->ready(p->wish->context,
		    p->child[CHILD_WEB].ready ? p->child[CHILD_WEB].word : NULL);
	p->told = true;
}

/* How long nothing but a signal or a child's word can make work; -1: no limit. */
static int
wait_ms(const struct parent *p)
{
	int64_t now_ms = clock_now_ms(), left = -1;

	for (int i = 0; i < CHILD_KINDS; i++)
		if (p->child[i].pid == 0) {
			int64_t ms = p->child[i].again_ms - now_ms;
			ms = ms < 0 ? 0 : ms;
			left = left < 0 || ms < left ? ms : left;
		}
	return left > 60000 ? 60000 : (int)left;
}

static void
wait_for_work(struct parent *p, int timeout_ms)
{
	struct pollfd fds[CHILD_KINDS + 1];

	for (int i = 0; i < CHILD_KINDS; i++)
		fds[i] = (struct pollfd){ p->child[i].ready_fd, POLLIN, 0 };
	fds[CHILD_KINDS] = (struct pollfd){ p->signal_fd, POLLIN, 0 };
	if (poll(fds, LEN(fds), timeout_ms) <= 0)
		return;
	for (int i = 0; i < CHILD_KINDS; i++)
		if (fds[i].revents != 0)
			hear_child(p, i);
	if (fds[CHILD_KINDS].revents != 0)
		read_signals(p);
}

static bool
any_alive(const struct parent *p)
{
	for (int i = 0; i < CHILD_KINDS; i++)
		if (p->child[i].pid != 0)
			return true;
	return false;
}

static void
stop(struct parent *p)
{
	int64_t until_ms = clock_now_ms() + STOP_MS;

	for (int i = 0; i < CHILD_KINDS; i++)
		close_end(&p->child[i].lifeline);
	while (any_alive(p) && clock_now_ms() < until_ms)
		wait_for_work(p, 100);
	for (int i = 0; i < CHILD_KINDS; i++)
		if (p->child[i].pid != 0) {
			log_warn("the %s did not stop in time and is killed", child_kinds[i].name);
			kill(p->child[i].pid, SIGKILL);
			waitpid(p->child[i].pid, NULL, 0);
		}
}

static bool
watch(struct parent *p, struct err *err)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &before);
	p->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (p->signal_fd < 0)
		return fail_errno(err, "could not watch for signals");
	while (!p->stopping) {
		start_those_due(p);
		wait_for_work(p, wait_ms(p));
		tell_ready(p);
	}
	stop(p);
	close(p->signal_fd);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return true;
}

bool
daemon_run(const struct daemon_wish *wish, struct err *err)
{
	struct parent p = { .wish = wish };

	for (int i = 0; i < CHILD_KINDS; i++)
		p.child[i] = (struct child){ .lifeline = -1, .ready_fd = -1 };
	if (!running_begin(wish->folder, &p.lock, err))
		return false;
	bool ok = watch(&p, err);
	close(p.lock);
	return ok;
}
