/*
 * day: civil dates as a count of days since 1970-01-01 (proleptic Gregorian), and text forms of
 * days and instants.  Days carry no zone; turning a day and a wall time into an instant is zone.h.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_NONE	INT32_MIN	/* "no such day": absent in C, NULL in the database */
#define DAY_TEXT_BYTES	11		/* "YYYY-MM-DD" and NUL */
#define DAY_MIN		(-719162)	/* 0001-01-01 */
#define DAY_MAX		2932896		/* 9999-12-31 */

struct civil { int year, month, day; };	/* month and day from 1 */

int32_t		day_from_civil(int year, int month, int day);	/* must be a real date */
struct civil	day_to_civil(int32_t day);
bool		civil_valid(int year, int month, int day);	/* years 1 to 9999 */
int		days_in_month(int year, int month);

/* 0 Monday ... 6 Sunday. */
int		day_weekday(int32_t day);

/* Same day of the month "months" later; clamps: January 31 + 1 month is the last of February. */
int32_t		day_add_months(int32_t day, int months);
int32_t		day_begin_of_month(int32_t day);
int32_t		day_end_of_month(int32_t day);

/* "YYYY-MM-DD" exactly, a real date; otherwise false. */
bool		day_parse(const char *text, int32_t *ret_day);

/* "YYYY-MM" exactly: its first day; otherwise false. */
bool		day_parse_month(const char *text, int32_t *ret_first_day);

/* Writes "YYYY-MM-DD"; "" for DAY_NONE.  Returns text. */
char		*day_format(int32_t day, char text[DAY_TEXT_BYTES]);

/* "Mon 23 Nov 2026", for people. */
#define DAY_WORDS_BYTES	24
char		*day_words(int32_t day, char text[DAY_WORDS_BYTES]);

extern const char *const month_name[12], *const weekday_name[7];	/* English, whole words */

#endif
