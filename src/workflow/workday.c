/* workday: holiday rules read from a file, and days counted by them. */
#include "workflow/workday.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "base/str.h"
#include "base/yaml.h"
#include "base/banned.h"

enum rule_form { RULE_FIXED, RULE_NTH, RULE_EASTER };

struct holiday {
	const char	*name;
	enum rule_form	 form;
	int		 month, day;		/* fixed; easter: day is the shift */
	int		 weekday, nth;		/* nth: 1 to 5, -1 the last of the month */
	bool		 observed;		/* Saturday: on Friday; Sunday: on Monday */
	int64_t		 from_year;		/* in force since; 0: always */
};

struct workday_calendar {
	const char	*name;
	bool		 free_weekday[7];
	struct holiday	*holiday;
	size_t		 holidays;
};

static int
weekday_of(const char *text)
{
	for (int i = 0; i < 7; i++)
		if (text_equal_nocase(text, weekday_name[i]))
			return i;
	return -1;
}

/* "07-04" */
static bool
read_fixed(const char *text, struct holiday *h)
{
	char whole[DAY_TEXT_BYTES + 16];
	int32_t day;

	snprintf(whole, sizeof(whole), "2024-%.5s", text);	/* a leap year, for February 29 */
	if (strlen(text) != 5 || !day_parse(whole, &day))
		return false;
	h->form = RULE_FIXED;
	h->month = day_to_civil(day).month;
	h->day = day_to_civil(day).day;
	return true;
}

/* "third monday of january", "last monday of may" */
static bool
read_nth(const char *text, struct holiday *h)
{
	static const char *const nths[] = { "first", "second", "third", "fourth", "fifth", "last" };
	char nth[16], weekday[16], month[16], rest[2];

	if (sscanf(text, "%15s %15s of %15s %1s", nth, weekday, month, rest) != 3)
		return false;
	h->form = RULE_NTH;
	h->weekday = weekday_of(weekday);
	for (size_t i = 0; i < LEN(nths); i++)
		if (strcmp(nth, nths[i]) == 0)
			h->nth = i == 5 ? -1 : (int)i + 1;
	for (int i = 0; i < 12; i++)
		if (text_equal_nocase(month, month_name[i]))
			h->month = i + 1;
	return h->weekday >= 0 && h->nth != 0 && h->month != 0;
}

/* "easter", "easter -2" */
static bool
read_easter(const char *text, struct holiday *h)
{
	int64_t shift = 0;

	if (!text_starts(text, "easter") || (text[6] != '\0' && (text[6] != ' ' ||
	    !int_parse(text + 7 + (text[7] == '+'), &shift) || shift < -100 || shift > 100)))
		return false;
	h->form = RULE_EASTER;
	h->day = (int)shift;
	return true;
}

static void
read_holiday(const char *file, const struct yaml_node *node, struct holiday *h,
    struct problems *problems)
{
	static const char *const keys[] = { "name", "on", "observed", "from_year", NULL };
	const char *on = "";

	if (!yaml_check_keys(node, file, keys, problems))
		return;
	if (yaml_get(node, "name") == NULL || yaml_get(node, "on") == NULL) {
		yaml_complain(node, file, problems, "a holiday needs a name and a rule (on)");
		return;
	}
	yaml_text(yaml_get(node, "name"), file, &h->name, problems);
	if (yaml_get(node, "observed") != NULL)
		yaml_bool(yaml_get(node, "observed"), file, &h->observed, problems);
	if (yaml_get(node, "from_year") != NULL)
		yaml_int(yaml_get(node, "from_year"), file, 1, 9999, &h->from_year, problems);
	if (yaml_text(yaml_get(node, "on"), file, &on, problems) && !read_fixed(on, h) &&
	    !read_nth(on, h) && !read_easter(on, h))
		yaml_complain(yaml_get(node, "on"), file, problems, "a holiday's rule is a day (\"07-04\"), "
		    "a weekday (\"third monday of january\", \"last monday of may\") or "
		    "Easter with days from it (\"easter -2\"). Dates with a year expire and are refused");
}

static void
read_weekend(const char *file, const struct yaml_node *list, struct workday_calendar *c,
    struct problems *problems)
{
	const char *text;

	if (list->kind != YAML_LIST || list->count > 6) {
		yaml_complain(list, file, problems, "the weekend is a list of at most six weekdays");
		return;
	}
	for (const struct yaml_node *n = list->child; n != NULL; n = n->next)
		if (yaml_text(n, file, &text, problems)) {
			int weekday = weekday_of(text);
			if (weekday < 0)
				yaml_complain(n, file, problems, "this is no weekday");
			else
				c->free_weekday[weekday] = true;
		}
}

