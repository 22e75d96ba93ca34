/*
 * test_when: conditions and times of workflow files: what is taken, what is refused and where; and on
 * which day and hour a timer fires: month ends, leap days, weekends, holidays, summer time.
 */
#include "unit/unit.h"

#include "base/asset.h"
#include "workflow/when.h"

static struct arena arena;
static struct problems problems;

/* Facts of these tests: a day that may be absent, a number that is 14, a text. */
static bool
known(const void *context, const char *name, struct guard_name *ret)
{
	static const struct { const char *name; struct guard_name meaning; } names[] = {
		{ "today", { TYPE_DATE, false, false } }, { "seen", { TYPE_DATE, true, false } },
		{ "gone", { TYPE_DATE, true, false } }, { "days", { TYPE_INT, false, false } },
		{ "promised", { TYPE_INT, true, false } }, { "kind", { TYPE_TEXT, false, false } },
		{ "yes", { TYPE_BOOL, false, false } }, { "now", { TYPE_INSTANT, false, false } },
	};

	(void)context;
	for (size_t i = 0; i < LEN(names); i++)
		if (strcmp(names[i].name, name) == 0) {
			*ret = names[i].meaning;
			return true;
		}
	return false;
}

static bool
counted(const void *context, const char *kind, const char *name)
{
	(void)context;
	(void)kind;
	return strcmp(name, "call") == 0;
}

static int32_t
day(const char *text)
{
	int32_t d;

	if (!day_parse(text, &d))
		fail_test("%s", text);
	return d;
}

static struct value
value_of(const void *context, const char *name)
{
	(void)context;
	if (strcmp(name, "today") == 0)
		return value_date(day("2026-03-10"));
	if (strcmp(name, "seen") == 0)
		return value_date(day("2026-01-31"));
	if (strcmp(name, "days") == 0)
		return value_int(14);
	if (strcmp(name, "kind") == 0)
		return value_text("medicare");
	if (strcmp(name, "yes") == 0)
		return value_bool(true);
	if (strcmp(name, "now") == 0)
		return value_instant(0);
	return value_absent(strcmp(name, "promised") == 0 ? TYPE_INT : TYPE_DATE);
}

static int64_t
count_of(const void *context, const char *kind, const char *name)
{
	(void)context;
	(void)name;
	return strcmp(kind, "task") == 0 ? 2 : 0;
}

static struct guard_scope
scope(void)
{
	problems_init(&problems, &arena);
	return (struct guard_scope){ .name = known, .counted = counted, .file = "f", .line = 1,
		.column = 1, .problems = &problems, .arena = &arena };
}

static const struct workday_calendar *
us_business(void)
{
	const struct asset *a = asset_find("config/us_business.yaml");
	struct problems none;

	problems_init(&none, &arena);
	return workday_parse("us_business.yaml", a->bytes, strlen(a->bytes), &arena, &none);
}

static struct guard_values
values(void)
{
	return (struct guard_values){ .name = value_of, .count = count_of, .calendar = us_business() };
}

static void
conditions_come_out(void **state)
{
	static const struct { const char *text; bool want; } rows[] = {
		{ "true", true }, { "not yes", false }, { "yes and not (yes and false)", true },
		{ "has(seen) and seen < today", true }, { "has(gone)", false },
		{ "not has(gone) or gone < today", true },
		{ "has(gone) and gone < today", false },
		{ "days == 14", true }, { "days + 1 > 14 and days - 1 < 14", true },
		{ "days between 14 and 20", true }, { "days between 1 and 13", false },
		{ "kind in [\"medicare\", \"medicaid\"]", true }, { "kind in [\"other\"]", false },
		{ "days in [1, 14]", true }, { "kind != \"medicaid\"", true },
		{ "count(task, call) == 2", true }, { "count(email, call) > 0", false },
		{ "today - 2026-03-01 == 9", true }, { "today + 1mo == 2026-04-10", true },
		{ "today + days d == 2026-03-24", true }, { "today - days d == 2026-02-24", true },
		{ "today + 2 w == 2026-03-24", true }, { "today + days mo == 2027-05-10", true },
		{ "today + (promised else 30) d == 2026-04-09", true },
		{ "(gone else today) == today", true },
		{ "has(seen) and (gone else seen else today) == seen", true },
		{ "has(seen) and seen + 1mo == 2026-02-28", true },
		{ "today + 3bd == 2026-03-13", true },
		{ "has(seen) and today - seen == 38", true },
	};
	struct guard_values v = values();
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct guard_scope s = scope();
		struct guard *g = guard_compile(rows[i].text, TYPE_BOOL, &s);
		struct value got;
		if (g == NULL)
			fail_test("%s: %d: %s", rows[i].text, problems.item[0].column, problems.item[0].text);
		assert_true(guard_eval(g, &v, &got));
		if ((got.number != 0) != rows[i].want)
			fail_test("%s came out %d", rows[i].text, (int)got.number);
	}
	arena_clear(&arena);
}

