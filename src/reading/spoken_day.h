/*
 * spoken_day: a date as people write it in a sentence, in the usual languages.
 *
 *	day    := [weekday [","]] date | weekday
 *	date   := year "-" month "-" day | day "." month "." [year] | month "/" day ["/" year]
 *	        | day [suffix] [of] month-name [of] [year] | month-name day [suffix] [","] [year]
 *	        | day ("st" | "nd" | "rd" | "th")
 *
 * A day without a year is the next one after the message was sent.
 */
#ifndef READING_SPOKEN_DAY_H
#define READING_SPOKEN_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"

enum day_order { MONTH_FIRST, DAY_FIRST };	/* of numbers with slashes */

/* A place in a folded text. */
struct day_scan {
	const char	*p;
	int32_t		 sent_day;	/* DAY_NONE: only whole dates are understood */
	enum day_order	 order;
	int		 month;		/* that was named by the last date; 0 */
	bool		 is_vague;	/* the last one was a weekday or a number alone */
};

/* A date at s->p, which is left behind it.  Not before sent_day, nor more than two years ahead. */
bool	day_scan_take(struct day_scan *s, int32_t *ret_day);

/* Blanks and signs that mean nothing; a word that stands before or inside a date ("on", "the", "de"). */
void	day_skip_blanks(const char **p);
bool	day_skip_filler(const char **p);

#endif
