/*
 * civil: days, working days and zones once more, slowly and from their rules, for the reference alone.
 * Days are counted since 1970-01-01 as in the product, so that they can be compared.
 */
#ifndef SIMULATE_CIVIL_H
#define SIMULATE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

struct date { int year, month, day; };

int32_t		civil_number(int year, int month, int day);
struct date	civil_date(int32_t number);
int		civil_weekday(int32_t number);		/* 0 Sunday ... 6 Saturday */
int32_t		civil_add_months(int32_t number, int months);

/* Monday to Friday, but for the federal holidays: 5 U.S.C. 6103; observed by E.O. 11582. */
bool		civil_works(int32_t number);
int32_t		civil_add_workdays(int32_t number, int64_t count);

/* Hours east of UTC of the zones that plans use, by the rule since 2007 (15 U.S.C. 260a). */
int		civil_offset_hours(const char *zone, int64_t instant_ms);
int32_t		civil_day_at(const char *zone, int64_t instant_ms);
int		civil_wall_sec_at(const char *zone, int64_t instant_ms);
int64_t		civil_instant(const char *zone, int32_t day, int wall_sec);

#endif
