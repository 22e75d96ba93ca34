/* value: typed values and named facts; conversion to and from text and JSON. */
#include "workflow/value.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

static const char *const type_names[] = {
	[TYPE_TEXT] = "text", [TYPE_INT] = "int", [TYPE_BOOL] = "bool", [TYPE_DATE] = "date",
	[TYPE_INSTANT] = "instant", [TYPE_EMAIL] = "email", [TYPE_REF] = "ref",
	[TYPE_ENUM] = "enum",
};

bool
value_is_words(enum value_type type)
{
	return type == TYPE_TEXT || type == TYPE_EMAIL || type == TYPE_ENUM;
}

bool
value_has_text(enum value_type type)
{
	return value_is_words(type) || type == TYPE_REF;
}

struct value
value_ref(const char *kind, int64_t id, struct arena *a)
{
	return (struct value){ .present = true, .type = TYPE_REF,
		.text = arena_printf(a, "%s %lld", kind, (long long)id) };
}

bool
value_ref_parts(const char *text, const char **ret_kind, int64_t *ret_id)
{
	static const char *const kinds[] = { "provider", "payer", "location", "credential", "enrollment",
		"duty", "agreement" };

	for (size_t i = 0; i < LEN(kinds); i++) {
		size_t len = strlen(kinds[i]);
		if (text_starts(text, kinds[i]) && text[len] == ' ' && text[len + 1] > '0' && text[len + 1] <= '9' &&
		    int_parse(text + len + 1, ret_id)) {
			*ret_kind = kinds[i];
			return true;
		}
	}
	return false;
}

bool
value_type_fits(enum value_type type, enum value_type wanted)
{
	return type == wanted || (value_is_words(type) && value_is_words(wanted));
}

struct value
value_absent(enum value_type type)
{
	return (struct value){ .type = type };
}

struct value
value_text(const char *text)
{
	return (struct value){ .present = text != NULL && text[0] != '\0', .type = TYPE_TEXT,
		.text = text };
}

struct value
value_int(int64_t number)
{
	return (struct value){ .present = true, .type = TYPE_INT, .number = number };
}

struct value
value_bool(bool yes)
{
	return (struct value){ .present = true, .type = TYPE_BOOL, .number = yes };
}

struct value
value_date(int32_t day)
{
	return (struct value){ .present = day != DAY_NONE, .type = TYPE_DATE, .number = day };
}

struct value
value_instant(int64_t ms)
{
	return (struct value){ .present = ms != INSTANT_NONE, .type = TYPE_INSTANT, .number = ms };
}

bool
value_equal(struct value a, struct value b)
{
	if (!a.present || !b.present)
		return a.present == b.present;
	if (value_has_text(a.type) || value_has_text(b.type))
		return value_type_fits(a.type, b.type) && strcmp(a.text, b.text) == 0;
	return a.type == b.type && a.number == b.number;
}

const char *
value_type_name(enum value_type type)
{
	return type_names[type];
}

const char *
value_show(struct value v, const struct zone *zone, struct arena *a)
{
	char text[INSTANT_TEXT_BYTES];

	if (!v.present)
		return "";
	switch (v.type) {
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_REF:
	case TYPE_ENUM:
		return v.text;
	case TYPE_INT:
		return arena_printf(a, "%lld", (long long)v.number);
	case TYPE_BOOL:
		return v.number ? "true" : "false";
	case TYPE_DATE:
		return arena_strdup(a, day_format((int32_t)v.number, text));
	case TYPE_INSTANT:
		return arena_strdup(a, instant_format(v.number, zone, text));
	}
	return "";
}

static bool
address_plausible(const char *text)
{
	const char *at = strchr(text, '@');

	if (at == NULL || at == text || at[1] == '\0' || strlen(text) > 254)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '<' || *p == '>')
			return false;
	return strchr(at + 1, '@') == NULL;
}

bool
value_parse(enum value_type type, const char *text, const struct zone *zone, struct arena *a,
    struct value *ret_value)
{
	const char *kind;
	int64_t number;
	int32_t day;

