/* duties: the practice's own recurring duties; one is closed with what proves it, and comes again. */
#include "store/duty.h"

#include <string.h>

#include "base/hash.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define EVIDENCE_BYTES_MAX	2000

static const struct notice notices[] = {
	{ "done", "It is done, with its evidence; it comes again." }, { NULL, NULL },
};

static const char *
often_words(const struct request *r, const struct json *row)
{
	long long months = (long long)json_get_int(row, "every_months", 0);
	long long days = (long long)json_get_int(row, "every_days", 0);

	if (months > 0)
		return months == 1 ? "every month" : months == 12 ? "every year" : months % 12 == 0 ?
		    arena_printf(r->a, "every %lld years", months / 12) :
		    arena_printf(r->a, "every %lld months", months);
	return days == 7 ? "every week" : arena_printf(r->a, "every %lld days", days);
}

static void
add_words(const struct request *r, struct json *row)
{
	const char *next = json_get_text(row, "next_day"), *status = json_get_text(row, "status");
	bool has_case = json_kind_of(json_get(row, "case_id")) != JSON_IS_NULL;
	char once[HASH_ID_BYTES];
	int32_t day;

	json_set_text(row, "often_words", often_words(r, row));
	page_day(r, row, "next_day", "next_words");
	page_day(r, row, "done_day", "done_words");
	json_set_bool(row, "is_late", has_case && next != NULL && day_parse(next, &day) && day < r->today_day);
	json_set_bool(row, "has_case", has_case);
	json_set_text(row, "once", random_id(once));
	json_set_text(row, "state_words", text_equal(status, "begins") ? "begins with the next tick" :
	    text_equal(status, "retired") ? "ended" : json_get_bool(row, "is_open") ? "to be done" : "waits");
}

bool
page_duties(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data, *rows, *on = json_new_array(), *off = json_new_array();

	if (!duty_list(r->web->db, r->web->settings->duties, r->web->settings->zone, &rows, err)) {
		json_free(on);
		json_free(off);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_duplicate(json_at(rows, i));
		add_words(r, row);
		json_push(text_equal(json_get_text(row, "status"), "off") ? off : on, row);
	}
	json_free(rows);
	data = json_new_object();
	json_set_text(data, "title", "Duties");
	json_set_bool(data, "at_duties", true);
	json_set_bool(data, "has_on", json_count(on) > 0);
	json_set_bool(data, "has_off", json_count(off) > 0);
	json_set(data, "on", on);
	json_set(data, "off", off);
	page_notice(r, data, notices);
	return page_render(r, reply, "duties", data, err);
}

bool
post_duty_done(struct request *r, struct reply *reply, struct err *err)
{
	const char *evidence = pairs_get(&r->form, "evidence"), *once = pairs_get(&r->form, "once");
	const struct form_word words[] = { { "evidence", evidence }, { "on", pairs_get(&r->form, "on") } };
	int64_t asked_id, duty_id, case_id;
	struct engine_answer answer;

	if (text_blank(once))
		return fail(err, ERR_INPUT, "this form is not complete");
	if (text_blank(evidence) || strlen(evidence) > EVIDENCE_BYTES_MAX)
		return fail(err, ERR_INPUT, "say what proves it, in at most %d bytes", EVIDENCE_BYTES_MAX);
	return request_id(r, 0, &asked_id, err) && duty_find_case(r->web->db, r->web->settings->duties,
	    r->word[0], &duty_id, &case_id, err) && engine_say_words(&r->web->writer, case_id,
	    "user.done", once, words, text_blank(words[1].text) ? 1 : 2, r->actor, r->now_ms, r->a, &answer,
	    err) && reply_redirect(reply, answer.duplicate ? "/duties?did=again" : "/duties?did=done");
}
