/* api_work: tasks, duties, the weekly review, cases and why; mail and requests that wait for a person. */
#include <string.h>

#include "engine/why.h"
#include "mail/event.h"
#include "mail/queue.h"
#include "mail/release.h"
#include "mail/suppress.h"
#include "mail/webhook.h"
#include "store/duty.h"
#include "store/outbox.h"
#include "store/report.h"
#include "store/review.h"
#include "store/suppression.h"
#include "web/api_act.h"
#include "base/banned.h"

bool
act_task_assign(struct call *c, struct err *err)
{
	int64_t id;

	return call_id(c, &id, err) && task_assign(c->db, id, wish_get(&c->w, "assignee"), c->r->actor, c->r->now_ms, err) &&
	    call_done(c, "task_id", id, "assigned");
}

bool
act_task_move(struct call *c, struct err *err)
{
	int64_t id;
	int32_t day;

	return call_id(c, &id, err) && wish_day(&c->w, "day", &day, err) &&
	    task_move(c->db, id, day, c->r->actor, c->r->now_ms, err) && call_done(c, "task_id", id, "moved");
}

bool
act_duties(struct call *c, struct err *err)
{
	int32_t until_day;

	return wish_day(&c->w, "due-by", &until_day, err) &&
	    duty_list_until(c->db, c->w.settings->duties, c->w.settings->zone, until_day, &c->answer, err);
}

/* The event with what was given of the words. */
static bool
say_duty(struct call *c, const char *event, const char *const *names, const char *const *keys, size_t count,
    struct err *err)
{
	struct form_word words[4];
	struct engine_answer answer;
	int64_t duty_id, case_id;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (wish_get(&c->w, names[i]) != NULL)
			words[n++] = (struct form_word){ keys[i], wish_get(&c->w, names[i]) };
	if (!duty_find_case(c->db, c->w.settings->duties, c->r->word[0], &duty_id, &case_id, err) ||
	    !engine_say_words(c->e, case_id, event, wish_get(&c->w, "once"), words, n, c->r->actor, c->r->now_ms, c->r->a,
	    &answer, err))
		return false;
	duty_query_one(&c->rows, c->db, duty_id);
	return call_row(c, "duty", err);
}

bool
act_duty_done(struct call *c, struct err *err)
{
	static const char *const names[] = { "evidence", "on" };

	return say_duty(c, "user.done", names, names, LEN(names), err);
}

bool
act_duty_skip(struct call *c, struct err *err)
{
	static const char *const names[] = { "reason" };

	return say_duty(c, "user.skip", names, names, LEN(names), err);
}

bool
act_duty_move(struct call *c, struct err *err)
{
	static const char *const names[] = { "reason", "day" }, *const keys[] = { "reason", "to" };

	return say_duty(c, "user.move", names, keys, LEN(names), err);
}

bool
act_case_open(struct call *c, struct err *err)
{
	const char *type = wish_get(&c->w, "type");
	int64_t subject_id, case_id;

	if (!lookup_record(c->db, type, wish_get(&c->w, "id"), &subject_id, err) || !engine_open_case(c->e,
	    wish_get(&c->w, "workflow"), type, subject_id, c->r->actor, true, c->r->now_ms, &case_id, err))
		return false;
	c->status = 201;
	c->answer = json_new_object();
	json_set_int(c->answer, "case_id", case_id);
	return true;
}

bool
act_why(struct call *c, struct err *err)
{
	const char *what = c->r->word[0];
	int64_t id;

	return (text_equal(what, "case") ? lookup_case(c->db, c->r->word[1], &id, err) : request_id(c->r, 1, &id, err)) &&
	    why_chain(c->e, what, id, &c->answer, err);
}

/* A day means its end. */
static bool
read_moment(const struct call *c, int64_t *ret_ms, struct err *err)
{
	const char *word = wish_get(&c->w, "on");
	int32_t day;

	*ret_ms = INSTANT_NONE;
	if (word == NULL)
		return true;
	if (!day_parse(word, &day))
		return instant_parse(word, c->w.settings->zone, ret_ms, err) || fail_in(err, "on");
	*ret_ms = zone_instant(c->w.settings->zone, day, 24 * 3600 - 1);
	return true;
}

bool
act_why_not(struct call *c, struct err *err)
{
	struct why_not_question question = { .what = wish_get(&c->w, "what"), .name = wish_get(&c->w, "name") };

	if ((question.what == NULL) != (question.name == NULL))
		return fail(err, ERR_INPUT, "\"what\" and \"name\" go together");
	return call_case(c, &question.case_id, err) && read_moment(c, &question.at_ms, err) &&
	    why_not(c->e, &question, c->r->now_ms, &c->answer, err);
}

bool
act_review(struct call *c, struct err *err)
{
	return review_load(c->db, c->w.settings, c->r->today_day, &c->answer, err);
}

static bool
answer_action(struct call *c, int64_t id, struct err *err)
{
	review_query_one(&c->rows, c->db, id);
	return call_row(c, "action", err);
}

bool
act_action_add(struct call *c, struct err *err)
{
	struct review_action action = { .text = wish_get(&c->w, "text"), .owner = wish_get(&c->w, "owner") };
	int64_t id;

	c->status = 201;
	return wish_day(&c->w, "due", &action.due_day, err) && review_add(c->db, c->w.settings, &action, c->r->actor,
	    c->r->now_ms, &id, err) && answer_action(c, id, err);
}

