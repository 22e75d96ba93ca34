/* stopwatch: the system's monotonic clock. */
#include "base/stopwatch.h"

#include <time.h>

#include "base/banned.h"

int64_t
stopwatch_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int64_t
stopwatch_ms(void)
{
	return stopwatch_ns() / 1000000;
}
