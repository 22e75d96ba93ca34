/*
 * reader_child: nothing here is trusted by the parent; nothing here has anything to lose.
 */
#include "mail/reader_child.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "mail/confine.h"
#include "mail/mime.h"
#include "mail/record.h"
#include "base/banned.h"

/* False at the end of the parent. */
static bool
read_all(void *to, size_t len)
{
	char *p = to;

	while (len > 0) {
		ssize_t n = read(CONFINED_FD, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* "frame" begins with room for its head. */
static bool
write_frame(int fd, struct str *frame)
{
	uint32_t head = (uint32_t)(frame->len - FRAME_HEAD_BYTES);

	memcpy(frame->text, &head, sizeof(head));
	return file_write_all(fd, frame->text, frame->len);
}

static void
begin_frame(struct str *frame)
{
	str_truncate(frame, 0);
	str_add_bytes(frame, "\0\0\0", FRAME_HEAD_BYTES);
}

static void
read_message(const char *bytes, size_t len, const char *own_address, struct arena *a,
    struct str *out)
{
	struct err err = ERR_INIT;
	struct mail_reading reading;

	if (!mime_classify(bytes, len, own_address, a, &reading, &err))
		reading = (struct mail_reading){
			.kind = MAIL_BROKEN, .reason = err.text, .until_day = DAY_NONE,
			.date_ms = INSTANT_NONE, .from_address = "", .from_name = "",
			.to_address = "", .subject = "", .text = "",
		};
	record_write(&reading, out);
	arena_reset(a);
}

static void
serve(const char *own_address)
{
	struct arena a = ARENA_INIT;
	struct str out = STR_INIT;
	uint32_t len;

	while (read_all(&len, sizeof(len))) {
		char *bytes = malloc(len + 1);
		if (bytes == NULL || !read_all(bytes, len))
			break;
		begin_frame(&out);
		read_message(bytes, len, own_address, &a, &out);
		free(bytes);
		if (!write_frame(CONFINED_FD, &out))
			break;
	}
}

void
reader_child(int fd, const char *own_address)
{
	struct str first = STR_INIT;
	struct err err = ERR_INIT;

	begin_frame(&first);
	if (!confine(fd, &err)) {
		str_add(&first, err.text);
		write_frame(fd, &first);
		_exit(1);
	}
	if (write_frame(CONFINED_FD, &first))
		serve(own_address);
	_exit(0);
}
