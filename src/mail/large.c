/* large: one unnamed file, one mapping. */
#include "mail/large.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/banned.h"

struct large {
	int	 fd;
	size_t	 len;
	void	*map;
};

bool
large_open(const char *folder, struct large **ret_large, struct err *err)
{
	struct arena a = ARENA_INIT;
	int fd = file_nameless(path_join(&a, folder, "mail"));

	if (fd < 0)
		fail_errno(err, "could not make a file for a large message in %s/mail", folder);
	arena_clear(&a);
	if (fd < 0)
		return false;
	*ret_large = heap_alloc(sizeof(**ret_large));
	**ret_large = (struct large){ .fd = fd };
	return true;
}

bool
large_add(struct large *l, const void *bytes, size_t len, struct err *err)
{
	if (!file_write_all(l->fd, bytes, len))
		return fail_errno(err, "could not keep a large message");
	l->len += len;
	return true;
}

bool
large_bytes(struct large *l, const char **ret_bytes, size_t *ret_len, struct err *err)
{
	void *map = l->len > 0 ? mmap(NULL, l->len, PROT_READ, MAP_SHARED, l->fd, 0) : MAP_FAILED;

	if (map == MAP_FAILED)
		return fail_errno(err, "could not read a large message again");
	madvise(map, l->len, MADV_SEQUENTIAL);
	*ret_bytes = l->map = map;
	*ret_len = l->len;
	return true;
}

void
large_close(struct large *l)
{
	if (l == NULL)
		return;
	if (l->map != NULL)
		munmap(l->map, l->len);
	close(l->fd);
	free(l);
}

void
large_passed(const char *bytes, size_t len)
{
	madvise((char *)(uintptr_t)bytes, len / LARGE_PIECE_BYTES * LARGE_PIECE_BYTES, MADV_DONTNEED);
}
