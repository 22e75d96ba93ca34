/* pusher: started like the other workers, this binary executed again; it shares the sender's lifeline. */
#include "daemon/pusher.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "calendar/push.h"
#include "daemon/workers.h"
#include "base/banned.h"

#define LOOK_MS		5000		/* between two looks whether something is due */
#define CRASH_MS	60000		/* after one that ended badly */
#define STOP_MS		5000		/* then it is killed */
#define STOP_LOOK_MS	50

/* In the new process: the sender's connections stay the sender's. */
_Noreturn static void
become_pusher(const struct child_work *work)
{
	char now[INSTANT_TEXT_BYTES], life[16];
	unsigned int lifeline = (unsigned int)work->lifeline;

	if (lifeline > 3)
		close_range(3, lifeline - 1, 0);
	close_range(lifeline + 1, ~0U, 0);
	fcntl(work->lifeline, F_SETFD, 0);
	instant_format(child_now_ms(work), zone_utc(), now);
	snprintf(life, sizeof(life), "%d", work->lifeline);
	execl("/proc/self/exe", "credence", "-C", work->folder, "--now", now, "child", "pusher", life,
	    "-1", (char *)NULL);
	_exit(127);
}

static bool
any_due(const struct child_work *work)
{
	const struct settings *s = work->settings;
	bool due = false;
	struct err err = ERR_INIT;

	for (size_t i = 0; !due && i < s->accounts; i++)
		if (!calendar_push_is_due(work->engine->db, &s->account[i], child_now_ms(work), &due, &err)) {
			log_warn("calendars wait: %s", err.text);
			return false;
		}
	return due;
}

void
pusher_tend(struct pusher *p, const struct child_work *work)
{
	int64_t now_ms = child_now_ms(work);
	int status = 0;

	if (work->settings->accounts == 0)
		return;
	if (p->pid > 0 && waitpid(p->pid, &status, WNOHANG) == p->pid) {
		bool well = WIFEXITED(status) && WEXITSTATUS(status) != 127;
		p->pid = 0;
		p->look_ms = now_ms + (well ? LOOK_MS : CRASH_MS);
		if (!well)
			log_warn("the pusher of calendars ended badly; it starts again in a minute");
	}
	if (p->pid > 0 || now_ms < p->look_ms)
		return;
	p->look_ms = now_ms + LOOK_MS;
	if (!any_due(work))
		return;
	p->pid = fork();
	if (p->pid == 0)
		become_pusher(work);
	if (p->pid < 0) {
		log_warn("could not start the pusher of calendars");
		p->pid = 0;
		p->look_ms = now_ms + CRASH_MS;
	}
}

void
pusher_stop(struct pusher *p)
{
	if (p->pid <= 0)
		return;
	for (int i = 0; i < STOP_MS / STOP_LOOK_MS; i++) {
		if (waitpid(p->pid, NULL, WNOHANG) == p->pid)
			return;
		poll(NULL, 0, STOP_LOOK_MS);
	}
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
}

static void
push_one(struct child_work *work, const struct calendar_account *account)
{
	const struct push_wish wish = { .db = work->engine->db, .folder = work->folder,
	    .settings = work->settings, .now_ms = child_now_ms(work), .cancel_fd = work->lifeline };
	struct push_counts c;
	struct err why = ERR_INIT;

	/* Busy before it began: somebody does it by hand just now. */
	if (!calendar_push(&wish, account, &c, &why) && (why.kind != ERR_BUSY || c.requests > 0))
		log_warn("the calendar \"%s\" is not in step: %s", account->name, why.text);
	if (c.put + c.removed + c.asked + c.repaired + c.refused > 0)
		log_info("the calendar \"%s\": %lld put, %lld removed, %lld asked, %lld repaired, %lld "
		    "refused, %lld wait", account->name, (long long)c.put, (long long)c.removed,
		    (long long)c.asked, (long long)c.repaired, (long long)c.refused, (long long)c.waiting);
}

bool
pusher_main(struct child_work *work, struct err *err)
{
	const struct settings *s = work->settings;
	bool due;

	db_keep_little(work->engine->db);
	if (!calendar_push_forget(work->engine->db, s, child_now_ms(work), err))
		return false;
	for (size_t i = 0; i < s->accounts && child_wait(work, 0); i++) {
		if (!calendar_push_is_due(work->engine->db, &s->account[i], child_now_ms(work), &due, err))
			return false;
		if (due)
			push_one(work, &s->account[i]);
	}
	return true;
}
