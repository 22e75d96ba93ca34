/* api_case: cases and what people say to them, tasks, deadlines, mail. */
#include <string.h>

#include "engine/case_view.h"
#include "store/event.h"
#include "store/message.h"
#include "web/api.h"
#include "web/guard.h"
#include "web/pages.h"
#include "base/banned.h"

bool
api_case_list(struct request *r, struct reply *reply, struct err *err)
{
	struct case_filter filter;
	struct wishes wishes;
	struct query q;

	if (!api_wishes(r, "case", &wishes, err) || !list_filter_case(&wishes, &filter, err))
		return false;
	case_query_list(&q, r->web->db, &filter);
	return api_answer_rows(r, reply, &q, err);
}

bool
api_task_list(struct request *r, struct reply *reply, struct err *err)
{
	struct task_filter filter;
	struct wishes wishes;
	struct query q;

	if (!api_wishes(r, "task", &wishes, err) || !list_filter_task(&wishes, &filter, err))
		return false;
	task_query_list(&q, r->web->db, &filter);
	return api_answer_rows(r, reply, &q, err);
}

bool
api_deadline_list(struct request *r, struct reply *reply, struct err *err)
{
	struct deadline_filter filter;
	struct wishes wishes;
	struct query q;

	if (!api_wishes(r, "deadline", &wishes, err) || !list_filter_deadline(&wishes, &filter, err))
		return false;
	deadline_query_list(&q, r->web->db, &filter);
	return api_answer_rows(r, reply, &q, err);
}

bool
api_mail_list(struct request *r, struct reply *reply, struct err *err)
{
	struct message_filter filter;
	struct wishes wishes;
	struct query q;

	if (!api_wishes(r, "mail", &wishes, err) || !list_filter_mail(&wishes, &filter, err))
		return false;
	message_query_list(&q, r->web->db, &filter);
	return api_answer_rows(r, reply, &q, err);
}

static bool
answer_case(struct request *r, struct reply *reply, struct engine *e, int64_t case_id, struct err *err)
{
	struct json *view;
	const char *why;

	return engine_case_view(e, case_id, r->a, &view, &why, err) && api_answer(reply, 200, view);
}

bool
api_case_show(struct request *r, struct reply *reply, struct err *err)
{
	int64_t case_id;

	return request_id(r, 0, &case_id, err) && answer_case(r, reply, &r->web->reader, case_id, err);
}

/* {"effective_day": "2027-01-01"}: the words that were said; what is null was not. */
static bool
read_words(const struct request *r, const struct json *fields, struct form_word **ret_words, size_t *ret_count,
    struct err *err)
{
	struct form_word *words = arena_array(r->a, json_count(fields), sizeof(*words));
	struct json *value;
	const char *key;
	size_t count = 0;

	for (size_t i = 0; json_entry(fields, i, &key, &value); i++) {
		words[count].name = key;
		if (!api_text(r, key, value, &words[count].text, err))
			return false;
		count += words[count].text[0] != '\0';
	}
	*ret_words = words;
	*ret_count = count;
	return true;
}

/* {"event": "user.approved", "once": "...", "fields": {...}}.  Said before, the case may be in a state by now that
 * knows nothing of the event. */
static bool
say(struct request *r, int64_t case_id, const struct json *body, struct err *err)
{
	const char *event = json_get_text(body, "event"), *once = json_get_text(body, "once");
	struct form_word *words = NULL;
	struct engine_answer answer;
	bool is_known = false;
	size_t count = 0;

	if (text_blank(event) || text_blank(once))
		return fail(err, ERR_INPUT, "an event needs \"event\" (its name) and \"once\" (a text of your own that names "
		    "this saying: the same again changes nothing)");
	return read_words(r, json_get(body, "fields"), &words, &count, err) &&
	    event_is_known(r->web->db, case_id, arena_printf(r->a, "u:%s", once), &is_known, err) && (is_known ||
	    engine_say_words(&r->web->writer, case_id, event, once, words, count, r->actor, r->now_ms, r->a, &answer, err));
}

/* What is done to a case with what was sent; the answer is what the case is then. */
static bool
change(struct request *r, struct reply *reply,
    bool (*how)(struct request *, int64_t case_id, const struct json *body, struct err *), struct err *err)
{
	struct json *body;
	int64_t case_id;

	if (!api_may_change(r, err) || !request_id(r, 0, &case_id, err) || !guard_case(r, case_id, err) ||
	    !api_body(r, &body, err))
		return false;
	bool ok = how(r, case_id, body, err);
	json_free(body);
	return ok && answer_case(r, reply, &r->web->writer, case_id, err);
}

bool
api_case_event(struct request *r, struct reply *reply, struct err *err)
{
	return change(r, reply, say, err);
}

static bool
note(struct request *r, int64_t case_id, const struct json *body, struct err *err)
{
	const char *text = json_get_text(body, "text");

	if (text_blank(text))
		return fail(err, ERR_INPUT, "the note is empty: send {\"text\": \"...\"}");
	return engine_note(&r->web->writer, case_id, text, r->actor, r->now_ms, err);
}

bool
api_case_note(struct request *r, struct reply *reply, struct err *err)
{
	return change(r, reply, note, err);
}

static bool
halt(struct request *r, int64_t case_id, const struct json *body, struct err *err)
{
	(void)body;
	return engine_pause(&r->web->writer, case_id, r->actor, r->now_ms, err);
}

bool
api_case_pause(struct request *r, struct reply *reply, struct err *err)
{
	return change(r, reply, halt, err);
}

static bool
resume(struct request *r, int64_t case_id, const struct json *body, struct err *err)
{
	return engine_resume(&r->web->writer, case_id, json_get_bool(body, "skip"), r->actor, r->now_ms, err);
}

bool
api_case_resume(struct request *r, struct reply *reply, struct err *err)
{
	return change(r, reply, resume, err);
}

bool
api_task_done(struct request *r, struct reply *reply, struct err *err)
{
	struct engine_answer answer;
	struct json *json;
	struct task task;
	int64_t task_id;

	if (!api_may_change(r, err) || !request_id(r, 0, &task_id, err) ||
	    !task_load(r->web->db, task_id, r->a, &task, err) || !guard_case(r, task.case_id, err) ||
	    !engine_end_task(&r->web->writer, task_id, NULL, 0, r->actor, r->now_ms, r->a, &answer, err))
		return false;
	json = json_new_object();
	json_set_int(json, "task_id", task_id);
	json_set_text(json, "status", "done");
	json_set_text(json, "state", answer.outcome == STEP_DONE ? answer.state : NULL);
	return api_answer(reply, 200, json);
}
