/* webhook: mark, ask, settle; each request in two short transactions around its conversation. */
#include "mail/webhook.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/turn.h"
#include "base/utf8.h"
#include "engine/limits.h"
#include "http/http.h"
#include "mail/highwater.h"
#include "store/audit.h"
#include "store/folder.h"
#include "store/task.h"
#include "base/banned.h"

#define AT_ONCE		16
#define TIMEOUT_MS	30000
#define ANSWER_MAX	((size_t)1 << 20)
#define REPLY_BYTES	500		/* of an answer are kept */

static const int64_t backoff_ms[] = {
	MS_PER_MINUTE, 5 * MS_PER_MINUTE, 15 * MS_PER_MINUTE, MS_PER_HOUR, 4 * MS_PER_HOUR,
};

struct round {
	struct engine		*e;
	const char		*folder;
	int			 cancel_fd;
	int64_t			 now_ms;
	struct highwater	 highwater;
	struct webhook_counts	*counts;
};

enum outcome { TAKEN, DEFERRED, REFUSED, DOUBTFUL };
static const char *const outcome_name[] = { "done", "deferred", "refused", "unknown" };

/* How a try ended. */
struct ending {
	enum outcome	 outcome;
	int		 status;		/* 0: no answer */
	const char	*reply;			/* the server's words, or why there are none */
	int64_t		 rest_ms;		/* the server wants so much; -1: not said */
};

static bool
ask(struct round *r, const struct webhook_request *q, const char *title, struct arena *a, struct err *err)
{
	const struct task task = {
		.case_id = q->case_id, .seq = q->seq, .rule = q->rule,
		.name = arena_printf(a, "request %" PRId64, q->request_id), .title = title, .role = "admin",
		.due_day = zone_day(r->e->settings->zone, r->now_ms), .created_ms = r->now_ms,
	};
	int64_t task_id;

	return task_add(r->e->db, &task, &task_id, err);
}

static bool
tell(struct engine *e, const struct webhook_request *q, const char *event, const struct ending *end, int64_t now_ms,
    struct arena *a, struct err *err)
{
	const char *dedup = arena_printf(a, "h:%s:%s:%" PRId64, q->idem, event, q->tries);
	const char *source = arena_printf(a, "request %" PRId64, q->request_id);
	struct engine_answer answer;
	struct facts fields;

	facts_init(&fields, a);
	facts_set(&fields, "name", value_text(q->name));
	if (end->status != 0)
		facts_set(&fields, "status", value_int(end->status));
	facts_set(&fields, "text", value_text(end->reply));
	return engine_deliver_in(e, q->case_id, event, dedup, source, &fields, now_ms, now_ms, a, &answer, err);
}

/* Up to a quarter longer, the same for the same request and try: not all of them at one moment. */
static int64_t
rest_ms(const struct webhook_request *q, const struct ending *end, struct arena *a)
{
	size_t n = (size_t)q->tries < LEN(backoff_ms) ? (size_t)q->tries : LEN(backoff_ms) - 1;
	const char *cause = arena_printf(a, "%s|%" PRId64, q->idem, q->tries);
	char hash[HASH_TEXT_BYTES];

	hash_text(cause, strlen(cause), hash);
	hash[4] = '\0';
	int64_t own = backoff_ms[n] + backoff_ms[n] / 4 * strtol(hash, NULL, 16) / 0xffff;
	return end->rest_ms > own ? end->rest_ms : own;
}

static bool
settle_taken(struct round *r, const struct webhook_request *q, const struct ending *end, struct arena *a,
    struct err *err)
{
	const struct request_end row = { q->request_id, "done", NULL, r->now_ms, r->now_ms, end->status };

	r->counts->done++;
	return request_settle(r->e->db, &row, err) && highwater_add(&r->highwater, r->e, err) &&
	    tell(r->e, q, "http.done", end, r->now_ms, a, err);
}

static bool
settle_failed(struct round *r, const struct webhook_request *q, const struct ending *end, const char *reason,
    struct arena *a, struct err *err)
{
	const struct request_end row = { q->request_id, "failed", reason, r->now_ms, INSTANT_NONE, end->status };
	const char *title = arena_printf(a, "Request %" PRId64 " (\"%s\") to %s failed: %s", q->request_id, q->name,
	    q->webhook, reason);

