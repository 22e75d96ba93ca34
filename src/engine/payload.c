/*
 * payload: the fields of an event as JSON.  Text, numbers and yes/no are written as they are; the
 * types that JSON lacks are named: {"effective_on": {"date": "2026-05-01"}}.
 */
#include "engine/inside.h"

#include <string.h>

#include "base/banned.h"

static bool
is_plain(enum value_type type)
{
	return type == TYPE_TEXT || type == TYPE_INT || type == TYPE_BOOL;
}

const char *
payload_write(const struct facts *fields, struct arena *a)
{
	struct json *object = json_new_object();

	for (size_t i = 0; fields != NULL && i < fields->count; i++) {
		const struct fact *f = &fields->item[i];
		struct json *value = value_to_json(f->value);
		if (f->value.present && !is_plain(f->value.type)) {
			struct json *named = json_new_object();
			json_set(named, value_type_name(f->value.type), value);
			value = named;
		}
		json_set(object, f->name, value);
	}
	const char *text = json_print_in(object, a);
	json_free(object);
	return text;
}

static bool
read_value(const struct json *json, struct arena *a, struct value *ret)
{
	static const enum value_type named[] = { TYPE_DATE, TYPE_INSTANT, TYPE_EMAIL, TYPE_REF,
		TYPE_ENUM };

	switch (json_kind_of(json)) {
	case JSON_IS_NULL:
		*ret = value_absent(TYPE_TEXT);
		return true;
	case JSON_IS_BOOL:
		return value_from_json(TYPE_BOOL, json, a, ret);
	case JSON_IS_NUMBER:
		return value_from_json(TYPE_INT, json, a, ret);
	case JSON_IS_TEXT:
		return value_from_json(TYPE_TEXT, json, a, ret);
	case JSON_IS_OBJECT:
		for (size_t i = 0; i < LEN(named); i++) {
			struct json *inner = json_get(json, value_type_name(named[i]));
			if (inner != NULL)
				return value_from_json(named[i], inner, a, ret);
		}
		return false;
	case JSON_IS_ARRAY:
		return false;
	}
	return false;
}

bool
payload_read(const char *json, struct arena *a, struct facts *ret_fields, struct err *err)
{
	struct json *object, *json_value;
	struct value value;
	const char *key;

	facts_init(ret_fields, a);
	if (!json_parse(json, strlen(json), &object, err))
		return false;
	bool ok = true;
	for (size_t i = 0; ok && json_entry(object, i, &key, &json_value); i++) {
		ok = read_value(json_value, a, &value) ||
		    fail(err, ERR_INPUT, "field \"%s\" of the event cannot be read", key);
		if (ok)
			facts_set(ret_fields, arena_strdup(a, key), value);
	}
	json_free(object);
	return ok;
}
