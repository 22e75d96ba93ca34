/* personal: by name, in JSON that is about to be shown; what is stored stays as it is. */
#include "workflow/personal.h"

#include <string.h>

#include "base/banned.h"

bool
personal_is(const struct definition *d, const char *name)
{
	if (d == NULL)
		return true;
	for (size_t i = 0; i < definition_vars(d); i++) {
		struct var_view var = definition_var(d, i);
		if (var.pii && strcmp(var.name, name) == 0)
			return true;
	}
	return false;
}

/* That there is none, is no secret. */
static struct json *
mask(const struct json *value)
{
	struct json *masked;

	switch (json_kind_of(value)) {
	case JSON_IS_NULL:
		return json_new_null();
	case JSON_IS_ARRAY:
		masked = json_new_array();
		for (size_t i = 0; i < json_count(value); i++)
			json_push(masked, mask(json_at(value, i)));
		return masked;
	case JSON_IS_BOOL:
	case JSON_IS_NUMBER:
	case JSON_IS_TEXT:
	case JSON_IS_OBJECT:
		break;
	}
	return json_new_text(PERSONAL_MASK);
}

void
personal_mask(const struct definition *d, struct json *values)
{
	struct json *value;
	const char *name;

	if (json_kind_of(values) != JSON_IS_OBJECT)
		return;
	/* A key that is there keeps its place. */
	for (size_t i = 0; json_entry(values, i, &name, &value); i++)
		if (personal_is(d, name))
			json_set(values, name, mask(value));
}

void
personal_mask_changes(const struct definition *d, struct json *changes)
{
	personal_mask(d, json_get(changes, "vars"));
	personal_mask(d, json_get(json_get(json_get(changes, "migration"), "before"), "vars"));
}
