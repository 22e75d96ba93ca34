/* report_inside: what the tables of figures share.  Nobody outside this room includes it. */
#ifndef STORE_REPORT_INSIDE_H
#define STORE_REPORT_INSIDE_H

#include <stddef.h>

enum report_unit {
	UNIT_COUNT,		/* of the rows */
	UNIT_DAYS,		/* their median */
	UNIT_PERCENT,		/* of the rows that were closed by their day */
	UNIT_SHARE,		/* of "all": those that are not among the rows, in percent */
	UNITS
};

struct report_figure {
	const char	*report, *name, *label;
	enum report_unit unit;
	const char	*from, *to;		/* columns between which days are counted; NULL: today */
	const char	*sql;
	const char	*all;			/* UNIT_SHARE: how many there are; else NULL */
};

/* The days that the queries speak of, one row. */
#define REPORT_DAYS \
	"WITH d AS (SELECT :today AS today, :since AS since, :until AS until, :in_30 AS in_30," \
	" :in_60 AS in_60, :in_90 AS in_90, :silent AS silent, :silent_ms AS silent_ms," \
	" :since_ms AS since_ms, :until_ms AS until_ms, :attested AS attested," \
	" :attested_illinois AS attested_illinois, :month_first AS month_first," \
	" :month_last AS month_last) "

extern const struct report_figure report_screening[];
extern const size_t report_screening_count;

#endif
