/*
 * report_turnaround: how long payers take, from our side of the desk (product.md, section 5: turnaround by
 * payer, state and line (the kind of payer), with the days that the clock stood still because a payer asked us, time to load and to the first paid claim, first-pass approvals, answers to information
 * requests, time in each stage, source answer time, applications by age).
 *
 * What counts in a period: an application that was approved in it, with all its days, wherever they lie.
 * An effective day before the submission (a payer that grants it back) counts as negative days.
 */
#include "store/report_inside.h"

#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/str.h"
#include "core/spread.h"
#include "base/banned.h"

static const char *const stages[] = { "received", "approved", "effective", "loaded", "first_paid" };
#define STAGES	LEN(stages)

enum grouping { BY_PAYER, BY_STATE, BY_LINE };

/* What is gathered of one payer, one payer in one state, or one line. */
struct gather {
	const struct json *first;
	size_t		 room;			/* rows in all: no list is longer */
	int64_t		*days[STAGES];
	size_t		 count[STAGES];
	int64_t		*open_days, *stopped_days;
	size_t		 open, stopped, late, denied;
};

void
report_add_spread(struct json *row, const char *name, int64_t *days, size_t count)
{
	static const struct { const char *word; int percent; } columns[] = {
		{ "median", 50 }, { "80th", 80 }, { "90th", 90 },
	};
	struct arena a = ARENA_INIT;

	spread_sort(days, count);
	for (size_t i = 0; i < LEN(columns); i++)
		json_set(row, arena_printf(&a, "%s_%s_days", name, columns[i].word),
		    count == 0 ? json_new_null() : json_new_int(i == 0 ? spread_median(days, count) :
		    spread_percentile(days, count, columns[i].percent)));
	arena_clear(&a);
}

static bool
days_between(const struct json *row, const char *from, const char *to, int64_t *ret_days)
{
	const char *begin = json_get_text(row, from), *end = json_get_text(row, to);
	int32_t a, b;

	if (begin == NULL || end == NULL || !day_parse(begin, &a) || !day_parse(end, &b))
		return false;
	*ret_days = b - a;
	return true;
}

static void
gather_begin(struct gather *g, const struct json *first, size_t room, struct arena *a)
{
	*g = (struct gather){ .first = first, .room = room };
	g->open_days = arena_array(a, room, sizeof(*g->open_days));
	g->stopped_days = arena_array(a, room, sizeof(*g->stopped_days));
	for (size_t i = 0; i < STAGES; i++)
		g->days[i] = arena_array(a, room, sizeof(*g->days[i]));
}

static void
gather_add(struct gather *g, const struct json *row, struct arena *a)
{
	int64_t days, promised = json_get_int(row, "promised_days", 0);

	for (size_t i = 0; json_get_bool(row, "is_approved") && i < STAGES; i++)
		if (days_between(row, "submitted_day", arena_printf(a, "%s_day", stages[i]), &days))
			g->days[i][g->count[i]++] = days;
	if (json_get_bool(row, "is_approved"))
		g->stopped_days[g->stopped++] = json_get_int(row, "stopped_days", 0);
	g->denied += json_get_bool(row, "is_denied");
	if (!json_get_bool(row, "is_open") || !days_between(row, "submitted_day", "today", &days))
		return;
	g->open_days[g->open++] = days;
	g->late += promised > 0 && days > promised;
}

static struct json *
gather_end(struct gather *g, enum grouping by)
{
	struct json *row = json_new_object();

	if (by == BY_LINE) {
		json_set_text(row, "line", json_get_text(g->first, "line"));
	} else {
		json_set_int(row, "payer_id", json_get_int(g->first, "payer_id", 0));
		json_set_text(row, "payer_name", json_get_text(g->first, "payer_name"));
	}
	if (by == BY_STATE)
		json_set_text(row, "state", json_get_text(g->first, "state"));
	json_set_int(row, "approved", (int64_t)g->count[1]);
	json_set_int(row, "denied", (int64_t)g->denied);
	for (size_t i = 0; i < STAGES; i++)
		report_add_spread(row, stages[i], g->days[i], g->count[i]);
	report_add_spread(row, "stopped", g->stopped_days, g->stopped);
	if (by != BY_LINE)
		json_set(row, "promised_days", json_duplicate(json_get(g->first, "promised_days")));
	json_set_int(row, "open", (int64_t)g->open);
	report_add_spread(row, "open", g->open_days, g->open);
	json_set(row, "open_oldest_days", g->open == 0 ? json_new_null() :
	    json_new_int(g->open_days[g->open - 1]));
	json_set_int(row, "open_over_promise", (int64_t)g->late);
	return row;
}

