/*
 * sheet_day: days as spreadsheets write them, read without guessing: what could mean two days, or
 * none, is refused with the reason.
 *
 *	2027-03-31  2027/3/31  20270331		year first
 *	3/31/2027  3-31-2027  03/31/27		month first, as in the United States
 *	31-Mar-2027  31 March 27  Mar 31, 2027	month in words
 *	46477					the day's number in Excel (1900 date system)
 *
 * A time behind the day ("3/31/2027 0:00", "2027-03-31T00:00:00") is not looked at.
 */
#ifndef CORE_SHEET_DAY_H
#define CORE_SHEET_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "base/err.h"

/*
 * Years of two digits lie at most "ahead_years" after today: 20 for what expires, 0 for births.
 * "n/a", "none", "-", "0000-00-00" and the like are DAY_NONE.  Years outside 1900 to 2199 are refused.
 */
bool	sheet_day_parse(const char *text, int32_t today_day, int ahead_years, int32_t *ret_day,
	    struct err *err);

/* "2019-07", "7/2019", "07.2019", "July 2019": a month with a year of four digits. */
bool	sheet_month_parse(const char *text, int32_t *ret_first_day);

/* "present", "current", "ongoing" and other ways to say that something has not ended. */
bool	sheet_goes_on(const char *text);

/* "n/a", "none", "tbd", "-" and other ways to say that a cell is empty. */
bool	sheet_nothing(const char *text);

#endif
