/* nppes_lookup: what counts as an answer of the registry: version 2.1, about the number that was asked for. */
#include "registry/nppes_lookup.h"

#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "registry/nppes_inside.h"
#include "base/banned.h"

static const char *
address(const struct nppes_wish *wish, struct arena *a)
{
	const char *url = wish->way.settings->registry.nppes_url;

	return arena_printf(a, "%s%sversion=2.1&number=%s", url, strchr(url, '?') != NULL ? "&" : "?",
	    wish->npi);
}

static bool
is_about(void *context, const char *body, size_t len, const char **ret_result, struct err *err)
{
	const struct nppes_wish *wish = context;
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
	else if (count > 1 || (count == 1 && !text_equal(json_get_text(json_at(results, 0), "number"), wish->npi)))
		ok = fail(err, ERR_INPUT, "the registry answered about another number than %s", wish->npi);
	*ret_result = count == 1 ? "found" : "none";
	json_free(json);
	return ok;
}

bool
nppes_lookup(const struct nppes_wish *wish, struct arena *a, struct registry_lookup *ret_lookup,
    bool *ret_is_kept, struct err *err)
{
	struct nppes_wish about = *wish;
	const struct registry_question question = { .registry = "nppes", .asked_for = wish->npi,
	    .provider_id = wish->provider_id, .url = address(wish, a), .read = is_about, .context = &about };

	return registry_ask(&wish->way, &question, a, ret_lookup, ret_is_kept, err);
}
