/*
 * nppes_json: an answer of the API, version 2.1.  Every answer comes with HTTP 200; one that is an
 * error says so in "Errors".  Values that are absent are absent, null, "" or "--".
 */
#include "registry/nppes_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "base/banned.h"

static const char *
text_of(const struct json *object, const char *key)
{
	const char *text = json_get_text(object, key);

	return text == NULL || strcmp(text, "--") == 0 ? "" : text;
}

/* "1" and "2" of the file are "NPI-1" and "NPI-2" here. */
static const char *
entity_of(const struct json *result)
{
	const char *type = text_of(result, "enumeration_type");

	return text_starts(type, "NPI-") ? type + 4 : type;
}

static const struct json *
location_of(const struct json *result)
{
	const struct json *addresses = json_get(result, "addresses");

	for (size_t i = 0; i < json_count(addresses); i++)
		if (text_equal(json_get_text(json_at(addresses, i), "address_purpose"), "LOCATION"))
			return json_at(addresses, i);
	return NULL;
}

static void
read_taxonomies(const struct json *result, struct nppes_record *n)
{
	const struct json *list = json_get(result, "taxonomies");

	for (size_t i = 0; i < json_count(list) && n->taxonomies < NPPES_TAXONOMIES_MAX; i++) {
		const struct json *t = json_at(list, i);
		n->taxonomy[n->taxonomies++] = (struct nppes_taxonomy){ text_of(t, "code"),
			text_of(t, "desc"), text_of(t, "license"), text_of(t, "state"),
			json_get_bool(t, "primary") };
	}
}

static void
read_names(const struct json *result, struct nppes_record *n)
{
	const struct json *list = json_get(result, "other_names");

	for (size_t i = 0; i < json_count(list) && n->names < NPPES_NAMES_MAX; i++) {
		const struct json *name = json_at(list, i);
		n->name[n->names++] = (struct nppes_name){ nppes_name_kind(text_of(name, "code")),
			text_of(name, "last_name"), text_of(name, "first_name") };
	}
}

void
nppes_read_result(const struct json *result, struct nppes_record *n)
{
	const struct json *basic = json_get(result, "basic"), *at = location_of(result);

	*n = (struct nppes_record){
		.npi = text_of(result, "number"), .entity = entity_of(result),
		.last = text_of(basic, "last_name"), .first = text_of(basic, "first_name"),
		.middle = text_of(basic, "middle_name"), .suffix = text_of(basic, "name_suffix"),
		.credential = text_of(basic, "credential"), .sex = text_of(basic, "sex"),
		.organization = text_of(basic, "organization_name"),
		.address_1 = text_of(at, "address_1"), .address_2 = text_of(at, "address_2"),
		.city = text_of(at, "city"), .state = text_of(at, "state"),
		.zip = text_of(at, "postal_code"), .country = text_of(at, "country_code"),
		.phone = text_of(at, "telephone_number"),
		.enumerated = text_of(basic, "enumeration_date"),
		.updated = text_of(basic, "last_updated"),
		.deactivated = text_of(basic, "deactivation_date"),
		.reactivated = text_of(basic, "reactivation_date"),
	};
	read_taxonomies(result, n);
	read_names(result, n);
}

/* Where the record's number stands in the file, from the place of the one before. */
static const char *
find_place(const char *from, const char *npi, int *line, int *column)
{
	char quoted[16];

	snprintf(quoted, sizeof(quoted), "\"%.10s\"", npi);
	const char *found = strstr(from, quoted);
	for (const char *p = from; found != NULL && p < found; p++)
		if (*p == '\n') {
			++*line;
			*column = 1;
		} else {
			++*column;
		}
	return found != NULL ? found : from;
}

bool
nppes_fail_as_told(const struct json *errors, struct err *err)
{
	struct str all = STR_INIT;

	for (size_t i = 0; i < json_count(errors); i++) {
		const struct json *e = json_at(errors, i);
		str_printf(&all, "%s%s (field \"%s\", number %s)", i > 0 ? "; " : "",
		    text_of(e, "description"), text_of(e, "field"), text_of(e, "number"));
	}
	fail(err, ERR_INPUT, "there are no records: the registry answered \"%s\"", all.text);
	str_clear(&all);
	return false;
}

static bool
take_results(struct import *in, const struct json *results, const char *bytes, size_t len,
    struct err *err)
{
	int line = 1, column = 1;
	const char *at = bytes;

	if (json_count(results) == 0)
		import_problem(in, 1, 1, PROBLEM_WARNING, "the registry found nothing: there are no "
		    "records in this file");
	for (size_t i = 0; i < json_count(results); i++) {
		struct nppes_record n;
		if (!nppes_begin(in, err))
			return false;
		nppes_read_result(json_at(results, i), &n);
		at = find_place(at, n.npi, &line, &column);
		n.line = line;
		n.column = column;
		if (!nppes_take(in, &n, (int64_t)(i * len / json_count(results)), err))
			return false;
	}
	return true;
}

bool
nppes_import_json(struct import *in, const char *bytes, size_t len, int *ret_line,
    int *ret_column, struct err *err)
{
	size_t mark = utf8_mark_bytes(bytes, len);
	struct json *json;
	bool ok;

	bytes += mark;
	len -= mark;
	*ret_line = *ret_column = 0;
	if (!json_parse(bytes, len, &json, err))
		return false;
	const struct json *errors = json_get(json, "Errors");
	const struct json *results = json_kind_of(json) == JSON_IS_ARRAY ? json :
	    json_get(json, "results");
	if (json_count(errors) > 0)
		ok = nppes_fail_as_told(errors, err);
	else if (json_kind_of(results) != JSON_IS_ARRAY)
		ok = fail(err, ERR_INPUT, "this is no answer of the NPI registry: it has no \"results\"");
	else
		ok = take_results(in, results, bytes, len, err);
	json_free(json);
	return ok;
}