static bool
is_same(const struct json *a, const struct json *b, enum grouping by)
{
	if (by == BY_LINE)
		return text_equal(json_get_text(a, "line"), json_get_text(b, "line"));
	return json_get_int(a, "payer_id", 0) == json_get_int(b, "payer_id", 0) &&
	    (by != BY_STATE || text_equal(json_get_text(a, "state"), json_get_text(b, "state")));
}

/* Rows come in that order. */
static struct json *
group(const struct json *rows, enum grouping by)
{
	struct json *array = json_new_array();
	size_t count = json_count(rows);

	for (size_t i = 0, end; i < count; i = end) {
		struct arena a = ARENA_INIT;
		struct gather g;
		for (end = i; end < count && is_same(json_at(rows, i), json_at(rows, end), by); )
			end++;
		gather_begin(&g, json_at(rows, i), end - i, &a);
		for (size_t k = i; k < end; k++)
			gather_add(&g, json_at(rows, k), &a);
		json_push(array, gather_end(&g, by));
		arena_clear(&a);
	}
	return array;
}

static struct json *
group_payers(const struct json *rows)
{
	return group(rows, BY_PAYER);
}

static struct json *
group_states(const struct json *rows)
{
	return group(rows, BY_STATE);
}

static struct json *
group_lines(const struct json *rows)
{
	return group(rows, BY_LINE);
}

#define BEHIND_COLUMNS "npi last_name first_name payer_name state submitted_day received_day approved_day effective_day" \
	" loaded_day first_paid_day stopped_days"
#define SPREAD_COLUMNS " approved approved_median_days approved_80th_days effective_median_days" \
	" stopped_median_days loaded_median_days denied open open_oldest_days promised_days"
static const struct report_group by_payer = { .rows = group_payers, .columns = "payer_name" SPREAD_COLUMNS,
	.key = "payer_id", .behind_columns = BEHIND_COLUMNS };
static const struct report_group by_line = { .rows = group_lines, .columns = "line approved approved_median_days"
	" approved_80th_days effective_median_days stopped_median_days loaded_median_days denied open open_oldest_days",
	.key = "line", .behind_columns = BEHIND_COLUMNS };
static const struct report_group by_state = { .rows = group_states, .columns = "payer_name state" SPREAD_COLUMNS,
	.key = "payer_id state", .behind_columns = BEHIND_COLUMNS };

static const struct { const char *age; int64_t to; } ages[] = {
	{ "0 to 30 days", 30 }, { "31 to 60 days", 60 }, { "61 to 90 days", 90 }, { "91 to 120 days", 120 },
	{ "over 120 days", INT64_MAX },
};

static const char *
age_of(const struct json *row)
{
	size_t i = 0;

	while (json_get_int(row, "days", 0) > ages[i].to)
		i++;
	return ages[i].age;
}

static struct json *
group_ages(const struct json *rows)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < LEN(ages); i++) {
		struct json *row = json_new_object();
		int64_t count = 0;
		for (size_t k = 0; k < json_count(rows); k++)
			count += age_of(json_at(rows, k)) == ages[i].age;
		json_set_text(row, "age", ages[i].age);
		json_set_int(row, "applications", count);
		json_push(array, row);
	}
	return array;
}

const struct report_group report_by_age = { .rows = group_ages, .key = "age", .key_behind = age_of };

