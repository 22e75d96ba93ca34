/*
 * attachment: one child for one message.
 *
 *	out  := file* end
 *	file := name_len (4 bytes) len (4 bytes) name bytes
 *	end  := two numbers of all ones
 */
#include "mail/attachment.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "base/utf8.h"
#include "core/mail.h"
#include "mail/charset.h"
#include "mail/confine.h"
#include "mail/library.h"
#include "mail/mime.h"
#include "base/banned.h"

#define WAIT_MS		30000		/* for all of it */
#define NAME_BYTES_MAX	255
#define END		UINT32_MAX

/* In the child. */
static void
give(void *context, const char *name, const void *bytes, size_t len)
{
	const uint32_t head[] = { (uint32_t)strlen(name), (uint32_t)len };
	bool *ok = context;

	*ok = *ok && file_write_all(CONFINED_FD, head, sizeof(head)) &&
	    file_write_all(CONFINED_FD, name, head[0]) && file_write_all(CONFINED_FD, bytes, len);
}

_Noreturn static void
child(int fd, const char *bytes, size_t len)
{
	static const uint32_t end[] = { END, END };
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;
	bool ok = true;

	if (confine(fd, &err) && mime_attachments(bytes, len, give, &ok, &a, &err) && ok)
		file_write_all(CONFINED_FD, end, sizeof(end));
	_exit(0);
}

struct taking {
	int				 fd;
	int64_t				 deadline_ms;
	size_t				 left;		/* more than was in the message cannot come out */
	const struct attachment_sink	*sink;
};

/* False: the child is gone, or takes too long. */
static bool
read_all(const struct taking *t, void *to, size_t len)
{
	char *p = to;

	while (len > 0) {
		struct pollfd wait = { t->fd, POLLIN, 0 };
		int64_t rest_ms = t->deadline_ms - stopwatch_ms();
		if (rest_ms <= 0)
			return false;
		if (poll(&wait, 1, (int)rest_ms) < 0 && errno == EINTR)
			continue;
		ssize_t n = recv(t->fd, p, len, MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
refuse(struct err *err)
{
	return fail(err, ERR_INPUT, "its attachments cannot be read");
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
		if (head[0] == END && head[1] == END)
			return true;
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

static void
stop(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

bool
attachments_read(const char *bytes, size_t len, const struct attachment_sink *sink, struct err *err)
{
	struct taking t = { .deadline_ms = stopwatch_ms() + WAIT_MS, .left = len, .sink = sink };
	int pair[2];

	/* Before the fork: the child sees no disk. */
	library_init();
	charset_open_all();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return fail_errno(err, "could not make a socket for the reader of attachments");
	pid_t pid = fork();
	if (pid == 0)
		child(pair[1], bytes, len);
	close(pair[1]);
	t.fd = pair[0];
	bool ok = pid > 0 ? take_all(&t, err) :
	    fail_errno(err, "could not start the reader of attachments");
	if (pid > 0)
		stop(pid);
	close(pair[0]);
	return ok;
}
