/* spread: over a sorted array. */
#include "core/spread.h"

#include <stdlib.h>

#include "base/banned.h"

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void
spread_sort(int64_t *number, size_t count)
{
	if (count > 1)
		qsort(number, count, sizeof(*number), by_number);
}

int64_t
spread_median(const int64_t *number, size_t count)
{
	int64_t low = number[(count - 1) / 2], high = number[count / 2];

	return low + (high - low) / 2;
}

int64_t
spread_percentile(const int64_t *number, size_t count, int percent)
{
	size_t rank = (count * (size_t)percent + 99) / 100;

	return number[rank > 0 ? rank - 1 : 0];
}
