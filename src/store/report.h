/*
 * report: the figures that people manage by, each defined once, with the rows behind it.
 *	weekly		open applications, those nobody heard of for 30 days, approvals, tasks, expirables,
 *			attestations, screening of the month (product.md, section 5)
 *	screening	coverage of the month, lists, looks at everybody, matches, pages not signed
 *	turnaround	how long payers take, by payer and state; what waits; time in each stage (a year)
 *	enrollments	where each stands, at which gate it stops, billable on the first day, revenue at risk, re-credentialing
 *	work		follow-ups with payers on time, renewals on time, days lapsed, packets and requests, who has how much
 *	audit		who changed what, verifications and later changes of them, what was taken out
 *	expirables	past their last day, and within 30, 60 and 90 days
 */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include "core/settings.h"
#include "db/db.h"

struct report_period {
	const struct settings *settings;
	int32_t		 today_day;
	int32_t		 since_day, until_day;	/* what happened on these days counts, and between */
};

/* Fills it in; DAY_NONE: what is usual for that report, up to today.  False: since lies behind until. */
bool	report_period_init(struct report_period *p, const char *report, const struct settings *settings,
	    int32_t today_day, int32_t since_day, int32_t until_day);

/* Adds rows as CSV with a line of headings, without that column (NULL: all). */
void	report_add_csv(const struct json *rows, const char *without, struct str *out);

/*
 * An array of {"name","label","unit","value","rows"}: unit "count" (of the rows, or made of them), "dollars", "days" (their median)
 * or "percent" (of those in time, or of those who are not among the rows); value null where nothing can be
 * counted.  ERR_MISSING: no such report.
 */
bool	report_figures(struct db *db, const char *report, const struct report_period *period,
	    struct json **ret_figures, struct err *err);

/* {"report","since","until","figures": the same}; figure: that one alone, NULL: all.  ERR_MISSING: it has none so. */
bool	report_whole(struct db *db, const char *report, const struct report_period *period, const char *figure,
	    struct json **ret_report, struct err *err);

/*
 * Where a figure's rows are groups: what that one of them is known by ("12/IL"), kept in "a"; NULL where they are the
 * things themselves.
 */
const char *report_group_of(const char *report, const char *name, const struct json *row, struct arena *a);

/* The rows behind that group as a figure of their own, none where nothing belongs to it.  ERR_MISSING: no such report or
 * figure, or its rows are no groups. */
bool	report_behind(struct db *db, const char *report, const char *name, const char *group,
	    const struct report_period *period, struct json **ret_figure, struct err *err);

/* A figure's value as people read it: "12", "90 %", "30 days", or "nothing" for null. */
const char *report_value_words(const struct json *value, const char *unit, const char *nothing, struct arena *a);

/* Columns of a figure's rows, or of those behind its groups, for people; NULL for all of them. */
const char *report_columns(const char *report, const char *name, bool is_behind);

#endif
