/* review: the weekly review: figures that lead to their rows, actions carried over, one to three new ones. */
#include "store/review.h"

#include "base/hash.h"
#include "store/report.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define PAST_WEEKS	12	/* on the lines */
#define LINE_WIDTH	100
#define LINE_HEIGHT	24
#define NOTHING	"\xe2\x80\x93"	/* a dash */

static const struct notice notices[] = {
	{ "add", "The action is written down; the next reviews show what becomes of it." },
	{ "done", "The action is done." }, { "dropped", "The action is dropped, with its reason." },
	{ NULL, NULL },
};

/* The row of that week and figure; NULL: it was not kept. */
static const struct json *
kept_figure(const struct json *rows, const char *week, const char *name)
{
	for (size_t i = 0; i < json_count(rows); i++)
		if (text_equal(json_get_text(json_at(rows, i), "week_day"), week) &&
		    text_equal(json_get_text(json_at(rows, i), "name"), name))
			return json_at(rows, i);
	return NULL;
}

/* A line through the values of the weeks and today's, in a box of LINE_WIDTH by LINE_HEIGHT; two points at least. */
static const char *
line_through(const int64_t *values, size_t count, struct arena *a)
{
	int64_t most = 1;
	struct str points = STR_INIT;

	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	for (size_t i = 0; i < count; i++)
		str_printf(&points, "%s%zu,%lld", i > 0 ? " " : "", i * LINE_WIDTH / (count - 1),
		    (long long)(LINE_HEIGHT - values[i] * LINE_HEIGHT / most));
	const char *text = arena_strdup(a, points.text);
	str_clear(&points);
	return text;
}

/* The figure's past: a line on its tile, and its row in the table below. */
static void
add_past(const struct request *r, struct json *figure, const struct json *weeks, const struct json *rows)
{
	struct json *cells = json_new_array();
	int64_t values[PAST_WEEKS + 2];
	size_t count = 0;

	for (size_t i = 0; i < json_count(weeks); i++) {
		const struct json *row = kept_figure(rows, json_as_text(json_at(weeks, i)), json_get_text(figure, "name"));
		const struct json *value = row != NULL ? json_get(row, "value") : NULL;
		bool has_value = value != NULL && json_kind_of(value) != JSON_IS_NULL;
		json_push(cells, json_new_text(has_value ? report_value_words(value, json_get_text(figure, "unit"), NOTHING,
		    r->a) : NOTHING));
		if (has_value)
			values[count++] = json_as_int(value, 0);
	}
	if (json_kind_of(json_get(figure, "value")) != JSON_IS_NULL)
		values[count++] = json_get_int(figure, "value", 0);
	json_set(figure, "past", cells);
	json_set_text(figure, "line", count > 1 ? line_through(values, count, r->a) : NULL);
}

static bool
add_weeks(struct request *r, struct json *review, struct err *err)
{
	struct json *rows, *weeks = json_new_array(), *figures = json_get(review, "figures");
	const char *last = json_get_text(review, "week");
	struct query q;

	json_set(review, "weeks", weeks);
	review_query_figures(&q, r->web->db, r->today_day - PAST_WEEKS * 7);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *week = json_get_text(json_at(rows, i), "week_day");
		size_t count = json_count(weeks);
		bool is_new = count == 0 || !text_equal(week, json_as_text(json_at(weeks, count - 1)));
		if (is_new && !text_equal(week, last) && count < PAST_WEEKS + 1)
			json_push(weeks, json_new_text(week));
	}
	for (size_t i = 0; i < json_count(figures); i++)
		add_past(r, json_at(figures, i), weeks, rows);
	json_set_bool(review, "has_weeks", json_count(weeks) > 0);
	json_free(rows);
	return true;
}

static void
add_words(const struct request *r, struct json *review)
{
	static const char *const lists[] = { "carried", "actions", "closed" };
	struct json *figures = json_get(review, "figures");

	for (size_t i = 0; i < json_count(figures); i++) {
		struct json *f = json_at(figures, i), *before = json_get(f, "before");
		const char *unit = json_get_text(f, "unit");
		json_set_text(f, "value_words", report_value_words(json_get(f, "value"), unit, NOTHING, r->a));
		json_set_text(f, "before_words", json_kind_of(before) == JSON_IS_NULL ? NULL :
		    report_value_words(before, unit, NOTHING, r->a));
	}
	for (size_t i = 0; i < LEN(lists); i++) {
		struct json *list = json_get(review, lists[i]);
		json_set_bool(review, arena_printf(r->a, "has_%s", lists[i]), json_count(list) > 0);
		for (size_t k = 0; k < json_count(list); k++) {
			struct json *action = json_at(list, k);
			int64_t weeks = json_get_int(action, "weeks", 0);
			json_set_bool(action, "is_open", text_equal(json_get_text(action, "status"), "open"));
			json_set_text(action, "weeks_words", weeks == 0 ? NULL : weeks == 1 ?
			    "carried over for a week" : arena_printf(r->a, "carried over for %lld weeks",
			    (long long)weeks));
		}
	}
	json_set_bool(review, "has_many", json_count(json_get(review, "actions")) >= REVIEW_ACTIONS_USUAL);
	json_set_bool(review, "has_duties", json_count(json_get(review, "duties")) > 0);
}

bool
page_review(struct request *r, struct reply *reply, struct err *err)
{
	char once[HASH_ID_BYTES];
	struct json *review;

	if (!review_load(r->web->db, r->web->settings, r->today_day, &review, err))
		return false;
	if (!add_weeks(r, review, err)) {
		json_free(review);
		return false;
	}
	add_words(r, review);
	json_set_text(review, "title", "Weekly review");
	json_set_bool(review, "at_reports", true);
	json_set_text(review, "once", random_id(once));
	page_notice(r, review, notices);
	return page_render(r, reply, "review", review, err);
}

bool
post_review_add(struct request *r, struct reply *reply, struct err *err)
{
	struct review_action action = { .text = pairs_get(&r->form, "text"),
	    .owner = pairs_get(&r->form, "owner"), .due_day = DAY_NONE };
	const char *due = pairs_get(&r->form, "due");
	int64_t id;
	bool again;

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, "/review?did=again");
	if (!text_blank(due) && !day_parse(due, &action.due_day))
		return fail(err, ERR_INPUT, "\"%s\" is no day", due);
	if (!review_add(r->web->writer.db, r->web->settings, &action, r->actor, r->now_ms, &id, err))
		return false;
	once_take(r);
	return reply_redirect(reply, "/review?did=add");
}

bool
post_review_close(struct request *r, struct reply *reply, struct err *err)
{
	const char *as = pairs_get(&r->form, "as");
	bool is_done = text_equal(as, "done");
	int64_t id;

	if (!is_done && !text_equal(as, "dropped"))
		return fail(err, ERR_INPUT, "this form is not complete");
	return request_id(r, 0, &id, err) && review_close(r->web->writer.db, id, is_done,
	    pairs_get(&r->form, "outcome"), r->actor, r->now_ms, err) &&
	    reply_redirect(reply, is_done ? "/review?did=done" : "/review?did=dropped");
}