/* Rows come by workflow and state: how long cases stayed. */
static struct json *
group_stages(const struct json *rows)
{
	struct json *array = json_new_array();
	size_t count = json_count(rows);

	for (size_t i = 0, end; i < count; i = end) {
		const struct json *first = json_at(rows, i);
		struct json *row = json_new_object();
		struct arena a = ARENA_INIT;
		int64_t *days = arena_array(&a, count - i, sizeof(*days));
		for (end = i; end < count && text_equal(json_get_text(first, "workflow"),
		    json_get_text(json_at(rows, end), "workflow")) && text_equal(
		    json_get_text(first, "stage"), json_get_text(json_at(rows, end), "stage")); end++)
			days[end - i] = json_get_int(json_at(rows, end), "days", 0);
		json_set_text(row, "workflow", json_get_text(first, "workflow"));
		json_set_text(row, "stage", json_get_text(first, "stage"));
		json_set_int(row, "left", (int64_t)(end - i));
		report_add_spread(row, "stay", days, end - i);
		json_push(array, row);
		arena_clear(&a);
	}
	return array;
}

static const struct report_group by_stage = { .rows = group_stages, .key = "workflow stage",
	.behind_columns = "case_id entered_ms left_ms days" };

/* The payer asked, and the clock stood still until we answered. */
#define STOPPED_DAYS \
	" (SELECT CAST(sum(h.at_ms - (SELECT max(b.at_ms) FROM history b WHERE b.case_id = h.case_id AND b.seq < h.seq" \
	"  AND b.to_state <> b.from_state)) / 86400000.0 + 0.5 AS INTEGER) FROM case_file c JOIN history h" \
	"  ON h.case_id = c.case_id WHERE c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id" \
	"  AND c.workflow = 'payer_enrollment' AND h.from_state = 'information_requested'" \
	"  AND h.to_state <> h.from_state) AS stopped_days,"

#define APPLICATIONS(order) \
	REPORT_DAYS "SELECT p.npi, p.last_name, p.first_name, y.payer_id, y.name AS payer_name, y.kind AS line, e.state," \
	STOPPED_DAYS \
	" y.turnaround_days AS promised_days," \
	" e.submitted_day, e.received_day, e.approved_day, e.effective_day, e.loaded_day," \
	" e.first_paid_day, d.today, e.approved_day BETWEEN d.since AND d.until AS is_approved," \
	" e.denied_day BETWEEN d.since AND d.until AS is_denied, e.approved_day IS NULL" \
	" AND e.effective_day IS NULL AND e.loaded_day IS NULL AND e.denied_day IS NULL" \
	" AND e.terminated_day IS NULL AND e.status NOT IN ('withdrawn', 'denied', 'terminated')" \
	" AS is_open FROM d, payer y JOIN enrollment e ON e.payer_id = y.payer_id" \
	" JOIN provider p ON p.provider_id = e.provider_id" \
	" WHERE e.submitted_day IS NOT NULL AND (e.approved_day BETWEEN d.since AND d.until" \
	" OR e.denied_day BETWEEN d.since AND d.until OR e.approved_day IS NULL AND e.denied_day IS NULL" \
	" AND e.effective_day IS NULL AND e.loaded_day IS NULL AND e.terminated_day IS NULL" \
	" AND e.status NOT IN ('withdrawn', 'denied', 'terminated'))" \
	" ORDER BY " order ", e.enrollment_id /*scan*/"

#define WHO \
	"e.enrollment_id, p.npi, p.last_name, p.first_name, y.name AS payer_name, e.state"
#define FROM_ENROLLMENTS \
	" FROM d, enrollment e JOIN provider p ON p.provider_id = e.provider_id" \
	" JOIN payer y ON y.payer_id = e.payer_id"
#define STEP(columns, from, to) \
	REPORT_DAYS "SELECT " WHO ", " columns FROM_ENROLLMENTS " WHERE " from " IS NOT NULL AND " to \
	" BETWEEN d.since AND d.until ORDER BY " to ", e.enrollment_id /*scan*/"

/* The payer asked, or said no, before it said yes. */
#define SECOND_PASS \
	"EXISTS (SELECT 1 FROM case_file c JOIN history h ON h.case_id = c.case_id" \
	" WHERE c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id" \
	" AND c.workflow = 'payer_enrollment' AND h.to_state IN ('information_requested', 'denied'))"
