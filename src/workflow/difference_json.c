/* difference_json: differences as programs read them. */
#include "workflow/difference.h"

#include "base/banned.h"

static struct json *
difference_json(const struct difference *d)
{
	struct json *json = json_new_object();

	json_set_text(json, "change", difference_changes[d->change]);
	json_set_text(json, "what", d->what);
	json_set_text(json, "name", d->name);
	json_set_text(json, "where", d->where);
	json_set_text(json, "field", d->field);
	json_set_text(json, "before", d->before);
	json_set_text(json, "after", d->after);
	json_set_line(json, "line_before", d->line_before);
	json_set_line(json, "line_after", d->line_after);
	json_set_text(json, "words", d->words);
	return json;
}

struct json *
differences_json(const struct differences *list)
{
	struct json *changes = json_new_array();

	for (size_t i = 0; i < list->count; i++)
		json_push(changes, difference_json(&list->item[i]));
	return changes;
}
