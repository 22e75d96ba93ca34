/* spool: few files, the least recently used goes when they are too many or too large together. */
#include "web/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/banned.h"

#define FILES_MAX	32
#define BYTES_MAX	(256LL * 1024 * 1024)	/* together, but for one that is larger alone */
#define GZIP_WINDOW	(15 + 16)		/* zlib: the largest window, with gzip's head */
#define BUFFER_BYTES	65536
#define OWNER_BYTES	48
#define TAG_BYTES	48

struct kept {
	char	 owner[OWNER_BYTES], tag[TAG_BYTES];
	int	 fd;
	int64_t	 bytes, used;		/* used: when, as a count of uses */
};

struct spool {
	struct kept	 kept[FILES_MAX];
	size_t		 count;
	int64_t		 uses;
};

struct spool_file {
	int		 fd;
	int64_t		 bytes;
	bool		 is_gzip;
	z_stream	 z;
	size_t		 len;			/* in the buffer */
	char		 buffer[BUFFER_BYTES];
};

struct spool *
spool_new(void)
{
	return heap_alloc(sizeof(struct spool));
}

static void
forget(struct spool *s, size_t i)
{
	close(s->kept[i].fd);
	s->kept[i] = s->kept[--s->count];
}

void
spool_free(struct spool *s)
{
	while (s != NULL && s->count > 0)
		forget(s, 0);
	free(s);
}

/* The HTTP library closes what it is given. */
static bool
give(struct spool *s, struct kept *k, struct reply *reply)
{
	int fd = fcntl(k->fd, F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		return false;
	k->used = ++s->uses;
	reply->has_file = true;
	reply->file_fd = fd;
	reply->file_bytes = k->bytes;
	return true;
}

bool
spool_find(struct spool *s, const char *tag, struct reply *reply)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->kept[i].tag, tag) == 0)
			return give(s, &s->kept[i], reply);
	return false;
}

static bool
flush(struct spool_file *f, struct err *err)
{
	if (!file_write_all(f->fd, f->buffer, f->len))
		return fail_errno(err, "could not write a calendar into the data folder");
	f->bytes += (int64_t)f->len;
	f->len = 0;
	return true;
}

static bool
pack(struct spool_file *f, const char *bytes, size_t len, int mode, struct err *err)
{
	f->z.next_in = (Bytef *)(uintptr_t)bytes;	/* zlib only reads them */
	f->z.avail_in = (uInt)len;
	do {
		if (f->len == BUFFER_BYTES && !flush(f, err))
			return false;
		f->z.next_out = (Bytef *)f->buffer + f->len;
		f->z.avail_out = (uInt)(BUFFER_BYTES - f->len);
		if (deflate(&f->z, mode) == Z_STREAM_ERROR)
			return fail(err, ERR_SYSTEM, "could not pack a calendar");
		f->len = BUFFER_BYTES - f->z.avail_out;
	} while (f->z.avail_out == 0);
	return true;
}

bool
spool_add(struct spool_file *f, const char *bytes, size_t len, struct err *err)
{
	if (f->is_gzip)
		return pack(f, bytes, len, Z_NO_FLUSH, err);
	while (len > 0) {
		size_t part = len < BUFFER_BYTES - f->len ? len : BUFFER_BYTES - f->len;
		memcpy(f->buffer + f->len, bytes, part);
		f->len += part;
		bytes += part;
		len -= part;
		if (f->len == BUFFER_BYTES && !flush(f, err))
			return false;
	}
	return true;
}

/* A file without a name; where the file system knows no such thing, one whose name is gone at once. */
static int
open_nameless(const char *folder)
{
	char path[4096];
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || (size_t)snprintf(path, sizeof(path), "%s/.spool.XXXXXX", folder) >= sizeof(path))
		return fd;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

bool
spool_begin(const char *folder, bool is_gzip, struct spool_file **ret_file, struct err *err)
{
	struct spool_file *f = heap_alloc(sizeof(*f));

	f->fd = open_nameless(folder);
	if (f->fd < 0) {
		fail_errno(err, "could not make a file for a calendar in the data folder");
		free(f);
		return false;
	}
	/* Calendars repeat themselves: the quickest packing is nearly as good as the best. */
	f->is_gzip = is_gzip && deflateInit2(&f->z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, 8,
	    Z_DEFAULT_STRATEGY) == Z_OK;
	*ret_file = f;
	if (f->is_gzip == is_gzip)
		return true;
	spool_drop(f);
	return fail(err, ERR_SYSTEM, "could not pack a calendar");
}

bool
spool_end(struct spool_file *f, struct err *err)
{
	return (!f->is_gzip || pack(f, "", 0, Z_FINISH, err)) && flush(f, err);
}

void
spool_drop(struct spool_file *f)
{
	if (f == NULL)
		return;
	if (f->is_gzip)
		deflateEnd(&f->z);
	if (f->fd >= 0)
		close(f->fd);
	free(f);
}

/* Room for one more of that size. */
static void
make_room(struct spool *s, const char *owner, int64_t bytes)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->kept[i].owner, owner) == 0)
			forget(s, i--);
	for (;;) {
		size_t oldest = 0;
		int64_t all = bytes;
		for (size_t i = 0; i < s->count; i++) {
			all += s->kept[i].bytes;
			if (s->kept[i].used < s->kept[oldest].used)
				oldest = i;
		}
		if (s->count == 0 || (s->count < FILES_MAX && all <= BYTES_MAX))
			return;
		forget(s, oldest);
	}
}

void
spool_keep(struct spool *s, const char *owner, const char *tag, struct spool_file *f)
{
	make_room(s, owner, f->bytes);
	struct kept *k = &s->kept[s->count++];
	*k = (struct kept){ .fd = f->fd, .bytes = f->bytes, .used = ++s->uses };
	snprintf(k->owner, sizeof(k->owner), "%s", owner);
	snprintf(k->tag, sizeof(k->tag), "%s", tag);
	f->fd = -1;
	spool_drop(f);
}
