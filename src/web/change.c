/* change: what forms do: say an event, note, pause, let go on.  Each leads back to its page. */
#include <string.h>

#include "engine/form.h"
#include "store/case_file.h"
#include "store/event.h"
#include "store/overview.h"
#include "web/guard.h"
#include "web/once.h"
#include "web/pages.h"
#include "base/banned.h"

#define NOTE_BYTES_MAX	4000
#define FIELD		"f."	/* before the names of an event's own fields */

static bool
back_to_case(const struct request *r, struct reply *reply, int64_t case_id, const char *did)
{
	return reply_redirect(reply, arena_printf(r->a, "/case/%lld?did=%s", (long long)case_id, did));
}

/* The filled-in fields; what was left empty was not said. */
static size_t
words_of(const struct request *r, struct form_word *words)
{
	size_t count = 0;

	for (size_t i = 0; i < r->form.count; i++) {
		const struct pair *pair = &r->form.item[i];
		if (text_starts(pair->name, FIELD) && !text_blank(pair->value))
			words[count++] = (struct form_word){ pair->name + strlen(FIELD), pair->value };
	}
	return count;
}

bool
post_event(struct request *r, struct reply *reply, struct err *err)
{
	struct form_word *words = arena_array(r->a, r->form.count, sizeof(*words));
	const char *event = pairs_get(&r->form, "event"), *once = pairs_get(&r->form, "once");
	struct engine_answer answer;
	int64_t case_id, shown;
	bool is_known, acted;

	if (text_blank(event) || text_blank(once) || !int_parse(pairs_get(&r->form, "shown"), &shown))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!request_id(r, 0, &case_id, err) || !guard_case(r, case_id, err) || !event_is_known(r->web->db, case_id,
	    arena_printf(r->a, "u:%s", once), &is_known, err))
		return false;
	/* The case may be in a state by now that knows nothing of these fields. */
	if (is_known)
		return back_to_case(r, reply, case_id, "again");
	if (!overview_acted_since(r->web->writer.db, case_id, shown, &acted, err))
		return false;
	if (acted)
		return page_case_stale(r, reply, shown, err);
	if (!engine_say_words(&r->web->writer, case_id, event, once, words, words_of(r, words), r->actor,
	    r->now_ms, r->a, &answer, err))
		return false;
	return back_to_case(r, reply, case_id, answer.duplicate ? "again" : "event");
}

bool
post_note(struct request *r, struct reply *reply, struct err *err)
{
	const char *text = pairs_get(&r->form, "text");
	int64_t case_id;
	bool again;

	if (!request_id(r, 0, &case_id, err) || !once_is_taken(r, &again, err))
		return false;
	if (again)
		return back_to_case(r, reply, case_id, "again");
	if (text_blank(text))
		return fail(err, ERR_INPUT, "the note is empty");
	if (strlen(text) > NOTE_BYTES_MAX)
		return fail(err, ERR_INPUT, "a note holds at most %d bytes, this one has %zu",
		    NOTE_BYTES_MAX, strlen(text));
	if (!engine_note(&r->web->writer, case_id, text, r->actor, r->now_ms, err))
		return false;
	once_take(r);
	return back_to_case(r, reply, case_id, "note");
}

bool
post_pause(struct request *r, struct reply *reply, struct err *err)
{
	int64_t case_id;

	return request_id(r, 0, &case_id, err) &&
	    engine_pause(&r->web->writer, case_id, r->actor, r->now_ms, err) &&
	    back_to_case(r, reply, case_id, "pause");
}

bool
post_resume(struct request *r, struct reply *reply, struct err *err)
{
	bool skip = text_equal(pairs_get(&r->form, "skip"), "yes");
	int64_t case_id;

	return request_id(r, 0, &case_id, err) &&
	    engine_resume(&r->web->writer, case_id, skip, r->actor, r->now_ms, err) &&
	    back_to_case(r, reply, case_id, "resume");
}
