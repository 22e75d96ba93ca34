/*
 * running: a lock that ends with its holder, however that ends, and a line of text behind it.
 * The lock belongs to the open file (F_OFD_SETLK): it can be asked after without being taken, so a
 * command that looks never keeps a daemon from starting.
 */
#include "store/running.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/folder.h"
#include "base/banned.h"

#define PAGE_BYTES	256

static int
open_lock(const char *folder, int flags)
{
	struct arena a = ARENA_INIT;
	int fd = open(folder_path(&a, folder, "run.lock"), flags | O_CLOEXEC, 0600);

	arena_clear(&a);
	return fd;
}

bool
running_begin(const char *folder, int *ret_lock, struct err *err)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open_lock(folder, O_RDWR | O_CREAT);

	if (fd < 0)
		return fail_errno(err, "could not open %s/run.lock", folder);
	if (fcntl(fd, F_OFD_SETLK, &whole) == 0) {
		*ret_lock = fd;
		return running_note(fd, NULL, err);
	}
	if (errno == EAGAIN || errno == EACCES)
		fail(err, ERR_CONFLICT, "credence is running on %s already", folder);
	else
		fail_errno(err, "could not lock %s/run.lock", folder);
	close(fd);
	return false;
}

bool
running_note(int lock, const char *page, struct err *err)
{
	size_t len = page != NULL ? strlen(page) : 0;

	return (ftruncate(lock, 0) == 0 && pwrite(lock, page, len, 0) == (ssize_t)len) ||
	    fail_errno(err, "could not note where the pages are");
}

const char *
running_page(const char *folder, struct arena *a)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open_lock(folder, O_RDONLY);
	char page[PAGE_BYTES];

	if (fd < 0)
		return NULL;
	bool is_held = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
	ssize_t n = is_held ? pread(fd, page, sizeof(page), 0) : 0;
	close(fd);
	return n > 0 ? arena_strndup(a, page, (size_t)n) : NULL;
}
