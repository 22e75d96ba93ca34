/* board: open applications by payer and state: how old, who spoke last, what comes next, when to expect
 * a decision by the payer's own history, and until when the law wants one. */
#include "store/board.h"

#include <string.h>

#include "core/payer_clock.h"
#include "core/spread.h"
#include "store/payer_past.h"
#include "web/bulk.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define ROWS_MAX	50
#define CHIPS_MAX	200
#define SILENT_DAYS	30	/* no contact for so long: delinquent (product.md, section 5) */
#define DECISIONS_MIN	5	/* fewer tell nothing: what the payer promises counts */
#define USUAL_PERCENT	80

/* How long a payer took, looked up once a page. */
struct habit { int64_t payer_id, median, usual; size_t decisions; };
struct habits { struct habit *item; size_t count, size; };

struct narrow { struct board_filter filter; const char *payer, *after; };

static bool
find_habit(struct request *r, struct habits *habits, int64_t payer_id, struct habit *ret, struct err *err)
{
	int64_t *days;
	size_t count;

	for (size_t i = 0; i < habits->count; i++)
		if (habits->item[i].payer_id == payer_id) {
			*ret = habits->item[i];
			return true;
		}
	if (!payer_past_days(r->web->db, payer_id, PAYER_DECIDED, r->a, &days, &count, err))
		return false;
	*ret = (struct habit){ .payer_id = payer_id, .decisions = count };
	if (count >= DECISIONS_MIN) {
		ret->median = spread_median(days, count);
		ret->usual = spread_percentile(days, count, USUAL_PERCENT);
	}
	habits->item = arena_grow(r->a, habits->item, habits->count, &habits->size, sizeof(*ret));
	habits->item[habits->count++] = *ret;
	return true;
}

/* By the day on which four of five decisions had come; by the promise where there is no history. */
static void
set_expected(struct request *r, struct json *row, int32_t submitted_day, const struct habit *habit)
{
	int64_t promised = json_get_int(row, "turnaround_days", 0);
	bool has_history = habit->decisions >= DECISIONS_MIN;
	int64_t days = has_history ? habit->usual : promised;
	char text[DAY_WORDS_BYTES];

	if (submitted_day == DAY_NONE || days == 0 || json_get_text(row, "approved_day") != NULL)
		return;
	int32_t expected_day = submitted_day + (int32_t)days;
	json_set_day(row, "expected_day", expected_day);
	json_set_text(row, "expected_words", day_words(expected_day, text));
	json_set_bool(row, "is_late", expected_day < r->today_day);
	json_set_bool(row, "has_history", has_history);
	json_set_text(row, "expected_by", has_history ? arena_printf(r->a,
	    "4 of 5 within %lld days, half within %lld (%zu decisions)", (long long)habit->usual,
	    (long long)habit->median, habit->decisions) : arena_printf(r->a,
	    "they promise %lld days; fewer than %d decisions", (long long)promised, DECISIONS_MIN));
}

/* The clock of the law, where one runs. */
static void
set_law(struct request *r, struct json *row)
{
	const char *received = json_get_text(row, "received_day");
	char text[DAY_WORDS_BYTES];
	int32_t day, until_day;

	if (received == NULL || !day_parse(received, &day) || json_get_text(row, "approved_day") != NULL)
		return;
	const struct payer_clock *clock = payer_clock_find(r->web->settings->payer_clocks, json_get_text(row, "state_of_law"),
	    json_get_text(row, "payer_kind"), day, &until_day);
	if (clock == NULL)
		return;
	json_set_text(row, "law_words", day_words(until_day, text));
	json_set_text(row, "law_source", clock->source);
	json_set_bool(row, "is_past_law", until_day < r->today_day);
}

/* The last time that anybody wrote or spoke, and whether that is too long ago. */
static void
set_contact(struct request *r, struct json *row, int32_t submitted_day)
{
	static const struct { const char *key, *words; } kinds[] = {
		{ "letter_ms", "we wrote" }, { "mail_ms", "they wrote" }, { "person_ms", "noted" },
	};
	int64_t last_ms = INSTANT_NONE, at_ms;

	for (size_t i = 0; i < LEN(kinds); i++)
		if (instant_parse(json_get_text(row, kinds[i].key), zone_utc(), &at_ms, NULL) &&
		    (last_ms == INSTANT_NONE || at_ms > last_ms)) {
			last_ms = at_ms;
			json_set_text(row, "contact_kind", kinds[i].words);
		}
	if (last_ms != INSTANT_NONE)
		json_set_text(row, "contact_words", words_since(last_ms, r->now_ms,
		    r->web->settings->zone, r->a));
	json_set_bool(row, "is_silent", submitted_day != DAY_NONE &&
	    r->today_day - submitted_day >= SILENT_DAYS && (last_ms == INSTANT_NONE ||
	    r->now_ms - last_ms >= SILENT_DAYS * MS_PER_DAY));
}