	r->counts->failed++;
	return request_settle(r->e->db, &row, err) && ask(r, q, title, a, err) &&
	    tell(r->e, q, "http.failed", end, r->now_ms, a, err);
}

static bool
settle_deferred(struct round *r, const struct webhook_request *q, const struct ending *end, struct arena *a,
    struct err *err)
{
	int64_t again_ms = r->now_ms + rest_ms(q, end, a);
	const struct request_end row = { q->request_id, "ready", end->reply, again_ms, INSTANT_NONE, end->status };

	if (again_ms >= q->expires_ms)
		return settle_failed(r, q, end, arena_printf(a, "it could not be sent in time: %s", end->reply), a,
		    err);
	r->counts->deferred++;
	return request_settle(r->e->db, &row, err);
}

/* It may have arrived: again, or a person looks. */
static bool
settle_doubtful(struct round *r, const struct webhook_request *q, const struct ending *end, struct arena *a,
    struct err *err)
{
	const char *reason = arena_printf(a, WEBHOOK_DOUBTFUL "%s", end->reply);
	const struct request_end row = { q->request_id, "held", reason, r->now_ms, INSTANT_NONE, end->status };
	const char *title = arena_printf(a, "Did request %" PRId64 " (\"%s\") arrive at %s? Look, then: request "
	    "release %" PRId64 " --sent, --resend or --drop", q->request_id, q->name, q->webhook, q->request_id);

	if (strcmp(q->idempotent, "no") != 0)
		return settle_deferred(r, q, end, a, err);
	r->counts->held++;
	return request_settle(r->e->db, &row, err) && ask(r, q, title, a, err) &&
	    tell(r->e, q, "http.unknown", end, r->now_ms, a, err);
}

static bool
settle_held(struct round *r, const struct webhook_request *q, const char *reason, struct arena *a, struct err *err)
{
	const struct request_end row = { q->request_id, "held", reason, r->now_ms, INSTANT_NONE, 0 };

	r->counts->held++;
	return request_settle(r->e->db, &row, err) && ask(r, q, arena_printf(a, "Request %" PRId64
	    " (\"%s\") is held: %s", q->request_id, q->name, reason), a, err);
}

static bool
settle(struct round *r, const struct webhook_request *q, const struct ending *end, struct arena *a, struct err *err)
{
	const struct request_try attempt = { q->request_id, r->now_ms, r->now_ms, outcome_name[end->outcome],
		end->reply, end->status };

	if (!request_add_try(r->e->db, &attempt, err))
		return false;
	switch (end->outcome) {
	case TAKEN:
		return settle_taken(r, q, end, a, err);
	case DEFERRED:
		return settle_deferred(r, q, end, a, err);
	case REFUSED:
		return settle_failed(r, q, end, end->reply, a, err);
	case DOUBTFUL:
		return settle_doubtful(r, q, end, a, err);
	}
	BUG("outcome %d of a request", (int)end->outcome);
}

/* The answer's beginning; no answer may fill the database, and one that repeats our token keeps it out. */
static const char *
reply_of(const struct http_answer *answer, const char *words, const char *token, struct arena *a)
{
	struct str clean = STR_INIT;

	utf8_clean(answer->body, answer->body_len < REPLY_BYTES ? answer->body_len : REPLY_BYTES, &clean);
	char *body = arena_strdup(a, clean.text);
	str_clear(&clean);
	for (char *p = body; token != NULL && token[0] != '\0' && (p = strstr(p, token)) != NULL; )
		memset(p, '*', strlen(token));

	return arena_printf(a, "%s%s%s", words, words[0] != '\0' && body[0] != '\0' ? ": " : "", body);
}

static struct ending
judge(const struct http_answer *answer, const char *token, struct arena *a)
{
	struct ending end = { TAKEN, answer->status, "", answer->retry_after_ms };
	struct err why = ERR_INIT;

	if (answer->status >= 200 && answer->status < 300) {
		end.reply = reply_of(answer, arena_printf(a, "%d", answer->status), token, a);
		return end;
	}
	http_refuse(answer, &why);
	end.outcome = why.kind == ERR_BUSY ? DEFERRED : REFUSED;
	end.reply = reply_of(answer, why.text, token, a);
	return end;
}

