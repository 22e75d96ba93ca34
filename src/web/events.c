/* events: the words for what the engine wrote down. */
#include "web/events.h"

#include <string.h>

#include "web/page.h"
#include "web/words.h"
#include "base/banned.h"

static const struct { const char *event, *words; } known[] = {
	{ "mail.reply", "Reply received" }, { "mail.bounce", "Letter came back" },
	{ "mail.auto_reply", "Automatic answer received" }, { "email.sent", "Letter sent" },
	{ "email.failed", "Letter failed" }, { "email.unknown", "Letter sent without an answer" },
	{ "http.done", "Request taken" }, { "http.failed", "Request failed" },
	{ "http.unknown", "Request sent without an answer" }, { "child.cancelled", "Case cancelled" },
	{ "child.joined", "The cases that it waited for have ended" },
	{ "email.expired", "Letter given up" }, { "subject.changed", "Record changed" },
};

const char *
events_words(const char *event, struct arena *a)
{
	if (event == NULL)
		return "Opened";
	for (size_t i = 0; i < LEN(known); i++)
		if (strcmp(known[i].event, event) == 0)
			return known[i].words;
	if (text_starts(event, "timer."))
		return arena_printf(a, "Timer \"%s\"", words_name(event + 6, a));
	return words_title(text_starts(event, "user.") ? event + 5 : event, a);
}

/* Effects as the engine writes them, and how they are called here. */
static const struct { const char *kind, *lead; } effects[] = {
	{ "email", "Letter" }, { "task", "Task" }, { "deadline", "Deadline" }, { "note", "Note" },
	{ "close_task", "Task closed" }, { "clear_deadline", "Deadline cleared" },
	{ "start", "Case opened" }, { "cancel_child", "Case cancelled" }, { "set", "Set" },
	{ "http", "Request" },
};

static const char *
value_words(const struct json *value, struct arena *a)
{
	const char *key;
	struct json *inner;

	switch (json_kind_of(value)) {
	case JSON_IS_TEXT:
		return json_as_text(value);
	case JSON_IS_NUMBER:
		return arena_printf(a, "%lld", (long long)json_as_int(value, 0));
	case JSON_IS_BOOL:
		return json_as_bool(value) ? "yes" : "no";
	case JSON_IS_OBJECT:		/* {"date": "2026-05-01"} */
		return json_entry(value, 0, &key, &inner) ? value_words(inner, a) : "";
	case JSON_IS_NULL:
	case JSON_IS_ARRAY:
		return "";
	}
	return "";
}

/* "subject.packet_day": the case's own subject needs no mention. */
static const char *
set_words(const char *name, const char *value, struct arena *a)
{
	const char *own = text_starts(name, "subject.") ? name + strlen("subject.") : name;

	return arena_printf(a, "%s to %s", words_name(own, a), value[0] != '\0' ? value : "nothing");
}

static const char *
effect_rest(const struct json *effect, struct arena *a)
{
	const char *title = json_get_text(effect, "title"), *on = json_get_text(effect, "on");
	const char *name = json_get_text(effect, "name"), *to = json_get_text(effect, "to");
	const char *reason = json_get_text(effect, "reason");

	if (json_get_text(effect, "text") != NULL)
		return json_get_text(effect, "text");
	if (to != NULL)
		return arena_printf(a, "\"%s\" to %s%s%s", words_name(name, a), to,
		    reason != NULL ? ": " : "", reason != NULL ? reason : "");
	if (title != NULL)
		return arena_printf(a, "%s%s%s", title, on != NULL ? ", " : "", on != NULL ? on : "");
	if (json_get(effect, "value") != NULL)
		return set_words(name, value_words(json_get(effect, "value"), a), a);
	if (json_get_text(effect, "workflow") != NULL)
		return words_name(json_get_text(effect, "workflow"), a);
	return words_name(name, a);
}

