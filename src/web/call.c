/*
 * call: a telephone call written down in one go: what the payer said becomes the event that it is, a note
 * with all its words, and a task for what comes next.
 */
#include <string.h>

#include "base/str.h"
#include "engine/form.h"
#include "store/audit.h"
#include "store/case_file.h"
#include "store/event.h"
#include "store/task.h"
#include "web/bulk.h"
#include "web/once.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define CALL_BYTES_MAX	3000

/* Fields of the form: how the note calls them, and what an event may call the same. */
static const struct { const char *field, *words, *event_fields; } fields[] = {
	{ "who", "with", "" },
	{ "reference", "reference", "reference reference_number" },
	{ "received", "received", "" },
	{ "complete", "complete", "" },
	{ "missing", "missing", "what missing" },
	{ "said", "status", "note reason text" },
	{ "effective", "effective", "effective_day" },
	{ "next", "next", "" },
	{ "on", "on", "" },
};

static const char *
said(const struct request *r, const char *field)
{
	const char *text = pairs_get(&r->form, field);

	return text_blank(text) ? NULL : text;
}

static bool
is_word_of(const char *list, const char *word)
{
	const char *found = strstr(list, word);
	size_t len = strlen(word);

	return found != NULL && len > 0 && (found == list || found[-1] == ' ') &&
	    (found[len] == ' ' || found[len] == '\0');
}

static bool
call_text(const struct request *r, const char **ret_text, struct err *err)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < LEN(fields); i++)
		if (said(r, fields[i].field) != NULL)
			str_printf(&text, "%s%s %s", text.len == 0 ? "Call: " : "; ", fields[i].words,
			    said(r, fields[i].field));
	size_t len = text.len;
	*ret_text = len > 0 ? arena_strdup(r->a, text.text) : "";
	str_clear(&text);
	if (len == 0)
		return fail(err, ERR_INPUT, "nothing was written down of the call");
	return len <= CALL_BYTES_MAX || fail(err, ERR_INPUT, "a call is written down in at most %d "
	    "bytes, this has %zu", CALL_BYTES_MAX, len);
}

/* The fields that the event knows, out of those of the call. */
static size_t
event_words(const struct request *r, const struct definition *d, const char *state, const char *event,
    struct form_word *words)
{
	struct event_view *views;
	size_t count = definition_events(d, state, r->a, &views), n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; text_equal(views[i].name, event) && k < views[i].fields; k++)
			for (size_t f = 0; f < LEN(fields); f++)
				if (said(r, fields[f].field) != NULL &&
				    is_word_of(fields[f].event_fields, views[i].field[k].name))
					words[n++] = (struct form_word){ views[i].field[k].name,
					    said(r, fields[f].field) };
	return n;
}

/* In the caller's transaction. */
static bool
say_event(struct request *r, const struct case_file *c, const char *event, struct err *err)
{
	struct form_word words[LEN(fields) * 2];
	const char *once = pairs_get(&r->form, "once");
	struct engine_answer answer;
	const struct definition *d;
	struct facts facts;

	if (!engine_definition(&r->web->reader, c->definition_id, &d, err) ||
	    !form_read(r->web->db, d, c->state, event, words, event_words(r, d, c->state, event, words),
	    r->web->settings->zone, r->a, &facts, err) ||
	    !engine_say_in(&r->web->writer, c->case_id, event, once, r->actor, &facts, r->now_ms, r->a,
	    &answer, err))
		return false;
	return answer.duplicate || answer.outcome == STEP_DONE || fail(err, ERR_CONFLICT,
	    "CR-%lld, in \"%s\", did not take \"%s\": %s. Nothing was written down",
	    (long long)c->case_id, c->state, event, answer.reason != NULL ? answer.reason :
	    "no rule of this state takes it");
}

/* What comes next is somebody's task; the same one again is the same task. */
static bool
add_task(struct request *r, int64_t case_id, struct err *err)
{
	const char *next = said(r, "next");
	struct task task = { .case_id = case_id, .name = "call", .title = next, .due_day = DAY_NONE,
	    .created_ms = r->now_ms };
	struct db *db = r->web->writer.db;
	int64_t task_id;

	if (next == NULL)
		return true;
	return pairs_day(&r->form, "on", &task.due_day, err) && task_add(db, &task, &task_id, err) &&
	    audit_add(db, r->actor, "task add", arena_printf(r->a, "task %lld", (long long)task_id), next, r->now_ms, err);
}

