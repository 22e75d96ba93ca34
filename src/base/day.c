/* day: arithmetic of the Gregorian calendar in integers; no clock, no zone, no locale. */
#include "base/day.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

const char *const month_name[12] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
const char *const weekday_name[7] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday", "Sunday" };

static bool
leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
days_in_month(int year, int month)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap_year(year));
}

bool
civil_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= days_in_month(year, month);
}

/* Years are counted from March, so that the leap day is the last of its year. */
int32_t
day_from_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

struct civil
day_to_civil(int32_t day)
{
	int z = day + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	    day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153;
	int month = shifted < 10 ? shifted + 3 : shifted - 9;

	return (struct civil){ year_of_era + era * 400 + (month <= 2), month,
		day_of_year - (153 * shifted + 2) / 5 + 1 };
}

int
day_weekday(int32_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);		/* 1970-01-01 was a Thursday */
}

int32_t
day_add_months(int32_t day, int months)
{
	struct civil c = day_to_civil(day);
	int count = c.year * 12 + (c.month - 1) + months;
	int year = count >= 0 ? count / 12 : (count - 11) / 12;
	int month = count - year * 12 + 1;
	int last = days_in_month(year, month);

	return day_from_civil(year, month, c.day < last ? c.day : last);
}

int32_t
day_begin_of_month(int32_t day)
{
	struct civil c = day_to_civil(day);

	return day_from_civil(c.year, c.month, 1);
}

int32_t
day_end_of_month(int32_t day)
{
	struct civil c = day_to_civil(day);

	return day_from_civil(c.year, c.month, days_in_month(c.year, c.month));
}

static bool
digits(const char *text, int count, int *ret_number)
{
	int n = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (text[i] - '0');
	}
	*ret_number = n;
	return true;
}

bool
day_parse(const char *text, int32_t *ret_day)
{
	int year, month, day;

	if (text == NULL || strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !digits(text, 4, &year) || !digits(text + 5, 2, &month) ||
	    !digits(text + 8, 2, &day) || !civil_valid(year, month, day))
		return false;
	*ret_day = day_from_civil(year, month, day);
	return true;
}

bool
day_parse_month(const char *text, int32_t *ret_first_day)
{
	char first[DAY_TEXT_BYTES];

	return text != NULL && snprintf(first, sizeof(first), "%s-01", text) == DAY_TEXT_BYTES - 1 &&
	    day_parse(first, ret_first_day);
}

char *
day_format(int32_t day, char text[DAY_TEXT_BYTES])
{
	text[0] = '\0';
	if (day >= DAY_MIN && day <= DAY_MAX) {
		struct civil c = day_to_civil(day);
		char wide[48];		/* the compiler cannot know that the year has four digits */
		snprintf(wide, sizeof(wide), "%04d-%02d-%02d", c.year, c.month, c.day);
		memcpy(text, wide, DAY_TEXT_BYTES);
		text[DAY_TEXT_BYTES - 1] = '\0';
	}
	return text;
}

char *
day_words(int32_t day, char text[DAY_WORDS_BYTES])
{
	struct civil c = day_to_civil(day);

	if (day == DAY_NONE)
		text[0] = '\0';
	else
		snprintf(text, DAY_WORDS_BYTES, "%.3s %d %.3s %d",
		    weekday_name[day_weekday(day)], c.day, month_name[c.month - 1], c.year);
	return text;
}
