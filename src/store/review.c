/* review: rows of actions and figures; the figures themselves are those of the report. */
#include "store/review.h"

#include <string.h>

#include "base/day.h"
#include "base/str.h"
#include "core/duty.h"
#include "store/audit.h"
#include "store/duty.h"
#include "store/report.h"
#include "base/banned.h"

#define WEEK_DAYS	7
#define TEXT_BYTES_MAX	1000

int32_t
review_week(int32_t day)
{
	return day - day_weekday(day);
}

#define ACTION \
	"SELECT review_action_id, week_day, text, owner, due_day, status, outcome, created_by, closed_by, closed_ms," \
	" status = 'open' AND coalesce(due_day < :today, 0) AS is_late FROM review_action"

static void
ask(struct query *q, struct db *db, const char *sql, int32_t today_day)
{
	query_open(q, db, sql);
	query_bind_day(q, ":week", review_week(today_day));
	query_bind_day(q, ":today", today_day);
}

/* Their rows under this key, each with the weeks since it was written down. */
static bool
add_actions(struct query *q, const struct settings *s, int32_t week, struct json *review, const char *key,
    struct err *err)
{
	struct json *rows;

	if (!query_json(q, s->zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *text = json_get_text(row, "week_day");
		int32_t day = week;
		if (text != NULL)
			day_parse(text, &day);
		json_set_int(row, "weeks", (week - day) / WEEK_DAYS);
	}
	json_set(review, key, rows);
	return true;
}

/* What is carried over, what was written down this week, and what was closed since the last review. */
static bool
add_all_actions(struct db *db, const struct settings *s, int32_t today_day, struct json *review, struct err *err)
{
	int32_t week = review_week(today_day);
	struct query q;

	ask(&q, db, ACTION " WHERE status = 'open' AND week_day < :week ORDER BY week_day, review_action_id", today_day);
	if (!add_actions(&q, s, week, review, "carried", err))
		return false;
	ask(&q, db, ACTION " WHERE week_day = :week ORDER BY review_action_id /*scan*/", today_day);
	if (!add_actions(&q, s, week, review, "actions", err))
		return false;
	ask(&q, db, ACTION " WHERE week_day < :week AND closed_ms >= :since_ms ORDER BY closed_ms, review_action_id",
	    today_day);
	query_bind_int(&q, ":since_ms", zone_instant(s->zone, week - WEEK_DAYS, 0));
	return add_actions(&q, s, week, review, "closed", err);
}

/* The values of the last week before this one that kept any. */
static bool
load_before(struct db *db, int32_t week, const struct zone *zone, struct json **ret_rows,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT name, value FROM review_figure WHERE week_day = (SELECT max(week_day)"
	    " FROM review_figure WHERE week_day < :week)");
	query_bind_day(&q, ":week", week);
	return query_json(&q, zone, ret_rows, err);
}

static const struct json *
value_of(const struct json *rows, const char *name)
{
	for (size_t i = 0; i < json_count(rows); i++)
		if (text_equal(json_get_text(json_at(rows, i), "name"), name))
			return json_get(json_at(rows, i), "value");
	return NULL;
}

static bool
add_figures(struct db *db, const struct settings *s, int32_t today_day, struct json *review,
    struct err *err)
{
	static const char *const copied[] = { "name", "label", "unit", "value" };
	struct json *all, *before, *figures;
	struct report_period period;

	report_period_init(&period, "weekly", s, today_day, DAY_NONE, DAY_NONE);
	if (!load_before(db, review_week(today_day), s->zone, &before, err))
		return false;
	if (!report_figures(db, "weekly", &period, &all, err)) {
		json_free(before);
		return false;
	}
	figures = json_new_array();
	for (size_t i = 0; i < json_count(all); i++) {
		struct json *figure = json_new_object();
		for (size_t k = 0; k < LEN(copied); k++)
			json_set(figure, copied[k], json_duplicate(json_get(json_at(all, i), copied[k])));
		json_set(figure, "before", json_duplicate(value_of(before, json_get_text(figure, "name"))));
		json_push(figures, figure);
	}
	json_free(before);
	json_free(all);
	json_set_day(review, "since", period.since_day);
	json_set_day(review, "until", period.until_day);
	json_set(review, "figures", figures);
	return true;
}

static bool
add_duties(struct db *db, const struct settings *s, int32_t today_day, struct json *review,
    struct err *err)
{
	static const struct duties none;
	int32_t end = review_week(today_day) + WEEK_DAYS - 1;
	struct json *rows, *due = json_new_array();

	json_set(review, "duties", due);
	if (!duty_list(db, s->duties != NULL ? s->duties : &none, s->zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		const char *next = json_get_text(row, "next_day");
		struct json *one;
		int32_t day;
		if (!text_equal(json_get_text(row, "status"), "active") || next == NULL ||
		    !day_parse(next, &day) || day > end)
			continue;
		one = json_new_object();
		json_set_text(one, "key", json_get_text(row, "key"));
		json_set_text(one, "title", json_get_text(row, "title"));
		json_set_text(one, "next_day", next);
		json_push(due, one);
	}
	json_free(rows);
	return true;
}

bool
review_load(struct db *db, const struct settings *settings, int32_t today_day,
    struct json **ret_review, struct err *err)
{
	struct json *review = json_new_object();

