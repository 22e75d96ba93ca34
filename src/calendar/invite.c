/*
 * invite: what people should know by the deadlines as they are, against what they were told.
 * What must not be broken: a letter and the note that it was written are one transaction, and the letter's
 * identity comes from event, address and version, so that nobody is told the same twice.
 */
#include "calendar/invite.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "calendar/invitation.h"
#include "calendar/property.h"
#include "store/fact.h"
#include "store/feed.h"
#include "store/letter.h"
#include "store/outbox.h"
#include "store/task.h"
#include "base/banned.h"

#define PAGE_EVENTS	32		/* in one transaction */
#define PER_DAY_MAX	3		/* letters about one event to one person: more is held */

struct inviting {
	struct db		*db;
	const struct settings	*s;
	int64_t			 now_ms;
	int32_t			 today;
	const char		*database_id;
	struct invite_counts	*counts;
	struct arena		*a;		/* of one page */
};

/* Is it one of the words between commas? */
static bool
list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list != '\0') {
		list += strspn(list, " ,");
		size_t n = strcspn(list, " ,");
		if (n == len && strncmp(list, word, len) == 0)
			return true;
		list += n;
	}
	return false;
}

struct people { const char **item; size_t count, size; };

static void
add_person(const struct inviting *w, struct people *people, const char *address)
{
	if (address == NULL || !property_is_address(address) ||
	    text_equal_nocase(address, w->s->mail.from))
		return;
	const char *lower = arena_lower(w->a, address);
	for (size_t i = 0; i < people->count; i++)
		if (strcmp(people->item[i], lower) == 0)
			return;
	people->item = arena_grow(w->a, people->item, people->count, &people->size,
	    sizeof(*people->item));
	people->item[people->count++] = lower;
}

/* Whom the event concerns; nobody when it is over or of a kind that nobody is invited to. */
static struct people
people_of(const struct inviting *w, const struct invitation_event *e)
{
	struct people people = { .count = 0 };
	const char *list = w->s->invitations.to;

	if (!text_equal(e->status, "open") || !list_has(w->s->invitations.kinds, e->kind) ||
	    e->on_day < w->today || e->on_day > w->today + (int32_t)w->s->invitations.ahead_days)
		return people;
	while (*list != '\0') {
		list += strspn(list, " ,");
		size_t len = strcspn(list, " ,");
		const char *word = arena_strndup(w->a, list, len);
		list += len;
		add_person(w, &people, text_equal(word, "owner") ? e->owner :
		    text_equal(word, "provider") ? e->provider_email : word);
	}
	return people;
}

/* Why the letter waits for a person; NULL: it does not. */
static bool
why_held(const struct inviting *w, const struct invitation_event *e, const char *attendee,
    const char **ret_reason, struct err *err)
{
	struct letter_outlook outlook = { .suppressed = NULL };
	int64_t recent;

	*ret_reason = NULL;
	if (!letter_look(w->db, 0, attendee, NULL, w->now_ms - MS_PER_DAY, w->a, &outlook, err) ||
	    !invitation_count_letters(w->db, e->uid, attendee, w->now_ms - MS_PER_DAY, &recent, err))
		return false;
	if (outlook.suppressed != NULL)
		*ret_reason = arena_printf(w->a, "%s is not written to: %s", attendee, outlook.suppressed);
	else if (recent >= PER_DAY_MAX)
		*ret_reason = arena_printf(w->a, "more than %d letters a day about one event to %s",
		    PER_DAY_MAX, attendee);
	return true;
}

static bool
ask(const struct inviting *w, int64_t case_id, const char *name, const char *role,
    const char *title, struct err *err)
{
	const struct task task = { .case_id = case_id, .name = name, .title = title, .role = role,
	    .due_day = w->today, .created_ms = w->now_ms };
	int64_t task_id;

	return task_add(w->db, &task, &task_id, err);
}

static bool
is_unsent(const struct invitation *i)
{
	return text_equal(i->letter_status, "ready") || text_equal(i->letter_status, "held") ||
	    text_equal(i->letter_status, "leased");
}

/* The last letter did not leave, and there was none before: nobody knows of it. */
static bool
is_unknown(const struct invitation *i)
{
	return i == NULL || (is_unsent(i) && i->earlier_ids == NULL);
}