#define APPROVALS \
	" WHERE e.submitted_day IS NOT NULL AND e.approved_day BETWEEN d.since AND d.until"

const struct report_figure report_turnaround[] = {
	{ "turnaround", "by_payer", "applications decided in the period or waiting, by payer: days from "
	  "submission to each gate of what was approved", UNIT_COUNT, NULL, NULL, APPLICATIONS("y.name, y.payer_id"), NULL,
	  &by_payer },
	{ "turnaround", "by_state", "the same by payer and state", UNIT_COUNT, NULL, NULL,
	  APPLICATIONS("y.name, y.payer_id, e.state"), NULL, &by_state },
	{ "turnaround", "by_line", "the same by line: commercial, Medicare, Medicaid ...", UNIT_COUNT, NULL, NULL,
	  APPLICATIONS("y.kind"), NULL, &by_line },
	{ "turnaround", "to_approved", "median days from submission to approval", UNIT_DAYS,
	  "submitted_day", "approved_day", STEP("e.submitted_day, e.approved_day", "e.submitted_day",
	  "e.approved_day"), NULL, NULL },
	{ "turnaround", "to_loaded", "median days from approval to loaded", UNIT_DAYS, "approved_day",
	  "loaded_day", STEP("e.approved_day, e.loaded_day", "e.approved_day", "e.loaded_day"), NULL,
	  NULL },
	{ "turnaround", "to_first_paid", "median days from loaded to the first paid claim", UNIT_DAYS,
	  "loaded_day", "first_paid_day", STEP("e.loaded_day, e.first_paid_day", "e.loaded_day",
	  "e.first_paid_day"), NULL, NULL },
	{ "turnaround", "first_pass", "approved without a question or a denial before, in percent: which "
	  "were not", UNIT_SHARE, "submitted_day", "approved_day", REPORT_DAYS "SELECT " WHO
	  ", e.submitted_day, e.approved_day" FROM_ENROLLMENTS APPROVALS " AND " SECOND_PASS
	  " ORDER BY e.approved_day, e.enrollment_id /*scan*/", REPORT_DAYS "SELECT count(*)"
	  " FROM d, enrollment e" APPROVALS " /*scan*/", NULL },
	{ "turnaround", "information_answered", "median days until a payer's question was answered",
	  UNIT_DAYS, "entered_ms", "left_ms", REPORT_STAY_ROWS("") " AND s.stage = 'information_requested'"
	  " AND s.workflow = 'payer_enrollment' ORDER BY s.left_ms, s.case_id /*scan*/", NULL, NULL },
	{ "turnaround", "source_answered", "median days until a primary source answered, and our letters "
	  "until then", UNIT_DAYS, "entered_ms", "left_ms", REPORT_STAY_ROWS(REPORT_STAY_LETTERS) " AND s.stage = 'requested' AND s.workflow = 'primary_source_verification'"
	  " ORDER BY s.left_ms, s.case_id /*scan*/", NULL, NULL },
	{ "turnaround", "stages", "stays of cases in a stage that ended in the period, by stage",
	  UNIT_COUNT, "entered_ms", "left_ms", REPORT_STAYS " SELECT s.case_id, s.workflow, s.stage,"
	  " s.entered_ms, s.left_ms FROM stay s WHERE s.left_ms > s.entered_ms ORDER BY s.workflow, s.stage,"
	  " s.left_ms /*scan*/", NULL, &by_stage },
	{ "turnaround", "by_age", "applications without a decision, by age", UNIT_COUNT,
	  "submitted_day", NULL, REPORT_OPEN_APPLICATIONS REPORT_OLDEST_FIRST, NULL, &report_by_age },
	{ "turnaround", "open", "applications without a decision", UNIT_COUNT, "submitted_day", NULL,
	  REPORT_OPEN_APPLICATIONS REPORT_OLDEST_FIRST, NULL, NULL },
};
const size_t report_turnaround_count = LEN(report_turnaround);
