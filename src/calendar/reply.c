/*
 * reply: answers to invitations.  Anybody can write one: it counts only when the event is ours, its sender
 * was invited to it, and it answers what they were told last.  All others are kept with their flaw.
 */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "calendar/answer.h"
#include "calendar/invite.h"
#include "store/invitation.h"
#include "store/message.h"
#include "store/task.h"
#include "base/banned.h"

#define COMMENT_BYTES	500
#define EVENTS_MAX	50	/* of one message; the rest is left unread */

struct reading {
	struct db			*db;
	const struct settings		*s;
	int64_t				 now_ms;
	struct invite_counts		*counts;
	const struct waiting_calendar	*mail;
	struct arena			*a;
};

static const char *
lower(const char *text, struct arena *a)
{
	char *copy = arena_strdup(a, text != NULL ? text : "");

	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return copy;
}

static const char *
cut(const char *text, struct arena *a)
{
	return text != NULL ? arena_strndup(a, text, utf8_cut(text, COMMENT_BYTES)) : NULL;
}

/* The answer's word; NULL: none of those that count. */
static const char *
word_of(const char *method, const char *partstat)
{
	static const char *const words[] = { "accepted", "declined", "tentative", "delegated" };

	if (text_equal_nocase(method, "COUNTER"))
		return "counter";
	for (size_t i = 0; partstat != NULL && i < LEN(words); i++)
		if (strcasecmp(words[i], partstat) == 0)
			return words[i];
	return NULL;
}

/* A day as it is, an instant in the organization's time. */
static const char *
here(const struct reading *r, const char *time)
{
	char text[INSTANT_TEXT_BYTES];
	int64_t ms;
	int32_t day;

	if (time == NULL || day_parse(time, &day) || !instant_parse(time, r->s->zone, &ms, NULL))
		return time;
	return arena_strdup(r->a, instant_format(ms, r->s->zone, text));
}

/* NULL: it counts. */
static const char *
flaw_of(const struct reading *r, const struct invitation *i, const char *method, const char *word,
    const struct invitation_answer *answer)
{
	const char *from = r->mail->from_address;

	if (!text_equal_nocase(method, "REPLY") && !text_equal_nocase(method, "COUNTER"))
		return "it is no answer to an invitation";
	if (i->deadline_id == 0)
		return "there is no such event here";
	if (!text_equal_nocase(answer->attendee, from != NULL ? from : ""))
		return arena_printf(r->a, "it speaks for %s and came from %s",
		    answer->attendee[0] != '\0' ? answer->attendee : "nobody", from != NULL ? from : "nobody");
	if (i->invitation_id == 0)
		return "nobody was invited to it at that address";
	if (word == NULL)
		return "it says neither yes nor no";
	if (i->is_cancelled)
		return "the invitation was taken back before";
	if (answer->sequence < i->sequence)
		return "it answers an earlier version";
	if (answer->sequence > i->sequence)
		return "it answers a version that nobody was sent";
	return NULL;
}

/* A person decides what becomes of a proposal. */
static bool
ask(const struct reading *r, int64_t case_id, const struct invitation_answer *answer,
    struct err *err)
{
	const struct task task = {
		.case_id = case_id,
		.name = arena_printf(r->a, "counter %" PRId64, answer->invitation_id),
		.title = arena_printf(r->a, "%s proposes %s instead (invitation): agree or answer",
		    answer->attendee, answer->proposed != NULL ? answer->proposed : "another time"),
		.role = "coordinator",
		.due_day = zone_day(r->s->zone, r->now_ms),
		.created_ms = r->now_ms,
	};
	int64_t task_id;

	return task_add(r->db, &task, &task_id, err);
}

/* The mail belongs to the case whose invitation it answers, wherever it seemed to belong. */
static bool
counted(const struct reading *r, int64_t case_id, const struct invitation_answer *answer,
    struct err *err)
{
	if (r->mail->case_id == 0 && !message_set_case(r->db, r->mail->message_id, case_id, "invitation",
	    false, err))
		return false;
	return !text_equal(answer->answer, "counter") || ask(r, case_id, answer, err);
}

static bool
read_event(const struct reading *r, const char *method, const struct calendar_answer *e,
    int64_t ord, struct err *err)
{
	const char *who = e->attendee != NULL ? e->attendee :
	    text_equal_nocase(method, "COUNTER") ? r->mail->from_address : "";
	const char *word = word_of(method, e->partstat);
	struct invitation_answer answer = {
		.message_id = r->mail->message_id, .ord = ord, .method = method, .uid = cut(e->uid, r->a),
		.attendee = cut(lower(who, r->a), r->a), .answer = word != NULL ? word : cut(e->partstat, r->a),
		.comment = cut(e->comment, r->a), .sequence = e->sequence,
		.proposed = text_equal(word, "counter") ? here(r, e->start) : NULL,
		.delegate = text_equal(word, "delegated") ? cut(e->delegate, r->a) : NULL,
		.received_ms = r->mail->received_ms,
	};
	struct invitation i;
	int64_t case_id;

	if (!invitation_find(r->db, answer.uid != NULL ? answer.uid : "", answer.attendee, r->a, &i,
	    &case_id, err))
		return false;
	answer.invitation_id = i.invitation_id;
	answer.flaw = flaw_of(r, &i, method, word, &answer);
	r->counts->answers++;
	r->counts->flawed += answer.flaw != NULL;
	return invitation_add_answer(r->db, &answer, err) &&
	    (answer.flaw != NULL || counted(r, case_id, &answer, err));
}

static bool
read_mail(const struct reading *r, struct err *err)
{
	struct calendar_message message;
	struct err why = ERR_INIT;
	bool ok = true;

	if (calendar_answer_read(r->mail->body, strlen(r->mail->body), r->a, &message, &why)) {
		for (size_t i = 0; ok && i < message.events && i < EVENTS_MAX; i++)
			ok = read_event(r, message.method != NULL ? message.method : "", &message.event[i],
			    (int64_t)i, err);
	} else {
		const struct invitation_answer answer = { .message_id = r->mail->message_id,
		    .flaw = why.text, .received_ms = r->mail->received_ms };
		r->counts->answers++;
		r->counts->flawed++;
		ok = invitation_add_answer(r->db, &answer, err);
	}
	return ok && invitation_calendar_read(r->db, r->mail->message_id, r->now_ms, err);
}

static bool
read_one(struct reading *r, struct err *err)
{
	return db_begin(r->db, err) && db_end(r->db, read_mail(r, err), err);
}

bool
invite_read_answers(struct db *db, const struct settings *settings, int64_t now_ms,
    struct invite_counts *counts, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct waiting_calendar mail;
	struct reading r = { db, settings, now_ms, counts, &mail, &a };
	bool found = true, ok = true;

	while (ok && found) {
		arena_reset(&a);
		ok = invitation_next_calendar(db, &a, &found, &mail, err) && (!found || read_one(&r, err));
	}
	arena_clear(&a);
	return ok;
}
