/* record: reading what people and spreadsheets say into the normal form of each field. */
#include "core/record.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "core/identifier.h"
#include "core/record_inside.h"
#include "core/sheet_day.h"
#include "base/banned.h"

#define TEXT_BYTES_MAX	4000	/* of a text but a note */

#define TEXT_BYTES_MAX	4000		/* longer is no cell that a person wrote */
#define YEARS_AHEAD	20		/* what "3/31/40" may mean at most */

const struct record_kind *
record_kind_find(const char *name_or_plural)
{
	const struct record_kind *kind;

	for (size_t i = 0; (kind = record_kind_list(i)) != NULL; i++)
		if (strcmp(kind->name, name_or_plural) == 0 ||
		    strcmp(kind->plural, name_or_plural) == 0)
			return kind;
	return NULL;
}

const char *
record_article(const struct record_kind *kind)
{
	return strchr("aeiou", kind->name[0]) != NULL ? "an" : "a";
}

const struct record_field *
record_field_find(const struct record_kind *kind, const char *name, struct err *err)
{
	const char *names[RECORD_FIELDS_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < kind->fields; i++) {
		if (kind->field[i].flags & FIELD_DERIVED)
			continue;
		if (strcmp(kind->field[i].name, name) == 0)
			return &kind->field[i];
		names[count++] = kind->field[i].name;
	}
	names[count] = NULL;
	const char *nearest = yaml_nearest(name, names);
	fail(err, ERR_INPUT, nearest ? "%s %s has no \"%s\". Did you mean \"%s\"?" :
	    "%s %s has no \"%s\"", record_article(kind), kind->name, name, nearest);
	return NULL;
}

size_t
record_field_index(const struct record_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->fields; i++)
		if (strcmp(kind->field[i].name, name) == 0)
			return i;
	BUG("a %s has no field %s", kind->name, name);
}

void
record_init(struct record *r, const struct record_kind *kind, const struct catalog *catalog,
    int32_t today_day, struct arena *a)
{
	*r = (struct record){ .kind = kind, .catalog = catalog, .today_day = today_day, .arena = a,
		.fault = RECORD_NO_FIELD, .value = arena_array(a, kind->fields, sizeof(*r->value)) };
}

void
record_clear(struct record *r)
{
	memset(r->value, 0, r->kind->fields * sizeof(*r->value));
	r->fault = RECORD_NO_FIELD;
}

const char *
record_value(const struct record *r, const char *name)
{
	return r->value[record_field_index(r->kind, name)];
}

/* Valid, without blanks around it; the apostrophe that makes a formula harmless is taken off. */
static const char *
clean(const struct record *r, const char *text)
{
	struct str out = STR_INIT;

	utf8_clean(text, strlen(text), &out);
	const char *start = out.text;
	while (isspace((unsigned char)*start) || strncmp(start, "\xc2\xa0", 2) == 0)
		start += *start == '\xc2' ? 2 : 1;
	if (r->is_import)
		start = str_after_apostrophe(start);
	size_t len = strlen(start);
	while (len > 0 && (isspace((unsigned char)start[len - 1]) ||
	    (len > 1 && strncmp(start + len - 2, "\xc2\xa0", 2) == 0)))
		len -= start[len - 1] == '\xa0' ? 2 : 1;
	const char *cleaned = arena_strndup(r->arena, start, len);
	str_clear(&out);
	return cleaned;
}

static bool
read_choice(struct record *r, size_t i, const char *text, struct err *err)
{
	const char *p = r->kind->field[i].detail;
	struct str known = STR_INIT;

	while (*p != '\0') {
		size_t all = strcspn(p, "|"), first = strcspn(p, ",|");
		for (size_t at = 0; at < all; ) {
			size_t len = strcspn(p + at, ",|");
			if (strlen(text) == len && strncasecmp(p + at, text, len) == 0) {
				r->value[i] = arena_strndup(r->arena, p, first);
				str_clear(&known);
				return true;
			}
			at += len + 1;
		}
		str_printf(&known, "%s%.*s", known.len > 0 ? ", " : "", (int)first, p);
		p += all;
		p += *p == '|';
	}
	fail(err, ERR_INPUT, "\"%s\" is no %s. There are: %s", text, r->kind->field[i].name,
	    known.text);
	str_clear(&known);
	return false;
}

