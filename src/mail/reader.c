/*
 * reader: the parent's side.  Two children share a batch.  Messages are written ahead while answers
 * come back, so that the child never waits; both directions are polled, so that neither waits for the
 * other for ever.
 * Answers come in the order of the messages: when the child dies, the first one without an answer is
 * the one that killed it, and those behind it are given to the next child.
 */
#include "mail/reader.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/stopwatch.h"
#include "base/str.h"
#include "mail/charset.h"
#include "mail/confined_child.h"
#include "mail/large.h"
#include "mail/library.h"
#include "mail/reader_child.h"
#include "mail/record.h"
#include "reading/bounce.h"
#include "base/banned.h"

#define CHILD_MESSAGES_MAX	2000		/* a child's life.  A new one costs as much as some hundred messages:
						 * each page that the parent writes to afterwards is copied */
#define CHILD_BYTES_MAX		(64u << 20)
#define MESSAGE_WAIT_MS		20000		/* for one answer, and as much again for each ... */
#define MESSAGE_WAIT_BYTES	(16u << 20)

#define LANES		2		/* children that work side by side */
#define LANE_MESSAGES_MIN 8		/* fewer are not worth a second child */

/* A child and its side of the conversation. */
struct lane {
	char		*own_address;
	struct confined_child child;
	size_t		 messages, bytes;	/* that this child was given */
	struct str	 in;		/* of its answers */
};

/* What one lane has to do between reader_begin() and reader_end(). */
struct batch {
	const struct mail_bytes	*items;
	size_t			 count;
	struct mail_reading	*readings;
	size_t			 written, answered;	/* messages */
	size_t			 offset;	/* written of the next one, with its head */
	int64_t			 deadline_ms;	/* of the next answer */
	struct arena		*a;
};

struct mail_reader {
	char			*own_address;
	struct lane		 lane[LANES];
	struct batch		 batch[LANES];
	struct mail_reading	*readings;
	int64_t			 looked_ms;	/* at the children, last */
};

/* Ends the child; *ret_status is how it ended. */
static void
stop(struct lane *r, int *ret_status)
{
	confined_child_stop(&r->child, ret_status);
	str_truncate(&r->in, 0);
}

static bool
start(struct lane *r, struct err *err)
{
	r->messages = r->bytes = 0;
	return confined_child_start(&r->child, "the reader of messages", reader_serve, r->own_address, err);
}

bool
reader_open(struct mail_reader **ret_reader, const struct settings *settings, struct err *err)
{
	struct mail_reader *r = heap_alloc(sizeof(*r));

	r->own_address = heap_strdup(settings != NULL ? settings->mail.from : "");
	for (size_t i = 0; i < LANES; i++)
		r->lane[i] = (struct lane){ .own_address = r->own_address, .in = STR_INIT };
	/* Before the first fork: the children see no disk. */
	library_init();
	charset_open_all();
	if (!start(&r->lane[0], err)) {
		reader_close(r);
		return false;
	}
	*ret_reader = r;
	return true;
}

void
reader_close(struct mail_reader *reader)
{
	if (reader == NULL)
		return;
	for (size_t i = 0; i < LANES; i++) {
		stop(&reader->lane[i], NULL);
		str_clear(&reader->lane[i].in);
	}
	free(reader->own_address);
	free(reader);
}

/* What can be said of a message that the child could not read: its raw header. */
static void
set_broken(const struct mail_bytes *item, const char *reason, struct arena *a,
    struct mail_reading *ret)
{
	struct texts from = { NULL, 0, 0 }, ids = { NULL, 0, 0 };
	const char *sender = mail_field(item->bytes, item->len, "from", a);

	addresses_find(sender, strlen(sender), a, &from);
	message_ids_find(mail_field(item->bytes, item->len, "message-id", a), a, &ids);
	*ret = (struct mail_reading){
		.kind = MAIL_BROKEN,
		.reason = arena_strdup(a, reason),
		.until_day = DAY_NONE,
		.date_ms = INSTANT_NONE,
		.from_address = from.count > 0 ? from.item[0] : "",
		.from_name = "",
		.to_address = "",
		.subject = mail_field(item->bytes, item->len, "subject", a),
		.rfc_message_id = ids.count > 0 ? ids.item[0] : NULL,
		.text = "",
	};
}

static void
set_deadline(struct batch *b)
{
	size_t len = b->answered < b->count ? b->items[b->answered].len : 0;

	b->deadline_ms = stopwatch_ms() + MESSAGE_WAIT_MS +
	    (int64_t)(len / MESSAGE_WAIT_BYTES) * MESSAGE_WAIT_MS;
}

