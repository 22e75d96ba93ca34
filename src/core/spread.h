/* spread: how numbers lie: the middle one, and below which a share of them lies.  Pure. */
#ifndef CORE_SPREAD_H
#define CORE_SPREAD_H

#include <stddef.h>
#include <stdint.h>

/* Puts them in order, the smallest first. */
void	spread_sort(int64_t *number, size_t count);

/* Of sorted ones, at least one: the middle one, of an even count the mean of the two, rounded down. */
int64_t	spread_median(const int64_t *number, size_t count);

/* The smallest of them that is not exceeded by "percent" of all (nearest rank): 80 of 5 is the 4th. */
int64_t	spread_percentile(const int64_t *number, size_t count, int percent);

#endif
