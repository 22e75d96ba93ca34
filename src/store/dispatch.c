/* dispatch: the sender's steps as rows.  When they are taken: mail/send.c and mail/settle.c. */
#include "store/dispatch.h"

#include "base/banned.h"

#define DISPATCH_COLUMNS \
	"outbox_id, case_id, seq, ord, rule, name, letter, idem, rfc_message_id, thread_ids," \
	" recipient, subject, body, is_automatic, unknown_policy, cancel_state, status, reason," \
	" not_before_ms, expires_ms, created_ms, tries," \
	" (SELECT method FROM outbox_calendar k WHERE k.outbox_id = outbox.outbox_id)," \
	" (SELECT k.body FROM outbox_calendar k WHERE k.outbox_id = outbox.outbox_id)," \
	" html, attach, digest_id"

/* Ends the query. */
static bool
read_letters(struct query *q, int64_t limit, struct arena *a, struct outbox_letter **ret_letters,
    size_t *ret_count, struct err *err)
{
	struct outbox_letter *letters = arena_array(a, (size_t)limit, sizeof(*letters));
	size_t count = 0;

	while (query_row(q))
		letters[count++] = (struct outbox_letter){
			.outbox_id = query_int(q, 0),
			.case_id = query_int(q, 1),
			.seq = query_int(q, 2),
			.ord = query_int(q, 3),
			.rule = query_text(q, 4, a),
			.name = query_text(q, 5, a),
			.letter = query_text(q, 6, a),
			.idem = query_text(q, 7, a),
			.rfc_message_id = query_text(q, 8, a),
			.thread_ids = query_text(q, 9, a),
			.recipient = query_text(q, 10, a),
			.subject = query_text(q, 11, a),
			.body = query_text(q, 12, a),
			.is_automatic = query_int(q, 13),
			.unknown_policy = query_text(q, 14, a),
			.cancel_state = query_text(q, 15, a),
			.status = query_text(q, 16, a),
			.reason = query_text(q, 17, a),
			.not_before_ms = query_int(q, 18),
			.expires_ms = query_int(q, 19),
			.created_ms = query_int(q, 20),
			.tries = query_int(q, 21),
			.calendar_method = query_text(q, 22, a),
			.calendar = query_text(q, 23, a),
			.html = query_null(q, 24) ? NULL : query_text(q, 24, a),
			.attach = query_null(q, 25) ? NULL : query_text(q, 25, a),
			.digest_id = query_int(q, 26),
		};
	*ret_letters = letters;
	*ret_count = count;
	return query_close(q, err);
}

bool
dispatch_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " DISPATCH_COLUMNS " FROM outbox WHERE status = 'ready'"
	    " AND next_ms <= :now_ms ORDER BY next_ms, outbox_id LIMIT :limit");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":limit", limit);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
dispatch_put_off(struct db *db, int64_t now_ms, int64_t until_ms, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET expires_ms = expires_ms + :until_ms - next_ms, next_ms = :until_ms,"
	    " reason = :reason WHERE status = 'ready' AND next_ms <= :now_ms AND expires_ms > :now_ms"
	    " AND is_automatic = 1");
	query_bind_int(&q, ":until_ms", until_ms);
	query_bind_text(&q, ":reason", reason);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
dispatch_load(struct db *db, int64_t outbox_id, struct arena *a, struct outbox_letter *ret_letter,
    struct err *err)
{
	struct outbox_letter *letters;
	size_t count;
	struct query q;

	query_open(&q, db, "SELECT " DISPATCH_COLUMNS " FROM outbox WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	if (!read_letters(&q, 1, a, &letters, &count, err))
		return false;
	if (count == 0)
		return fail(err, ERR_MISSING, "there is no letter %lld", (long long)outbox_id);
	*ret_letter = letters[0];
	return true;
}

bool
dispatch_list_expired(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	/* A deferred letter's next try is never behind its end, so the index of those due is enough. */
	query_open(&q, db, "SELECT " DISPATCH_COLUMNS " FROM outbox WHERE status = 'ready'"
	    " AND next_ms <= :now_ms AND expires_ms <= :now_ms LIMIT :limit");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":limit", limit);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
dispatch_list_left(struct db *db, int64_t limit, struct arena *a,
    struct outbox_letter **ret_letters, size_t *ret_count, struct err *err)
{
	struct query q;

