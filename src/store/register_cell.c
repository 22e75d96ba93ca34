/* register_cell: the cells of a register's row, each by its form, as the database keeps them. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/identifier.h"
#include "core/sheet_day.h"
#include "store/register_inside.h"
#include "base/banned.h"

#define AHEAD_YEARS	20
#define CELL_BYTES_MAX	65536

/* "a|b|c" */
static bool
is_one_of(const char *words, const char *text)
{
	size_t len = strlen(text);

	for (const char *p = words; p != NULL; p = strchr(p, '|')) {
		p += *p == '|';
		if (strncmp(p, text, len) == 0 && (p[len] == '|' || p[len] == '\0'))
			return true;
	}
	return false;
}

static bool
read_identifier(const char *kind, const char *text, struct arena *a, const char **ret_value, struct err *err)
{
	struct str normal = STR_INIT;

	bool ok = identifier_read(kind, text, &normal, err);
	if (ok)
		*ret_value = arena_strdup(a, normal.text);
	str_clear(&normal);
	return ok;
}

static bool
read_day(const struct import *in, const char *text, struct arena *a, const char **ret_value, struct err *err)
{
	char day_text[DAY_TEXT_BYTES];
	int32_t day;

	if (!sheet_day_parse(text, in->today_day, AHEAD_YEARS, &day, err))
		return false;
	*ret_value = day == DAY_NONE ? NULL : arena_strdup(a, day_format(day, day_text));
	return true;
}

static bool
read_moment(const struct import *in, const char *text, struct arena *a, const char **ret_value, struct err *err)
{
	int64_t ms;

	if (!instant_parse(text, in->zone != NULL ? in->zone : zone_utc(), &ms, err))
		return false;
	*ret_value = arena_printf(a, "%" PRId64, ms);
	return true;
}

static bool
read_flag(const char *text, const char **ret_value, struct err *err)
{
	bool yes = text_equal_nocase(text, "yes") || text_equal_nocase(text, "true") || text_equal(text, "1");

	if (!yes && !text_equal_nocase(text, "no") && !text_equal_nocase(text, "false") && !text_equal(text, "0"))
		return fail(err, ERR_INPUT, "this is yes or no, not \"%.60s\"", text);
	*ret_value = yes ? "1" : "0";
	return true;
}

static bool
read_number(const char *text, const char **ret_value, struct err *err)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 15 || text[digits] != '\0')
		return fail(err, ERR_INPUT, "\"%.60s\" is no whole number", text);
	*ret_value = text;
	return true;
}

bool
register_read_array(const char *text, struct arena *a, const char **ret_value, struct err *err)
{
	struct str out = STR_INIT;
	struct json *json;

	if (!json_parse(text, strlen(text), &json, err))
		return false;
	bool ok = json_kind_of(json) == JSON_IS_ARRAY || fail(err, ERR_INPUT, "this is no list in JSON");
	if (ok) {
		json_print(json, &out);
		*ret_value = arena_strdup(a, out.text);
	}
	str_clear(&out);
	json_free(json);
	return ok;
}

static bool
read_form(const struct import *in, const struct register_cell *c, const char *text, struct arena *a,
    const char **ret_value, struct err *err)
{
	switch (c->form) {
	case REGISTER_TEXT:
		*ret_value = text;
		return c->words == NULL || is_one_of(c->words, text) ||
		    fail(err, ERR_INPUT, "\"%.60s\" is none of %s", text, c->words);
	case REGISTER_NPI:
		return read_identifier("npi", text, a, ret_value, err);
	case REGISTER_EMAIL:
		return read_identifier("email", text, a, ret_value, err);
	case REGISTER_STATE:
		return read_identifier("state", text, a, ret_value, err);
	case REGISTER_DAY:
		return read_day(in, text, a, ret_value, err);
	case REGISTER_MOMENT:
		return read_moment(in, text, a, ret_value, err);
	case REGISTER_FLAG:
		return read_flag(text, ret_value, err);
	case REGISTER_NUMBER:
		return read_number(text, ret_value, err);
	case REGISTER_ARRAY:
		return register_read_array(text, a, ret_value, err);
	}
	return false;
}

bool
register_read_cells(struct import *in, const struct register_kind *kind, const char *const *text,
    const char **value, size_t *ret_fault, struct err *err)
{
	struct arena *a = &in->row_arena;

	for (size_t i = 0; i < kind->cells; i++) {
		const struct register_cell *c = &kind->cell[i];
		*ret_fault = i;
		value[i] = NULL;
		if (text_blank(text[i])) {
			if (c->must)
				return fail(err, ERR_INPUT, "%s is missing", c->name);
			continue;
		}
		if (strlen(text[i]) > CELL_BYTES_MAX)
			return fail(err, ERR_INPUT, "%s is longer than %d bytes", c->name, CELL_BYTES_MAX);
		if (!read_form(in, c, text[i], a, &value[i], err))
			return fail_in(err, "%s", c->name);
		if (c->must && value[i] == NULL)
			return fail(err, ERR_INPUT, "%s is missing", c->name);
	}
	return true;
}
