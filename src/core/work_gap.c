/* work_gap: periods in the order of their beginning, and what lies between the ends reached so far. */
#include "core/work_gap.h"

#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/banned.h"

static int
by_from(const void *a, const void *b)
{
	const struct work_period *p = a, *q = b;
	int32_t from = p->from_day, other = q->from_day;

	return from == other ? 0 : from == DAY_NONE ? -1 : other == DAY_NONE ? 1 : from < other ? -1 : 1;
}

/* Whether a stretch without work is longer than so many months. */
static bool
is_longer(int32_t from, int32_t until, int months)
{
	return until >= day_add_months(from, months);
}

/* Which explanations count as work: none, all, those in writing. */
enum count_as_work { WORK_ALONE, WITH_EXPLANATIONS, WITH_WRITTEN };

static bool
counts(const struct work_period *p, enum count_as_work which)
{
	return !p->is_gap || which == WITH_EXPLANATIONS || (which == WITH_WRITTEN && p->is_written);
}

/* Gaps between these days, at most "periods" + 1. */
static size_t
find(const struct work_period *period, size_t periods, enum count_as_work which, int32_t since,
    int32_t until, struct work_gap *gap)
{
	int32_t reached = since - 1;	/* the last day of work so far */
	size_t count = 0;

	for (size_t i = 0; i <= periods && reached < until; i++) {
		bool is_end = i == periods;
		if (!is_end && !counts(&period[i], which))
			continue;
		int32_t next = is_end || (period[i].from_day != DAY_NONE && period[i].from_day > until) ?
		    until + 1 : period[i].from_day;
		if (next != DAY_NONE && next > reached + 1 && is_longer(reached + 1, next - 1, WORK_GAP_MONTHS))
			gap[count++] = (struct work_gap){ .from_day = reached + 1, .until_day = next - 1 };
		if (is_end || next > until)
			break;
		int32_t end = period[i].until_day == DAY_NONE ? until : period[i].until_day;
		reached = end > reached ? end : reached;
	}
	return count;
}

size_t
work_gaps(const struct work_period *period, size_t periods, int32_t licensed_day, int32_t today_day,
    struct arena *a, struct work_gap **ret_gaps, int32_t *ret_since_day)
{
	struct work_period *sorted = arena_array(a, periods + 1, sizeof(*sorted));
	struct work_gap *gaps = arena_array(a, periods + 1, sizeof(*gaps));
	struct work_gap *rest = arena_array(a, periods + 1, sizeof(*rest));
	int32_t since = day_add_months(today_day, -12 * WORK_YEARS);

	if (licensed_day != DAY_NONE && licensed_day > since)
		since = licensed_day;
	if (periods > 0)
		memcpy(sorted, period, periods * sizeof(*sorted));
	qsort(sorted, periods, sizeof(*sorted), by_from);
	size_t count = find(sorted, periods, WORK_ALONE, since, today_day, gaps);
	for (size_t i = 0; i < count; i++) {
		gaps[i].needs_writing = is_longer(gaps[i].from_day, gaps[i].until_day, WORK_WRITTEN_MONTHS);
		gaps[i].is_explained = find(sorted, periods, gaps[i].needs_writing ? WITH_WRITTEN :
		    WITH_EXPLANATIONS, gaps[i].from_day, gaps[i].until_day, rest) == 0;
	}
	*ret_gaps = gaps;
	*ret_since_day = since;
	return count;
}