/* What it means for the case (NULL: nothing), what was said and what follows from it: all or none. */
static bool
write_down(struct request *r, const struct case_file *c, const char *event, const char *text, struct err *err)
{
	struct db *db = r->web->writer.db;

	return db_begin(db, err) && db_end(db, (event == NULL || say_event(r, c, event, err)) &&
	    engine_note_in(&r->web->writer, c->case_id, text, r->actor, r->now_ms, err) && add_task(r, c->case_id, err), err);
}

/* The event's row outlives the memory of what was sent before: a server that began anew writes no call a second time. */
static bool
is_written(const struct request *r, int64_t case_id, const char *event, bool *ret_is, struct err *err)
{
	*ret_is = false;
	return event == NULL || event_is_known(r->web->db, case_id, arena_printf(r->a, "u:%s", pairs_get(&r->form, "once")),
	    ret_is, err);
}

/* All that can be refused is looked at before anything is written. */
static bool
check(const struct request *r, struct err *err)
{
	static const char *const days[] = { "on", "effective" };
	int32_t day;

	for (size_t i = 0; i < LEN(days); i++)
		if (!pairs_day(&r->form, days[i], &day, err))
			return false;
	return said(r, "on") == NULL || said(r, "next") != NULL ||
	    fail(err, ERR_INPUT, "say what is to be done on %s", said(r, "on"));
}

bool
post_call(struct request *r, struct reply *reply, struct err *err)
{
	const char *event = said(r, "event"), *shown = pairs_get(&r->form, "shown"), *text;
	const char *back;
	struct case_file c;
	int64_t case_id;
	bool again, is_there;

	if (!request_id(r, 0, &case_id, err) || !once_is_taken(r, &again, err) ||
	    !is_written(r, case_id, event, &is_there, err))
		return false;
	back = arena_printf(r->a, "/case/%lld?did=", (long long)case_id);
	if (again || is_there)
		return reply_redirect(reply, arena_printf(r->a, "%sagain", back));
	if (!check(r, err) || !call_text(r, &text, err) ||
	    !case_load(r->web->writer.db, case_id, r->a, &c, err))
		return false;
	if (event != NULL && shown != NULL && !text_equal(shown, c.state))
		return fail(err, ERR_CONFLICT, "CR-%lld moved on while you telephoned: it was in \"%s\", it is "
		    "in \"%s\" now. Nothing was written down: look at it, then log the call again",
		    (long long)case_id, words_name(shown, r->a), words_name(c.state, r->a));
	if (!write_down(r, &c, event, text, err))
		return false;
	once_take(r);
	return reply_redirect(reply, arena_printf(r->a, "%scall", back));
}

/* One of several that a single call, or a note, was about. */
static bool
note_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	const char *text = context, *shown;
	struct case_file c;
	int64_t case_id;

	return bulk_id(r, chosen, &case_id, &shown, err) && case_load(r->web->writer.db, case_id, r->a, &c, err) &&
	    write_down(r, &c, NULL, text, err);
}

static bool
pause_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	const bool *is_pause = context;
	const char *shown;
	int64_t case_id;

	if (!bulk_id(r, chosen, &case_id, &shown, err))
		return false;
	return *is_pause ? engine_pause(&r->web->writer, case_id, r->actor, r->now_ms, err) :
	    engine_resume(&r->web->writer, case_id, false, r->actor, r->now_ms, err);
}

/* One call to a payer is often about many applications. */
bool
post_calls(struct request *r, struct reply *reply, struct err *err)
{
	const char *what = said(r, "do"), *text;
	bool again, is_pause = text_equal(what, "pause");

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, bulk_back(r, "/cases", "again"));
	if (is_pause || text_equal(what, "resume"))
		return bulk_run(r, "case", "cases", is_pause ? "paused" : "let go on", pause_one, &is_pause, err) &&
		    reply_redirect(reply, bulk_back(r, "/cases", is_pause ? "pauses" : "resumes"));
	if (!text_equal(what, "call"))
		return fail(err, ERR_INPUT, "this form is not complete");
	return check(r, err) && call_text(r, &text, err) &&
	    bulk_run(r, "case", "cases", "written down", note_one, arena_strdup(r->a, text), err) &&
	    reply_redirect(reply, bulk_back(r, "/cases", "calls"));
}
