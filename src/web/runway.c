/* runway: who begins soon, a line each: what payers still take by their own past, against the first day. */
#include "store/runway.h"

#include "calendar/runway.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define STARTS_MAX	30
#define BEFORE_DAYS	60	/* what the picture shows, around today */
#define AHEAD_DAYS	240
#define UNITS		1000	/* of its width */
#define LEG_HEIGHT	20	/* a leg's line, of which the bar takes the middle */
#define BAR_HEIGHT	8
#define MONTHS		10

/* Where a day lies; what is outside lies at the edge. */
static int64_t
place(const struct request *r, int32_t day)
{
	int64_t from_today = (int64_t)day - r->today_day + BEFORE_DAYS;
	int64_t at = from_today * UNITS / (BEFORE_DAYS + AHEAD_DAYS);

	return at < 0 ? 0 : at > UNITS ? UNITS : at;
}

static struct json *
leg_json(struct request *r, const struct runway_leg *leg, size_t i, bool is_last, int32_t start_day)
{
	struct json *json = json_new_object();
	int64_t from = place(r, leg->submitted_day != DAY_NONE ? leg->submitted_day : r->today_day);
	int64_t to = place(r, leg->billable_day);
	char text[DAY_TEXT_BYTES];

	json_set_int(json, "payer_id", leg->payer_id);
	json_set_text(json, "payer", leg->payer);
	json_set_text(json, "day", day_format(leg->billable_day, text));
	json_set_bool(json, "is_sent", leg->submitted_day != DAY_NONE);
	json_set_bool(json, "is_last", is_last);
	json_set_bool(json, "is_late", leg->billable_day > start_day);
	json_set_int(json, "x", from);
	json_set_int(json, "y", (int64_t)i * LEG_HEIGHT + (LEG_HEIGHT - BAR_HEIGHT) / 2);
	json_set_int(json, "width", to > from ? to - from : 2);
	return json;
}

static bool
add_legs(struct request *r, struct json *row, struct err *err)
{
	struct json *list = json_new_array();
	int32_t start_day = r->today_day;
	struct runway_leg *legs;
	size_t count;

	json_set(row, "legs", list);
	day_parse(json_get_text(row, "start_day"), &start_day);
	if (!runway_list(r->web->db, json_get_int(row, "provider_id", 0), r->today_day, r->a, &legs,
	    &count, err))
		return false;
	const struct runway_leg *last = runway_last(legs, count);
	for (size_t i = 0; i < count; i++)
		json_push(list, leg_json(r, &legs[i], i, &legs[i] == last, start_day));
	json_set_bool(row, "has_legs", count > 0);
	json_set_int(row, "height", (int64_t)(count > 0 ? count : 1) * LEG_HEIGHT);
	json_set_int(row, "now", place(r, r->today_day));
	json_set_int(row, "first", place(r, start_day));
	if (last != NULL && last->billable_day > start_day)
		json_set_text(row, "late_words", arena_printf(r->a, "%d days after the first day: %s is last",
		    last->billable_day - start_day, last->payer));
	return true;
}

static void
add_months(const struct request *r, struct json *data)
{
	struct json *months = json_new_array();

	for (int i = 0; i < MONTHS; i++) {
		struct civil civil = day_to_civil(r->today_day - BEFORE_DAYS +
		    i * (BEFORE_DAYS + AHEAD_DAYS) / MONTHS);
		json_push(months, json_new_text(arena_printf(r->a, "%.3s", month_name[civil.month - 1])));
	}
	json_set(data, "months", months);
}

static bool
add_starts(struct request *r, struct json *data, struct err *err)
{
	const char *after = pairs_get(&r->query, "after");
	int64_t after_id = 0;
	struct json *rows;
	struct query q;

	if (after != NULL && (!int_parse(after, &after_id) || after_id <= 0))
		return fail(err, ERR_INPUT, "\"%s\" is no provider", after);
	runway_query_starts(&q, r->web->db, r->today_day, after_id, STARTS_MAX + 1);
	if (!page_rows(r, data, "rows", &q, STARTS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		int32_t day = r->today_day;
		day_parse(json_get_text(row, "start_day"), &day);
		json_set_text(row, "start_words", day >= r->today_day ? words_day(day, r->today_day, r->a) :
		    arena_printf(r->a, "%d days ago", r->today_day - day));
		json_set_bool(row, "has_case", json_get_int(row, "case_id", 0) != 0);
		json_set_int(data, "last", json_get_int(row, "provider_id", 0));
		if (!add_legs(r, row, err))
			return false;
	}
	return true;
}

bool
page_runway(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", "Runway");
	json_set_bool(data, "at_runway", true);
	add_months(r, data);
	if (add_starts(r, data, err))
		return page_render(r, reply, "runway", data, err);
	json_free(data);
	return false;
}

/* The same days to take along, for any calendar program. */
bool
page_runway_ics(struct request *r, struct reply *reply, struct err *err)
{
	const struct calendar_wish wish = { .settings = r->web->settings, .base_url = r->web->url,
	    .now_ms = r->now_ms };

	reply->type = "text/calendar; charset=utf-8";
	reply->status = 200;
	return calendar_runway_write(r->web->db, 0, &wish, calendar_to_str, &reply->body, err);
}