struct workday_calendar *
workday_parse(const char *file, const char *bytes, size_t len, struct arena *a,
    struct problems *problems)
{
	static const char *const keys[] = { "calendar", "weekend", "holidays", NULL };
	struct workday_calendar *c = arena_alloc(a, sizeof(*c));
	size_t before = problems->errors;

	const struct yaml_node *root = yaml_parse(file, bytes, len, a, problems);
	if (root == NULL || !yaml_check_keys(root, file, keys, problems))
		return NULL;
	const struct yaml_node *weekend = yaml_get(root, "weekend"),
	    *holidays = yaml_get(root, "holidays"), *name = yaml_get(root, "calendar");
	if (name == NULL || weekend == NULL)
		yaml_complain(root, file, problems, "a calendar needs its name (calendar) and a weekend");
	else if (yaml_text(name, file, &c->name, problems))
		read_weekend(file, weekend, c, problems);
	if (holidays != NULL && holidays->kind != YAML_LIST)
		yaml_complain(holidays, file, problems, "holidays is a list");
	else if (holidays != NULL) {
		c->holiday = arena_array(a, holidays->count, sizeof(*c->holiday));
		for (const struct yaml_node *n = holidays->child; n != NULL; n = n->next)
			read_holiday(file, n, &c->holiday[c->holidays++], problems);
	}
	return problems->errors > before ? NULL : c;
}

const char *
workday_calendar_name(const struct workday_calendar *c)
{
	return c->name;
}

/* Gregorian Easter Sunday (the anonymous algorithm of 1876). */
static int32_t
easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return day_from_civil(year, n / 31, n % 31 + 1);
}

static int32_t
nth_weekday(const struct holiday *h, int year)
{
	int32_t first = day_from_civil(year, h->month, 1), last = day_end_of_month(first);

	if (h->nth == -1)
		return last - (day_weekday(last) - h->weekday + 7) % 7;
	int32_t day = first + (h->weekday - day_weekday(first) + 7) % 7 + (h->nth - 1) * 7;
	return day <= last ? day : DAY_NONE;
}

/* The day off of this holiday in a year; DAY_NONE when it has none. */
static int32_t
holiday_day(const struct holiday *h, int year)
{
	int32_t day = DAY_NONE;

	if (year < 1 || year > 9999 || year < h->from_year)
		return DAY_NONE;
	switch (h->form) {
	case RULE_FIXED:
		if (civil_valid(year, h->month, h->day))
			day = day_from_civil(year, h->month, h->day);
		break;
	case RULE_NTH:
		day = nth_weekday(h, year);
		break;
	case RULE_EASTER:
		day = easter(year) + h->day;
		break;
	}
	if (day != DAY_NONE && h->observed)
		day += day_weekday(day) == 5 ? -1 : day_weekday(day) == 6 ? 1 : 0;
	return day;
}

const char *
workday_holiday(const struct workday_calendar *c, int32_t day)
{
	int year = day_to_civil(day).year;
	bool is_first = day == day_from_civil(year, 1, 1), is_last = day == day_from_civil(year, 12, 31);

	for (size_t i = 0; i < c->holidays; i++) {
		/* New Year's Day on a Saturday is observed in the year before; from Easter it may be far. */
		bool is_far = c->holiday[i].form == RULE_EASTER;
		int last = year + (is_last || is_far);
		for (int y = year - (is_first || is_far); y <= last; y++)
			if (holiday_day(&c->holiday[i], y) == day)
				return c->holiday[i].name;
	}
	return NULL;
}

bool
workday_is(const struct workday_calendar *c, int32_t day)
{
	return !c->free_weekday[day_weekday(day)] && workday_holiday(c, day) == NULL;
}

int32_t
workday_add(const struct workday_calendar *c, int32_t day, int64_t count)
{
	int step = count < 0 ? -1 : 1;

	for (int64_t left = count < 0 ? -count : count; left > 0; ) {
		day += step;
		if (workday_is(c, day))
			left--;
	}
	return day;
}

int32_t
workday_roll(const struct workday_calendar *c, int32_t day, enum workday_roll roll)
{
	if (roll != ROLL_NONE)
		while (!workday_is(c, day))
			day += roll == ROLL_NEXT ? 1 : -1;
	return day;
}
