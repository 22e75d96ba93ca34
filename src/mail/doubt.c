/* doubt: what is known now is written as a person would have said it. */
#include "mail/doubt.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "mail/highwater.h"
#include "mail/settle.h"
#include "store/audit.h"
#include "store/digest.h"
#include "store/dispatch.h"
#include "store/task.h"
#include "base/banned.h"

static bool
end_one(struct engine *e, int64_t outbox_id, const char *how, int64_t now_ms, struct arena *a, struct err *err)
{
	struct send_counts counts = { .sent = 0 };
	struct settle s = { e, now_ms, &counts, a };
	const char *name = arena_printf(a, "letter %" PRId64, outbox_id);
	struct outbox_letter letter;

	if (!dispatch_load(e->db, outbox_id, a, &letter, err))
		return false;
	if (strcmp(letter.status, "held") != 0 || letter.reason == NULL || (!text_starts(letter.reason, OUTBOX_DOUBTFUL) &&
	    !text_starts(letter.reason, HIGHWATER_RESTORED)))
		return true;
	return task_end_named(e->db, name, "mailbox", now_ms, err) &&
	    audit_add(e->db, "mailbox", "mail release", name, how, now_ms, err) &&
	    settle_left_after_all(&s, &letter, how, err);
}

/* Letters of one message left together. */
bool
doubt_ends(struct engine *e, int64_t outbox_id, const char *how, int64_t now_ms, struct arena *a, struct err *err)
{
	int64_t others[DIGEST_LETTERS_MAX];
	size_t count;

	if (!end_one(e, outbox_id, how, now_ms, a, err) || !digest_others(e->db, outbox_id, others, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!end_one(e, others[i], how, now_ms, a, err))
			return false;
	return true;
}
