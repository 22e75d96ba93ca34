/* release: held letters settled by hand. */
#include "mail/release.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "mail/settle.h"
#include "store/audit.h"
#include "store/dispatch.h"
#include "store/message.h"
#include "store/suppression.h"
#include "store/task.h"
#include "base/banned.h"

const char *const mail_release_name[] = {
	[RELEASE_PLAIN] = "release", [RELEASE_RESEND] = "resend", [RELEASE_SENT] = "sent",
	[RELEASE_DROP] = "drop",
};
const char *const mail_release_status[] = {
	[RELEASE_PLAIN] = "ready", [RELEASE_RESEND] = "ready", [RELEASE_SENT] = "done",
	[RELEASE_DROP] = "cancelled",
};
static_assert(LEN(mail_release_name) == RELEASES && LEN(mail_release_status) == RELEASES,
    "every way has its words");

/* Letters and received mail share one row of numbers: a number from "mail list" may be of either. */
static bool
load_letter(struct engine *e, int64_t mail_id, struct arena *a, struct outbox_letter *ret_letter,
    struct err *err)
{
	bool in = false, out = false;

	if (!message_direction(e->db, mail_id, &in, &out, err))
		return false;
	if (in && !out)
		return fail(err, ERR_MISSING, "mail %" PRId64 " is a message that came in, not a letter of "
		    "ours: nothing of it is held. \"mail show %" PRId64 "\" shows it, \"mail match %" PRId64
		    " CASE\" attaches it to a case, \"mail held\" lists the letters that are held", mail_id,
		    mail_id, mail_id);
	return dispatch_load(e->db, mail_id, a, ret_letter, err);
}

/* Who asked to be left alone is not written to because one letter seems important. */
static bool
may_write_to(struct engine *e, const struct outbox_letter *letter, struct arena *a, struct err *err)
{
	const char *person;

	return suppression_asked_by(e->db, letter->recipient, a, &person, err) && (person == NULL ||
	    fail(err, ERR_CONFLICT, "%s asked that %s is not written to: letter %" PRId64 " stays held. "
	    "If that is over, say \"mail unsuppress %s\" first", person, letter->recipient,
	    letter->outbox_id, letter->recipient));
}

static bool
may_release(struct engine *e, const struct outbox_letter *letter, enum mail_release way,
    struct arena *a, struct err *err)
{
	bool leaves = way == RELEASE_PLAIN || way == RELEASE_RESEND;
	long long id = (long long)letter->outbox_id;

	if (strcmp(letter->status, "held") != 0)
		return fail(err, ERR_CONFLICT, "letter %lld is not held, it is %s", id, letter->status);
	if (way == RELEASE_PLAIN && text_starts(letter->reason, OUTBOX_DOUBTFUL))
		return fail(err, ERR_CONFLICT, "nobody knows whether letter %lld arrived. Look into the "
		    "mailbox or ask, then say --sent, --resend or --drop", id);
	if (leaves && (letter->recipient[0] == '\0' ||
	    letter->body[0] == '\0'))
		return fail(err, ERR_CONFLICT, "letter %lld has no %s and cannot be sent. Mend the record "
		    "and let the case write it again, or say --drop", id,
		    letter->body[0] == '\0' ? "text" : "address");
	return !leaves || may_write_to(e, letter, a, err);
}

bool
mail_release_letter(struct engine *e, int64_t outbox_id, enum mail_release way, const char *actor,
    int64_t now_ms, struct arena *a, struct err *err)
{
	struct send_counts counts = { .sent = 0 };
	struct settle s = { e, now_ms, &counts, a };
	const char *name = arena_printf(a, "letter %" PRId64, outbox_id);
	struct outbox_letter letter;

	if (!load_letter(e, outbox_id, a, &letter, err) ||
	    !may_release(e, &letter, way, a, err) ||
	    !task_end_named(e->db, name, actor, now_ms, err) ||
	    !audit_add(e->db, actor, "mail release", name, mail_release_name[way], now_ms, err))
		return false;
	if (way == RELEASE_SENT)
		return settle_left_after_all(&s, &letter, arena_printf(a, "%s says that it arrived", actor), err);
	if (way == RELEASE_DROP)
		return settle_cancel(&s, &letter, arena_printf(a, "dropped by %s", actor), err);
	return outbox_release(e->db, outbox_id, now_ms, now_ms + LETTER_LIFE_MS, err);
}