	/* The first condition names the index, the second what is looked for. */
	query_open(&q, db, "SELECT " DISPATCH_COLUMNS " FROM outbox"
	    " WHERE " OUTBOX_OPEN
	    " AND status IN ('leased', 'sending') LIMIT :limit");
	query_bind_int(&q, ":limit", limit);
	return read_letters(&q, limit, a, ret_letters, ret_count, err);
}

bool
dispatch_next_due(struct db *db, int64_t *ret_ms, struct err *err)
{
	struct query q;
	int64_t due_ms;

	query_open(&q, db, "SELECT min(next_ms) FROM outbox WHERE status = 'ready'");
	due_ms = query_row(&q) ? query_instant(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = due_ms;
	return true;
}

bool
dispatch_count_due(struct db *db, int64_t now_ms, int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM outbox WHERE status = 'ready'"
	    " AND next_ms <= :now_ms");
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run_int(&q, ret_count, err);
}

bool
dispatch_count_sent(struct db *db, int64_t since_ms, int64_t *ret_count, int64_t *ret_first_ms,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*), min(sent_ms) FROM outbox WHERE sent_ms > :since_ms");
	query_bind_int(&q, ":since_ms", since_ms);
	if (query_row(&q)) {
		*ret_count = query_int(&q, 0);
		*ret_first_ms = query_instant(&q, 1);
	}
	return query_close(&q, err);
}

bool
dispatch_list_waiting(struct db *db, struct arena *a, struct dispatch_waiting **ret_list,
    size_t *ret_count, struct err *err)
{
	struct dispatch_waiting *list = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT outbox_id, case_id, next_ms, tries, recipient, subject, coalesce((SELECT reply"
	    " FROM attempt t WHERE t.outbox_id = outbox.outbox_id ORDER BY n DESC LIMIT 1), ''), is_automatic, reason,"
	    " not_before_ms, case_id IS NOT NULL AND attach IS NULL AND NOT EXISTS (SELECT 1 FROM outbox_calendar k"
	    " WHERE k.outbox_id = outbox.outbox_id)"
	    " FROM outbox WHERE status = 'ready' ORDER BY next_ms, outbox_id");
	while (query_row(&q)) {
		list = arena_grow(a, list, count, &size, sizeof(*list));
		list[count++] = (struct dispatch_waiting){
			query_int(&q, 0), query_int(&q, 1), query_int(&q, 2), query_int(&q, 3),
			query_text(&q, 4, a), query_text(&q, 5, a), query_text(&q, 6, a),
			.is_automatic = query_int(&q, 7), .reason = query_text(&q, 8, a),
			.not_before_ms = query_int(&q, 9), .is_words = query_int(&q, 10),
		};
	}
	*ret_list = list;
	*ret_count = count;
	return query_close(&q, err);
}

bool
dispatch_list_sent(struct db *db, int64_t since_ms, size_t more, struct arena *a, int64_t **ret_ms,
    size_t *ret_count, struct err *err)
{
	int64_t count = 0, first_ms;
	struct query q;

	if (!dispatch_count_sent(db, since_ms, &count, &first_ms, err))
		return false;
	*ret_ms = arena_array(a, (size_t)count + more + 1, sizeof(**ret_ms));
	*ret_count = 0;
	query_open(&q, db, "SELECT sent_ms FROM outbox WHERE sent_ms > :since_ms ORDER BY sent_ms LIMIT :count");
	query_bind_int(&q, ":since_ms", since_ms);
	query_bind_int(&q, ":count", count);
	while (query_row(&q))
		(*ret_ms)[(*ret_count)++] = query_int(&q, 0);
	return query_close(&q, err);
}

bool
dispatch_bytes(struct db *db, int64_t outbox_id, struct arena *a, const char **ret_bytes,
    size_t *ret_len, struct err *err)
{
	const char *bytes = NULL;
	size_t len = 0;
	struct query q;

	query_open(&q, db, "SELECT mime FROM outbox_raw WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	if (query_row(&q))
		bytes = query_bytes(&q, 0, a, &len);
	if (!query_close(&q, err))
		return false;
	*ret_bytes = bytes;
	*ret_len = len;
	return true;
}

bool
dispatch_save_bytes(struct db *db, int64_t outbox_id, const void *bytes, size_t len,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO outbox_raw (outbox_id, mime) VALUES (:outbox_id, :mime)");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_bytes(&q, ":mime", bytes, len);
	return query_run(&q, NULL, err);
}

bool
dispatch_lease(struct db *db, int64_t outbox_id, const char *token, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'leased', lease_token = :token"
	    " WHERE outbox_id = :outbox_id AND status = 'ready'");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_text(&q, ":token", token);
	return query_run(&q, NULL, err);
}

bool
dispatch_mark(struct db *db, int64_t outbox_id, const char *token, bool *ret_marked,
    struct err *err)
{
	int64_t changed = 0;
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'sending', tries = tries + 1"
	    " WHERE outbox_id = :outbox_id AND status = 'leased' AND lease_token = :token"
	    " AND NOT EXISTS (SELECT 1 FROM suppression WHERE email = lower(outbox.recipient))"
	    " AND (cancel_state IS NULL OR EXISTS (SELECT 1 FROM case_file c"
	    "  WHERE c.case_id = outbox.case_id AND c.state = outbox.cancel_state"
	    "  AND c.status = 'open'))");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_text(&q, ":token", token);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_marked = changed == 1;
	return true;
}

