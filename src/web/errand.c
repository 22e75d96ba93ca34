/* errand: one thread each; the library is spoken to by the server's own thread alone. */
#include "web/errand.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "store/folder.h"
#include "web/thread.h"
#include "base/banned.h"

struct journey {
	struct journey		*next;
	struct errands		*errands;
	const struct errand	*errand;
	struct MHD_Connection	*connection;
	pthread_t		 thread;
	bool			 has_thread, is_asleep, ok;
	atomic_bool		 is_back;
	struct err		 why;
};

bool
errand_open_db(const char *folder, int64_t now_ms, struct db **ret_db, struct err *err)
{
	if (!folder_open_db(folder, now_ms, ret_db, err))
		return false;
	db_keep_little(*ret_db);
	return true;
}

bool
errands_open(struct errands *errands, struct err *err)
{
	errands->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return errands->wake_fd >= 0 || fail_errno(err, "could not make an event descriptor");
}

void
errands_close(struct errands *errands)
{
	if (errands->wake_fd >= 0)
		close(errands->wake_fd);
}

static void
tell(struct journey *j)
{
	static const uint64_t one = 1;

	atomic_store(&j->is_back, true);
	if (write(j->errands->wake_fd, &one, sizeof(one)) != sizeof(one))
		BUG("an event descriptor does not take a number");
}

static void *
go(void *context)
{
	struct journey *j = context;

	j->ok = j->errand->work(j->errand->context, &j->why);
	tell(j);
	return NULL;
}

bool
errand_begin(struct errands *errands, struct MHD_Connection *connection, const struct errand *errand,
    struct journey **ret_journey, struct err *err)
{
	if (errands->running >= ERRANDS_MAX)
		return fail(err, ERR_BUSY, "too much is under way already. Try again in a moment");
	struct journey *j = heap_alloc(sizeof(*j));
	*j = (struct journey){ .errands = errands, .errand = errand, .connection = connection,
	    .next = errands->first, .is_asleep = true };
	errands->first = j;
	MHD_suspend_connection(connection);
	j->has_thread = thread_begin(&j->thread, go, j);
	errands->running++;
	if (!j->has_thread) {
		fail(&j->why, ERR_BUSY, "could not begin beside the pages. Try again in a moment");
		tell(j);
	}
	*ret_journey = j;
	return true;
}

void
errands_wake(struct errands *errands)
{
	uint64_t count;

	if (read(errands->wake_fd, &count, sizeof(count)) != sizeof(count))
		return;
	for (struct journey *j = errands->first; j != NULL; j = j->next)
		if (j->is_asleep && atomic_load(&j->is_back)) {
			j->is_asleep = false;
			MHD_resume_connection(j->connection);
		}
}

bool
errand_end(struct journey *j, struct err *err)
{
	if (j == NULL)
		return true;
	struct journey **at = &j->errands->first;
	while (*at != j)
		at = &(*at)->next;
	*at = j->next;
	if (j->has_thread)
		pthread_join(j->thread, NULL);
	bool ok = j->ok;
	if (!ok && err != NULL)
		*err = j->why;
	if (ok && err == NULL && j->errand->drop != NULL)
		j->errand->drop(j->errand->context);
	j->errands->running--;
	free(j);
	return ok;
}