/* Held until all of this tick are counted; told is completed. */
static bool
send(const struct inviting *w, const struct invitation_event *e, const struct invitation *before,
    struct invitation *told, struct err *err)
{
	int32_t before_day = is_unknown(before) || before->is_cancelled ? DAY_NONE : before->on_day;
	struct invitation_letter text;
	char *idem = arena_alloc(w->a, HASH_ID_BYTES);
	const char *reason;

	if (!invitation_write(e, told, before_day, w->s, w->now_ms, w->a, &text, err) ||
	    !why_held(w, e, told->attendee, &reason, err))
		return false;
	const char *cause = arena_printf(w->a, "%s|invitation|%s|%s|%" PRId64 "|%s", w->database_id,
	    e->uid, told->attendee, told->sequence, text.method);
	hash_id(cause, strlen(cause), idem);
	const struct outbox_letter letter = {
		.rule = e->rule, .name = "invitation", .letter = e->uid, .idem = idem,
		.rfc_message_id = arena_printf(w->a, "<%s@%s>", idem, w->s->mail.domain),
		.thread_ids = before == NULL ? NULL :
		    is_unsent(before) ? before->earlier_ids : before->thread_ids,
		.recipient = told->attendee, .subject = text.subject, .body = text.body,
		.calendar_method = text.method, .calendar = text.calendar, .is_automatic = true,
		.unknown_policy = "resend", .status = "held",
		.reason = reason != NULL ? reason : LETTER_INVITATION_COUNTING,
		.not_before_ms = w->now_ms, .expires_ms = w->now_ms + LETTER_LIFE_MS,
		.created_ms = w->now_ms,
	};
	if (!outbox_add(w->db, &letter, &told->outbox_id, err) || !invitation_told(w->db, told, err) ||
	    (before != NULL && !task_end_named(w->db, arena_printf(w->a, "counter %" PRId64,
	    before->invitation_id), "credence", w->now_ms, err)))
		return false;
	w->counts->letters++;
	return reason == NULL || ask(w, e->case_id, arena_printf(w->a, "letter %" PRId64,
	    told->outbox_id), "coordinator", arena_printf(w->a, "Letter %" PRId64 " (\"%s\") is held: %s",
	    told->outbox_id, text.subject, reason), err);
}

static int64_t
next_sequence(const struct invitation_event *e, const struct invitation *before)
{
	return before != NULL && before->sequence >= e->sequence ? before->sequence + 1 : e->sequence;
}

/* What did not leave yet is replaced, not followed. */
static bool
drop_unsent(const struct inviting *w, const struct invitation *before, struct err *err)
{
	return before == NULL || !is_unsent(before) || (invitation_drop_letter(w->db, before->outbox_id,
	    w->now_ms, err) && task_end_named(w->db, arena_printf(w->a, "letter %" PRId64,
	    before->outbox_id), "credence", w->now_ms, err));
}

static bool
invite(const struct inviting *w, const struct invitation_event *e, const char *attendee,
    const struct invitation *before, struct err *err)
{
	struct invitation told = { .deadline_id = e->deadline_id, .attendee = attendee,
	    .version = e->sequence, .sequence = next_sequence(e, before), .on_day = e->on_day };

	if (before != NULL && !before->is_cancelled && before->version == e->sequence)
		return true;
	return drop_unsent(w, before, err) && send(w, e, before, &told, err);
}

/* An invitation that nobody got needs no taking back. */
static bool
take_back(const struct inviting *w, const struct invitation_event *e,
    const struct invitation *before, struct err *err)
{
	struct invitation told = *before;

	told.is_cancelled = true;
	told.version = e->sequence;
	if (!drop_unsent(w, before, err))
		return false;
	if (is_unknown(before) || before->on_day < w->today)
		return invitation_told(w->db, &told, err);
	told.sequence = next_sequence(e, before);
	return send(w, e, before, &told, err);
}

static bool
tell(const struct inviting *w, const struct invitation_event *e, struct err *err)
{
	struct people people = people_of(w, e);
	struct invitation *before;
	size_t count;

	if (!invitation_list(w->db, e->deadline_id, w->a, &before, &count, err))
		return false;
	for (size_t i = 0; i < people.count; i++) {
		const struct invitation *known = NULL;
		for (size_t j = 0; j < count; j++)
			if (strcmp(before[j].attendee, people.item[i]) == 0)
				known = &before[j];
		if (!invite(w, e, people.item[i], known, err))
			return false;
	}
	for (size_t j = 0; j < count; j++) {
		bool wanted = before[j].is_cancelled;
		for (size_t i = 0; i < people.count; i++)
			wanted = wanted || strcmp(before[j].attendee, people.item[i]) == 0;
		if (!wanted && !take_back(w, e, &before[j], err))
			return false;
	}
	return true;
}

