/*
 * nppes_lookup: the conversation.  The registry answers everything with HTTP 200 (an error says so in its
 * body), and public networks answer in its place; so an answer counts only where it is JSON, has the form
 * of version 2.1, and is about the number that was asked for.
 */
#include "registry/nppes_lookup.h"

#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "http/http.h"
#include "registry/nppes_inside.h"
#include "base/banned.h"

#define ANSWER_BYTES_MAX	(1 << 20)
#define TRIES			2	/* a connection that broke is tried again once, at once */

static const char *
address(const struct nppes_wish *wish, struct arena *a)
{
	const char *url = wish->settings->registry.nppes_url;

	return arena_printf(a, "%s%sversion=2.1&number=%s", url, strchr(url, '?') != NULL ? "&" : "?",
	    wish->npi);
}

static bool
is_about(const char *body, size_t len, const char *npi, const char **ret_result, struct err *err)
{
	struct json *json;
	bool ok = true;

	if (!json_parse(body, len, &json, err))
		return fail_in(err, "the registry's answer is not whole, or is none");
	const struct json *results = json_get(json, "results");
	size_t count = json_count(results);
	if (json_count(json_get(json, "Errors")) > 0)
		ok = nppes_fail_as_told(json_get(json, "Errors"), err);
	else if (json_kind_of(results) != JSON_IS_ARRAY ||
	    json_get_int(json, "result_count", -1) != (int64_t)count)
		ok = fail(err, ERR_INPUT, "this is no answer of the NPI registry: it has no \"results\", or "
		    "not as many as it says");
	else if (count > 1 || (count == 1 && !text_equal(json_get_text(json_at(results, 0), "number"), npi)))
		ok = fail(err, ERR_INPUT, "the registry answered about another number than %s", npi);
	*ret_result = count == 1 ? "found" : "none";
	json_free(json);
	return ok;
}

static bool
send(const struct nppes_wish *wish, struct arena *a, struct http_answer *ret_answer,
    struct err *err)
{
	const struct http_settings settings = { .ca_file = wish->settings->registry.ca_file,
	    .folder = wish->folder, .cancel_fd = -1 };
	const struct http_request request = { .url = address(wish, a),
	    .headers = { "Accept: application/json" }, .body_max = ANSWER_BYTES_MAX,
	    .timeout_ms = wish->settings->registry.timeout_seconds * MS_PER_SECOND };
	struct http *http = http_open(&settings);
	bool ok = false;

	for (int try = 0; try < TRIES && !ok; try++) {
		*err = (struct err)ERR_INIT;
		ok = http_send(http, &request, a, ret_answer, err);
		if (!ok && err->kind != ERR_SYSTEM)
			break;
	}
	http_close(http);
	return ok;
}

static bool
ask(const struct nppes_wish *wish, struct arena *a, struct registry_lookup *l, struct err *err)
{
	struct http_answer answer;
	char sha256[HASH_TEXT_BYTES];

	if (!send(wish, a, &answer, err))
		return false;
	if (answer.status != 200 || !http_is_type(&answer, "application/json"))
		return http_refuse(&answer, err);
	if (!is_about(answer.body, answer.body_len, wish->npi, &l->result, err))
		return false;
	hash_text(answer.body, answer.body_len, sha256);
	l->sha256 = arena_strdup(a, sha256);
	l->answer = answer.body;
	return true;
}

bool
nppes_lookup(const struct nppes_wish *wish, struct arena *a, struct registry_lookup *ret_lookup,
    bool *ret_is_kept, struct err *err)
{
	struct registry_lookup fresh = { .registry = "nppes", .asked_for = wish->npi,
	    .provider_id = wish->provider_id, .at_ms = wish->now_ms, .actor = wish->actor };
	struct registry_lookup *kept = NULL;
	struct err why = ERR_INIT;

	if (!wish->is_fresh && !registry_lookup_latest(wish->db, "nppes", wish->npi,
	    wish->now_ms - NPPES_KEPT_HOURS * MS_PER_HOUR, a, &kept, err))
		return false;
	*ret_is_kept = kept != NULL;
	if (kept != NULL) {
		*ret_lookup = *kept;
		return true;
	}
	if (!wish->settings->registry.is_allowed)
		return fail(err, ERR_INPUT, "credence.yaml does not allow questions to registries. Write "
		    "\"registry: { lookup: true }\" there: the number then leaves this house");
	bool ok = ask(wish, a, &fresh, &why);
	if (!ok) {
		fresh.result = "failed";
		fresh.reason = why.text;
	}
	if (!db_begin(wish->db, err) || !db_end(wish->db, registry_lookup_add(wish->db, &fresh, err), err))
		return false;
	if (!ok) {
		*err = why;
		return false;
	}
	*ret_lookup = fresh;
	return true;
}
