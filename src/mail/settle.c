/*
 * settle: sent, deferred, refused, unknown, expired, held.
 * A letter of which nobody knows whether it left is never sent again by itself, unless its workflow
 * says so ("unknown: resend"): the rule of engine.md, section b.
 */
#include "mail/settle.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "reading/bounce.h"
#include "store/digest.h"
#include "store/dispatch.h"
#include "store/task.h"
#include "base/banned.h"

/* How long a deferred letter rests after its n-th try. */
static const int64_t backoff_ms[] = {
	MS_PER_MINUTE, 5 * MS_PER_MINUTE, 15 * MS_PER_MINUTE, MS_PER_HOUR, 4 * MS_PER_HOUR,
};

static const char *const outcome_name[] = {
	[POST_SENT] = "sent", [POST_DEFERRED] = "deferred", [POST_REFUSED] = "refused",
	[POST_UNKNOWN] = "unknown",
};
static_assert(LEN(outcome_name) == POST_OUTCOMES, "every outcome has its name");

/* Up to a quarter longer, the same for the same letter and try: not all of them at one moment. */
static int64_t
rest_ms(const struct settle *s, const struct outbox_letter *letter)
{
	size_t n = (size_t)letter->tries < LEN(backoff_ms) ? (size_t)letter->tries :
	    LEN(backoff_ms) - 1;
	const char *cause = arena_printf(s->a, "%s|%" PRId64, letter->idem, letter->tries);
	char hash[HASH_TEXT_BYTES];

	hash_text(cause, strlen(cause), hash);
	hash[4] = '\0';
	return backoff_ms[n] + backoff_ms[n] / 4 * strtol(hash, NULL, 16) / 0xffff;
}

/* The event for the case of the letter, with what the server said (NULL: nothing that counts); a test letter
 * has none. */
static bool
tell(struct settle *s, const struct outbox_letter *letter, const char *event, const struct post_result *result,
    struct err *err)
{
	const char *status = result != NULL ? result->status : NULL;
	bool permanent = result != NULL && result->outcome == POST_REFUSED;
	const char *class = permanent ? bounce_class(status, result->reply, s->a) : NULL;
	const char *dedup = arena_printf(s->a, "e:%s:%s:%" PRId64, letter->idem, event,
	    letter->tries);
	const char *source = arena_printf(s->a, "letter %" PRId64, letter->outbox_id);
	struct engine_answer answer;
	struct facts payload;

	if (letter->case_id == 0)
		return true;
	facts_init(&payload, s->a);
	facts_set(&payload, "name", value_text(letter->name));
	facts_set(&payload, "permanent", value_bool(permanent));
	facts_set(&payload, "status", value_text(status));
	facts_set(&payload, "turned_away", value_text(bounce_turned_away(permanent, class)));
	return engine_deliver_in(s->e, letter->case_id, event, dedup, source, &payload, s->now_ms,
	    s->now_ms, s->a, &answer, err);
}

static bool
ask(struct settle *s, const struct outbox_letter *letter, const char *title, struct err *err)
{
	const struct task task = {
		.case_id = letter->case_id,
		.seq = letter->seq,
		.rule = letter->rule,
		.name = arena_printf(s->a, "letter %" PRId64, letter->outbox_id),
		.title = title,
		.role = "coordinator",
		.due_day = zone_day(s->e->settings->zone, s->now_ms),
		.created_ms = s->now_ms,
	};
	int64_t task_id;

	return task_add(s->e->db, &task, &task_id, err);
}

bool
settle_hold(struct settle *s, const struct outbox_letter *letter, const char *reason,
    struct err *err)
{
	const struct dispatch_end end = { letter->outbox_id, "held", reason, NULL, s->now_ms,
	    INSTANT_NONE };
	const char *title = arena_printf(s->a, "Letter %" PRId64 " (\"%s\") is held: %s",
	    letter->outbox_id, letter->name, reason);

	s->counts->held++;
	return dispatch_settle(s->e->db, &end, err) && ask(s, letter, title, err);
}

bool
settle_cancel(struct settle *s, const struct outbox_letter *letter, const char *reason,
    struct err *err)
{
	const struct dispatch_end end = { letter->outbox_id, "cancelled", reason, NULL, s->now_ms,
	    INSTANT_NONE };

	return dispatch_settle(s->e->db, &end, err);
}

/* What the workflow wants done with a letter whose fate is unknown. */
static bool
doubt(struct settle *s, const struct outbox_letter *letter, const char *why, int64_t again_ms,
    struct err *err)
{
	const char *reason = arena_printf(s->a, OUTBOX_DOUBTFUL "%s", why);
	struct dispatch_end end = { letter->outbox_id, "held", reason, NULL, again_ms, INSTANT_NONE };

	if (strcmp(letter->unknown_policy, "hold") == 0) {
		const char *title = arena_printf(s->a, "Was letter %" PRId64 " (\"%s\") to %s "
		    "delivered? Look, then: mail release %" PRId64 " --sent, --resend or --drop",
		    letter->outbox_id, letter->name, letter->recipient, letter->outbox_id);
		if (!ask(s, letter, title, err))
			return false;
		s->counts->held++;
	} else if (strcmp(letter->unknown_policy, "resend") == 0) {
		end.status = "ready";
		s->counts->deferred++;
		if (letter->digest_id != 0 && !digest_leave(s->e->db, letter->outbox_id, err))
			return false;
	} else {
		end.status = "cancelled";
		s->counts->failed++;
	}
	return dispatch_settle(s->e->db, &end, err) &&
	    tell(s, letter, "email.unknown", NULL, err);
}

