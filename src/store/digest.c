/* digest: outbox.digest_id. */
#include "store/digest.h"

#include "store/dispatch.h"
#include "base/banned.h"

/* It may leave: its case is where the letter was meant for. */
#define STILL_MEANT "(o.cancel_state IS NULL OR EXISTS (SELECT 1 FROM case_file c WHERE c.case_id = o.case_id" \
	" AND c.state = o.cancel_state AND c.status = 'open'))"
#define WORDS_ALONE "o.is_automatic = 1 AND o.case_id IS NOT NULL AND o.attach IS NULL" \
	" AND NOT EXISTS (SELECT 1 FROM outbox_calendar k WHERE k.outbox_id = o.outbox_id)"

bool
digest_may_lead(const struct outbox_letter *letter)
{
	return letter->is_automatic && letter->case_id != 0 && letter->attach == NULL && letter->calendar == NULL;
}

static bool
list_ids(struct query *q, int64_t *ret_ids, size_t *ret_count, struct err *err)
{
	*ret_count = 0;
	while (*ret_count < DIGEST_LETTERS_MAX && query_row(q))
		ret_ids[(*ret_count)++] = query_int(q, 0);
	return query_close(q, err);
}

static bool
load_all(struct db *db, const int64_t *ids, size_t count, struct arena *a, struct outbox_letter *ret, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!dispatch_load(db, ids[i], a, &ret[i], err))
			return false;
	return true;
}

static bool
take_in(struct db *db, int64_t outbox_id, int64_t lead_id, const char *token, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET digest_id = :lead, status = CASE WHEN outbox_id = :lead THEN status"
	    " ELSE 'leased' END, lease_token = :token WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":lead", lead_id);
	query_bind_text(&q, ":token", token);
	query_bind_int(&q, ":outbox_id", outbox_id);
	return query_run(&q, NULL, err);
}

bool
digest_gather(struct db *db, const struct outbox_letter *lead, int64_t now_ms, const char *token, struct arena *a,
    struct outbox_letter *ret_others, size_t *ret_count, struct err *err)
{
	int64_t ids[DIGEST_LETTERS_MAX];
	struct query q;

	query_open(&q, db, "SELECT o.outbox_id FROM outbox o WHERE o.recipient = :recipient AND o.status = 'ready'"
	    " AND o.next_ms <= :now_ms AND o.expires_ms > :now_ms AND o.outbox_id <> :lead AND " WORDS_ALONE
	    " AND " STILL_MEANT " AND NOT EXISTS (SELECT 1 FROM outbox_raw r WHERE r.outbox_id = o.outbox_id)"
	    " ORDER BY o.outbox_id LIMIT :limit");
	query_bind_text(&q, ":recipient", lead->recipient);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":lead", lead->outbox_id);
	query_bind_int(&q, ":limit", DIGEST_LETTERS_MAX - 1);
	if (!list_ids(&q, ids, ret_count, err) || !load_all(db, ids, *ret_count, a, ret_others, err))
		return false;
	for (size_t i = 0; i < *ret_count; i++)
		if (!take_in(db, ids[i], lead->outbox_id, token, err))
			return false;
	return *ret_count == 0 || take_in(db, lead->outbox_id, lead->outbox_id, token, err);
}

bool
digest_objects(struct db *db, int64_t lead_id, bool *ret_objects, struct err *err)
{
	int64_t count;
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM outbox o WHERE o.digest_id = :lead AND o.outbox_id <> :lead"
	    " AND NOT (o.status = 'leased' AND " STILL_MEANT ")");
	query_bind_int(&q, ":lead", lead_id);
	if (!query_run_int(&q, &count, err))
		return false;
	*ret_objects = count > 0;
	return true;
}

bool
digest_mark(struct db *db, int64_t lead_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET status = 'sending', tries = tries + 1 WHERE digest_id = :lead"
	    " AND outbox_id <> :lead AND status = 'leased'");
	query_bind_int(&q, ":lead", lead_id);
	return query_run(&q, NULL, err);
}

