/*
 * report_enrollments: where each enrollment stands, at which gate it stops and since when (product.md,
 * section 5: open applications by age, days to billable and share billable on day one, re-credentialing
 * on time).
 */
#include "store/report_inside.h"

#include "base/arena.h"
#include "base/banned.h"

/* In force, or on the way. */
#define STANDS \
	" e.terminated_day IS NULL AND e.status NOT IN ('withdrawn', 'denied', 'terminated')" \
	" AND e.denied_day IS NULL"
#define WHO \
	"e.enrollment_id, p.npi, p.last_name, p.first_name, y.name AS payer_name, e.state, e.status"
#define FROM_ENROLLMENTS \
	" FROM d, enrollment e JOIN provider p ON p.provider_id = e.provider_id" \
	" JOIN payer y ON y.payer_id = e.payer_id"

/* The last gate that was passed; a later one proves those before it (core/billable.h). */
#define GATE_PASSED \
	"CASE WHEN e.loaded_day IS NOT NULL AND e.effective_day IS NOT NULL THEN 'loaded'" \
	" WHEN e.effective_day IS NOT NULL THEN 'effective' WHEN e.approved_day IS NOT NULL" \
	"  OR e.loaded_day IS NOT NULL THEN 'approved' WHEN e.received_day IS NOT NULL THEN 'received'" \
	" WHEN e.submitted_day IS NOT NULL THEN 'submitted' ELSE 'not submitted' END"
#define PASSED_DAY \
	"CASE WHEN e.effective_day IS NOT NULL THEN coalesce(e.approved_day, e.effective_day)" \
	" ELSE coalesce(e.approved_day, e.loaded_day, e.received_day, e.submitted_day, e.packet_day) END"
#define AT(gate) "sum(" STANDS " AND gate = '" gate "')"

/* The first day on which services may be billed. */
#define BILLABLE_DAY "max(e.effective_day, e.loaded_day, p.start_day)"
#define STARTED \
	" WHERE p.start_day BETWEEN d.since AND d.until AND" STANDS

#define RECREDENTIALING \
	REPORT_DAYS "SELECT n.deadline_id, n.case_id, p.npi, p.last_name, p.first_name," \
	" y.name AS payer_name, n.on_day AS due_day"
#define FROM_RECREDENTIALING \
	" FROM d, deadline n JOIN case_file c ON c.case_id = n.case_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id WHERE n.name = 'recred'" \
	" AND c.workflow = 'recredentialing'"

const struct report_figure report_enrollments[] = {
	{ "enrollments", "gates", "enrollments of each payer by the last gate that they passed",
	  UNIT_SUM, NULL, NULL, REPORT_DAYS "SELECT e.payer_id, y.name AS payer_name,"
	  " count(*) AS count, " AT("not submitted") " AS not_submitted, " AT("submitted")
	  " AS submitted, " AT("received") " AS received, " AT("approved") " AS approved, "
	  AT("effective") " AS effective, " AT("loaded") " AS loaded, sum(NOT(" STANDS ")) AS ended"
	  " FROM d, (SELECT e.*, " GATE_PASSED " AS gate FROM enrollment e) e"
	  " JOIN payer y ON y.payer_id = e.payer_id GROUP BY e.payer_id ORDER BY y.name /*scan*/", NULL,
	  NULL },
	{ "enrollments", "statuses", "enrollments by status, with the oldest submission of each",
	  UNIT_SUM, "oldest_day", NULL, REPORT_DAYS "SELECT e.status, count(*) AS count,"
	  " min(e.submitted_day) AS oldest_day FROM d, enrollment e GROUP BY e.status"
	  " ORDER BY count(*) DESC, e.status /*scan*/", NULL, NULL },
	{ "enrollments", "stopped", "enrollments on their way: the gate that they passed last, since when",
	  UNIT_COUNT, "since_day", NULL, REPORT_DAYS "SELECT " WHO ", " GATE_PASSED " AS gate, "
	  PASSED_DAY " AS since_day" FROM_ENROLLMENTS " WHERE" STANDS " AND (e.loaded_day IS NULL"
	  " OR e.effective_day IS NULL) ORDER BY since_day IS NULL, since_day, e.enrollment_id /*scan*/",
	  NULL, NULL },
	{ "enrollments", "by_age", "applications without a decision, by age", UNIT_COUNT,
	  "submitted_day", NULL, REPORT_OPEN_APPLICATIONS REPORT_OLDEST_FIRST, NULL, &report_by_age },
	{ "enrollments", "billable_on_day_one", "of those who started in the period, billable on their first "
	  "day, in percent: which were not", UNIT_SHARE, "start_day", "billable_day", REPORT_DAYS
	  "SELECT " WHO ", p.start_day, " BILLABLE_DAY " AS billable_day" FROM_ENROLLMENTS STARTED
	  " AND (" BILLABLE_DAY " IS NULL OR " BILLABLE_DAY " > p.start_day)"
	  " ORDER BY p.start_day, e.enrollment_id /*scan*/", REPORT_DAYS "SELECT count(*)"
	  FROM_ENROLLMENTS STARTED " /*scan*/", NULL },
	{ "enrollments", "days_to_billable", "of those who started in the period: median days from the first "
	  "day to billable", UNIT_DAYS, "start_day", "billable_day", REPORT_DAYS "SELECT " WHO
	  ", p.start_day, " BILLABLE_DAY " AS billable_day" FROM_ENROLLMENTS STARTED " AND "
	  BILLABLE_DAY " IS NOT NULL ORDER BY p.start_day, e.enrollment_id /*scan*/", NULL, NULL },
	{ "enrollments", "recredentialed_in_time", "re-credentialing decided in the period by its day, in "
	  "percent", UNIT_PERCENT, NULL, NULL, RECREDENTIALING ", n.modified_ms AS closed_ms"
	  FROM_RECREDENTIALING " AND n.status = 'done' AND n.modified_ms >= d.since_ms"
	  " AND n.modified_ms < d.until_ms ORDER BY n.modified_ms, n.deadline_id /*scan*/", NULL, NULL },
	{ "enrollments", "recredentialing_overdue", "re-credentialing past its day", UNIT_COUNT, "due_day",
	  NULL, RECREDENTIALING FROM_RECREDENTIALING " AND n.status = 'open' AND n.on_day < d.today"
	  " ORDER BY n.on_day, n.deadline_id", NULL, NULL },
};
const size_t report_enrollments_count = LEN(report_enrollments);
