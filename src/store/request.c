/* request: rows of request and request_attempt.  When they are written: engine/apply_http.c, mail/webhook.c. */
#include "store/request.h"

#include <inttypes.h>

#include "base/zone.h"
#include "base/banned.h"

#define REQUEST_COLUMNS \
	"request_id, case_id, seq, ord, rule, name, webhook, idem, body, idempotent, status, reason, next_ms," \
	" expires_ms, tries, created_ms"

bool
request_add(struct db *db, const struct webhook_request *r, int64_t *ret_request_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO request (case_id, seq, ord, rule, name, webhook, idem, body,"
	    " idempotent, status, reason, next_ms, expires_ms, created_ms) VALUES (:case_id, :seq, :ord,"
	    " :rule, :name, :webhook, :idem, :body, :idempotent, :status, :reason, :next_ms, :expires_ms,"
	    " :created_ms) ON CONFLICT (idem) DO UPDATE SET idem = excluded.idem RETURNING request_id");
	query_bind_int(&q, ":case_id", r->case_id);
	query_bind_int(&q, ":seq", r->seq);
	query_bind_int(&q, ":ord", r->ord);
	query_bind_text(&q, ":rule", r->rule);
	query_bind_text(&q, ":name", r->name);
	query_bind_text(&q, ":webhook", r->webhook);
	query_bind_text(&q, ":idem", r->idem);
	query_bind_text(&q, ":body", r->body);
	query_bind_text(&q, ":idempotent", r->idempotent);
	query_bind_text(&q, ":status", r->status);
	query_bind_text(&q, ":reason", r->reason);
	query_bind_int(&q, ":next_ms", r->next_ms);
	query_bind_int(&q, ":expires_ms", r->expires_ms);
	query_bind_int(&q, ":created_ms", r->created_ms);
	return query_run_int(&q, ret_request_id, err);
}

/* Ends the query. */
static bool
read_requests(struct query *q, int64_t limit, struct arena *a, struct webhook_request **ret_requests,
    size_t *ret_count, struct err *err)
{
	struct webhook_request *requests = arena_array(a, (size_t)limit, sizeof(*requests));
	size_t count = 0;

	while (query_row(q))
		requests[count++] = (struct webhook_request){
			.request_id = query_int(q, 0),
			.case_id = query_int(q, 1),
			.seq = query_int(q, 2),
			.ord = query_int(q, 3),
			.rule = query_text(q, 4, a),
			.name = query_text(q, 5, a),
			.webhook = query_text(q, 6, a),
			.idem = query_text(q, 7, a),
			.body = query_text(q, 8, a),
			.idempotent = query_text(q, 9, a),
			.status = query_text(q, 10, a),
			.reason = query_text(q, 11, a),
			.next_ms = query_int(q, 12),
			.expires_ms = query_int(q, 13),
			.tries = query_int(q, 14),
			.created_ms = query_int(q, 15),
		};
	*ret_requests = requests;
	*ret_count = count;
	return query_close(q, err);
}

bool
request_load(struct db *db, int64_t request_id, struct arena *a, struct webhook_request *ret_request,
    struct err *err)
{
	struct webhook_request *requests;
	struct query q;
	size_t count;

	query_open(&q, db, "SELECT " REQUEST_COLUMNS " FROM request WHERE request_id = :request_id");
	query_bind_int(&q, ":request_id", request_id);
	if (!read_requests(&q, 1, a, &requests, &count, err))
		return false;
	if (count == 0)
		return fail(err, ERR_MISSING, "there is no request %" PRId64, request_id);
	*ret_request = requests[0];
	return true;
}

bool
request_list_due(struct db *db, int64_t now_ms, int64_t limit, struct arena *a,
    struct webhook_request **ret_requests, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " REQUEST_COLUMNS " FROM request WHERE status = 'ready'"
	    " AND next_ms <= :now_ms ORDER BY next_ms, request_id LIMIT :limit");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":limit", limit);
	return read_requests(&q, limit, a, ret_requests, ret_count, err);
}

bool
request_list_left(struct db *db, int64_t limit, struct arena *a, struct webhook_request **ret_requests,
    size_t *ret_count, struct err *err)
{
	struct query q;

	/* The first condition names the index, the second what is looked for. */
	query_open(&q, db, "SELECT " REQUEST_COLUMNS " FROM request WHERE status IN ('sending', 'held')"
	    " AND status = 'sending' LIMIT :limit");
	query_bind_int(&q, ":limit", limit);
	return read_requests(&q, limit, a, ret_requests, ret_count, err);
}