static void
add_effects(const struct request *r, const struct json *changes, struct json *lines)
{
	const struct json *list = json_get(changes, "effects");

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *effect = json_at(list, i);
		const char *kind = json_get_text(effect, "kind"), *lead = kind;
		struct json *line = json_new_object();
		for (size_t j = 0; j < LEN(effects); j++)
			if (text_equal(effects[j].kind, kind))
				lead = effects[j].lead;
		json_set_text(line, "lead", lead);
		json_set_text(line, "rest", effect_rest(effect, r->a));
		json_push(lines, line);
	}
}

/* What was said; of mail and letters not what is usual, nor numbers that say nothing to people. */
static struct json *
fields_of(const struct request *r, const char *event, const struct json *payload)
{
	bool is_mail = event != NULL && (text_starts(event, "mail.") || text_starts(event, "email."));
	struct json *fields = json_new_array(), *value;
	const char *name;

	for (size_t i = 0; json_kind_of(payload) == JSON_IS_OBJECT &&
	    json_entry(payload, i, &name, &value); i++) {
		const char *words = value_words(value, r->a);
		if (text_blank(words) || (is_mail && (strcmp(words, "no") == 0 || strcmp(name, "message_id") == 0)))
			continue;
		struct json *field = json_new_object();
		json_set_text(field, "field", words_name(name, r->a));
		json_set_text(field, "value", words);
		json_push(fields, field);
	}
	return fields;
}

static const struct { const char *rule, *words; } by_hand[] = {
	{ "note", "Note" }, { "pause", "Paused" }, { "resume", "Resumed" },
	{ "migrate", "Moved to another version of its workflow" },
	{ "migrate undo", "Moved back to the version before" }, { "cancelled", "Cancelled" },
	{ "undo", "Taken back" },
};

void
events_step(const struct request *r, struct json *row)
{
	const char *from = json_get_text(row, "from_state"), *to = json_get_text(row, "to_state");
	const struct json *changes = json_get(row, "changes");
	const char *words = events_words(json_get_text(row, "event"), r->a);
	struct json *lines = json_new_array();

	for (size_t i = 0; i < LEN(by_hand); i++)
		if (text_equal(json_get_text(row, "rule"), by_hand[i].rule))
			words = by_hand[i].words;
	bool moved = !text_equal(from, to);
	add_effects(r, changes, lines);
	json_set_text(row, "note", json_get_text(changes, "note"));
	json_set_text(row, "what_words", words);
	json_set_bool(row, "moved", moved);
	json_set_bool(row, "is_quiet", !moved && json_count(lines) == 0 &&
	    json_get_text(changes, "note") == NULL);
	json_set_text(row, "from_words", words_name(from, r->a));
	json_set_text(row, "to_words", words_name(to, r->a));
	json_set(row, "said", fields_of(r, json_get_text(row, "event"), json_get(row, "payload")));
	json_set(row, "lines", lines);
	page_since(r, row, "at_ms", "at_words");
}

static const struct { const char *kind, *words; } kinds[] = {
	/* letters, by status */
	{ "ready", "waits to be sent" }, { "leased", "being sent" }, { "sending", "being sent" },
	{ "unknown", "sent, but the server did not answer" }, { "held", "held" }, { "done", "sent" },
	{ "failed", "failed" }, { "cancelled", "cancelled" },
	/* mail, by kind */
	{ "reply", "Reply" }, { "bounce", "Came back" }, { "auto_reply", "Automatic answer" },
	{ "calendar_reply", "Calendar answer" }, { "broken", "Unreadable" }, { "other", "Mail" },
};

void
events_mail(const struct request *r, struct json *row)
{
	const char *kind = json_get_text(row, "kind");

	json_set_bool(row, "is_letter", text_equal(json_get_text(row, "what"), "letter"));
	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kind, kinds[i].kind))
			json_set_text(row, "kind_words", kinds[i].words);
	page_since(r, row, "at_ms", "at_words");
}
