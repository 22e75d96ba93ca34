/*
 * ask: the conversation, the same for every registry.  Some answer everything with HTTP 200 (an error says so in
 * its body), and public networks answer in their place: an answer counts only where it is JSON and the
 * caller knows it for one.
 */
#include "registry/ask.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "http/http.h"
#include "base/banned.h"

#define ANSWER_BYTES_MAX	(4 << 20)
#define TRIES			2	/* what broke, or broke at the gateway, is tried again once, at once */
#define STAY_AWAY_MAX_MS	(24 * MS_PER_HOUR)

static bool
is_passing(const struct http_answer *answer)
{
	return (answer->status == 502 || answer->status == 503 || answer->status == 504) &&
	    answer->retry_after_ms < 0;
}

static bool
send(const struct registry_way *way, const struct registry_question *q, struct arena *a,
    struct http_answer *ret_answer, struct err *err)
{
	const struct http_settings settings = { .ca_file = way->settings->registry.ca_file,
	    .folder = way->folder, .cancel_fd = -1 };
	const struct http_request request = { .url = q->url, .headers = { "Accept: application/json" },
	    .user = q->user, .password = q->password, .body_max = ANSWER_BYTES_MAX,
	    .timeout_ms = way->settings->registry.timeout_seconds * MS_PER_SECOND };
	struct http *http = http_open(&settings);
	bool ok = false;

	for (int try = 0; try < TRIES; try++) {
		*err = (struct err)ERR_INIT;
		ok = http_send(http, &request, a, ret_answer, err);
		if (ok ? !is_passing(ret_answer) : err->kind != ERR_SYSTEM)
			break;
	}
	http_close(http);
	return ok;
}

/* Registries put the question into their answer, and the key with it. */
static const char *
without_key(const char *body, const char *key, struct arena *a)
{
	struct str out = STR_INIT;
	const char *at;

	if (text_blank(key) || strstr(body, key) == NULL)
		return body;
	while ((at = strstr(body, key)) != NULL) {
		str_add_bytes(&out, body, (size_t)(at - body));
		body = at + strlen(key);
	}
	str_add(&out, body);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

static bool
ask(const struct registry_way *way, const struct registry_question *q, struct arena *a,
    struct registry_lookup *l, struct err *err)
{
	struct http_answer answer;
	char sha256[HASH_TEXT_BYTES];

	if (!send(way, q, a, &answer, err))
		return false;
	if (answer.retry_after_ms > 0)
		l->again_ms = way->now_ms + (answer.retry_after_ms < STAY_AWAY_MAX_MS ?
		    answer.retry_after_ms : STAY_AWAY_MAX_MS);
	if (answer.status != 200 || !http_is_type(&answer, "application/json"))
		return http_refuse(&answer, err);
	if (strlen(answer.body) != answer.body_len)
		return fail(err, ERR_INPUT, "the registry's answer is no text");
	if (!q->read(q->context, answer.body, answer.body_len, &l->result, err))
		return false;
	l->answer = without_key(answer.body, q->key, a);
	hash_text(l->answer, strlen(l->answer), sha256);
	l->sha256 = arena_strdup(a, sha256);
	return true;
}

static bool
may_ask(const struct registry_way *way, const struct registry_question *q, struct err *err)
{
	char again[INSTANT_TEXT_BYTES];
	int64_t again_ms;

	if (!way->settings->registry.is_allowed)
		return fail(err, ERR_INPUT, "credence.yaml does not allow questions to registries. Write "
		    "\"registry: { lookup: true }\" there: the number then leaves this house");
	if (!registry_lookup_again(way->db, q->registry, &again_ms, err))
		return false;
	return again_ms <= way->now_ms || fail(err, ERR_BUSY, "the registry (%s) wants no question before %s",
	    q->registry, instant_format(again_ms, way->settings->zone, again));
}

bool
registry_ask(const struct registry_way *way, const struct registry_question *q, struct arena *a,
    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err)
{
	struct registry_lookup fresh = { .registry = q->registry, .asked_for = q->asked_for,
	    .provider_id = q->provider_id, .at_ms = way->now_ms, .actor = way->actor };
	struct registry_lookup *kept = NULL;
	struct err why = ERR_INIT;

	if (!way->is_fresh && !registry_lookup_latest(way->db, q->registry, q->asked_for,
	    way->now_ms - REGISTRY_KEPT_HOURS * MS_PER_HOUR, a, &kept, err))
		return false;
	*ret_is_kept = kept != NULL;
	if (kept != NULL) {
		*ret_lookup = *kept;
		return true;
	}
	if (!may_ask(way, q, err))
		return false;
	bool ok = ask(way, q, a, &fresh, &why);
	if (!ok) {
		fresh.result = "failed";
		fresh.reason = why.text;
	}
	if (!db_begin(way->db, err) || !db_end(way->db, registry_lookup_add(way->db, &fresh, err), err))
		return false;
	if (!ok) {
		*err = why;
		return false;
	}
	*ret_lookup = fresh;
	return true;
}
