/* turn: a lock on a file in the folder. */
#include "base/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/banned.h"

#define LOOKS		100
#define LOOK_MS		50

static bool
lock(int fd)
{
	for (int i = 0; i < LOOKS; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		poll(NULL, 0, LOOK_MS);
	}
	return false;
}

bool
turn_take(const char *folder, const char *name, const char *doing, int *ret_fd, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_printf(&a, "%s/%s.lock", folder, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool ok = fd >= 0 || fail_errno(err, "could not open %s", path);

	arena_clear(&a);
	if (ok && !lock(fd)) {
		close(fd);
		return fail(err, ERR_BUSY, "another process is %s for this folder just now", doing);
	}
	if (ok)
		*ret_fd = fd;
	return ok;
}

void
turn_end(int fd)
{
	close(fd);
}