static void
wrong_conditions_are_refused_at_their_place(void **state)
{
	static const struct { const char *text; int column; const char *words; } rows[] = {
		{ "", 1, "missing" }, { "days", 1, "should be bool" }, { "yes and", 8, "missing" },
		{ "seen < today", 1, "may be absent" }, { "has(seen) or seen < today", 14, "may be absent" },
		{ "kind = \"x\"", 6, "==" }, { "kind == 3", 6, "cannot be compared" },
		{ "kind < \"x\"", 6, "cannot be compared" }, { "yes and days", 9, "yes or no" },
		{ "nobody", 1, "not known" }, { "has(nobody)", 5, "not known" },
		{ "count(mail, call) > 0", 1, "task, email or child" }, { "count(task, none) > 0", 13, "named" },
		{ "(yes", 5, ")" }, { "yes)", 4, "does not belong" }, { "kind in \"x\"", 9, "list" },
		{ "kind in [3]", 10, "looked for" }, { "days in [days]", 10, "literals" },
		{ "today + 90 == today", 7, "unit" }, { "today + days == today", 7, "unit" },
		{ "days + 3d == days", 6, "added to a date" }, { "today + promised d == today", 9, "absent" },
		{ "today else today == today", 7, "always has" }, { "(gone else days) == today", 7, "stand in" },
		{ "(gone else seen) == today", 12, "may be absent" }, { "gone == none", 6, "cannot be compared" },
		{ "today == 2026-02-30", 10, "is no day" }, { "\"open", 1, "closing" },
		{ "yes ? yes", 5, "does not belong" }, { "days between 1", 15, "two values" },
		{ "has(seen", 9, "takes one name" }, { "count(task)", 11, "takes two words" },
		{ "count(task, call > 0", 18, "a closing )" }, { "days in [1, 2", 14, "a closing ]" },
		{ "kind between 1 and 2", 6, "different types" }, { "not days", 5, "takes a yes or no" },
		{ "kind + kind == kind", 6, "makes no sense" }, { "now + 3d == now", 5, "added to a date" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct guard_scope s = scope();
		if (guard_compile(rows[i].text, TYPE_BOOL, &s) != NULL)
			fail_test("%s is taken", rows[i].text);
		if (problems.count != 1 || problems.item[0].column != rows[i].column ||
		    strstr(problems.item[0].text, rows[i].words) == NULL)
			fail_test("%s: %d: %s", rows[i].text, problems.item[0].column, problems.item[0].text);
	}
	arena_clear(&arena);
}

static void
deep_and_long_conditions_are_refused(void **state)
{
	struct str deep = STR_INIT, words = STR_INIT;
	(void)state;

	for (int i = 0; i < 5000; i++)
		str_add(&words, "(");
	struct guard_scope s = scope();
	assert_null(guard_compile(words.text, TYPE_BOOL, &s));
	for (int i = 0; i < 200; i++)
		str_add(&deep, "not ");
	str_add(&deep, "yes");
	s = scope();
	assert_null(guard_compile(deep.text, TYPE_BOOL, &s));
	str_clear(&deep);
	str_clear(&words);
	arena_clear(&arena);
}

static void
timers_fire_on_the_day_and_hour(void **state)
{
	/* Entered on Tuesday 10 March 2026 at 10:15 in New York, two days into summer time. */
	static const struct { const char *when; int n; const char *want; } rows[] = {
		{ "after 3d", 1, "2026-03-13T10:15:00-04:00" },
		{ "after 2h", 1, "2026-03-10T12:15:00-04:00" },
		{ "after 1h at 13:00", 1, "2026-03-10T13:00:00-04:00" },	/* still to come today */
		{ "after 1h at 11:15", 1, "2026-03-10T11:15:00-04:00" },
		{ "after 1h at 11:14", 1, "2026-03-11T11:14:00-04:00" },	/* gone today: not at once, at any hour */
		{ "after 75h at 09:00 roll next", 1, "2026-03-16T09:00:00-04:00" },	/* Friday's is gone */
		{ "after 75h at 09:00 roll prev", 1, "2026-03-13T09:00:00-04:00" },
		{ "after 1d2h at 09:00", 1, "2026-03-12T09:00:00-04:00" },
		{ "after 1d2h at 12:30", 1, "2026-03-11T12:30:00-04:00" },
		{ "after 1d2h", 1, "2026-03-11T12:15:00-04:00" },
		{ "after 1h from 2026-03-07 at 02:30 roll next", 1, "2026-03-09T02:30:00-04:00" },	/* a day begins at midnight */
		{ "after 2h from 2026-03-08 at 02:30", 1, "2026-03-08T03:00:00-04:00" },	/* there is no 02:30 */
		{ "after 24h from 2026-11-01 at 01:30", 1, "2026-11-02T01:30:00-05:00" },	/* 25 hours long */
		{ "after 3d at 09:00", 1, "2026-03-13T09:00:00-04:00" },
		{ "after 4d at 09:00 roll next", 1, "2026-03-16T09:00:00-04:00" },
		{ "after 4d at 09:00 roll prev", 1, "2026-03-13T09:00:00-04:00" },
		{ "after 5bd at 09:00", 1, "2026-03-17T09:00:00-04:00" },
		{ "every 14d from seen at 09:00", 1, "2026-02-14T09:00:00-05:00" },
		{ "every 14d from seen at 09:00 roll next", 1, "2026-02-17T09:00:00-05:00" },	/* Washington */
		{ "every 14d from seen at 09:00 roll next", 2, "2026-03-02T09:00:00-05:00" },
		{ "every days d from seen at 09:00", 3, "2026-03-14T09:00:00-04:00" },
		{ "every 1mo from seen at 09:00", 1, "2026-02-28T09:00:00-05:00" },	/* 31 January */
		{ "every 1mo from seen at 09:00", 2, "2026-03-31T09:00:00-04:00" },	/* does not drift */
		{ "every 1mo from seen at 09:00", 25, "2028-02-29T09:00:00-05:00" },
		{ "every 1y from 2024-02-29 at 09:00", 1, "2025-02-28T09:00:00-05:00" },
		{ "every 1y from 2024-02-29 at 09:00", 4, "2028-02-29T09:00:00-05:00" },
		{ "every 10bd from 2026-12-18 at 09:00", 1, "2027-01-05T09:00:00-05:00" },
		{ "at seen + 36mo at 08:00", 1, "2029-01-31T08:00:00-05:00" },
		{ "at 2026-03-08 at 02:30", 1, "2026-03-08T03:00:00-04:00" },	/* there is no 02:30 */
		{ "at 2026-11-01 at 01:30", 1, "2026-11-01T01:30:00-04:00" },	/* the first of two */
		{ "at 2027-07-04 at 09:00 roll next", 1, "2027-07-06T09:00:00-04:00" },	/* observed Monday */
		{ "at 2026-07-04 at 09:00 roll prev", 1, "2026-07-02T09:00:00-04:00" },	/* observed Friday */
		{ "at gone + 3d at 09:00", 1, NULL },
		{ "60d 30d 7d before 2026-06-01 at 09:00 roll prev", 1, "2026-04-02T09:00:00-04:00" },
		{ "60d 30d 7d before 2026-06-01 at 09:00 roll prev", 2, "2026-05-01T09:00:00-04:00" },	/* Saturday */
		{ "1y, 6mo, 2w before 2026-08-31 at 09:00", 2, "2026-02-28T09:00:00-05:00" },
		{ "kind before 2026-06-01 at 09:00", 1, NULL },	/* a text without days */
		{ "every 1d from 2026-03-06 until 2026-03-09 at 09:00", 3, "2026-03-09T09:00:00-04:00" },
		{ "every 1d from 2026-03-06 until 2026-03-09 at 09:00", 4, NULL },
		{ "every 30min", 3, "2026-03-10T11:45:00-04:00" },
	};
	struct guard_values v = values();
	const struct zone *zone = zone_find("America/New_York", NULL);
	struct when_context c = { .values = &v, .zone = zone, .calendar = v.calendar,
		.entered_ms = zone_instant(zone, day("2026-03-10"), 36900) };
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct guard_scope s = scope();
		char got[INSTANT_TEXT_BYTES];
		int64_t anchor_ms, due_ms = INSTANT_NONE;
		struct when w;
		if (!when_compile(rows[i].when, &s, &w))
			fail_test("%s: %d: %s", rows[i].when, problems.item[0].column, problems.item[0].text);
		assert_true(when_anchor(&w, &c, &anchor_ms));
		if (anchor_ms != INSTANT_NONE)
			assert_true(when_due(&w, &c, anchor_ms, rows[i].n, &due_ms));
		if (rows[i].want == NULL)
			assert_true(due_ms == INSTANT_NONE);
		else if (due_ms == INSTANT_NONE || strcmp(instant_format(due_ms, zone, got), rows[i].want) != 0)
			fail_test("%s: %s instead of %s", rows[i].when, due_ms == INSTANT_NONE ? "never" :
			    instant_format(due_ms, zone, got), rows[i].want);
	}
	arena_clear(&arena);
}

