/* spool: few files, the least recently used goes when they are too many or too large together. */
#include "web/spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "web/gzip.h"
#include "base/banned.h"

#define FILES_MAX	32
#define BYTES_MAX	(256LL * 1024 * 1024)	/* together, but for one that is larger alone */
#define BUFFER_BYTES	65536
#define OWNER_BYTES	48
#define TAG_BYTES	48

struct spooled {
	char	 owner[OWNER_BYTES], tag[TAG_BYTES];
	int	 fd;
	int64_t	 bytes, used;		/* used: when, as a count of uses */
};

struct spool {
	struct spooled	 kept[FILES_MAX];
	size_t		 count;
	int64_t		 uses;
};

struct spool_file {
	int		 fd;
	int64_t		 bytes;
	struct gzip	*gzip;			/* NULL: it is not packed */
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
give(struct spool *s, struct spooled *k, struct reply *reply)
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
write_bytes(void *context, const char *bytes, size_t len, struct err *err)
{
	struct spool_file *f = context;

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

bool
spool_add(struct spool_file *f, const char *bytes, size_t len, struct err *err)
{
	return f->gzip != NULL ? gzip_add(f->gzip, bytes, len, false, write_bytes, f, err) :
	    write_bytes(f, bytes, len, err);
}

bool
spool_begin(const char *folder, bool is_gzip, struct spool_file **ret_file, struct err *err)
{
	struct spool_file *f = heap_alloc(sizeof(*f));

	f->fd = file_nameless(folder);
	if (f->fd < 0) {
		fail_errno(err, "could not make a file for a calendar in the data folder");
		free(f);
		return false;
	}
	/* Calendars repeat themselves: the quickest packing is nearly as good as the best. */
	f->gzip = is_gzip ? gzip_new(GZIP_QUICK, NULL) : NULL;
	*ret_file = f;
	return true;
}

bool
spool_end(struct spool_file *f, struct err *err)
{
	return (f->gzip == NULL || gzip_add(f->gzip, "", 0, true, write_bytes, f, err)) && flush(f, err);
}

void
spool_drop(struct spool_file *f)
{
	if (f == NULL)
		return;
	gzip_free(f->gzip);
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
	struct spooled *k = &s->kept[s->count++];
	*k = (struct spooled){ .fd = f->fd, .bytes = f->bytes, .used = ++s->uses };
	snprintf(k->owner, sizeof(k->owner), "%s", owner);
	snprintf(k->tag, sizeof(k->tag), "%s", tag);
	f->fd = -1;
	spool_drop(f);
}