static bool
read_bool(struct record *r, size_t i, const char *text, struct err *err)
{
	static const char *const yes[] = { "yes", "y", "true", "1", "x" };
	static const char *const no[] = { "no", "n", "false", "0" };

	for (size_t w = 0; w < LEN(yes); w++)
		if (text_equal_nocase(text, yes[w]))
			return r->value[i] = "1", true;
	for (size_t w = 0; w < LEN(no); w++)
		if (text_equal_nocase(text, no[w]))
			return r->value[i] = "0", true;
	return fail(err, ERR_INPUT, "\"%s\" should be yes or no", text);
}

static bool
read_int(struct record *r, size_t i, const char *text, struct err *err)
{
	size_t digits = strspn(text, "0123456789");
	int64_t number;

	/* A spreadsheet may have added decimals. */
	if (strspn(text + digits, ".0") == strlen(text + digits) && text[digits] == '.')
		text = arena_strndup(r->arena, text, digits);
	if (!int_parse(text, &number) || number < 1 || number > INT32_MAX)
		return fail(err, ERR_INPUT, "\"%s\" should be a whole number from 1 on", text);
	r->value[i] = arena_printf(r->arena, "%lld", (long long)number);
	return true;
}

/* Work histories are written by the month. */
static bool
read_month(struct record *r, size_t i, const char *text)
{
	int flags = r->kind->field[i].flags;
	char normal[DAY_TEXT_BYTES];
	int32_t first;

	if ((flags & FIELD_UNTIL) && sheet_goes_on(text)) {
		r->value[i] = "";
		return true;
	}
	if (!(flags & (FIELD_FROM | FIELD_UNTIL)) || !sheet_month_parse(text, &first))
		return false;
	r->value[i] = arena_strdup(r->arena, day_format(flags & FIELD_FROM ? first : day_end_of_month(first),
	    normal));
	return true;
}

static bool
read_day(struct record *r, size_t i, const char *text, struct err *err)
{
	bool past = (r->kind->field[i].flags & FIELD_PAST) != 0;
	char normal[DAY_TEXT_BYTES];
	int32_t day;

	if (read_month(r, i, text))
		return true;
	if (!sheet_day_parse(text, r->today_day, past ? 0 : YEARS_AHEAD, &day, err))
		return (r->kind->field[i].flags & FIELD_SECRET) == 0 ? false :
		    fail(err, ERR_INPUT, "this is no day that has passed, like 1980-02-03");
	if (day == DAY_NONE && r->is_import)
		return true;
	if (past && day != DAY_NONE && day > r->today_day)
		return (r->kind->field[i].flags & FIELD_SECRET) == 0 ?
		    fail(err, ERR_INPUT, "%s lies ahead", day_format(day, normal)) :
		    fail(err, ERR_INPUT, "this is no day that has passed, like 1980-02-03");
	r->value[i] = arena_strdup(r->arena, day_format(day, normal));
	return true;
}

/* Zeros before and decimals behind a number are what spreadsheets lose and add. */
static const char *
mend_number(const struct record *r, const char *kind, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	bool number = digits > 0 && (text[digits] == '\0' || strcmp(text + digits, ".0") == 0);

	if (!number)
		return text;
	if (strcmp(kind, "zip") == 0 && (digits == 4 || digits == 8))
		return arena_printf(r->arena, "0%.*s", (int)digits, text);
	return arena_strndup(r->arena, text, digits);
}

static bool
read_identifier(struct record *r, size_t i, const char *kind, const char *text, struct err *err)
{
	struct str normal = STR_INIT;

	if (r->is_import && sheet_nothing(text))
		return true;
	bool valid = identifier_read(kind, r->is_import ? mend_number(r, kind, text) : text, &normal,
	    err);
	if (valid)
		r->value[i] = arena_strdup(r->arena, normal.text);
	str_clear(&normal);
	return valid;
}

static bool
read_credential_type(struct record *r, size_t i, const char *text, struct err *err)
{
	const struct credential_type *type = record_type_find(r->catalog, text);
	struct str known = STR_INIT;

	if (type != NULL && !type->retired) {
		r->value[i] = type->key;
		return true;
	}
	const char *near = type == NULL && r->catalog != NULL ? catalog_nearest(r->catalog, text, r->arena) : NULL;
	if (near != NULL)
		return fail(err, ERR_INPUT, "there is no credential type \"%s\". Did you mean \"%s\"? "
		    "\"credence credential types\" lists all", text, near);
	for (size_t t = 0; r->catalog != NULL && t < r->catalog->types; t++)
		if (!r->catalog->type[t].retired)
			str_printf(&known, "%s%s", known.len > 0 ? ", " : "", r->catalog->type[t].key);
	fail(err, ERR_INPUT, type != NULL ? "the credential type \"%s\" is retired. There are: %s" :
	    "there is no credential type \"%s\". There are: %s", text, known.text);
	str_clear(&known);
	return false;
}