static bool
add_row(struct request *r, struct habits *habits, struct json *row, struct err *err)
{
	const char *text = json_get_text(row, "submitted_day");
	int32_t submitted_day = DAY_NONE;
	struct habit habit;

	if (text != NULL && day_parse(text, &submitted_day))
		json_set_int(row, "age_days", r->today_day - submitted_day);
	if (!find_habit(r, habits, json_get_int(row, "payer_id", 0), &habit, err))
		return false;
	set_expected(r, row, submitted_day, &habit);
	set_law(r, row);
	set_contact(r, row, submitted_day);
	page_case_words(r, row);
	page_since(r, row, "entered_ms", "since_words");
	page_until(r, row, "next_ms", "next_words");
	return true;
}

static bool
add_rows(struct request *r, struct json *data, const struct narrow *narrow, struct err *err)
{
	struct habits habits = { NULL, 0, 0 };
	struct json *rows;
	struct query q;

	board_query_open(&q, r->web->db, &narrow->filter, ROWS_MAX + 1);
	if (!page_rows(r, data, "rows", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		if (!add_row(r, &habits, json_at(rows, i), err))
			return false;
	const struct json *last = json_at(rows, json_count(rows) - 1);
	if (last != NULL)
		json_set_text(data, "last", arena_printf(r->a, "%s.%lld", json_get_text(last, "sort_day"),
		    (long long)json_get_int(last, "enrollment_id", 0)));
	return true;
}

static bool
add_chips(struct request *r, struct json *data, const struct narrow *narrow, struct err *err)
{
	struct json *rows;
	struct query q;

	board_query_payers(&q, r->web->db);
	if (!page_rows(r, data, "payers", &q, CHIPS_MAX, &rows, err))
		return false;
	page_choose(rows, "payer_id", narrow->filter.payer_id);
	board_query_states(&q, r->web->db, narrow->filter.payer_id);
	if (!page_rows(r, data, "states", &q, CHIPS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_text(row, "state_words", words_title(json_get_text(row, "state"), r->a));
		json_set_bool(row, "is_chosen", text_equal(json_get_text(row, "state"),
		    narrow->filter.state));
	}
	return true;
}

/* "2026-10-30.17": the row behind which the page goes on. */
static bool
read_after(struct request *r, const char *text, struct board_filter *filter, struct err *err)
{
	const char *dot = strchr(text, '.');
	int32_t day;

	if (dot == NULL)
		return fail(err, ERR_INPUT, "\"%s\" is no place on the board", text);
	filter->after_day = arena_strndup(r->a, text, (size_t)(dot - text));
	if (!day_parse(filter->after_day, &day) || !int_parse(dot + 1, &filter->after_id))
		return fail(err, ERR_INPUT, "\"%s\" is no place on the board", text);
	return true;
}

static bool
read_narrow(struct request *r, struct narrow *narrow, struct err *err)
{
	const char *state = pairs_get(&r->query, "state");

	narrow->payer = pairs_get(&r->query, "payer");
	narrow->after = pairs_get(&r->query, "after");
	narrow->filter.state = text_blank(state) ? NULL : state;
	if (!text_blank(narrow->payer) && !int_parse(narrow->payer, &narrow->filter.payer_id))
		return fail(err, ERR_INPUT, "\"%s\" is no number of a payer", narrow->payer);
	return text_blank(narrow->after) || read_after(r, narrow->after, &narrow->filter, err);
}

/* What the form below the list did. */
static const struct notice notices[] = {
	{ "calls", "The call is written down in each of them." }, { "pauses", "They are paused." },
	{ "resumes", "They go on." }, { NULL, NULL },
};

bool
page_board(struct request *r, struct reply *reply, struct err *err)
{
	struct narrow narrow = { .payer = NULL };
	struct json *data = json_new_object();

	json_set_text(data, "title", "Payers");
	json_set_bool(data, "at_board", true);
	page_notice(r, data, notices);
	bulk_add(data);
	if (read_narrow(r, &narrow, err) && add_chips(r, data, &narrow, err) &&
	    add_rows(r, data, &narrow, err)) {
		json_set_id(data, "payer", narrow.filter.payer_id);
		json_set_text(data, "state", narrow.filter.state);
		json_set_bool(data, "is_narrowed", narrow.filter.payer_id != 0 ||
		    narrow.filter.state != NULL);
		json_set_bool(data, "is_later", narrow.filter.after_day != NULL);
		return page_render(r, reply, "board", data, err);
	}
	json_free(data);
	return false;
}