static void
wrong_times_are_refused_at_their_place(void **state)
{
	static const struct { const char *text; int column; const char *words; } rows[] = {
		{ "", 1, "begins with after, every or at" }, { "tomorrow", 1, "begins with after" },
		{ "after", 1, "begins with after" }, { "after 3", 7, "a span is written like" },
		{ "after 3days", 7, "a span is written like" }, { "after 0d", 7, "a span of nothing" },
		{ "every 6h max 3 at 09:00", 7, "has no time of day" }, { "every 1d30min max 3 at 09:00", 7, "has no time of day" },
		{ "after 3d x", 9, "does not belong here" }, { "after 3d max 3", 14, "fires once" },
		{ "every 3d max 0", 14, "from 1 to 10000" }, { "every 3d max x", 14, "from 1 to 10000" },
		{ "at days", 4, "should be a day, but it is int" }, { "at today at 25:00", 13, "09:00" },
		{ "at today at 9", 13, "09:00" }, { "at today roll up", 15, "next" },
		{ "every 3d from kind", 15, "should be a day, but it is text" },
		{ "7d 30d before today", 4, "the longest span comes first" },
		{ "7d 7d before today", 4, "each only once" }, { "2h before today", 1, "working days, weeks" },
		{ "days before today", 1, "should be text" }, { "7q before today", 1, "a list of spans is written like" },
		{ "30d 7d before days", 15, "should be a day" },
		{ "every kind d max 3", 7, "stands before the unit, this is text" },
		{ "every promised d max 3", 7, "may be absent" }, { "every nobody d", 7, "not known here" },
		{ "60d before at 09:00", 11, "a day stands behind" }, { "60d before ", 12, "missing at the end" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct guard_scope s = scope();
		struct when w;
		if (when_compile(rows[i].text, &s, &w))
			fail_test("%s is taken", rows[i].text);
		if (problems.count != 1 || problems.item[0].column != rows[i].column ||
		    strstr(problems.item[0].text, rows[i].words) == NULL)
			fail_test("%s: %d: %s", rows[i].text, problems.item[0].column, problems.item[0].text);
	}
	arena_clear(&arena);
}

static void
wrong_calendars_are_refused_at_their_place(void **state)
{
	static const struct { const char *text; int line, column; const char *words; } rows[] = {
		{ "weekend: [sunday]\n", 1, 1, "needs its name" },
		{ "calendar: c\n", 1, 1, "and a weekend" },
		{ "calendar: c\nweekend: sunday\n", 2, 10, "at most six weekdays" },
		{ "calendar: c\nweekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n",
		    2, 10, "at most six weekdays" },
		{ "calendar: c\nweekend: [someday]\n", 2, 11, "no weekday" },
		{ "calendar: c\nweekend: [sunday]\nholidays: none\n", 3, 11, "holidays is a list" },
		{ "calendar: c\nweekend: [sunday]\nholidays: [{name: x}]\n", 3, 12, "a name and a rule" },
		{ "calendar: c\nweekend: [sunday]\nholidays: [{name: x, on: 2026-07-04}]\n", 3, 26,
		    "expire and are refused" },
		{ "calendar: c\nweekend: [sunday]\nholidays: [{name: x, on: sixth monday of may}]\n", 3, 26,
		    "a holiday's rule is" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		problems_init(&problems, &arena);
		if (workday_parse("c", rows[i].text, strlen(rows[i].text), &arena, &problems) != NULL)
			fail_test("%s is taken", rows[i].text);
		const struct problem *p = &problems.item[0];
		if (problems.count != 1 || p->line != rows[i].line || p->column != rows[i].column ||
		    strstr(p->text, rows[i].words) == NULL)
			fail_test("%s: %d:%d: %s", rows[i].text, p->line, p->column, p->text);
	}
	arena_clear(&arena);
}

static void
times_beyond_measure_fail_and_nothing_else(void **state)
{
	static const char *const rows[] = { "every 99999y from today", "every 99999bd from 9999-12-01",
		"at 9999-12-31 + 1d", "every 99999h99999h" };
	struct guard_values v = values();
	struct when_context c = { .values = &v, .zone = zone_utc(), .calendar = v.calendar };
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct guard_scope s = scope();
		int64_t anchor_ms, due_ms;
		struct when w;
		if (!when_compile(rows[i], &s, &w))
			fail_test("%s: %s", rows[i], problems.item[0].text);
		if (when_anchor(&w, &c, &anchor_ms))
			assert_false(when_due(&w, &c, anchor_ms, INT64_MAX / 2, &due_ms));
	}
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_come_out),
		cmocka_unit_test(wrong_conditions_are_refused_at_their_place),
		cmocka_unit_test(deep_and_long_conditions_are_refused),
		cmocka_unit_test(timers_fire_on_the_day_and_hour),
		cmocka_unit_test(wrong_times_are_refused_at_their_place),
		cmocka_unit_test(wrong_calendars_are_refused_at_their_place),
		cmocka_unit_test(times_beyond_measure_fail_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