static bool
tell_all(const struct inviting *w, const struct invitation_event *events, size_t count,
    struct err *err)
{
	bool ok = db_begin(w->db, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = tell(w, &events[i], err);
	return db_end(w->db, ok, err);
}

/* Page by page, so that others may write between. */
static bool
tell_due(struct inviting *w, struct err *err)
{
	int32_t until = w->today + (int32_t)w->s->invitations.ahead_days, after_day = DAY_NONE;
	int64_t after_id = 0;
	struct invitation_event *events;
	size_t count;

	do {
		arena_reset(w->a);
		if (!invitation_list_due(w->db, w->today, until, after_day, after_id, PAGE_EVENTS, w->a,
		    &events, &count, err) || !tell_all(w, events, count, err))
			return false;
		if (count > 0) {
			after_day = events[count - 1].on_day;
			after_id = events[count - 1].deadline_id;
		}
	} while (count == PAGE_EVENTS);
	return true;
}

static bool
tell_over(struct inviting *w, struct err *err)
{
	int32_t until = w->today + (int32_t)w->s->invitations.ahead_days;
	struct invitation_event *events;
	size_t count;

	do {
		arena_reset(w->a);
		if (!invitation_list_over(w->db, w->today, until, PAGE_EVENTS, w->a, &events, &count,
		    err) || !tell_all(w, events, count, err))
			return false;
	} while (count == PAGE_EVENTS);
	return true;
}

/* Few go; more than a person would believe are held with one question, as letters of late timers are. */
static bool
judge(struct inviting *w, struct err *err)
{
	int64_t held;

	if (!letter_count_held(w->db, LETTER_INVITATION_COUNTING, &held, err))
		return false;
	if (held <= w->s->engine.breaker_letters)
		return held == 0 || letter_release_held(w->db, LETTER_INVITATION_COUNTING, err);
	return letter_rename_held(w->db, LETTER_INVITATION_COUNTING, LETTER_INVITATIONS_HELD, err) &&
	    ask(w, 0, "invitations", "admin", arena_printf(w->a, "%" PRId64 " invitations at once are "
	    "held: may they go? (mail held, mail release all)", held), err);
}

/* The state in which all were told what they should know. */
static bool
state_of(struct inviting *w, const char **ret_state, struct err *err)
{
	int64_t version;

	if (!feed_version(w->db, &version, err))
		return false;
	*ret_state = arena_printf(w->a, "%" PRId64 " %d %s; %s; %" PRId64 "; %s %" PRId64, version,
	    w->today, w->s->invitations.to, w->s->invitations.kinds, w->s->invitations.ahead_days,
	    w->s->invitations.committee_at != NULL ? w->s->invitations.committee_at : "",
	    w->s->invitations.committee_minutes);
	return true;
}

static bool
finish(struct inviting *w, const char *state, struct err *err)
{
	return db_begin(w->db, err) &&
	    db_end(w->db, judge(w, err) && fact_save(w->db, "invited", state, err), err);
}

static bool
invite_all(struct inviting *w, struct arena *keep, struct err *err)
{
	const char *state, *before;

	if (!state_of(w, &state, err) || !fact_load(w->db, "invited", w->a, &before, err) ||
	    !fact_load(w->db, "database_id", keep, &w->database_id, err))
		return false;
	if (text_equal(state, before) || w->database_id == NULL)
		return true;
	state = arena_strdup(keep, state);
	return tell_due(w, err) && tell_over(w, err) && finish(w, state, err);
}

bool
invite_tick(struct db *db, const struct settings *settings, int64_t now_ms,
    struct invite_counts *ret_counts, struct err *err)
{
	struct arena a = ARENA_INIT, keep = ARENA_INIT;
	struct inviting w = { .db = db, .s = settings, .now_ms = now_ms, .counts = ret_counts, .a = &a,
	    .today = zone_day(settings->zone, now_ms) };

	*ret_counts = (struct invite_counts){ .letters = 0 };
	bool ok = invite_read_answers(db, settings, now_ms, ret_counts, err) &&
	    (settings->invitations.to == NULL || invite_all(&w, &keep, err));
	arena_clear(&a);
	arena_clear(&keep);
	return ok;
}
