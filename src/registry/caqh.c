/* caqh: an answer has texts alone, absent where nothing is known; a file has the same names as headings. */
#include "registry/caqh.h"

#include <string.h>

#include "base/csv_heads.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "http/http.h"
#include "registry/source.h"
#include "store/caqh.h"
#include "base/banned.h"

static const struct csv_head heads[CAQH_FIELDS] = {
	[CAQH_NUMBER] = { { "caqh_provider_id", "CAQH Provider ID", "CAQH ID" }, true },
	[CAQH_FOUND] = { { "provider_found_flag", "Provider Found" }, false },
	[CAQH_ROSTER] = { { "roster_status", "Roster Status" }, false },
	[CAQH_AUTHORIZED] = { { "authorization_flag", "Authorization Flag", "Authorized" }, false },
	[CAQH_STATUS] = { { "provider_status", "Provider Status" }, true },
	[CAQH_DATE] = { { "provider_status_date", "Provider Status Date", "Status Date" }, true },
	[CAQH_STATE] = { { "provider_practice_state", "Provider Practice State", "Practice State" }, false },
};

static struct caqh_source
source_of(const struct import *in)
{
	return (struct caqh_source){ .read_from = in->file, .catalog = in->catalog, .by = in->by,
	    .today_day = in->today_day };
}

static bool
put(struct import *in, const char *const text[CAQH_FIELDS], int line, int column, struct err *err)
{
	const struct caqh_source source = source_of(in);
	struct caqh_said said;
	int64_t provider_id;

	if (!caqh_read(text, in->today_day, &said, err) ||
	    !caqh_find_provider(in->db, said.caqh_id, &provider_id, err))
		return false;
	if (provider_id == 0)
		return fail(err, ERR_MISSING, "the CAQH number %s is nobody's here. Note it on the provider first",
		    said.caqh_id);
	if (!said.is_found)
		import_problem(in, line, column, PROBLEM_WARNING, "CAQH knows no number %s", said.caqh_id);
	else if (said.is_authorized == 0)
		import_problem(in, line, column, PROBLEM_WARNING, "CAQH %s has not authorized us to read the profile",
		    said.caqh_id);
	return caqh_save(in->db, provider_id, &said, &source, &in->outcome, err);
}

static bool
take(struct import *in, const char *const text[CAQH_FIELDS], int line, int column, int64_t bytes_read,
    struct err *err)
{
	struct err why = ERR_INIT;

	if (!import_row_begin(in, err))
		return false;
	bool ok = put(in, text, line, column, &why);
	return import_row_settle(in, ok, &why, line, column, bytes_read, err);
}

static bool
take_csv(void *context, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	struct import *in = context;
	struct err why = ERR_INIT;
	struct csv_row row;
	size_t at[CAQH_FIELDS];

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	const char *missing = any ? csv_heads_find_in(&row, heads, CAQH_FIELDS, at) : NULL;
	if (missing != NULL)
		return fail(err, ERR_INPUT, "this is no status file of CAQH: the column \"%s\" is missing", missing);
	while (any && csv_next(csv, &row, &why)) {
		const char *text[CAQH_FIELDS];
		if (row.fault != NULL) {
			if (!import_row_refuse_fault(in, &row, csv_bytes_read(csv), err))
				return false;
			continue;
		}
		for (size_t f = 0; f < CAQH_FIELDS; f++)
			text[f] = at[f] < row.fields ? str_after_apostrophe(row.field[at[f]].text) : "";
		if (!take(in, text, row.line, row.column, csv_bytes_read(csv), err))
			return false;
	}
	return import_rows_end(in, &row, &why, ret_line, ret_column, err);
}

static void
texts_of(const struct json *answer, const char *text[CAQH_FIELDS])
{
	for (size_t f = 0; f < CAQH_FIELDS; f++) {
		text[f] = json_as_text(json_get(answer, heads[f].name[0]));
		if (text[f] == NULL)
			text[f] = "";
	}
}

/* One answer, or an array of them. */
static bool
take_answers(struct import *in, const struct json *json, struct err *err)
{
	bool is_many = json_kind_of(json) == JSON_IS_ARRAY;
	size_t count = is_many ? json_count(json) : 1;

	for (size_t i = 0; i < count; i++) {
		const char *text[CAQH_FIELDS];
		texts_of(is_many ? json_at(json, i) : json, text);
		if (!take(in, text, 0, 0, 0, err))
			return false;
	}
	return true;
}

static bool
take_json(void *context, const char *bytes, size_t len, int *ret_line, int *ret_column, struct err *err)
{
	struct json *json;

	(void)ret_line, (void)ret_column;
	if (!json_parse(bytes, len, &json, err))
		return false;
	bool ok = take_answers(context, json, err);
	json_free(json);
	return ok;
}

bool
caqh_import(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
    struct err *err)
{
	const struct registry_forms forms = { take_csv, take_json, in };
	char sha256[HASH_TEXT_BYTES];

	return registry_source_take(read, context, &forms, sha256, ret_line, ret_column, err) &&
	    registry_source_keep(in, "caqh", in->rows > in->refused, sha256, err);
}

/* About the number that was asked for; an error has "Message". */
static bool
is_about(void *context, const char *body, size_t len, const char **ret_result, struct err *err)
{
	const struct caqh_wish *wish = context;
	struct json *json;
	bool ok = true;

	if (!json_parse(body, len, &json, err))
		return fail_in(err, "the answer of CAQH is not whole, or is none");
	const char *number = json_as_text(json_get(json, "caqh_provider_id"));
	const char *found = json_get_text(json, "provider_found_flag");
	if (json_get_text(json, "Message") != NULL)
		ok = fail(err, ERR_INPUT, "CAQH answered \"%s\"", json_get_text(json, "Message"));
	else if (number == NULL || found == NULL)
		ok = fail(err, ERR_INPUT, "this is no answer of CAQH: it has no \"caqh_provider_id\" or "
		    "\"provider_found_flag\"");
	else if (!text_equal(number, wish->caqh_id))
		ok = fail(err, ERR_INPUT, "CAQH answered about another number than %s", wish->caqh_id);
	*ret_result = text_equal_nocase(found, "N") ? "none" : "found";
	json_free(json);
	return ok;
}

static const char *
address(const struct caqh_wish *wish, struct arena *a)
{
	const char *url = wish->way.settings->registry.caqh_url;
	struct str out = STR_INIT;

	str_printf(&out, "%s%sProduct=PV&Organization_Id=", url, strchr(url, '?') != NULL ? "&" : "?");
	http_add_escaped(&out, wish->way.settings->registry.caqh_organization);
	str_add(&out, "&Caqh_Provider_Id=");
	http_add_escaped(&out, wish->caqh_id);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

bool
caqh_lookup(const struct caqh_wish *wish, struct import *in, struct arena *a,
    struct registry_lookup *ret_lookup, bool *ret_is_kept, struct err *err)
{
	struct caqh_wish about = *wish;
	const struct registry_question question = { .registry = "caqh", .asked_for = wish->caqh_id,
	    .provider_id = wish->provider_id, .url = address(wish, a), .read = is_about, .context = &about,
	    .user = wish->way.settings->registry.caqh_user, .password = wish->password };
	struct json *json;

	if (!registry_ask(&wish->way, &question, a, ret_lookup, ret_is_kept, err) ||
	    !json_parse(ret_lookup->answer, strlen(ret_lookup->answer), &json, err))
		return false;
	bool ok = take_answers(in, json, err) && import_finish(in, err);
	json_free(json);
	return ok;
}
