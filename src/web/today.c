/* today: the first page: what is due, what came in, what waits, what happens by itself next. */
#include "store/today.h"

#include "base/str.h"
#include "http/http.h"
#include "store/caldav.h"
#include "web/events.h"
#include "web/live.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define DUE_MAX		80
#define PEOPLE_MAX	30
#define LIST_MAX	12
#define AHEAD_DAYS	7
#define MAIL_DAYS	7

/* The parts of the list of what is due, by their last day from today. */
static const struct { const char *head, *css; int last; } groups[] = {
	{ "Overdue", "late", -1 },
	{ "Today", "today", 0 },
	{ "In the next 7 days", "soon", AHEAD_DAYS },
	{ "Without a day", "whenever", INT32_MAX },
};

static size_t
group_of(const struct request *r, const struct json *row)
{
	const char *text = json_get_text(row, "day");
	int32_t day;

	if (text == NULL || !day_parse(text, &day))
		return LEN(groups) - 1;
	for (size_t i = 0; i < LEN(groups); i++)
		if (day - r->today_day <= groups[i].last)
			return i;
	return LEN(groups) - 1;
}

/* Rows come in order of day: a group is a run of them, told apart by its first row. */
static bool
add_due(struct request *r, struct json *data, struct err *err)
{
	size_t before = LEN(groups), counts[LEN(groups)] = { 0 };
	struct json *rows;
	struct query q;

	today_query_due(&q, r->web->db, r->today_day + AHEAD_DAYS, pairs_get(&r->query, "for"), DUE_MAX + 1);
	if (!page_rows(r, data, "due", &q, DUE_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		counts[group_of(r, json_at(rows, i))]++;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		size_t group = group_of(r, row);
		page_case_words(r, row);
		page_day(r, row, "day", "day_words");
		json_set_bool(row, "has_person", !text_blank(json_get_text(row, "assignee")));
		page_since(r, row, "since_ms", "since_words");
		json_set_text(row, "css", groups[group].css);
		json_set_text(row, "head", group == before ? NULL : arena_printf(r->a, "%s: %zu",
		    groups[group].head, counts[group]));
		before = group;
	}
	return true;
}

/* Whose tasks: chips that lead to the tasks of one person. */
static bool
add_people(struct request *r, struct json *data, struct err *err)
{
	const char *person = pairs_get(&r->query, "for");
	struct str address = STR_INIT;
	char once[HASH_ID_BYTES];
	struct json *rows;
	struct query q;

	today_query_people(&q, r->web->db, PEOPLE_MAX + 1);
	if (!page_rows(r, data, "people", &q, PEOPLE_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const char *name = json_get_text(row, "person");
		str_truncate(&address, 0);
		http_add_escaped(&address, name);
		json_set_text(row, "address", address.text);
		json_set_text(row, "person_words", name[0] != '\0' ? name : "Nobody yet");
		json_set_bool(row, "is_chosen", text_equal(name, person));
	}
	json_set_text(data, "once", random_id(once));
	json_set_bool(data, "is_all", person == NULL);
	json_set_text(data, "back", "/");
	if (person != NULL) {
		str_truncate(&address, 0);
		http_add_escaped(&address, person);
		json_set_text(data, "back", arena_printf(r->a, "/?for=%s", address.text));
	}
	str_clear(&address);
	return true;
}

static const struct notice notices[] = {
	{ "task", "The task is done." }, { "snooze", "The task comes back on that day." },
	{ "assign", "The task has its person." },
	{ "tasks", "The chosen tasks are done." }, { "snoozes", "The chosen tasks come back on that day." },
	{ "assigns", "The chosen tasks have their person." },
	{ NULL, NULL },
};

static void
set_mail_words(const struct request *r, struct json *rows)
{
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_case_words(r, row);
		events_mail(r, row);
	}
}

static bool
add_mail(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	today_query_unmatched(&q, r->web->db, LIST_MAX + 1);
	if (!page_rows(r, data, "unmatched", &q, LIST_MAX, &rows, err))
		return false;
	set_mail_words(r, rows);
	today_query_mail(&q, r->web->db, r->now_ms - MAIL_DAYS * MS_PER_DAY, LIST_MAX + 1);
	if (!page_rows(r, data, "mail", &q, LIST_MAX, &rows, err))
		return false;
	set_mail_words(r, rows);
	return true;
}

static bool
add_waiting(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	today_query_held(&q, r->web->db, LIST_MAX + 1);
	if (!page_rows(r, data, "held", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		page_case_words(r, json_at(rows, i));
		page_since(r, json_at(rows, i), "created_ms", "since_words");
	}
	today_query_stuck(&q, r->web->db, LIST_MAX + 1);
	if (!page_rows(r, data, "stuck", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_case_words(r, json_at(rows, i));
	today_query_screening(&q, r->web->db, LIST_MAX + 1);
	if (!page_rows(r, data, "screening", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_since(r, json_at(rows, i), "found_ms", "since_words");
	return true;
}

/* What it will do; its name alone where that cannot be said. */
static void
set_timer_words(struct request *r, struct json *row)
{
	int64_t n = json_get_int(row, "n", 0), max_n = json_get_int(row, "max_n", 0);
	const struct definition *d;

	json_set_text(row, "name_words", words_name(json_get_text(row, "name"), r->a));
	json_set_text(row, "says", NULL);
	if (engine_definition(&r->web->reader, json_get_int(row, "definition_id", 0), &d, NULL))
		json_set_text(row, "says", definition_timer_says(d, json_get_text(row, "rule"),
		    max_n > 0 && n > max_n, r->a));
}

static bool
add_next(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	today_query_next(&q, r->web->db, LIST_MAX + 1);
	if (!page_rows(r, data, "next", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_case_words(r, row);
		page_until(r, row, "due_ms", "due_words");
		set_timer_words(r, row);
		json_set_bool(row, "needs_mail", text_equal(json_get_text(row, "needs"), "mail"));
	}
	return true;
}

/* Calendars that are kept in step: since when, or why not. */
static bool
add_calendars(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	caldav_query_list(&q, r->web->db);
	if (!page_rows(r, data, "calendars", &q, LIST_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_since(r, row, "pushed_ms", "pushed_words");
		page_until(r, row, "next_ms", "next_words");
		json_set_bool(row, "is_refused", json_get_int(row, "refused", 0) > 0);
		json_set_bool(row, "is_asked", json_get_int(row, "asked", 0) > 0);
	}
	return true;
}

/* What to do first in a folder that is empty still. */
static bool
add_empty(struct request *r, struct json *data, struct err *err)
{
	struct json *rows;
	struct query q;

	today_query_empty(&q, r->web->db);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	const struct json *row = json_at(rows, 0);
	json_set_bool(data, "no_providers", !json_get_bool(row, "has_providers"));
	json_set_bool(data, "no_cases", json_get_bool(row, "has_providers") &&
	    !json_get_bool(row, "has_cases"));
	json_set_text(data, "folder", r->web->folder);
	json_free(rows);
	return true;
}

bool
page_today(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", "Today");
	json_set_bool(data, "at_today", true);
	page_notice(r, data, notices);
	if (live_add(r, data, 0, err) && add_due(r, data, err) && add_people(r, data, err) && add_mail(r, data, err) && add_waiting(r, data, err) &&
	    add_next(r, data, err) && add_calendars(r, data, err) && add_empty(r, data, err))
		return page_render(r, reply, "today", data, err);
	json_free(data);
	return false;
}
