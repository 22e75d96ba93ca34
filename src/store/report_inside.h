/* report_inside: what the tables of figures share.  Nobody outside this room includes it. */
#ifndef STORE_REPORT_INSIDE_H
#define STORE_REPORT_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "store/report.h"

enum report_unit {
	UNIT_COUNT,		/* of the rows */
	UNIT_DAYS,		/* their median */
	UNIT_PERCENT,		/* of the rows that were closed by their day */
	UNIT_SHARE,		/* of "all": those that are not among the rows, in percent */
	UNIT_SUM,		/* of the column "count" */
	UNIT_MEDIAN,		/* of the column "count" */
	UNIT_MONEY,		/* the sum of the column "dollars" */
	UNITS
};

/* Rows that are not shown one by one: what is made of them, which of its columns people see, and what stands behind each. */
struct report_group {
	struct json	*(*rows)(const struct json *rows);	/* NULL: the figure's SQL groups them */
	const char	*columns;		/* NULL: all */
	const char	*key;			/* columns by which a group is known, here and behind it */
	const char	*behind;		/* SQL of the rows behind; NULL: those that were grouped */
	const char	*behind_columns;	/* NULL: all */
	const char	*(*key_behind)(const struct json *row);	/* where these have no such column; else NULL */
};

struct report_figure {
	const char	*report, *name, *label;
	enum report_unit unit;
	const char	*from, *to;		/* columns between which days are counted; NULL: today */
	const char	*sql;
	const char	*all;			/* UNIT_SHARE: how many there are; else NULL.  It has REPORT_DAYS */
	const struct report_group *group;	/* NULL: rows are shown as they are */
};

/* The days that the queries speak of, one row. */
#define REPORT_DAYS \
	"WITH d AS (SELECT :today AS today, :since AS since, :until AS until, :in_30 AS in_30," \
	" :in_60 AS in_60, :in_90 AS in_90, :silent AS silent, :silent_ms AS silent_ms," \
	" :since_ms AS since_ms, :until_ms AS until_ms, :attested AS attested," \
	" :attested_illinois AS attested_illinois, :month_first AS month_first," \
	" :month_last AS month_last, :revenue AS revenue) "

extern const struct report_figure report_screening[], report_turnaround[], report_enrollments[],
	    report_audit[], report_work[];
extern const size_t report_screening_count, report_turnaround_count, report_enrollments_count,
	    report_audit_count, report_work_count;

/* Applications that wait for a decision. */
#define REPORT_OPEN_APPLICATIONS \
	REPORT_DAYS "SELECT e.enrollment_id, p.npi, p.last_name, p.first_name, y.name AS payer_name, e.state," \
	" e.status, e.submitted_day, (SELECT max(o.sent_ms) FROM case_file c JOIN outbox o" \
	"  ON o.case_id = c.case_id WHERE c.subject_type = 'enrollment'" \
	"  AND c.subject_id = e.enrollment_id) AS last_letter_ms," \
	" (SELECT max(m.received_ms) FROM case_file c JOIN message m ON m.case_id = c.case_id" \
	"  WHERE c.subject_type = 'enrollment' AND c.subject_id = e.enrollment_id)" \
	" AS last_answer_ms FROM d, enrollment e JOIN provider p ON p.provider_id = e.provider_id" \
	" JOIN payer y ON y.payer_id = e.payer_id WHERE e.submitted_day IS NOT NULL" \
	" AND e.approved_day IS NULL AND e.effective_day IS NULL AND e.loaded_day IS NULL" \
	" AND e.denied_day IS NULL AND e.terminated_day IS NULL" \
	" AND e.status NOT IN ('withdrawn', 'denied', 'terminated')"
#define REPORT_OLDEST_FIRST " ORDER BY e.submitted_day, e.enrollment_id /*scan*/"

/* Stays in a state that ended in the period; a moment (both steps at once) is none. */
#define REPORT_STAYS \
	REPORT_DAYS ", stay AS (SELECT c.case_id, c.provider_id, c.payer_id, c.subject_id, c.workflow," \
	" h.from_state AS stage, h.at_ms AS left_ms, (SELECT max(b.at_ms) FROM history b" \
	"  WHERE b.case_id = h.case_id AND b.seq < h.seq AND b.to_state <> b.from_state) AS entered_ms" \
	" FROM d, history h JOIN case_file c ON c.case_id = h.case_id" \
	" WHERE h.at_ms >= d.since_ms AND h.at_ms < d.until_ms AND h.to_state <> h.from_state" \
	" AND h.from_state <> '')"
#define REPORT_STAY_ROWS(more) \
	REPORT_STAYS " SELECT s.case_id, p.npi, p.last_name, p.first_name, y.name AS payer_name, s.entered_ms," \
	" s.left_ms" more " FROM stay s LEFT JOIN provider p ON p.provider_id = s.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = s.payer_id WHERE s.left_ms > s.entered_ms"

/* The letters that were sent meanwhile. */
#define REPORT_STAY_LETTERS \
	", (SELECT count(*) FROM outbox o WHERE o.case_id = s.case_id" \
	" AND o.sent_ms BETWEEN s.entered_ms AND s.left_ms) AS letters"

/* By the days since they were submitted: 0 to 30, 31 to 60 ... */
extern const struct report_group report_by_age;

/* Adds "NAME_median_days", "NAME_80th_days", "NAME_90th_days" to the row, absent where there are none;
 * "days" is put in order. */
void	report_add_spread(struct json *row, const char *name, int64_t *days, size_t count);

/* What the practice expects of its providers and payers, for the queries:
 * {"rates":{"MD":3000,"":1500},"shares":{"Medicare":30}} */
const char *report_revenue_text(const struct settings *settings, struct arena *a);

#endif
