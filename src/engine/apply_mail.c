/*
 * apply_mail: a letter that a step asks for, put into the outbox.
 * Its identity comes from the cause (database, case, event, place among the effects), so the same
 * event gives the same Message-ID in every life of this database.  A letter that must not or cannot
 * go is held with a task, never dropped.
 */
#include "engine/inside.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "engine/limits.h"
#include "store/attached.h"
#include "store/fact.h"
#include "store/letter.h"
#include "store/outbox.h"
#include "store/task.h"
#include "base/banned.h"

static const char *const policies[] = {
	[UNKNOWN_HOLD] = "hold", [UNKNOWN_RESEND] = "resend", [UNKNOWN_DROP] = "drop",
};

bool
work_identity(struct work *w, const struct effect *f, const char **ret_idem, struct err *err)
{
	struct run *run = w->run;
	char *idem = arena_alloc(w->a, HASH_ID_BYTES);

	if (run->database_id == NULL &&
	    !fact_database_id(run->e->db, &run->arena, &run->database_id, err))
		return false;
	const char *cause = arena_printf(w->a, "%s|%" PRId64 "|%s|%" PRId64 "|%d", run->database_id,
	    w->c.case_id, w->dedup, w->ord, (int)f->kind);
	*ret_idem = hash_id(cause, strlen(cause), idem);
	return true;
}

/* The address in lower case; "" when there is none. */
static const char *
address(const struct effect *f, struct arena *a)
{
	char *to = arena_strdup(a, f->to != NULL ? f->to : "");

	for (char *p = to; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return to;
}

/* Why the letter has to wait; NULL when nothing speaks against it.  *ret_role: who must look. */
static const char *
why_held(struct work *w, const struct effect *f, const char *to,
    const struct letter_outlook *outlook, const char *missing, const char **ret_role)
{
	int64_t per_day = w->run->e->settings->mail.letters_per_day;

	*ret_role = "coordinator";
	if (f->letter_error != NULL || f->subject == NULL || f->body == NULL)
		return arena_printf(w->a, "the letter could not be written: %s",
		    f->letter_error != NULL ? f->letter_error : "no text");
	if (to[0] == '\0')
		return "there is no address to write to";
	if (outlook->suppressed != NULL)
		return arena_printf(w->a, "%s is not written to: %s", to, outlook->suppressed);
	if (missing != NULL)
		return arena_printf(w->a, "an attachment is missing: %s", missing);
	if (f->review_role != NULL) {
		*ret_role = f->review_role;
		return arena_printf(w->a, "to be read by a %s first", f->review_role);
	}
	if (f->automatic && per_day > 0 && outlook->recent >= per_day)
		return arena_printf(w->a, "more than %" PRId64 " automatic %s a day to %s", per_day,
		    per_day == 1 ? "letter" : "letters", to);
	return NULL;
}

static bool
add_task(struct work *w, const struct effect *f, int64_t outbox_id, const char *reason,
    const char *role, struct err *err)
{
	const struct task task = {
		.case_id = w->c.case_id,
		.seq = w->seq,
		.rule = f->rule,
		.name = arena_printf(w->a, "letter %" PRId64, outbox_id),
		.title = arena_printf(w->a, "Letter %" PRId64 " (\"%s\") is held: %s", outbox_id, f->name,
		    reason),
		.role = role,
		.due_day = zone_day(w->run->e->settings->zone, w->run->now_ms),
		.created_ms = w->run->now_ms,
	};
	int64_t task_id;

	return task_add(w->run->e->db, &task, &task_id, err);
}

static void
fill(struct work *w, const struct effect *f, struct outbox_letter *letter)
{
	int64_t now_ms = w->run->now_ms;
	int64_t not_before_ms = f->not_before_ms == INSTANT_NONE ? now_ms : f->not_before_ms;

	letter->case_id = w->c.case_id;
	letter->seq = w->seq;
	letter->ord = w->ord;
	letter->rule = f->rule;
	letter->name = f->name;
	letter->letter = f->letter_file != NULL ? f->letter_file : f->letter;
	letter->subject = f->subject != NULL ? f->subject : "";
	letter->body = f->body != NULL ? f->body : "";
	letter->html = f->html;
	letter->attach = f->attach;
	letter->is_automatic = f->automatic;
	letter->unknown_policy = policies[f->unknown];
	letter->cancel_state = f->cancel_on_exit ? w->result.state : NULL;
	letter->not_before_ms = not_before_ms;
	letter->expires_ms = not_before_ms + LETTER_LIFE_MS;
	letter->created_ms = now_ms;
}

bool
apply_email(struct work *w, const struct effect *f, struct json *note, struct err *err)
{
	struct outbox_letter letter = { .outbox_id = 0 };
	struct letter_outlook outlook;
	struct attached *attached;
	const char *role;
	int64_t outbox_id;
	size_t count;

	fill(w, f, &letter);
	letter.recipient = address(f, w->a);
	if (!work_identity(w, f, &letter.idem, err) || !letter_look(w->run->e->db, w->c.case_id,
	    letter.recipient, f->thread, w->run->now_ms - MS_PER_DAY, w->a, &outlook, err) ||
	    !attached_find(w->run->e->db, w->c.case_id, f->attach, w->a, &attached, &count, err))
		return false;
	letter.rfc_message_id = arena_printf(w->a, "<%s@%s>", letter.idem,
	    w->run->e->settings->mail.domain);
	letter.thread_ids = outlook.thread_ids;
	letter.reason = why_held(w, f, letter.recipient, &outlook, attached_objection(attached, count,
	    w->run->e->settings->mail.attachments_bytes_max, w->a), &role);
	bool ask = letter.reason != NULL;
	if (letter.reason == NULL && w->run->is_late)
		letter.reason = BREAKER_COUNTING;
	letter.status = letter.reason != NULL ? "held" : "ready";
	if (!outbox_add(w->run->e->db, &letter, &outbox_id, err) ||
	    (ask && !add_task(w, f, outbox_id, letter.reason, role, err)))
		return false;
	json_set_int(note, "outbox_id", outbox_id);
	json_set_text(note, "to", letter.recipient);
	json_set_text(note, "status", letter.status);
	if (letter.reason != NULL)
		json_set_text(note, "reason", letter.reason);
	w->run->counts.queued++;
	return true;
}