	if (text == NULL || text[0] == '\0') {
		*ret_value = value_absent(type);
		return true;
	}
	switch (type) {
	case TYPE_EMAIL:
		if (!address_plausible(text))
			return false;
		break;
	case TYPE_REF:
		if (!value_ref_parts(text, &kind, &number))
			return false;
		break;
	case TYPE_TEXT:
	case TYPE_ENUM:
		break;
	case TYPE_INT:
		if (!int_parse(text, &number))
			return false;
		*ret_value = value_int(number);
		return true;
	case TYPE_BOOL:
		if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0 &&
		    strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
			return false;
		*ret_value = value_bool(text[0] == 't' || text[0] == 'y');
		return true;
	case TYPE_DATE:
		if (!day_parse(text, &day))
			return false;
		*ret_value = value_date(day);
		return true;
	case TYPE_INSTANT:
		if (!instant_parse(text, zone, &number, NULL))
			return false;
		*ret_value = value_instant(number);
		return true;
	}
	*ret_value = (struct value){ .present = true, .type = type, .text = arena_strdup(a, text) };
	return true;
}

struct json *
value_to_json(struct value v)
{
	char text[DAY_TEXT_BYTES];

	if (!v.present)
		return json_new_null();
	switch (v.type) {
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_REF:
	case TYPE_ENUM:
		return json_new_text(v.text);
	case TYPE_BOOL:
		return json_new_bool(v.number != 0);
	case TYPE_DATE:
		return json_new_text(day_format((int32_t)v.number, text));
	case TYPE_INT:
	case TYPE_INSTANT:
		break;
	}
	return json_new_int(v.number);
}

bool
value_from_json(enum value_type type, const struct json *json, struct arena *a,
    struct value *ret_value)
{
	switch (json_kind_of(json)) {
	case JSON_IS_NULL:
		*ret_value = value_absent(type);
		return true;
	case JSON_IS_TEXT:
		return (value_has_text(type) || type == TYPE_DATE) &&
		    value_parse(type, json_as_text(json), NULL, a, ret_value);
	case JSON_IS_BOOL:
		*ret_value = value_bool(json_as_bool(json));
		return type == TYPE_BOOL;
	case JSON_IS_NUMBER:
		*ret_value = (struct value){ .present = true, .type = type,
			.number = json_as_int(json, 0) };
		return type == TYPE_INT || type == TYPE_INSTANT;
	case JSON_IS_ARRAY:
	case JSON_IS_OBJECT:
		break;
	}
	return false;
}

void
facts_init(struct facts *facts, struct arena *a)
{
	*facts = (struct facts){ .arena = a };
}

/* The fact of that name, or NULL; *ret_place is where it is or would stand. */
static struct fact *
find(const struct facts *facts, const char *name, size_t *ret_place)
{
	size_t low = 0, high = facts->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct fact *fact = &facts->item[middle];
		int order = strcmp(fact->name, name);
		if (order == 0) {
			*ret_place = middle;
			return fact;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_place = low;
	return NULL;
}

void
facts_put(struct facts *facts, const char *name, struct value value)
{
	size_t at;
	struct fact *fact = find(facts, name, &at);

	if (fact != NULL) {
		fact->value = value;
		return;
	}
	facts->item = arena_grow(facts->arena, facts->item, facts->count, &facts->size,
	    sizeof(*facts->item));
	memmove(&facts->item[at + 1], &facts->item[at], (facts->count - at) * sizeof(*facts->item));
	facts->item[at] = (struct fact){ name, value };
	facts->count++;
}

void
facts_set(struct facts *facts, const char *name, struct value value)
{
	facts_put(facts, facts_get(facts, name) != NULL ? name : arena_strdup(facts->arena, name),
	    value);
}

const struct value *
facts_get(const struct facts *facts, const char *name)
{
	size_t at;
	const struct fact *fact = facts != NULL ? find(facts, name, &at) : NULL;

	return fact != NULL ? &fact->value : NULL;
}
