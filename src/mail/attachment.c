/*
 * attachment: messages into the child, one at a time, and their files out of it.
 *
 *	in   := len (4 bytes) bytes
 *	out  := file* end
 *	file := name_len (4 bytes) len (4 bytes) name bytes
 *	end  := all ones, and the number 1 (0: it cannot be taken apart)
 */
#include "mail/attachment.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/confined_child.h"
#include "mail/library.h"
#include "mail/mime.h"
#include "reading/mail.h"
#include "base/banned.h"

#define WAIT_MS			30000		/* for all of one message */
#define CHILD_MESSAGES_MAX	1000		/* a child's life; see reader.c */
#define CHILD_BYTES_MAX		(64u << 20)
#define NAME_BYTES_MAX		255
#define END			UINT32_MAX

struct attachment_reader {
	struct confined_child	child;
	size_t			messages, bytes;	/* that this child was given */
};

/* In the child. */
static void
give(void *context, const char *name, const void *bytes, size_t len)
{
	const uint32_t head[] = { (uint32_t)strlen(name), (uint32_t)len };
	bool *ok = context;

	*ok = *ok && file_write_all(CONFINED_FD, head, sizeof(head)) &&
	    file_write_all(CONFINED_FD, name, head[0]) && file_write_all(CONFINED_FD, bytes, len);
}

static void
serve(void *context)
{
	struct arena a = ARENA_INIT;
	uint32_t len;
	bool ok = true;

	(void)context;
	while (ok && confined_read(&len, sizeof(len))) {
		struct err err = ERR_INIT;
		char *bytes = malloc(len + 1);
		if (bytes == NULL || !confined_read(bytes, len))
			break;
		const uint32_t end[] = { END, mime_attachments(bytes, len, give, &ok, &a, &err) };
		ok = ok && file_write_all(CONFINED_FD, end, sizeof(end));
		free(bytes);
		arena_reset(&a);
	}
}

struct taking {
	int				 fd;
	int64_t				 deadline_ms;
	size_t				 left;		/* more than was in the message cannot come out */
	const struct attachment_sink	*sink;
};

/* False: it takes too long. */
static bool
wait_for(const struct taking *t, short events)
{
	struct pollfd wait = { t->fd, events, 0 };
	int64_t rest_ms = t->deadline_ms - stopwatch_ms();

	return rest_ms > 0 && (poll(&wait, 1, (int)rest_ms) >= 0 || errno == EINTR);
}

/* Of both: false when the child is gone, or takes too long. */
static bool
read_all(const struct taking *t, void *to, size_t len)
{
	char *p = to;

	while (len > 0) {
		ssize_t n = recv(t->fd, p, len, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && ((errno != EINTR && errno != EAGAIN) || !wait_for(t, POLLIN))))
			return false;
		p += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool
write_all(const struct taking *t, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = send(t->fd, p, len, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && ((errno != EINTR && errno != EAGAIN) || !wait_for(t, POLLOUT)))
			return false;
		p += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool
refuse(struct err *err)
{
	return fail(err, ERR_INPUT, "its attachments cannot be read");
}

static bool
give_all(const struct taking *t, const struct attachment_source *source, size_t len, struct err *err)
{
	char piece[65536];

	for (size_t at = 0, n; at < len; at += n) {
		n = len - at < sizeof(piece) ? len - at : sizeof(piece);
		if (!source->read(source->context, at, piece, n, err))
			return false;
		if (!write_all(t, piece, n))
			return refuse(err);
	}
	return true;
}

static bool
take_bytes(const struct taking *t, size_t len, struct err *err)
{
	char piece[65536];

	while (len > 0) {
		size_t n = len < sizeof(piece) ? len : sizeof(piece);
		if (!read_all(t, piece, n))
			return refuse(err);
		if (!t->sink->add(t->sink->context, piece, n, err))
			return false;
		len -= n;
	}
	return true;
}

static bool
take_all(struct taking *t, struct err *err)
{
	char name[NAME_BYTES_MAX + 1];
	uint32_t head[2];

	for (int part = 1;; part++) {
		if (!read_all(t, head, sizeof(head)))
			return refuse(err);
		if (head[0] == END)
			return head[1] == 1 || refuse(err);
		if (part > MAIL_LIST_MAX || head[0] > NAME_BYTES_MAX || head[1] > t->left ||
		    !read_all(t, name, head[0]))
			return refuse(err);
		name[head[0]] = '\0';
		t->left -= head[1];
		if (strlen(name) != head[0] || !utf8_valid(name, head[0]))
			return refuse(err);
		if (!t->sink->begin(t->sink->context, part, name, err) || !take_bytes(t, head[1], err) ||
		    !t->sink->end(t->sink->context, err))
			return false;
	}
}

struct attachment_reader *
attachment_reader_new(void)
{
	struct attachment_reader *r = heap_alloc(sizeof(*r));

	/* Before the first fork: the child sees no disk. */
	library_init();
	charset_open_all();
	*r = (struct attachment_reader){ .messages = 0 };
	return r;
}

void
attachment_reader_free(struct attachment_reader *r)
{
	if (r != NULL)
		confined_child_stop(&r->child, NULL);
	free(r);
}

static bool
have_child(struct attachment_reader *r, struct err *err)
{
	if (r->messages == CHILD_MESSAGES_MAX || r->bytes >= CHILD_BYTES_MAX)
		confined_child_stop(&r->child, NULL);
	if (r->child.pid != 0)
		return true;
	r->messages = r->bytes = 0;
	return confined_child_start(&r->child, "the reader of attachments", serve, NULL, err);
}

bool
attachments_read(struct attachment_reader *r, const struct attachment_source *source, size_t len,
    const struct attachment_sink *sink, struct err *err)
{
	const uint32_t head = (uint32_t)len;

	if (!have_child(r, err))
		return false;
	struct taking t = { .fd = r->child.fd, .deadline_ms = stopwatch_ms() + WAIT_MS, .left = len,
	    .sink = sink };
	r->messages++;
	r->bytes += len;
	bool ok = (write_all(&t, &head, sizeof(head)) || refuse(err)) && give_all(&t, source, len, err) &&
	    take_all(&t, err);
	/* It may be gone, hang, or be in the middle of a file. */
	if (!ok)
		confined_child_stop(&r->child, NULL);
	return ok;
}