/* Cells of text that say nothing.  "None" and "Na" are names of people, but no numbers. */
static bool
says_nothing(const struct record_field *field, const char *text)
{
	return (field->flags & FIELD_KEY) != 0 && (field->flags & FIELD_REQUIRED) == 0 ?
	    sheet_nothing(text) : text_equal_nocase(text, "n/a") || text_equal_nocase(text, "#n/a") ||
	    text[strspn(text, "-")] == '\0';
}

/* Names, numbers and addresses stand on one line in letters, lists and calendars, whatever a cell has in it;
 * a note keeps its lines. */
static bool
read_text(struct record *r, size_t i, const char *text, struct err *err)
{
	const struct record_field *field = &r->kind->field[i];
	struct str shown = STR_INIT;
	size_t len = 0;

	if (text_equal(field->name, "note")) {
		r->value[i] = text;
		return true;
	}
	str_add_shown(&shown, text);
	for (size_t j = 0; j < shown.len; j++) {
		bool control = (unsigned char)shown.text[j] < ' ' || shown.text[j] == 0x7f;
		if (!control || (len > 0 && shown.text[len - 1] != ' '))
			shown.text[len++] = control ? ' ' : shown.text[j];
	}
	while (len > 0 && shown.text[len - 1] == ' ')
		len--;
	if (len <= TEXT_BYTES_MAX)
		r->value[i] = len == strlen(text) && memcmp(shown.text, text, len) == 0 ? text :
		    arena_strndup(r->arena, shown.text, len);
	str_clear(&shown);
	return len <= TEXT_BYTES_MAX || fail(err, ERR_INPUT, "%s has more than %d bytes", field->name, TEXT_BYTES_MAX);
}

static bool
read_value(struct record *r, size_t i, const char *text, struct err *err)
{
	const struct record_field *field = &r->kind->field[i];

	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_PAYER:
	case FIELD_LOCATION:
		return (r->is_import && says_nothing(field, text)) || read_text(r, i, text, err);
	case FIELD_DAY:
		return read_day(r, i, text, err);
	case FIELD_INT:
		return read_int(r, i, text, err);
	case FIELD_BOOL:
		return read_bool(r, i, text, err);
	case FIELD_IDENTIFIER:
		return read_identifier(r, i, field->detail, text, err);
	case FIELD_CHOICE:
		return read_choice(r, i, text, err);
	case FIELD_CREDENTIAL_TYPE:
		return read_credential_type(r, i, text, err);
	case FIELD_PROVIDER:
		if (r->is_import)
			return read_identifier(r, i, "npi", text, err);
		r->value[i] = text;
		return true;
	}
	BUG("the field %s has no type", field->name);
}

bool
record_assign_at(struct record *r, size_t i, const char *text, struct err *err)
{
	const char *cleaned = clean(r, text);

	r->fault = i;
	if (cleaned[0] == '\0') {
		if (!r->is_import)
			r->value[i] = "";
		r->fault = RECORD_NO_FIELD;
		return true;
	}
	if (strlen(cleaned) > TEXT_BYTES_MAX)
		return fail(err, ERR_INPUT, "the text is longer than %d bytes", TEXT_BYTES_MAX);
	if (!read_value(r, i, cleaned, err))
		return false;
	r->fault = RECORD_NO_FIELD;
	return true;
}

bool
record_assign(struct record *r, const char *name, const char *text, struct err *err)
{
	const struct record_field *field = record_field_find(r->kind, name, err);

	return field != NULL && record_assign_at(r, (size_t)(field - r->kind->field), text, err);
}

const char *
record_usual_months(const char *payer_kind)
{
	return text_equal(payer_kind, "medicare") || text_equal(payer_kind, "medicaid") ? "60" : NULL;
}

bool
record_complete(const struct record *r, struct err *err)
{
	for (size_t i = 0; i < r->kind->fields; i++)
		if ((r->kind->field[i].flags & FIELD_REQUIRED) &&
		    (r->value[i] == NULL || r->value[i][0] == '\0'))
			return fail(err, ERR_INPUT, "%s %s needs %s", record_article(r->kind),
			    r->kind->name, r->kind->field[i].name);
	return true;
}
