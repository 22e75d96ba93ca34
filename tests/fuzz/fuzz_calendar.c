/*
 * fuzz_calendar: bytes as a calendar that somebody sent, read as an answer to an invitation.  What it
 * says is valid text of one day or instant; and where our own calendar repeats such texts, it stays one
 * calendar with one event.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "calendar/answer.h"
#include "calendar/invitation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *text)
{
	if (text != NULL && !utf8_valid(text, strlen(text)))
		abort();
}

static void
check_time(const char *text)
{
	char day_text[DAY_TEXT_BYTES] = "";
	int32_t day;

	if (text == NULL)
		return;
	strncat(day_text, text, sizeof(day_text) - 1);
	if (!day_parse(day_text, &day))
		abort();
}

static size_t
count_lines(const char *text, const char *line)
{
	size_t count = 0;

	for (const char *p = text; p != NULL && *p != '\0'; p = strchr(p, '\n')) {
		p += *p == '\n';
		count += strncmp(p, line, strlen(line)) == 0;
	}
	return count;
}

static void
write_again(const struct calendar_answer *e, struct arena *a)
{
	const struct settings s = { .org_name = e->comment, .zone = zone_utc(),
	    .mail = { .from = "team@elm.example" },
	    .invitations = { .committee_at = "17:30", .committee_minutes = 60 } };
	const struct invitation told = { .attendee = e->attendee, .sequence = e->sequence & 0xffff,
	    .on_day = 20000 };
	const struct invitation_event event = { .case_id = 1, .kind = "committee",
	    .title = e->comment != NULL ? e->comment : "", .last_name = e->attendee,
	    .uid = e->uid != NULL ? e->uid : "", .status = "open", .on_day = 20000 };
	struct invitation_letter letter;

	if (e->attendee == NULL || e->comment == NULL ||
	    !invitation_write(&event, &told, DAY_NONE, &s, 0, a, &letter, NULL))
		return;
	if (count_lines(letter.calendar, "BEGIN:VEVENT\n") != 1 ||
	    count_lines(letter.calendar, "END:VCALENDAR\n") != 1 ||
	    count_lines(letter.calendar, "UID") != 1 || count_lines(letter.calendar, "SUMMARY") != 1 ||
	    count_lines(letter.calendar, "ATTENDEE") != 1 ||
	    !utf8_valid(letter.calendar, strlen(letter.calendar)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct calendar_message message;
	struct arena a = ARENA_INIT;
	struct err err = ERR_INIT;

	calendar_looks_right((const char *)data, size);
	if (calendar_answer_read((const char *)data, size, &a, &message, &err)) {
		check_text(message.method);
		for (size_t i = 0; i < message.events; i++) {
			const struct calendar_answer *e = &message.event[i];
			check_text(e->uid);
			check_text(e->attendee);
			check_text(e->comment);
			check_text(e->delegate);
			check_time(e->start);
			check_time(e->end);
			if (i == 0)
				write_again(e, &a);
		}
	} else if (err.kind != ERR_INPUT)
		abort();
	arena_clear(&a);
	return 0;
}
