/* letter: looks at outbox and suppression together; the outbox itself is outbox.c. */
#include "store/letter.h"

#include "store/outbox.h"
#include "store/task.h"
#include "base/banned.h"

bool
letter_look(struct db *db, int64_t case_id, const char *recipient, const char *thread,
    int64_t since_ms, struct arena *a, struct letter_outlook *ret_outlook, struct err *err)
{
	struct query q;

	/* One address may get thousands of letters, one case few: coalesce() keeps the index of
	 * recipients out. */
	query_open(&q, db, "SELECT (SELECT reason FROM suppression WHERE email = lower(:recipient)),"
	    " (SELECT count(*) FROM outbox WHERE case_id = :case_id"
	    "  AND coalesce(recipient, '') = :recipient AND created_ms > :since_ms"
	    "  AND is_automatic = 1 AND status <> 'cancelled'),"
	    " (SELECT coalesce(thread_ids || ' ', '') || rfc_message_id FROM outbox WHERE outbox_id ="
	    "  (SELECT max(outbox_id) FROM outbox WHERE case_id = :case_id AND name = :thread))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":recipient", recipient);
	query_bind_text(&q, ":thread", thread);
	query_bind_int(&q, ":since_ms", since_ms);
	if (query_row(&q))
		*ret_outlook = (struct letter_outlook){ query_text(&q, 0, a), query_int(&q, 1),
		    query_text(&q, 2, a) };
	return query_close(&q, err);
}

/* A letter is held: somebody must look. */
static bool
ask(struct db *db, int64_t outbox_id, const struct outbox_letter *letter, int32_t today,
    struct arena *a, struct err *err)
{
	const struct task task = {
		.name = arena_printf(a, "letter %lld", (long long)outbox_id),
		.title = arena_printf(a, "Letter %lld (\"%s\") is held: %s", (long long)outbox_id,
		    letter->name, letter->reason),
		.role = "coordinator", .due_day = today, .created_ms = letter->created_ms,
	};
	int64_t task_id;

	return task_add(db, &task, &task_id, err);
}

bool
letter_add(struct db *db, const struct letter_own *letter, const struct settings *s, int64_t now_ms,
    struct arena *a, struct err *err)
{
	struct letter_outlook outlook = { .suppressed = NULL };
	int64_t outbox_id;

	if (!letter_look(db, 0, letter->recipient, NULL, now_ms - MS_PER_DAY, a, &outlook, err))
		return false;
	const struct outbox_letter row = {
		.rule = letter->name, .name = letter->name, .letter = letter->name, .idem = letter->idem,
		.rfc_message_id = arena_printf(a, "<%s@%s>", letter->idem, s->mail.domain),
		.recipient = letter->recipient, .subject = letter->subject, .body = letter->body,
		.is_automatic = letter->is_automatic, .unknown_policy = letter->unknown_policy,
		.status = outlook.suppressed != NULL ? "held" : "ready",
		.reason = outlook.suppressed != NULL ? arena_printf(a, "%s is not written to: %s",
		    letter->recipient, outlook.suppressed) : NULL,
		.not_before_ms = now_ms, .expires_ms = now_ms + LETTER_LIFE_MS, .created_ms = now_ms,
	};
	return outbox_add(db, &row, &outbox_id, err) &&
	    (row.reason == NULL || ask(db, outbox_id, &row, zone_day(s->zone, now_ms), a, err));
}

#define LETTER_COLUMNS \
	"outbox_id, case_id, seq, ord, rule, name, letter, rfc_message_id, recipient, status," \
	" reason, reply, is_automatic, created_ms, sent_ms"

static void
read_row(struct query *q, struct arena *a, struct letter *letter)
{
	*letter = (struct letter){
		.outbox_id = query_int(q, 0),
		.case_id = query_int(q, 1),
		.seq = query_int(q, 2),
		.ord = query_int(q, 3),
		.rule = query_text(q, 4, a),
		.name = query_text(q, 5, a),
		.letter = query_text(q, 6, a),
		.rfc_message_id = query_text(q, 7, a),
		.recipient = query_text(q, 8, a),
		.status = query_text(q, 9, a),
		.reason = query_text(q, 10, a),
		.reply = query_text(q, 11, a),
		.is_automatic = query_int(q, 12),
		.created_ms = query_int(q, 13),
		.sent_ms = query_instant(q, 14),
	};
}

bool
letter_load(struct db *db, int64_t outbox_id, struct arena *a, struct letter *ret_letter,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " LETTER_COLUMNS " FROM outbox WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	bool found = query_row(&q);
	if (found)
		read_row(&q, a, ret_letter);
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no letter %lld", (long long)outbox_id);
}

bool
letter_list_unsent(struct db *db, int64_t case_id, int64_t limit, struct arena *a,
    struct letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct letter *letters = arena_array(a, (size_t)limit, sizeof(*letters));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT " LETTER_COLUMNS " FROM outbox WHERE case_id = :case_id"
	    " AND status <> 'done' ORDER BY outbox_id DESC LIMIT :limit");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		read_row(&q, a, &letters[count++]);
	*ret_letters = letters;
	*ret_count = count;
	return query_close(&q, err);
}

bool
letter_count_held(struct db *db, const char *reason, int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM outbox WHERE status = 'held' AND reason = :reason");
	query_bind_text(&q, ":reason", reason);
	return query_run_int(&q, ret_count, err);
}

bool
letter_rename_held(struct db *db, const char *reason, const char *new_reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET reason = :new_reason"
	    " WHERE status = 'held' AND reason = :reason");
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":new_reason", new_reason);
	return query_run(&q, NULL, err);
}

bool
letter_tell_held(struct db *db, int64_t outbox_id, const char *reason, const char *new_reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET reason = :new_reason"
	    " WHERE outbox_id = :outbox_id AND status = 'held' AND reason = :reason");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":new_reason", new_reason);
	return query_run(&q, NULL, err);
}

bool
letter_release_held(struct db *db, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET reason = NULL, status = 'ready'"
	    " WHERE status = 'held' AND reason = :reason");
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}
