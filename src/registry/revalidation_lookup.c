/*
 * revalidation_lookup: the viewer is asked for the rows whose list of NPIs contains one.  Where it leaves that
 * filter out of account it answers about others, which is no answer.
 */
#include <string.h>

#include "base/str.h"
#include "http/http.h"
#include "registry/revalidation_inside.h"
#include "base/banned.h"

#define ROWS_MAX	200

static const char *
address(const struct revalidation_wish *wish, struct arena *a)
{
	static const struct { const char *name, *value; } words[] = {
		{ "_source", "revalidation_due_date_list" }, { "_table", "due_date_list" }, { "offset", "0" },
		{ "filter[npi][condition][path]", "npi_list" },
		{ "filter[npi][condition][operator]", "CONTAINS" },
	};
	const char *url = wish->way.settings->registry.revalidation_url;
	struct str out = STR_INIT;

	str_printf(&out, "%s%ssize=%d", url, strchr(url, '?') != NULL ? "&" : "?", ROWS_MAX);
	for (size_t i = 0; i < LEN(words); i++) {
		str_add_char(&out, '&');
		http_add_escaped(&out, words[i].name);
		str_printf(&out, "=%s", words[i].value);
	}
	str_add_char(&out, '&');
	http_add_escaped(&out, "filter[npi][condition][value]");
	str_printf(&out, "=%s", wish->npi);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

/* Every row names the NPI in one of its cells: the list of NPIs is such a cell, whatever it is called. */
static bool
names_npi(const struct json *row, const char *npi)
{
	for (size_t i = 0; i < json_count(row); i++) {
		const char *cell = json_as_text(json_at(row, i));
		if (cell != NULL && strstr(cell, npi) != NULL)
			return true;
	}
	return false;
}

static bool
is_about(void *context, const char *body, size_t len, const char **ret_result, struct err *err)
{
	const struct revalidation_wish *wish = context;
	struct json *json;
	bool ok = true;

	if (!json_parse(body, len, &json, err))
		return fail_in(err, "the answer of CMS is not whole, or is none");
	const struct json *meta = json_get(json, "meta"), *rows = json_get(json, "data");
	if (!json_get_bool(meta, "success") || json_kind_of(json_get(meta, "headers")) != JSON_IS_ARRAY ||
	    json_kind_of(rows) != JSON_IS_ARRAY)
		ok = fail(err, ERR_INPUT, "this is no answer of the data viewer of CMS: it has no \"headers\" "
		    "and \"data\", or says that it did not succeed");
	else if (json_get_int(meta, "total_rows", -1) > (int64_t)json_count(rows))
		ok = fail(err, ERR_INPUT, "the answer of CMS has %zu rows of %lld", json_count(rows),
		    (long long)json_get_int(meta, "total_rows", 0));
	for (size_t i = 0; ok && i < json_count(rows); i++)
		ok = names_npi(json_at(rows, i), wish->npi) ||
		    fail(err, ERR_INPUT, "CMS answered about others than NPI %s", wish->npi);
	*ret_result = json_count(rows) > 0 ? "found" : "none";
	json_free(json);
	return ok;
}

bool
revalidation_lookup(const struct revalidation_wish *wish, struct import *in, struct arena *a,
    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err)
{
	struct revalidation_wish about = *wish;
	const struct registry_question question = { .registry = "revalidation", .asked_for = wish->npi,
	    .provider_id = wish->provider_id, .url = address(wish, a), .read = is_about, .context = &about };
	struct json *json;

	if (!registry_ask(&wish->way, &question, a, ret_lookup, ret_is_kept, err) ||
	    !json_parse(ret_lookup->answer, strlen(ret_lookup->answer), &json, err))
		return false;
	bool ok = revalidation_take_json(in, json, err);
	json_free(json);
	return ok;
}
