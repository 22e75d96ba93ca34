/* duration: reading spans and adding them to days. */
#include "workflow/duration.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/zone.h"
#include "base/banned.h"

#define COUNT_MAX 100000

static const struct { const char *unit; int32_t months, days, workdays; int64_t ms; } units[] = {
	{ "min", 0, 0, 0, MS_PER_MINUTE },
	{ "mo", 1, 0, 0, 0 },
	{ "bd", 0, 0, 1, 0 },
	{ "h", 0, 0, 0, MS_PER_HOUR },
	{ "d", 0, 1, 0, 0 },
	{ "w", 0, 7, 0, 0 },
	{ "y", 12, 0, 0, 0 },
};

/* One number with its unit; what follows must not go on with a letter ("5days"). */
static size_t
read_part(const char *p, struct duration *d)
{
	int64_t count = 0;
	size_t digits = strspn(p, "0123456789");

	if (digits == 0 || digits > 6)
		return 0;
	for (size_t i = 0; i < digits; i++)
		count = count * 10 + p[i] - '0';
	if (count > COUNT_MAX)
		return 0;
	for (size_t i = 0; i < LEN(units); i++) {
		size_t len = strlen(units[i].unit);
		if (strncmp(p + digits, units[i].unit, len) != 0 ||
		    isalpha((unsigned char)p[digits + len]))
			continue;
		d->months += units[i].months * (int32_t)count;
		d->days += units[i].days * (int32_t)count;
		d->workdays += units[i].workdays * (int32_t)count;
		d->exact_ms += units[i].ms * count;
		return digits + len;
	}
	return 0;
}

bool
duration_parse(const char *text, struct duration *ret, size_t *ret_len)
{
	struct duration d = { 0 };
	size_t len = 0, part;

	/* "9d3h": a number goes on only behind a unit. */
	while (len < 64 && (part = read_part(text + len, &d)) > 0)
		len += part;
	if (len == 0)
		return false;
	*ret = d;
	*ret_len = len;
	return true;
}

bool
duration_add(const struct duration *d, int64_t times, int32_t day,
    const struct workday_calendar *calendar, int32_t *ret_day)
{
	int64_t months, days, workdays;

	if (__builtin_mul_overflow(d->months, times, &months) ||
	    __builtin_mul_overflow(d->days, times, &days) ||
	    __builtin_mul_overflow(d->workdays, times, &workdays) ||
	    days > DAY_MAX || days < -DAY_MAX)
		return false;
	if (months < -120000 || months > 120000 || workdays < -1000000 || workdays > 1000000)
		return false;
	int64_t sum = day_add_months(day, (int)months) + days;
	if (sum < DAY_MIN || sum > DAY_MAX)
		return false;
	if (workdays != 0) {
		if (calendar == NULL || sum + workdays * 2 > DAY_MAX || sum + workdays * 2 < DAY_MIN)
			return false;
		sum = workday_add(calendar, (int32_t)sum, workdays);
	}
	*ret_day = (int32_t)sum;
	return true;
}

bool
duration_is_zero(const struct duration *d)
{
	return d->months == 0 && d->days == 0 && d->workdays == 0 && d->exact_ms == 0;
}
