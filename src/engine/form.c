/* form: words made into typed fields. */
#include "engine/form.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

const char *
form_event_name(const char *word, struct arena *a)
{
	return strchr(word, '.') != NULL ? word : arena_printf(a, "user.%s", word);
}

/* The event as the state knows it; NULL when it has no rule for it. */
static const struct event_view *
find_event(const struct definition *d, const char *state, const char *name, struct arena *a)
{
	struct event_view *events;
	size_t count = definition_events(d, state, a, &events);

	for (size_t i = 0; i < count; i++)
		if (strcmp(events[i].name, name) == 0)
			return &events[i];
	return NULL;
}

static const struct event_field *
find_field(const struct event_view *event, const char *name)
{
	for (size_t i = 0; event != NULL && i < event->fields; i++)
		if (strcmp(event->field[i].name, name) == 0)
			return &event->field[i];
	return NULL;
}

static bool
fail_field(const struct event_view *event, const char *name, struct err *err)
{
	struct str known = STR_INIT;

	for (size_t i = 0; i < event->fields; i++)
		str_printf(&known, "%s%s", i > 0 ? ", " : "", event->field[i].name);
	fail(err, ERR_INPUT, "event \"%s\" has no field \"%s\". It has: %s", event->name, name,
	    known.len > 0 ? known.text : "none");
	str_clear(&known);
	return false;
}

static bool
read_word(const struct event_view *event, const struct form_word *word, const struct zone *zone,
    struct arena *a, struct facts *fields, struct err *err)
{
	const struct event_field *field = find_field(event, word->name);
	struct value value;

	if (event != NULL && field == NULL)
		return fail_field(event, word->name, err);
	enum value_type type = field != NULL ? field->type : TYPE_TEXT;
	if (!value_parse(type, word->text, zone, a, &value))
		return fail(err, ERR_INPUT, "\"%s\" of \"%s\" should be of type %s, not \"%s\"%s",
		    word->name, event != NULL ? event->name : "", value_type_name(type), word->text,
		    type == TYPE_DATE ? ". Write a day as 2026-11-22" : "");
	facts_set(fields, word->name, value);
	return true;
}

static bool
check_required(const struct event_view *event, const struct facts *fields, struct err *err)
{
	for (size_t i = 0; event != NULL && i < event->fields; i++)
		if (event->field[i].required && facts_get(fields, event->field[i].name) == NULL)
			return fail(err, ERR_INPUT, "event \"%s\" needs %s=... (%s)", event->name,
			    event->field[i].name, value_type_name(event->field[i].type));
	return true;
}

bool
form_read(const struct definition *d, const char *state, const char *event,
    const struct form_word *word, size_t words, const struct zone *zone, struct arena *a,
    struct facts *ret_fields, struct err *err)
{
	const struct event_view *known = find_event(d, state, event, a);

	facts_init(ret_fields, a);
	for (size_t i = 0; i < words; i++)
		if (!read_word(known, &word[i], zone, a, ret_fields, err))
			return false;
	return check_required(known, ret_fields, err);
}
