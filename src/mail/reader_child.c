/*
 * reader_child: nothing here is trusted by the parent; nothing here has anything to lose.
 */
#include "mail/reader_child.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "mail/confined_child.h"
#include "mail/mime.h"
#include "mail/record.h"
#include "base/banned.h"

/* "frame" begins with room for its head. */
static bool
write_frame(struct str *frame)
{
	uint32_t head = (uint32_t)(frame->len - FRAME_HEAD_BYTES);

	memcpy(frame->text, &head, sizeof(head));
	return file_write_all(CONFINED_FD, frame->text, frame->len);
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

void
reader_serve(void *own_address)
{
	struct arena a = ARENA_INIT;
	struct str out = STR_INIT;
	uint32_t len;

	while (confined_read(&len, sizeof(len))) {
		char *bytes = malloc(len + 1);
		if (bytes == NULL || !confined_read(bytes, len))
			break;
		begin_frame(&out);
		read_message(bytes, len, own_address, &a, &out);
		free(bytes);
		if (!write_frame(&out))
			break;
	}
}
