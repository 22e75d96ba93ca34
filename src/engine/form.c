/* form: words made into typed fields. */
#include "engine/form.h"

#include <string.h>

#include "base/str.h"
#include "store/subject.h"
#include "base/banned.h"

const char *
form_event_name(const char *word, struct arena *a)
{
	return strchr(word, '.') != NULL ? word : arena_printf(a, "user.%s", word);
}

static bool
fail_event(const struct event_view *events, size_t count, const char *state, const char *name,
    struct err *err)
{
	struct str words = STR_INIT;

	for (size_t i = 0; i < count; i++)
		str_printf(&words, "%s%s", i > 0 ? ", " : "", events[i].name);
	fail(err, ERR_INPUT, "a case in state \"%s\" does not take \"%s\". Possible now: %s", state, name,
	    count > 0 ? words.text : "nothing");
	str_clear(&words);
	return false;
}

/* People send what their list shows; of what the program sends ("mail.reply") the file must know. */
static bool
find_event(const struct definition *d, const char *state, const char *name, struct arena *a,
    struct event_view *ret, struct err *err)
{
	struct event_view *events;
	size_t count;

	if ((state == NULL || !text_starts(name, "user.")) && definition_event(d, name, ret))
		return true;
	count = definition_events(d, state != NULL ? state : "", a, &events);
	for (size_t i = 0; i < count; i++)
		if (strcmp(events[i].name, name) == 0) {
			*ret = events[i];
			return true;
		}
	return fail_event(events, count, state != NULL ? state : "", name, err);
}

static const struct event_field *
find_field(const struct event_view *event, const char *name)
{
	for (size_t i = 0; i < event->fields; i++)
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
is_choice(const struct event_field *field, const char *word)
{
	for (const char **choice = field->choice; *choice != NULL; choice++)
		if (strcmp(*choice, word) == 0)
			return true;
	return false;
}

static bool
fail_choice(const struct event_field *field, const char *word, struct err *err)
{
	struct str known = STR_INIT;

	for (const char **choice = field->choice; *choice != NULL; choice++)
		str_printf(&known, "%s%s", known.len > 0 ? ", " : "", *choice);
	fail(err, ERR_INPUT, "\"%s\" is no %s. It should be one of: %s", word, field->name, known.text);
	str_clear(&known);
	return false;
}

static bool
read_word(struct db *db, const struct event_view *event, const struct form_word *word,
    const struct zone *zone, struct arena *a, struct facts *fields, struct err *err)
{
	const struct event_field *field = find_field(event, word->name);
	struct value value;

	if (field == NULL)
		return fail_field(event, word->name, err);
	if (!value_parse(field->type, word->text, zone, a, &value))
		return fail(err, ERR_INPUT, "\"%s\" of \"%s\" should be of type %s, not \"%s\"%s",
		    word->name, event->name, value_type_name(field->type), word->text,
		    field->type == TYPE_DATE ? ". Write a day as 2026-11-22" :
		    field->type == TYPE_REF ? ". Write a record as payer 3" : "");
	if (field->type == TYPE_REF && value.present && !subject_ref_check(db, value.text, err))
		return false;
	if (field->choice != NULL && value.present && !is_choice(field, value.text))
		return fail_choice(field, value.text, err);
	facts_set(fields, word->name, value);
	return true;
}

/* What the program's own events must carry, it sees to by itself. */
static bool
check_required(const struct event_view *event, const struct facts *fields, struct err *err)
{
	for (size_t i = 0; i < event->fields && text_starts(event->name, "user."); i++) {
		const struct value *v = facts_get(fields, event->field[i].name);
		if (event->field[i].required && (v == NULL || !v->present))
			return fail(err, ERR_INPUT, "event \"%s\" needs %s=... (%s)", event->name,
			    event->field[i].name, value_type_name(event->field[i].type));
	}
	return true;
}

bool
form_read(struct db *db, const struct definition *d, const char *state, const char *event,
    const struct form_word *word, size_t words, const struct zone *zone, struct arena *a,
    struct facts *ret_fields, struct err *err)
{
	struct event_view view;

	if (!find_event(d, state, event, a, &view, err))
		return false;
	facts_init(ret_fields, a);
	for (size_t i = 0; i < words; i++)
		if (!read_word(db, &view, &word[i], zone, a, ret_fields, err))
			return false;
	return check_required(&view, ret_fields, err);
}