bool
digest_list(struct db *db, int64_t lead_id, struct arena *a, struct outbox_letter *ret_others, size_t *ret_count,
    struct err *err)
{
	int64_t ids[DIGEST_LETTERS_MAX];
	struct query q;

	query_open(&q, db, "SELECT outbox_id FROM outbox WHERE digest_id = :lead AND outbox_id <> :lead"
	    " AND status = 'sending' ORDER BY outbox_id");
	query_bind_int(&q, ":lead", lead_id);
	return list_ids(&q, ids, ret_count, err) && load_all(db, ids, *ret_count, a, ret_others, err);
}

static bool
forget_bytes(struct db *db, int64_t lead_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM outbox_raw WHERE outbox_id = :lead AND outbox_id ="
	    " (SELECT digest_id FROM outbox WHERE outbox_id = :lead)");
	query_bind_int(&q, ":lead", lead_id);
	return query_run(&q, NULL, err);
}

bool
digest_part(struct db *db, int64_t lead_id, int64_t next_ms, struct err *err)
{
	struct query q;

	if (!forget_bytes(db, lead_id, err))
		return false;
	query_open(&q, db, "UPDATE outbox SET digest_id = NULL,"
	    " lease_token = CASE WHEN status IN ('leased', 'sending') THEN NULL ELSE lease_token END,"
	    " next_ms = CASE WHEN status IN ('leased', 'sending') THEN max(next_ms, :next_ms) ELSE next_ms END,"
	    " status = CASE WHEN status IN ('leased', 'sending') THEN 'ready' ELSE status END"
	    " WHERE digest_id = :lead");
	query_bind_int(&q, ":lead", lead_id);
	query_bind_int(&q, ":next_ms", next_ms);
	return query_run(&q, NULL, err);
}

bool
digest_part_leased(struct db *db, const char *token, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM outbox_raw WHERE outbox_id IN (SELECT outbox_id FROM outbox WHERE " OUTBOX_OPEN
	    " AND status = 'leased' AND digest_id = outbox_id AND (:token IS NULL OR lease_token = :token))");
	query_bind_text(&q, ":token", token);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "UPDATE outbox SET digest_id = NULL WHERE " OUTBOX_OPEN " AND status = 'leased'"
	    " AND digest_id IS NOT NULL AND (:token IS NULL OR lease_token = :token)");
	query_bind_text(&q, ":token", token);
	return query_run(&q, NULL, err);
}

bool
digest_leave(struct db *db, int64_t outbox_id, struct err *err)
{
	struct query q;

	if (!forget_bytes(db, outbox_id, err))
		return false;
	query_open(&q, db, "UPDATE outbox SET digest_id = NULL WHERE outbox_id = :outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	return query_run(&q, NULL, err);
}

bool
digest_put_off(struct db *db, int64_t now_ms, int64_t last_ms, int64_t next_ms, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox AS o SET expires_ms = expires_ms + :next_ms - next_ms, next_ms = :next_ms,"
	    " reason = :reason WHERE o.status = 'ready' AND o.next_ms <= :now_ms AND o.not_before_ms > :last_ms"
	    " AND o.expires_ms > :now_ms AND o.tries = 0 AND " WORDS_ALONE);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":last_ms", last_ms);
	query_bind_int(&q, ":next_ms", next_ms);
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

bool
digest_cases(struct db *db, int64_t outbox_id, int64_t *ret_cases, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM outbox WHERE digest_id ="
	    " (SELECT digest_id FROM outbox WHERE outbox_id = :outbox_id) AND case_id IS NOT NULL GROUP BY case_id"
	    " ORDER BY min(outbox_id)");
	query_bind_int(&q, ":outbox_id", outbox_id);
	return list_ids(&q, ret_cases, ret_count, err);
}

bool
digest_others(struct db *db, int64_t outbox_id, int64_t *ret_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT outbox_id FROM outbox WHERE digest_id ="
	    " (SELECT digest_id FROM outbox WHERE outbox_id = :outbox_id) AND outbox_id <> :outbox_id ORDER BY outbox_id");
	query_bind_int(&q, ":outbox_id", outbox_id);
	return list_ids(&q, ret_ids, ret_count, err);
}
