/* report_page: the period that a report speaks of when nobody says it, what it is given, and its rows as CSV. */
#include <string.h>

#include "base/csv_write.h"
#include "base/str.h"
#include "store/report_inside.h"
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
report_period_init(struct report_period *p, const char *report, const struct settings *settings,
    int32_t today_day, int32_t since_day, int32_t until_day)
{
	*p = (struct report_period){ settings, today_day, since_day, until_day };
	if (p->until_day == DAY_NONE)
		p->until_day = today_day;
	if (p->since_day == DAY_NONE && text_equal(report, "screening"))
		p->since_day = day_begin_of_month(p->until_day);	/* screening goes by months */
	else if (p->since_day == DAY_NONE)
		p->since_day = p->until_day - usual_days(report) + 1;
	return p->since_day <= p->until_day;
}

const char *
report_revenue_text(const struct settings *s, struct arena *a)
{
	struct json *json = json_new_object(), *rates = json_new_object(), *shares = json_new_object();
	struct str text = STR_INIT;

	for (size_t i = 0; i < s->rates; i++)
		json_set_int(rates, s->rate[i].provider_type != NULL ? s->rate[i].provider_type : "",
		    s->rate[i].per_day);
	for (size_t i = 0; i < s->shares; i++)
		json_set_int(shares, s->share[i].payer, s->share[i].percent);
	json_set(json, "rates", rates);
	json_set(json, "shares", shares);
	json_print(json, &text);
	const char *kept = arena_strdup(a, text.text);
	json_free(json);
	str_clear(&text);
	return kept;
}

void
report_add_csv(const struct json *rows, const char *without, struct str *out)
{
	if (json_count(rows) > 0)
		csv_add_heads(out, json_at(rows, 0), without);
	for (size_t i = 0; i < json_count(rows); i++)
		csv_add_row(out, json_at(rows, i), without);
}
