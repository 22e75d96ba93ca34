/* fuzz_reply: bytes as the texts of a message, parted by NUL, before the pure rules. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/absence.h"
#include "reading/html.h"
#include "reading/mail.h"
#include "reading/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next text up to NUL, valid as the reader of MIME makes it. */
static const char *
next_text(const uint8_t **data, size_t *size, struct arena *a)
{
	const uint8_t *nul = memchr(*data, '\0', *size);
	size_t len = nul != NULL ? (size_t)(nul - *data) : *size;
	struct str clean = STR_INIT;

	utf8_clean((const char *)*data, len, &clean);
	const char *text = arena_strdup(a, clean.text);
	str_clear(&clean);
	*data += len + (nul != NULL);
	*size -= len + (nul != NULL);
	return text;
}

static void
classify(const uint8_t *data, size_t size, struct arena *a)
{
	struct mail_header headers[] = {
		{ "Subject", next_text(&data, &size, a) }, { "In-Reply-To", next_text(&data, &size, a) },
		{ "Precedence", next_text(&data, &size, a) }, { "Message-ID", next_text(&data, &size, a) },
		{ "X-Failed-Recipients", next_text(&data, &size, a) },
	};
	struct mail_content content = {
		.headers = { headers, size % (LEN(headers) + 1), LEN(headers) },
		.from_address = next_text(&data, &size, a), .from_name = next_text(&data, &size, a),
		.date_ms = INSTANT_NONE, .date_day = size % 2 == 0 ? DAY_NONE : 20780,
		.report_type = size % 3 == 0 ? "delivery-status" : "disposition-notification",
	};
	struct mail_reading reading;

	content.text = next_text(&data, &size, a);
	content.report = next_text(&data, &size, a);
	content.calendar = next_text(&data, &size, a);
	mail_classify(&content, "team@elm.example", a, &reading);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	const uint8_t *start = data;
	size_t left = size;
	const char *text = next_text(&start, &left, &a), *quoted;

	reply_text(text, size % 2 == 0, &a, &quoted);
	if (strlen(quoted) > REPLY_QUOTED_BYTES_MAX)
		abort();
	reply_subject(text);
	reply_forwards(text);
	absence_until(text, 20780, &a);
	html_to_text(text, strlen(text), &a);
	classify(data, size, &a);
	arena_clear(&a);
	return 0;
}