/* As the "Standard Webhooks" have it: number, moment and body, so that nothing old can be sent again by others. */
static void
sign(const struct webhook_request *q, const char *secret, int64_t now_ms, struct http_request *request, struct arena *a)
{
	const char *moment = arena_printf(a, "%lld", (long long)(now_ms / MS_PER_SECOND));
	struct str sum = STR_INIT;
	size_t n = 0;

	if (secret == NULL)
		return;
	while (request->headers[n] != NULL)
		n++;
	hmac_add(&sum, secret, arena_printf(a, "%s.%s.%s", q->idem, moment, q->body));
	request->headers[n] = arena_printf(a, "Webhook-Id: %s", q->idem);
	request->headers[n + 1] = arena_printf(a, "Webhook-Timestamp: %s", moment);
	request->headers[n + 2] = arena_printf(a, "Webhook-Signature: v1,%s", sum.text);
	str_clear(&sum);
}

/* The conversation.  Without an answer it may have arrived, unless the certificate stopped us before. */
static struct ending
speak(struct round *r, const struct webhook *hook, const struct webhook_request *q, const char *token,
    const char *secret, struct arena *a)
{
	struct http *http = http_open(&(struct http_settings){ hook->ca_file, r->folder, r->cancel_fd });
	struct http_request request = {
		.method = "POST", .url = hook->url, .bearer = token, .body = q->body, .body_len = strlen(q->body),
		.body_max = ANSWER_MAX, .timeout_ms = TIMEOUT_MS,
		.headers = { "Content-Type: application/json", arena_printf(a, "Idempotency-Key: %s", q->idem) },
	};
	struct http_answer answer;
	struct err why = ERR_INIT;
	struct ending end;

	sign(q, secret, r->now_ms, &request, a);
	if (http_send(http, &request, a, &answer, &why))
		end = judge(&answer, token, a);
	else
		end = (struct ending){ why.kind == ERR_AUTH ? DEFERRED : DOUBTFUL, 0, arena_strdup(a, why.text), -1 };
	http_close(http);
	return end;
}

static bool
mark(struct round *r, const struct webhook_request *q, bool *ret_marked, struct err *err)
{
	return db_begin(r->e->db, err) &&
	    db_end(r->e->db, request_mark(r->e->db, q->request_id, ret_marked, err), err);
}

/* Runs "what" in a transaction. */
static bool
write(struct round *r, const struct webhook_request *q, const struct ending *end, const char *held, struct arena *a,
    struct err *err)
{
	if (!db_begin(r->e->db, err))
		return false;
	if (!(held != NULL ? settle_held(r, q, held, a, err) : settle(r, q, end, a, err))) {
		db_rollback(r->e->db);
		return false;
	}
	if (!db_commit(r->e->db, err))
		return false;
	highwater_note(&r->highwater);
	return true;
}

static bool
send_one(struct round *r, const struct webhook_request *q, struct arena *a, struct err *err)
{
	const struct webhook *hook = settings_webhook(r->e->settings, q->webhook);
	const char *token = NULL, *secret = NULL, *held = NULL;
	struct ending end = { .outcome = DEFERRED };
	struct err why = ERR_INIT;
	bool marked;

	if (hook == NULL)
		held = arena_printf(a, "credence.yaml names no webhook \"%s\"", q->webhook);
	else if ((hook->token != NULL && !folder_secret(r->folder, r->e->settings, hook->token, a, &token, &why)) ||
	    (hook->secret != NULL && !folder_secret(r->folder, r->e->settings, hook->secret, a, &secret, &why)))
		held = arena_strdup(a, why.text);
	if (hook == NULL || held != NULL)
		return write(r, q, &end, held, a, err);
	if (!mark(r, q, &marked, err))
		return false;
	if (!marked)
		return true;
	end = speak(r, hook, q, token, secret, a);
	return write(r, q, &end, NULL, a, err);
}

