/* report_page: the period that a report speaks of when nobody says it, and its rows as CSV. */
#include <string.h>

#include "base/csv_write.h"
#include "base/str.h"
#include "store/report.h"
#include "base/banned.h"

/* A week shows too little of what takes months. */
static int32_t
usual_days(const char *report)
{
	static const struct { const char *report; int32_t days; } usual[] = {
		{ "turnaround", 365 }, { "enrollments", 365 }, { "audit", 30 }, { "work", 30 },
	};

	for (size_t i = 0; i < LEN(usual); i++)
		if (strcmp(usual[i].report, report) == 0)
			return usual[i].days;
	return 7;
}

bool
report_period_init(struct report_period *p, const char *report, const struct zone *zone,
    int32_t today_day, int32_t since_day, int32_t until_day)
{
	*p = (struct report_period){ zone, today_day, since_day, until_day };
	if (p->until_day == DAY_NONE)
		p->until_day = today_day;
	if (p->since_day == DAY_NONE && text_equal(report, "screening"))
		p->since_day = day_begin_of_month(p->until_day);	/* screening goes by months */
	else if (p->since_day == DAY_NONE)
		p->since_day = p->until_day - usual_days(report) + 1;
	return p->since_day <= p->until_day;
}

void
report_add_csv(const struct json *rows, const char *without, struct str *out)
{
	if (json_count(rows) > 0)
		csv_add_heads(out, json_at(rows, 0), without);
	for (size_t i = 0; i < json_count(rows); i++)
		csv_add_row(out, json_at(rows, i), without);
}