/* In pieces, so that a large one is not in memory as a whole. */
static void
make_fingerprint(const struct mail_bytes *item, char *text)
{
	size_t at, len;
	struct fingerprint *f = mail_fingerprint_begin(item->bytes, item->len, &at);

	for (; at < item->len; at += len) {
		len = item->len - at;
		if (item->is_large && len > LARGE_PIECE_BYTES)
			len = LARGE_PIECE_BYTES;
		mail_fingerprint_add(f, item->bytes + at, len);
		if (item->is_large)
			large_passed(item->bytes, at + len);
	}
	mail_fingerprint_end(f, text);
}

/* The next message has its reading.  Its fingerprint is made here, while the child works on. */
static void
finish_one(struct batch *b)
{
	make_fingerprint(&b->items[b->answered], b->readings[b->answered].fingerprint);
	b->answered++;
	set_deadline(b);
}

/* The child is gone or hangs: the first message without an answer was too much for it. */
static void
give_up(struct lane *r, struct batch *b, bool hangs)
{
	int status = 0;

	stop(r, &status);
	const char *reason = hangs ? "reading it took too long" :
	    WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL ? arena_printf(b->a,
	    "reading it killed the reader (%s)", strsignal(WTERMSIG(status))) :
	    "reading it ended the reader";
	set_broken(&b->items[b->answered], reason, b->a, &b->readings[b->answered]);
	finish_one(b);
	b->written = b->answered;
	b->offset = 0;
}

static bool read_some(struct lane *r, struct batch *b);

/* What it answered before it went counts. */
static void
give_up_after_last(struct lane *r, struct batch *b)
{
	size_t before;

	do
		before = b->answered;
	while (b->answered < b->count && read_some(r, b) && b->answered > before);
	if (b->answered < b->count)
		give_up(r, b, false);
}

static bool
has_room(const struct lane *r)
{
	return r->messages < CHILD_MESSAGES_MAX && r->bytes < CHILD_BYTES_MAX;
}

static bool
wants_to_write(const struct lane *r, const struct batch *b)
{
	return b->written < b->count && (b->offset > 0 || has_room(r));
}