bool
dispatch_objection(struct db *db, int64_t outbox_id, struct arena *a, const char **ret_status,
    const char **ret_suppressed, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT o.status, s.reason FROM outbox o"
	    " LEFT JOIN suppression s ON s.email = lower(o.recipient) WHERE o.outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	if (query_row(&q)) {
		*ret_status = query_text(&q, 0, a);
		*ret_suppressed = query_text(&q, 1, a);
	}
	return query_close(&q, err);
}

bool
dispatch_give_back(struct db *db, const char *token, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'ready', lease_token = NULL"
	    " WHERE " OUTBOX_OPEN
	    " AND status = 'leased' AND lease_token = :token");
	query_bind_text(&q, ":token", token);
	return query_run(&q, NULL, err);
}

bool
dispatch_settle(struct db *db, const struct dispatch_end *end, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = :status, reason = :reason,"
	    " reply = coalesce(:reply, reply), next_ms = :next_ms, sent_ms = :sent_ms,"
	    " lease_token = NULL WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", end->outbox_id);
	query_bind_text(&q, ":status", end->status);
	query_bind_text(&q, ":reason", end->reason);
	query_bind_text(&q, ":reply", end->reply);
	query_bind_int(&q, ":next_ms", end->next_ms);
	query_bind_instant(&q, ":sent_ms", end->sent_ms);
	return query_run(&q, NULL, err);
}

bool
attempt_add(struct db *db, const struct attempt *attempt, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO attempt (outbox_id, n, started_ms, ended_ms, stage, outcome,"
	    " reply) VALUES (:outbox_id, (SELECT coalesce(max(n), 0) + 1 FROM attempt"
	    "  WHERE outbox_id = :outbox_id), :started_ms, :ended_ms, :stage, :outcome, :reply)");
	query_bind_int(&q, ":outbox_id", attempt->outbox_id);
	query_bind_int(&q, ":started_ms", attempt->started_ms);
	query_bind_instant(&q, ":ended_ms", attempt->ended_ms);
	query_bind_text(&q, ":stage", attempt->stage);
	query_bind_text(&q, ":outcome", attempt->outcome);
	query_bind_text(&q, ":reply", attempt->reply);
	return query_run(&q, NULL, err);
}

bool
attempt_list(struct db *db, int64_t outbox_id, struct arena *a, struct attempt **ret_attempts,
    size_t *ret_count, struct err *err)
{
	struct attempt *attempts = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT started_ms, ended_ms, stage, outcome, reply FROM attempt"
	    " WHERE outbox_id = :outbox_id ORDER BY n");
	query_bind_int(&q, ":outbox_id", outbox_id);
	while (query_row(&q)) {
		attempts = arena_grow(a, attempts, count, &size, sizeof(*attempts));
		attempts[count++] = (struct attempt){
			.outbox_id = outbox_id,
			.started_ms = query_int(&q, 0),
			.ended_ms = query_instant(&q, 1),
			.stage = query_text(&q, 2, a),
			.outcome = query_text(&q, 3, a),
			.reply = query_text(&q, 4, a),
		};
	}
	*ret_attempts = attempts;
	*ret_count = count;
	return query_close(&q, err);
}

bool
dispatch_hold_all(struct db *db, const char *reason, int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'held', reason = :reason, lease_token = NULL"
	    " WHERE " OUTBOX_OPEN
	    " AND status IN ('ready', 'leased')");
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, ret_count, err);
}