	json_set_day(review, "week", review_week(today_day));
	if (add_figures(db, settings, today_day, review, err) &&
	    add_all_actions(db, settings, today_day, review, err) &&
	    add_duties(db, settings, today_day, review, err)) {
		*ret_review = review;
		return true;
	}
	json_free(review);
	return false;
}

bool
review_keep_figures(struct db *db, const struct json *review, int64_t now_ms, struct err *err)
{
	const struct json *figures = json_get(review, "figures");
	bool ok = true;

	for (size_t i = 0; ok && i < json_count(figures); i++) {
		const struct json *figure = json_at(figures, i), *value = json_get(figure, "value");
		struct query q;
		query_open(&q, db, "INSERT INTO review_figure (week_day, name, value, at_ms)"
		    " VALUES (:week, :name, :value, :now_ms) ON CONFLICT (week_day, name) DO NOTHING");
		query_bind_text(&q, ":week", json_get_text(review, "week"));
		query_bind_text(&q, ":name", json_get_text(figure, "name"));
		if (json_kind_of(value) == JSON_IS_NULL)
			query_bind_null(&q, ":value");
		else
			query_bind_int(&q, ":value", json_as_int(value, 0));
		query_bind_int(&q, ":now_ms", now_ms);
		ok = query_run(&q, NULL, err);
	}
	return ok;
}

static bool
check_text(const char *text, const char *what, struct err *err)
{
	if (text_blank(text))
		return fail(err, ERR_INPUT, "%s", what);
	return strlen(text) <= TEXT_BYTES_MAX || fail(err, ERR_INPUT, "at most %d bytes can be kept, this has %zu",
	    TEXT_BYTES_MAX, strlen(text));
}

static bool
add(struct db *db, const struct json *review, const struct review_action *action, const char *actor,
    int64_t now_ms, int64_t *ret_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO review_action (week_day, text, owner, due_day, created_by, created_ms)"
	    " VALUES (:week, :text, :owner, :due_day, :actor, :now_ms) RETURNING review_action_id");
	query_bind_text(&q, ":week", json_get_text(review, "week"));
	query_bind_text(&q, ":text", action->text);
	query_bind_text(&q, ":owner", action->owner != NULL ? action->owner : "");
	query_bind_day(&q, ":due_day", action->due_day);
	query_bind_text(&q, ":actor", actor);
	query_bind_int(&q, ":now_ms", now_ms);
	bool ok = query_run_int(&q, ret_id, err) && review_keep_figures(db, review, now_ms, err) &&
	    audit_add(db, actor, "review add", arena_printf(&a, "review action %lld", (long long)*ret_id),
	    action->text, now_ms, err);
	arena_clear(&a);
	return ok;
}

bool
review_add(struct db *db, const struct settings *settings, const struct review_action *action,
    const char *actor, int64_t now_ms, int64_t *ret_review_action_id, struct err *err)
{
	struct json *review;

	if (!check_text(action->text, "an action needs words: what will be done", err) ||
	    !review_load(db, settings, zone_day(settings->zone, now_ms), &review, err))
		return false;
	bool ok = db_begin(db, err) && db_end(db, add(db, review, action, actor, now_ms,
	    ret_review_action_id, err), err);
	json_free(review);
	return ok;
}

static bool
close_in(struct db *db, int64_t id, const char *status, const char *outcome, const char *actor,
    int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "SELECT status FROM review_action WHERE review_action_id = :id");
	query_bind_int(&q, ":id", id);
	const char *was = query_row(&q) ? query_text(&q, 0, &a) : NULL;
	bool ok = query_close(&q, err) && (was != NULL ||
	    fail(err, ERR_MISSING, "there is no action %lld", (long long)id)) && (text_equal(was, "open") ||
	    fail(err, ERR_CONFLICT, "action %lld is %s already", (long long)id, was));
	if (ok) {
		query_open(&q, db, "UPDATE review_action SET status = :status, outcome = :outcome,"
		    " closed_by = :actor, closed_ms = :now_ms WHERE review_action_id = :id");
		query_bind_text(&q, ":status", status);
		query_bind_text(&q, ":outcome", text_blank(outcome) ? NULL : outcome);
		query_bind_text(&q, ":actor", actor);
		query_bind_int(&q, ":now_ms", now_ms);
		query_bind_int(&q, ":id", id);
		ok = query_run(&q, NULL, err) && audit_add(db, actor, arena_printf(&a, "review %s", status),
		    arena_printf(&a, "review action %lld", (long long)id), outcome, now_ms, err);
	}
	arena_clear(&a);
	return ok;
}

bool
review_close(struct db *db, int64_t review_action_id, bool is_done, const char *outcome,
    const char *actor, int64_t now_ms, struct err *err)
{
	if (!is_done && !check_text(outcome, "say why it is dropped", err))
		return false;
	return (text_blank(outcome) || check_text(outcome, "", err)) && db_begin(db, err) &&
	    db_end(db, close_in(db, review_action_id, is_done ? "done" : "dropped", outcome, actor, now_ms,
	    err), err);
}

void
review_query_one(struct query *q, struct db *db, int64_t review_action_id)
{
	query_open(q, db, "SELECT review_action_id, week_day, text, owner, due_day, status, outcome, created_by,"
	    " closed_by, closed_ms FROM review_action WHERE review_action_id = :id");
	query_bind_int(q, ":id", review_action_id);
}

void
review_query_figures(struct query *q, struct db *db, int32_t since_day)
{
	query_open(q, db, "SELECT week_day, name, value FROM review_figure WHERE week_day >= :since"
	    " ORDER BY week_day, name");
	query_bind_day(q, ":since", review_week(since_day));
}