bool
request_next_due(struct db *db, int64_t *ret_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT min(next_ms) FROM request WHERE status = 'ready'");
	int64_t due_ms = query_row(&q) ? query_instant(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = due_ms;
	return true;
}

bool
request_mark(struct db *db, int64_t request_id, bool *ret_marked, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "UPDATE request SET status = 'sending' WHERE request_id = :request_id"
	    " AND status = 'ready'");
	query_bind_int(&q, ":request_id", request_id);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_marked = changed == 1;
	return true;
}

bool
request_settle(struct db *db, const struct request_end *end, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE request SET status = :status, reason = :reason, next_ms = :next_ms,"
	    " sent_ms = :sent_ms, http_status = coalesce(:http_status, http_status)"
	    " WHERE request_id = :request_id");
	query_bind_int(&q, ":request_id", end->request_id);
	query_bind_text(&q, ":status", end->status);
	query_bind_text(&q, ":reason", end->reason);
	query_bind_int(&q, ":next_ms", end->next_ms);
	query_bind_instant(&q, ":sent_ms", end->sent_ms);
	query_bind_id(&q, ":http_status", end->http_status);
	return query_run(&q, NULL, err);
}

bool
request_add_try(struct db *db, const struct request_try *t, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO request_attempt (request_id, n, started_ms, ended_ms, outcome,"
	    " http_status, reply) SELECT :request_id, coalesce(max(n), 0) + 1, :started_ms, :ended_ms,"
	    " :outcome, :http_status, :reply FROM request_attempt WHERE request_id = :request_id");
	query_bind_int(&q, ":request_id", t->request_id);
	query_bind_int(&q, ":started_ms", t->started_ms);
	query_bind_int(&q, ":ended_ms", t->ended_ms);
	query_bind_text(&q, ":outcome", t->outcome);
	query_bind_id(&q, ":http_status", t->http_status);
	query_bind_text(&q, ":reply", t->reply);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "UPDATE request SET tries = tries + 1 WHERE request_id = :request_id");
	query_bind_int(&q, ":request_id", t->request_id);
	return query_run(&q, NULL, err);
}

bool
request_cancel(struct db *db, int64_t case_id, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE request SET status = 'cancelled', reason = :reason"
	    " WHERE case_id = :case_id AND status IN ('ready', 'held')");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

bool
request_hold_all(struct db *db, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE request SET status = 'held', reason = :reason WHERE status = 'ready'");
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

bool
request_release_held(struct db *db, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE request SET status = 'ready', reason = NULL"
	    " WHERE status IN ('sending', 'held') AND status = 'held' AND reason = :reason");
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

bool
request_release(struct db *db, int64_t request_id, int64_t now_ms, int64_t expires_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE request SET status = 'ready', reason = NULL, next_ms = :now_ms,"
	    " expires_ms = :expires_ms WHERE request_id = :request_id AND status = 'held'");
	query_bind_int(&q, ":request_id", request_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":expires_ms", expires_ms);
	return query_run(&q, NULL, err);
}

#define SHOWN \
	"request_id, case_id, name, webhook, status, reason, tries, http_status, idempotent, idem, body, rule," \
	" next_ms, created_ms, sent_ms"

void
request_query_list(struct query *q, struct db *db, const char *status, int64_t case_id)
{
	query_open(q, db, "SELECT " SHOWN " FROM request"
	    " WHERE (:status IS NULL OR status = :status) AND (:case_id = 0 OR case_id = :case_id)"
	    " ORDER BY request_id DESC /*scan*/");
	query_bind_text(q, ":status", status);
	query_bind_int(q, ":case_id", case_id);
}

void
request_query_one(struct query *q, struct db *db, int64_t request_id)
{
	query_open(q, db, "SELECT " SHOWN " FROM request WHERE request_id = :request_id");
	query_bind_int(q, ":request_id", request_id);
}

void
request_query_tries(struct query *q, struct db *db, int64_t request_id)
{
	query_open(q, db, "SELECT n, started_ms, ended_ms, outcome, http_status, reply FROM request_attempt"
	    " WHERE request_id = :request_id ORDER BY n");
	query_bind_int(q, ":request_id", request_id);
}
