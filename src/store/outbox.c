/* outbox: letters as rows: added by the engine, cancelled when their reason is gone. */
#include "store/outbox.h"

#include "store/digest.h"
#include "store/mail_number.h"
#include "base/banned.h"

static bool
find_idem(struct db *db, const char *idem, int64_t *ret_outbox_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT outbox_id FROM outbox WHERE idem = :idem");
	query_bind_text(&q, ":idem", idem);
	return query_run_int(&q, ret_outbox_id, err);
}

static bool
add_calendar(struct db *db, int64_t outbox_id, const struct outbox_letter *letter, struct err *err)
{
	struct query q;

	if (letter->calendar == NULL)
		return true;
	query_open(&q, db, "INSERT INTO outbox_calendar (outbox_id, method, body)"
	    " VALUES (:outbox_id, :method, :body)");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_text(&q, ":method", letter->calendar_method);
	query_bind_text(&q, ":body", letter->calendar);
	return query_run(&q, NULL, err);
}

bool
outbox_add(struct db *db, const struct outbox_letter *letter, int64_t *ret_outbox_id,
    struct err *err)
{
	struct query q;
	int64_t id = 0;

	query_open(&q, db, "INSERT INTO outbox (outbox_id, case_id, seq, ord, rule, name, letter, idem,"
	    " rfc_message_id, thread_ids, recipient, subject, body, html, attach, is_automatic, unknown_policy,"
	    " cancel_state, status, reason, not_before_ms, next_ms, expires_ms, created_ms)"
	    " VALUES (" MAIL_NEXT_NUMBER ", :case_id, :seq, :ord, :rule, :name, :letter, :idem, :rfc_message_id,"
	    " :thread_ids, :recipient, :subject, :body, :html, :attach, :is_automatic, :unknown_policy,"
	    " :cancel_state, :status, :reason, :not_before_ms, :not_before_ms, :expires_ms,"
	    " :created_ms) ON CONFLICT (idem) DO NOTHING RETURNING outbox_id");
	if (letter->case_id != 0)
		query_bind_int(&q, ":case_id", letter->case_id);
	query_bind_int(&q, ":seq", letter->seq);
	query_bind_int(&q, ":ord", letter->ord);
	query_bind_text(&q, ":rule", letter->rule);
	query_bind_text(&q, ":name", letter->name);
	query_bind_text(&q, ":letter", letter->letter);
	query_bind_text(&q, ":idem", letter->idem);
	query_bind_text(&q, ":rfc_message_id", letter->rfc_message_id);
	query_bind_text(&q, ":thread_ids", letter->thread_ids);
	query_bind_text(&q, ":recipient", letter->recipient != NULL ? letter->recipient : "");
	query_bind_text(&q, ":subject", letter->subject != NULL ? letter->subject : "");
	query_bind_text(&q, ":body", letter->body != NULL ? letter->body : "");
	query_bind_text(&q, ":html", letter->html);
	query_bind_text(&q, ":attach", letter->attach);
	query_bind_int(&q, ":is_automatic", letter->is_automatic);
	query_bind_text(&q, ":unknown_policy", letter->unknown_policy);
	query_bind_text(&q, ":cancel_state", letter->cancel_state);
	query_bind_text(&q, ":status", letter->status);
	query_bind_text(&q, ":reason", letter->reason);
	query_bind_int(&q, ":not_before_ms", letter->not_before_ms);
	query_bind_int(&q, ":expires_ms", letter->expires_ms);
	query_bind_int(&q, ":created_ms", letter->created_ms);
	while (query_row(&q))
		id = query_int(&q, 0);
	if (!query_close(&q, err) || (id != 0 && !add_calendar(db, id, letter, err)) ||
	    (id == 0 && !find_idem(db, letter->idem, &id, err)))
		return false;
	*ret_outbox_id = id;
	return true;
}

bool
outbox_cancel(struct db *db, int64_t case_id, const char *left_state, const char *reason,
    int64_t now_ms, struct err *err)
{
	struct query q;

	/* What may be under way (sending) cannot be called back. */
	query_open(&q, db, "UPDATE outbox SET status = 'cancelled', reason = :reason,"
	    " next_ms = :now_ms WHERE case_id = :case_id AND status IN ('ready', 'leased', 'held')"
	    " AND (:left_state IS NULL OR cancel_state = :left_state)"
	    " AND NOT (status = 'held' AND coalesce(reason, '') LIKE :doubtful)");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":left_state", left_state);
	query_bind_text(&q, ":doubtful", OUTBOX_DOUBTFUL "%");
	query_bind_text(&q, ":reason", reason);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
outbox_leans_on(struct db *db, int64_t case_id, int64_t seq, int64_t at_ms, bool *ret_leans, struct err *err)
{
	int64_t leans;
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM outbox WHERE case_id = :case_id AND (seq = :seq"
	    " OR (status = 'cancelled' AND next_ms = :at_ms)))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	query_bind_int(&q, ":at_ms", at_ms);
	if (!query_run_int(&q, &leans, err))
		return false;
	*ret_leans = leans != 0;
	return true;
}

/* Whoever lets it go knows better than the bounce did; not better than a person who asked to be left alone. */
static bool
let_write_to(struct db *db, int64_t outbox_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM suppression WHERE by_person IS NULL AND email ="
	    " (SELECT lower(recipient) FROM outbox WHERE outbox_id = :outbox_id)");
	query_bind_int(&q, ":outbox_id", outbox_id);
	return query_run(&q, NULL, err);
}

bool
outbox_rename_state(struct db *db, int64_t case_id, const char *state, const char *new_state,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE outbox SET cancel_state = :new_state WHERE case_id = :case_id"
	    " AND cancel_state = :state AND " OUTBOX_OPEN);
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":state", state);
	query_bind_text(&q, ":new_state", new_state);
	return query_run(&q, NULL, err);
}

bool
outbox_release(struct db *db, int64_t outbox_id, int64_t now_ms, int64_t expires_ms,
    struct err *err)
{
	struct query q;

	/* Its own day stays: whoever lets it go does not want it to wait for another digest. */
	query_open(&q, db, "UPDATE outbox SET status = 'ready', reason = NULL, next_ms = :now_ms, not_before_ms ="
	    " CASE WHEN not_before_ms > :now_ms THEN :now_ms ELSE not_before_ms END, expires_ms = :expires_ms"
	    " WHERE outbox_id = :outbox_id AND status = 'held'");
	query_bind_int(&q, ":outbox_id", outbox_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":expires_ms", expires_ms);
	return query_run(&q, NULL, err) && digest_leave(db, outbox_id, err) && let_write_to(db, outbox_id, err);
}

void
outbox_query_held(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT outbox_id AS mail_id, outbox_id, case_id, recipient, subject, reason, tries,"
	    " created_ms"
	    " FROM outbox WHERE " OUTBOX_OPEN
	    " AND status IN ('held', 'unknown') ORDER BY outbox_id");
}
