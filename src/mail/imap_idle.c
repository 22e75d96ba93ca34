/*
 * imap_idle: waiting for news (RFC 2177).  The conversation is ours: the library takes nothing but a plain
 * "+" for the first line, though a server may tell of news before it, and falls over a "+" with more in it.
 */
#include <string.h>

#include "base/str.h"
#include "mail/imap_inside.h"
#include "base/banned.h"

#define TAG	"idle"

/* "* 23 EXISTS": another number of messages. */
static bool
is_arrival(const char *line)
{
	const char *rest = text_starts(line, "* ") ? line + 2 + strspn(line + 2, "0123456789") : "";

	return text_equal_nocase(rest, " EXISTS");
}

/* Lines up to the one that goes on ("+") or ends it; false: the connection broke. */
static bool
hear(struct imap *imap, bool may_go_on, MMAPString *line, bool *ret_arrival)
{
	while (mailstream_read_line_remove_eol(imap->session->imap_stream, line) != NULL) {
		if (text_starts(line->str, TAG " ") || (may_go_on && line->str[0] == '+'))
			return true;
		*ret_arrival = *ret_arrival || is_arrival(line->str);
	}
	return false;
}

static bool
refuse(struct imap *imap, bool heard, const MMAPString *line, const char *what, struct err *err)
{
	if (!heard)
		return imap_refuse(imap, MAILIMAP_ERROR_STREAM, ERR_SYSTEM, what, err);
	return fail(err, ERR_SYSTEM, "%s refuses%s: %s", imap->name, what, line->str + strlen(TAG " "));
}

static bool
idle(struct imap *imap, int64_t timeout_ms, MMAPString *line, bool *arrival, struct err *err)
{
	imap_limit(imap, IMAP_ANSWER_BYTES);
	bool heard = imap_say(imap, TAG " IDLE\r\n") && hear(imap, true, line, arrival);
	if (!heard || line->str[0] != '+')
		return refuse(imap, heard, line, " to tell of news", err);
	if (!*arrival && imap->session->imap_stream->read_buffer_len == 0)
		stream_wait(imap->stream, timeout_ms);
	imap_limit(imap, IMAP_ANSWER_BYTES);
	heard = imap_say(imap, "DONE\r\n") && hear(imap, false, line, arrival);
	return (heard && text_starts(line->str, TAG " OK")) ||
	    refuse(imap, heard, line, " to end its waiting", err);
}

bool
imap_idle(struct imap *imap, int64_t timeout_ms, enum imap_news *ret_news, struct err *err)
{
	MMAPString *line;
	bool arrival = false;

	*ret_news = NEWS_UNABLE;
	if (!imap->can_idle)
		return true;
	if ((line = mmap_string_new("")) == NULL)
		BUG("no memory for a line");
	bool ok = idle(imap, timeout_ms, line, &arrival, err);
	mmap_string_free(line);
	*ret_news = arrival ? NEWS_MAIL : NEWS_NONE;
	return ok;
}