static bool
sent(struct settle *s, const struct outbox_letter *letter, const struct post_result *result,
    struct err *err)
{
	const struct dispatch_end end = { letter->outbox_id, "done", NULL, result->reply, s->now_ms,
	    s->now_ms };

	s->counts->sent++;
	return dispatch_settle(s->e->db, &end, err) &&
	    tell(s, letter, "email.sent", result, err);
}

static bool
deferred(struct settle *s, const struct outbox_letter *letter, const struct post_result *result,
    struct err *err)
{
	int64_t again_ms = s->now_ms + rest_ms(s, letter);
	const struct dispatch_end end = { letter->outbox_id, "ready", result->reply, result->reply,
	    again_ms < letter->expires_ms ? again_ms : letter->expires_ms, INSTANT_NONE };

	s->counts->deferred++;
	return dispatch_settle(s->e->db, &end, err);
}

static bool
refused(struct settle *s, const struct outbox_letter *letter, const struct post_result *result,
    struct err *err)
{
	const struct dispatch_end end = { letter->outbox_id, "failed", result->reply, result->reply,
	    s->now_ms, INSTANT_NONE };
	const char *title = arena_printf(s->a, "Letter %" PRId64 " (\"%s\") to %s was refused: %s",
	    letter->outbox_id, letter->name, letter->recipient, result->reply);

	s->counts->failed++;
	return dispatch_settle(s->e->db, &end, err) &&
	    (letter->case_id != 0 || ask(s, letter, title, err)) &&
	    tell(s, letter, "email.failed", result, err);
}

static bool
settle_one(struct settle *s, const struct outbox_letter *letter, const struct post_result *result,
    int64_t started_ms, struct err *err)
{
	const struct attempt attempt = {
		.outbox_id = letter->outbox_id,
		.started_ms = started_ms,
		.ended_ms = s->now_ms,
		.stage = result->stage,
		.outcome = outcome_name[result->outcome],
		.reply = result->reply,
	};

	if (!attempt_add(s->e->db, &attempt, err))
		return false;
	switch (result->outcome) {
	case POST_SENT:
		return sent(s, letter, result, err);
	case POST_DEFERRED:
		return deferred(s, letter, result, err);
	case POST_REFUSED:
		return refused(s, letter, result, err);
	case POST_UNKNOWN:
		return doubt(s, letter, result->reply, s->now_ms + rest_ms(s, letter), err);
	case POST_OUTCOMES:
		break;
	}
	BUG("outcome %d of a letter", (int)result->outcome);
}

/* Those that went in the same message share its fate, each for its own case.  What the server will take later
 * leaves by itself then. */
static bool
settle_others(struct settle *s, const struct outbox_letter *lead, const struct post_result *result,
    int64_t started_ms, struct err *err)
{
	struct outbox_letter others[DIGEST_LETTERS_MAX];
	struct post_result same = *result;
	size_t count;

	if (result->outcome == POST_DEFERRED)
		return digest_part(s->e->db, lead->outbox_id, s->now_ms + rest_ms(s, lead), err);
	if (!digest_list(s->e->db, lead->outbox_id, s->a, others, &count, err))
		return false;
	snprintf(same.reply, sizeof(same.reply), "in one message with letter %" PRId64 ": %.400s", lead->outbox_id,
	    result->reply);
	for (size_t i = 0; i < count; i++)
		if (!settle_one(s, &others[i], &same, started_ms, err))
			return false;
	return true;
}

bool
settle_result(struct settle *s, const struct outbox_letter *letter, const struct post_result *result,
    int64_t started_ms, struct err *err)
{
	return settle_one(s, letter, result, started_ms, err) &&
	    (letter->digest_id == 0 || settle_others(s, letter, result, started_ms, err));
}

bool
settle_left(struct settle *s, const struct outbox_letter *letter, struct err *err)
{
	static const char why[] = "the sender ended while the letter was under way";
	const struct attempt attempt = {
		.outbox_id = letter->outbox_id,
		.started_ms = s->now_ms,
		.ended_ms = INSTANT_NONE,
		.stage = "data",
		.outcome = outcome_name[POST_UNKNOWN],
		.reply = why,
	};

	return attempt_add(s->e->db, &attempt, err) && doubt(s, letter, why, s->now_ms, err);
}

bool
settle_expired(struct settle *s, const struct outbox_letter *letter, struct err *err)
{
	const char *reason = arena_printf(s->a, "it could not be sent in time%s%s",
	    letter->reason != NULL ? ": " : "", letter->reason != NULL ? letter->reason : "");
	const struct dispatch_end end = { letter->outbox_id, "failed", reason, NULL, s->now_ms,
	    INSTANT_NONE };
	const char *title = arena_printf(s->a, "Letter %" PRId64 " (\"%s\") to %s was given up: %s",
	    letter->outbox_id, letter->name, letter->recipient, reason);

	s->counts->failed++;
	return dispatch_settle(s->e->db, &end, err) && ask(s, letter, title, err) &&
	    tell(s, letter, "email.expired", NULL, err);
}

bool
settle_left_after_all(struct settle *s, const struct outbox_letter *letter, const char *how, struct err *err)
{
	struct post_result result = { .outcome = POST_SENT, .stage = "done" };

	snprintf(result.reply, sizeof(result.reply), "%s", how);
	return sent(s, letter, &result, err);
}
