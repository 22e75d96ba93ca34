/* json: jansson behind our own names.  The only file that includes jansson.h. */
#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/utf8.h"
#include "base/banned.h"

/* jansson takes json_t without const even where it only reads. */
static json_t *
inside(const struct json *json)
{
	return (json_t *)(uintptr_t)json;
}

static struct json *
outside(json_t *json)
{
	if (json == NULL)
		abort();		/* making a value fails only without memory */
	return (struct json *)json;
}

struct json *json_new_object(void)	   { return outside(json_object()); }
struct json *json_new_array(void)	   { return outside(json_array()); }
struct json *json_new_int(int64_t number) { return outside(json_integer(number)); }
struct json *json_new_bool(bool yes)	   { return outside(json_boolean(yes)); }
struct json *json_new_null(void)	   { return outside(json_null()); }

struct json *
json_new_real(double number)
{
	json_t *real = json_real(number);	/* NULL for what JSON cannot say (NaN) */

	return real != NULL ? outside(real) : json_new_null();
}

struct json *
json_new_text(const char *text)
{
	if (text == NULL)
		return json_new_null();
	json_t *string = json_string(text);
	if (string == NULL) {
		struct str clean = STR_INIT;
		utf8_clean(text, strlen(text), &clean);
		string = json_string(clean.text);
		str_clear(&clean);
	}
	return outside(string);
}

void
json_free(struct json *json)
{
	json_decref(inside(json));
}

struct json *
json_share(struct json *json)
{
	return outside(json_incref(inside(json)));
}

struct json *
json_duplicate(const struct json *json)
{
	return json != NULL ? outside(json_deep_copy(inside(json))) : NULL;
}

void
json_set(struct json *object, const char *key, struct json *value)
{
	if (value == NULL)
		value = json_new_null();
	if (json_object_set_new_nocheck(inside(object), key, inside(value)) != 0)
		BUG("json_set(\"%s\") on something that is no object", key);
}

void
json_push(struct json *array, struct json *value)
{
	if (value == NULL)
		value = json_new_null();
	if (json_array_append_new(inside(array), inside(value)) != 0)
		BUG("json_push() on something that is no array");
}

void
json_truncate(struct json *array, size_t count)
{
	while (json_array_size(inside(array)) > count)
		json_array_remove(inside(array), json_array_size(inside(array)) - 1);
}

void
json_set_text(struct json *object, const char *key, const char *text)
{
	json_set(object, key, json_new_text(text));
}

void
json_set_int(struct json *object, const char *key, int64_t number)
{
	json_set(object, key, json_new_int(number));
}

void
json_set_bool(struct json *object, const char *key, bool yes)
{
	json_set(object, key, json_new_bool(yes));
}

void
json_set_day(struct json *object, const char *key, int32_t day)
{
	char text[DAY_TEXT_BYTES];

	json_set_text(object, key, day == DAY_NONE ? NULL : day_format(day, text));
}

void
json_set_id(struct json *object, const char *key, int64_t id)
{
	json_set(object, key, id == 0 ? json_new_null() : json_new_int(id));
}

void
json_set_line(struct json *object, const char *key, int line)
{
	json_set_id(object, key, line > 0 ? line : 0);
}

bool
json_parse(const char *bytes, size_t len, struct json **ret_json, struct err *err)
{
	json_error_t error;
	json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

	if (json == NULL)
		return fail(err, ERR_INPUT, "line %d, column %d: %s", error.line, error.column,
		    error.text);
	*ret_json = outside(json);
	return true;
}

static int
add_bytes(const char *bytes, size_t len, void *data)
{
	str_add_bytes(data, bytes, len);
	return 0;
}

/* A fraction comes out as people wrote it: 1.1 is not 1.1000000000000001. */
#define AS_WRITTEN	(JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

void
json_print(const struct json *json, struct str *out)
{
	json_dump_callback(inside(json), add_bytes, out, JSON_COMPACT | AS_WRITTEN);
}

const char *
json_print_in(const struct json *json, struct arena *a)
{
	struct str s = STR_INIT;
	char few[2048];

	/* Most fits, and needs no memory that grows. */
	size_t len = json_dumpb(inside(json), few, sizeof(few), JSON_COMPACT | AS_WRITTEN);
	if (len > 0 && len <= sizeof(few))
		return arena_strndup(a, few, len);
	json_print(json, &s);
	const char *text = arena_strndup(a, s.text, s.len);
	str_clear(&s);
	return text;
}

void
json_print_pretty(const struct json *json, struct str *out)
{
	json_dump_callback(inside(json), add_bytes, out, JSON_INDENT(2) | AS_WRITTEN);
}

struct json *
json_get(const struct json *object, const char *key)
{
	return (struct json *)json_object_get(inside(object), key);
}

struct json *
json_at(const struct json *array, size_t i)
{
	return (struct json *)json_array_get(inside(array), i);
}

size_t
json_count(const struct json *array_or_object)
{
	const json_t *json = inside(array_or_object);

	return json_is_array(json) ? json_array_size(json) : json_object_size(json);
}

const char *
json_get_text(const struct json *object, const char *key)
{
	return json_as_text(json_get(object, key));
}

int64_t
json_as_int(const struct json *json, int64_t otherwise)
{
	return json_is_integer(inside(json)) ? json_integer_value(inside(json)) : otherwise;
}

int64_t
json_get_int(const struct json *object, const char *key, int64_t otherwise)
{
	return json_as_int(json_get(object, key), otherwise);
}

bool
json_get_bool(const struct json *object, const char *key)
{
	return json_as_bool(json_get(object, key));
}

bool
json_as_bool(const struct json *json)
{
	return json_is_true(inside(json));
}

const char *
json_as_text(const struct json *json)
{
	return json_string_value(inside(json));
}

enum json_kind
json_kind_of(const struct json *json)
{
	if (json == NULL)
		return JSON_IS_NULL;
	switch (json_typeof(inside(json))) {
	case JSON_OBJECT:	return JSON_IS_OBJECT;
	case JSON_ARRAY:	return JSON_IS_ARRAY;
	case JSON_STRING:	return JSON_IS_TEXT;
	case JSON_INTEGER:
	case JSON_REAL:		return JSON_IS_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:	return JSON_IS_BOOL;
	case JSON_NULL:		return JSON_IS_NULL;
	}
	return JSON_IS_NULL;
}

bool
json_entry(const struct json *object, size_t i, const char **ret_key, struct json **ret_value)
{
	void *iterator = json_object_iter(inside(object));

	while (iterator != NULL && i-- > 0)
		iterator = json_object_iter_next(inside(object), iterator);
	if (iterator == NULL)
		return false;
	*ret_key = json_object_iter_key(iterator);
	*ret_value = (struct json *)json_object_iter_value(iterator);
	return true;
}