/* What a sender left under way, when it ended. */
static bool
recover(struct round *r, struct err *err)
{
	static const struct ending end = { DOUBTFUL, 0, "the sender ended while it was under way", -1 };
	struct arena a = ARENA_INIT;
	struct webhook_request *left;
	size_t count;
	bool ok;

	do {
		ok = request_list_left(r->e->db, AT_ONCE, &a, &left, &count, err);
		for (size_t i = 0; ok && i < count; i++)
			ok = write(r, &left[i], &end, NULL, &a, err);
	} while (ok && count > 0);
	arena_clear(&a);
	return ok;
}

static bool
send_due(struct round *r, struct err *err)
{
	struct webhook_request *due;
	size_t count;
	bool ok;

	do {
		struct arena a = ARENA_INIT;
		ok = request_list_due(r->e->db, r->now_ms, AT_ONCE, &a, &due, &count, err);
		for (size_t i = 0; ok && i < count; i++)
			ok = send_one(r, &due[i], &a, err);
		arena_clear(&a);
	} while (ok && count > 0);
	return ok;
}

static bool
hold_all(struct round *r, struct err *err)
{
	return db_begin(r->e->db, err) &&
	    db_end(r->e->db, request_hold_all(r->e->db, HIGHWATER_RESTORED, err), err);
}

static bool
work(struct round *r, struct err *err)
{
	int64_t due_ms, held;

	if (!recover(r, err) || !request_next_due(r->e->db, &due_ms, err))
		return false;
	if (due_ms == INSTANT_NONE || due_ms > r->now_ms)
		return true;
	if (!highwater_check(&r->highwater, r->e, r->folder, r->now_ms, &held, err))
		return false;
	return r->highwater.restored ? hold_all(r, err) : send_due(r, err);
}

bool
webhook_send(struct engine *e, const char *folder, int cancel_fd, int64_t now_ms,
    struct webhook_counts *ret_counts, struct err *err)
{
	struct round r = { e, folder, cancel_fd, now_ms, HIGHWATER_INIT, ret_counts };
	int turn;

	*ret_counts = (struct webhook_counts){ .done = 0 };
	if (!turn_take(folder, "mail/send", "sending letters and requests", &turn, err))
		return false;
	bool ok = work(&r, err);
	highwater_close(&r.highwater);
	turn_end(turn);
	return ok;
}

const char *const webhook_release_name[] = { "release", "resend", "sent", "drop" };

static bool
end_held(struct engine *e, const struct webhook_request *q, enum webhook_release way, const char *actor,
    int64_t now_ms, struct arena *a, struct err *err)
{
	struct request_end row = { q->request_id, "done", NULL, now_ms, INSTANT_NONE, 0 };
	const struct ending end = { TAKEN, 0, arena_printf(a, "%s says that it arrived", actor), -1 };

	if (strcmp(q->status, "held") != 0)
		return fail(err, ERR_CONFLICT, "request %" PRId64 " is not held, it is %s", q->request_id, q->status);
	if (way == WEBHOOK_RELEASE && text_starts(q->reason, WEBHOOK_DOUBTFUL))
		return fail(err, ERR_CONFLICT, "nobody knows whether request %" PRId64 " arrived. Look there, then say "
		    "--sent, --resend or --drop", q->request_id);
	if (way == WEBHOOK_RELEASE || way == WEBHOOK_RESEND)
		return request_release(e->db, q->request_id, now_ms, now_ms + LETTER_LIFE_MS, err);
	if (way == WEBHOOK_SENT) {
		row.sent_ms = now_ms;
		return request_settle(e->db, &row, err) && tell(e, q, "http.done", &end, now_ms, a, err);
	}
	row.status = "cancelled";
	row.reason = arena_printf(a, "dropped by %s", actor);
	return request_settle(e->db, &row, err);
}

bool
webhook_release(struct engine *e, int64_t request_id, enum webhook_release way, const char *actor, int64_t now_ms,
    struct arena *a, struct err *err)
{
	const char *name = arena_printf(a, "request %" PRId64, request_id);
	struct webhook_request request;

	return request_load(e->db, request_id, a, &request, err) &&
	    end_held(e, &request, way, actor, now_ms, a, err) && task_end_named(e->db, name, actor, now_ms, err) &&
	    audit_add(e->db, actor, "request release", name, webhook_release_name[way], now_ms, err);
}
