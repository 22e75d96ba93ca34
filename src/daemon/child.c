/*
 * child: the table of the four workers, and what they share: when to leave, what time it is.  Whoever leaves because
 * the settings were saved is started again at once, and reads them.
 * A child reads the end of its lifeline when the parent stopped or died, whatever killed it.
 */
#include "daemon/child.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/zone.h"
#include "daemon/workers.h"
#include "store/catalog_version.h"
#include "base/banned.h"

const struct child_kind child_kinds[] = {
	[CHILD_CLOCK] = { "clock", clock_main },
	[CHILD_SENDER] = { "sender", sender_main },
	[CHILD_FETCHER] = { "fetcher", fetcher_main },
	[CHILD_WEB] = { "web", web_main },
	[CHILD_PUSHER] = { "pusher", pusher_main },
};
static_assert(LEN(child_kinds) == CHILD_NAMES, "every worker has its function");

void
child_ready(struct child_work *work, const char *word)
{
	if (work->ready_fd < 0)
		return;
	if (write(work->ready_fd, word, strlen(word)) < 0) {
		/* The parent is gone: the lifeline says so, too. */
	}
	close(work->ready_fd);
	work->ready_fd = -1;
}

int64_t
child_now_ms(const struct child_work *work)
{
	return clock_now_ms() + work->shift_ms;
}

/* Asked only after somebody else wrote.  A database that does not answer now is asked the next time. */
static bool
settings_were_saved(struct child_work *work)
{
	int64_t version = db_data_version(work->engine->db), saved_id;
	struct err err = ERR_INIT;

	if (version == work->data_version || !catalog_last_saved(work->engine->db, &saved_id, &err))
		return false;
	work->data_version = version;
	return saved_id != work->saved_id;
}

bool
child_wait(struct child_work *work, int64_t timeout_ms)
{
	struct pollfd lifeline = { work->lifeline, POLLIN, 0 };
	int64_t until_ms = clock_now_ms() + timeout_ms, left_ms = timeout_ms;
	int n;

	do {
		n = poll(&lifeline, 1, left_ms < 0 ? 0 : (int)left_ms);
		left_ms = until_ms - clock_now_ms();
	} while (n < 0 && errno == EINTR);
	return n == 0 && !settings_were_saved(work);
}