bool
act_action_done(struct call *c, struct err *err)
{
	int64_t id;

	return call_id(c, &id, err) && review_close(c->db, id, true, wish_get(&c->w, "outcome"), c->r->actor, c->r->now_ms,
	    err) && answer_action(c, id, err);
}

bool
act_action_drop(struct call *c, struct err *err)
{
	int64_t id;

	return call_id(c, &id, err) && review_close(c->db, id, false, wish_get(&c->w, "reason"), c->r->actor, c->r->now_ms,
	    err) && answer_action(c, id, err);
}

bool
act_report(struct call *c, struct err *err)
{
	struct report_period period;
	int32_t since_day, until_day;

	if (!wish_day(&c->w, "since", &since_day, err) || !wish_day(&c->w, "until", &until_day, err))
		return false;
	if (!report_period_init(&period, c->r->word[0], c->w.settings, c->r->today_day, since_day, until_day))
		return fail(err, ERR_INPUT, "since lies behind until");
	return report_whole(c->db, c->r->word[0], &period, wish_get(&c->w, "figure"), &c->answer, err);
}

bool
act_requests(struct call *c, struct err *err)
{
	int64_t case_id;

	if (!wish_id(&c->w, "case", lookup_case, &case_id, err))
		return false;
	request_query_list(&c->rows, c->db, wish_flag(&c->w, "held") ? "held" : NULL, case_id);
	return true;
}

bool
act_request(struct call *c, struct err *err)
{
	struct json *tries;
	int64_t id;

	if (!call_id(c, &id, err))
		return false;
	request_query_one(&c->rows, c->db, id);
	if (!call_row(c, "request", err))
		return false;
	request_query_tries(&c->rows, c->db, id);
	if (!query_json(&c->rows, c->w.settings->zone, &tries, err))
		return false;
	json_set(c->answer, "attempts", tries);
	return true;
}

/* The word among those, as a number. */
static bool
way(const struct call *c, const char *const *names, size_t count, size_t *ret_way, struct err *err)
{
	const char *word = wish_get(&c->w, "way");

	for (*ret_way = 0; *ret_way < count; ++*ret_way)
		if (text_equal(word, names[*ret_way]))
			return true;
	return fail(err, ERR_INPUT, "way \"%.40s\" should be one of: release, resend, sent, drop", word);
}

bool
act_request_release(struct call *c, struct err *err)
{
	int64_t id;
	size_t how;

	if (!call_id(c, &id, err) || !way(c, webhook_release_name, WEBHOOK_RELEASES, &how, err) ||
	    !webhook_release(c->e, id, (enum webhook_release)how, c->r->actor, c->r->now_ms, c->r->a, err))
		return false;
	request_query_one(&c->rows, c->db, id);
	return call_row(c, "request", err);
}

bool
act_mail(struct call *c, struct err *err)
{
	bool in = wish_flag(&c->w, "in"), out = wish_flag(&c->w, "out");
	int64_t id;

	if (in && out)
		return fail(err, ERR_INPUT, "\"in\" and \"out\" exclude each other");
	return call_id(c, &id, err) &&
	    message_query_mail(&c->rows, c->db, id, in ? "in" : out ? "out" : NULL, err) && call_row(c, "mail", err);
}

bool
act_mail_match(struct call *c, struct err *err)
{
	struct mail_attached attached;
	int64_t id, case_id;

	if (!call_id(c, &id, err) || !wish_id(&c->w, "case", lookup_case, &case_id, err) ||
	    !mail_attach(c->e, id, case_id, c->r->actor, c->r->now_ms, c->r->a, &attached, err))
		return false;
	c->answer = json_new_object();
	json_set_int(c->answer, "message_id", id);
	json_set_int(c->answer, "case_id", case_id);
	json_set_bool(c->answer, "taken", attached.answer.outcome == STEP_DONE);
	json_set_text(c->answer, "state", attached.answer.state);
	json_set_text(c->answer, "reason", attached.answer.reason);
	json_set_text(c->answer, "settled", attached.settled);
	return true;
}

bool
act_letters(struct call *c, struct err *err)
{
	return mail_queue_rows(c->e, c->r->now_ms, c->r->a, &c->answer, err);
}

bool
act_letters_held(struct call *c, struct err *err)
{
	(void)err;
	outbox_query_held(&c->rows, c->db);
	return true;
}

bool
act_letter_release(struct call *c, struct err *err)
{
	int64_t id;
	size_t how;

	return call_id(c, &id, err) && way(c, mail_release_name, RELEASES, &how, err) && mail_release_letter(c->e, id,
	    (enum mail_release)how, c->r->actor, c->r->now_ms, c->r->a, err) &&
	    call_done(c, "mail_id", id, mail_release_status[how]);
}

bool
act_suppressed(struct call *c, struct err *err)
{
	(void)err;
	suppression_query(&c->rows, c->db, -1);
	return true;
}

static bool
answer_address(struct call *c, bool is_suppressed)
{
	c->answer = json_new_object();
	json_set_text(c->answer, "email", wish_get(&c->w, "email"));
	json_set_bool(c->answer, "suppressed", is_suppressed);
	return true;
}

bool
act_suppress(struct call *c, struct err *err)
{
	return mail_suppress(c->db, wish_get(&c->w, "email"), wish_get(&c->w, "reason"), c->r->actor, c->r->now_ms, c->r->a,
	    err) && answer_address(c, true);
}

bool
act_unsuppress(struct call *c, struct err *err)
{
	return mail_unsuppress(c->db, wish_get(&c->w, "email"), c->r->actor, c->r->now_ms, c->r->a, err) &&
	    answer_address(c, false);
}