/* As much of the next messages as the socket takes.  False: the child is gone. */
static bool
write_some(struct lane *r, struct batch *b)
{
	while (wants_to_write(r, b)) {
		const struct mail_bytes *item = &b->items[b->written];
		uint32_t head = (uint32_t)item->len;
		bool at_head = b->offset < FRAME_HEAD_BYTES;
		const char *p = at_head ? (const char *)&head + b->offset :
		    item->bytes + (b->offset - FRAME_HEAD_BYTES);
		size_t left = (at_head ? FRAME_HEAD_BYTES : FRAME_HEAD_BYTES + item->len) - b->offset;
		ssize_t n = left == 0 ? 0 : send(r->child.fd, p, left, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (b->offset == 0) {
			r->messages++;
			r->bytes += item->len;
		}
		b->offset += (size_t)n;
		if (item->is_large)
			large_passed(item->bytes, b->offset - (b->offset < FRAME_HEAD_BYTES ? b->offset :
			    FRAME_HEAD_BYTES));
		if (b->offset == FRAME_HEAD_BYTES + item->len) {
			b->written++;
			b->offset = 0;
		}
	}
	return true;
}

/* Whole frames out of what came so far.  False: no honest child writes such. */
static bool
take_answers(struct lane *r, struct batch *b)
{
	size_t at = 0;

	while (r->in.len - at >= FRAME_HEAD_BYTES) {
		uint32_t len;
		memcpy(&len, r->in.text + at, sizeof(len));
		if (len > RECORD_BYTES_MAX || b->answered >= b->written)
			return false;
		if (r->in.len - at < FRAME_HEAD_BYTES + len)
			break;
		struct mail_reading *reading = &b->readings[b->answered];
		if (!record_read(r->in.text + at + FRAME_HEAD_BYTES, len, b->a, reading))
			return false;
		if (reading->kind == MAIL_BROKEN)
			set_broken(&b->items[b->answered],
			    reading->reason != NULL ? reading->reason : "it cannot be read", b->a, reading);
		finish_one(b);
		at += FRAME_HEAD_BYTES + len;
	}
	memmove(r->in.text, r->in.text + at, r->in.len - at);
	str_truncate(&r->in, r->in.len - at);
	return true;
}

static bool
read_some(struct lane *r, struct batch *b)
{
	char buffer[65536];
	ssize_t n = recv(r->child.fd, buffer, sizeof(buffer), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	str_add_bytes(&r->in, buffer, (size_t)n);
	return take_answers(r, b);
}

/* What the child lets us do now. */
static void
go_on(struct lane *r, struct batch *b, short events)
{
	bool ok = (events & (POLLIN | POLLHUP | POLLERR)) == 0 || read_some(r, b);

	if (ok && (events & POLLOUT) != 0)
		ok = write_some(r, b);
	if (!ok)
		give_up_after_last(r, b);
	else if (b->answered < b->count && stopwatch_ms() >= b->deadline_ms)
		give_up(r, b, true);
}

/* A child that may take more, or has answers to come. */
static bool
has_child(const struct lane *r, const struct batch *b)
{
	return r->child.pid != 0 && (has_room(r) || b->answered < b->written || b->offset > 0);
}

static bool
renew(struct lane *r, struct err *err)
{
	stop(r, NULL);
	return start(r, err);
}

/* Time in which nobody looked at the children is not held against them. */
static void
look_again(struct mail_reader *reader)
{
	int64_t now_ms = stopwatch_ms();

	for (size_t i = 0; i < LANES; i++)
		reader->batch[i].deadline_ms += now_ms - reader->looked_ms;
	reader->looked_ms = now_ms;
}

/* Waits at most so long until one of the children has something to say or to take. */
static bool
work(struct mail_reader *reader, int64_t wait_ms, bool may_fork, struct err *err)
{
	struct pollfd p[LANES];

	for (size_t i = 0; i < LANES; i++) {
		struct lane *r = &reader->lane[i];
		struct batch *b = &reader->batch[i];
		p[i] = (struct pollfd){ .fd = -1 };
		if (b->answered == b->count || (!may_fork && !has_child(r, b)))
			continue;
		if (!has_child(r, b) && !renew(r, err))
			return false;
		p[i].fd = r->child.fd;
		p[i].events = (short)(POLLIN | (wants_to_write(r, b) ? POLLOUT : 0));
		if (b->deadline_ms - stopwatch_ms() < wait_ms)
			wait_ms = b->deadline_ms - stopwatch_ms();
	}
	int ready = poll(p, LANES, wait_ms > 0 ? (int)wait_ms : 0);
	for (size_t i = 0; i < LANES && ready >= 0; i++)	/* else a signal: the next call looks again */
		if (p[i].fd >= 0)
			go_on(&reader->lane[i], &reader->batch[i], p[i].revents);
	reader->looked_ms = stopwatch_ms();
	return true;
}

static bool
is_done(const struct mail_reader *reader)
{
	for (size_t i = 0; i < LANES; i++)
		if (reader->batch[i].answered < reader->batch[i].count)
			return false;
	return true;
}

static void
go_on_now(struct mail_reader *reader, bool may_fork)
{
	struct err later = ERR_INIT;	/* no child can be started: reader_end() tries and says it */

	look_again(reader);
	if (!is_done(reader))
		work(reader, 0, may_fork, &later);
}

void
reader_begin(struct mail_reader *reader, const struct mail_bytes *items, size_t count,
    struct arena *a)
{
	struct mail_reading *readings = arena_array(a, count, sizeof(*readings));
	size_t first = count < LANE_MESSAGES_MIN ? count : count / LANES;

	if (!is_done(reader))
		BUG("a reading begins while another is under way");
	reader->readings = readings;
	reader->batch[0] = (struct batch){ .items = items, .count = first, .readings = readings, .a = a };
	reader->batch[1] = (struct batch){ .items = items + first, .count = count - first,
	    .readings = readings + first, .a = a };
	reader->looked_ms = stopwatch_ms();
	for (size_t i = 0; i < LANES; i++)
		set_deadline(&reader->batch[i]);
	go_on_now(reader, true);
}

void
reader_go_on(struct mail_reader *reader)
{
	go_on_now(reader, false);
}

bool
reader_end(struct mail_reader *reader, struct mail_reading **ret_readings, struct err *err)
{
	look_again(reader);
	while (!is_done(reader))
		if (!work(reader, MESSAGE_WAIT_MS, true, err)) {
			memset(reader->batch, 0, sizeof(reader->batch));
			return false;
		}
	*ret_readings = reader->readings;
	return true;
}

bool
reader_read(struct mail_reader *reader, const struct mail_bytes *items, size_t count,
    struct arena *a, struct mail_reading **ret_readings, struct err *err)
{
	reader_begin(reader, items, count, a);
	return reader_end(reader, ret_readings, err);
}
