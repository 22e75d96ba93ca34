/*
 * fuzz_report: bytes as a server's notice, before the pure rules for delivery reports: the fields of the
 * report, the words for people, the message that came back, and a notice that was passed on inside another.
 * What must hold: a bounce names nobody twice, has a status of the right form or none, and is not ours.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OWN	"team@elm.example"

/* The next text up to a line "%", as the reader of MIME makes it: valid UTF-8, lines ended by LF. */
static const char *
next_text(const uint8_t **data, size_t *size, struct arena *a)
{
	const uint8_t *end = memmem(*data, *size, "\n%\n", 3);
	size_t len = end != NULL ? (size_t)(end - *data) : *size;
	struct str clean = STR_INIT;

	utf8_clean((const char *)*data, len, &clean);
	str_unify_lines(&clean);
	const char *text = arena_strdup(a, clean.text);
	str_clear(&clean);
	*data += len + (end != NULL ? 3 : 0);
	*size -= len + (end != NULL ? 3 : 0);
	return text;
}

static void
check(const struct mail_reading *reading)
{
	char status[12];

	if (reading->status != NULL && !bounce_status_parse(reading->status, status))
		abort();
	for (size_t i = 0; i < reading->recipients.count; i++)
		for (size_t j = 0; j < i; j++)
			if (text_equal(reading->recipients.item[i], reading->recipients.item[j]))
				abort();
	if (reading->recipients.count > MAIL_LIST_MAX)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct mail_header headers[] = {
		{ "Subject", next_text(&data, &size, &a) }, { "X-Failed-Recipients", next_text(&data, &size, &a) },
		{ "Auto-Submitted", next_text(&data, &size, &a) }, { "Content-Type", next_text(&data, &size, &a) },
	};
	struct mail_header back[] = {
		{ "To", next_text(&data, &size, &a) }, { "Message-ID", next_text(&data, &size, &a) },
	};
	struct mail_content content = {
		.headers = { headers, LEN(headers), LEN(headers) }, .returned = { back, LEN(back), LEN(back) },
		.from_address = next_text(&data, &size, &a), .from_name = "", .date_ms = INSTANT_NONE,
		.date_day = DAY_NONE,
	};
	struct mail_reading reading;

	content.report = next_text(&data, &size, &a);
	content.report_type = content.report[0] != '\0' ? "delivery-status" : NULL;
	content.text = next_text(&data, &size, &a);
	struct mail_content around = {
		.headers = { headers, 1, 1 }, .from_address = "list@elsewhere.example", .from_name = "",
		.text = "See below.\n", .date_ms = INSTANT_NONE, .date_day = DAY_NONE, .attached = &content,
	};
	for (int i = 0; i < 2; i++) {
		memset(&reading, 0, sizeof(reading));
		mail_classify(i == 0 ? &content : &around, OWN, &a, &reading);
		check(&reading);
	}
	arena_clear(&a);
	return 0;
}
