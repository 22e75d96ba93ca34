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

/* A provider and a payer, and the days at work in the period on which none of their enrollments could be billed. */
#define RISK \
	REPORT_DAYS ", pair AS (SELECT p.provider_id, e.payer_id, p.start_day, min(" BILLABLE_DAY ") AS billable_day" \
	" FROM enrollment e JOIN provider p ON p.provider_id = e.provider_id WHERE" STANDS \
	" AND p.status <> 'left' AND p.start_day IS NOT NULL GROUP BY p.provider_id, e.payer_id)," \
	" risk AS (SELECT r.*, CAST(julianday(min(d.until, d.today, coalesce(date(r.billable_day, '-1 day'), d.until)))" \
	"  - julianday(max(r.start_day, d.since)) AS INTEGER) + 1 AS days," \
	" coalesce((SELECT j.value FROM json_each(d.revenue, '$.rates') j WHERE j.key = p.provider_type)," \
	"  (SELECT j.value FROM json_each(d.revenue, '$.rates') j WHERE j.key = '')) AS per_day," \
	" (SELECT j.value FROM json_each(d.revenue, '$.shares') j WHERE j.key = y.name) AS percent," \
	" p.npi, p.last_name, p.first_name, y.name AS payer_name FROM d, pair r" \
	" JOIN provider p ON p.provider_id = r.provider_id JOIN payer y ON y.payer_id = r.payer_id)"

static const struct report_group by_gate = { .key = "payer_id",
	.columns = "payer_name count not_submitted submitted received approved effective loaded ended",
	.behind = REPORT_DAYS "SELECT " WHO ", " GATE_PASSED " AS gate, " PASSED_DAY " AS since_day, e.payer_id"
	FROM_ENROLLMENTS " ORDER BY gate, since_day, e.enrollment_id /*scan*/",
	.behind_columns = "npi last_name first_name payer_name state status gate since_day" };
static const struct report_group by_status = { .key = "status",
	.behind = REPORT_DAYS "SELECT " WHO ", e.submitted_day" FROM_ENROLLMENTS
	" ORDER BY e.submitted_day, e.enrollment_id /*scan*/",
	.behind_columns = "npi last_name first_name payer_name state status submitted_day" };

const struct report_figure report_enrollments[] = {
	{ "enrollments", "gates", "enrollments of each payer by the last gate that they passed",
	  UNIT_SUM, NULL, NULL, REPORT_DAYS "SELECT e.payer_id, y.name AS payer_name,"
	  " count(*) AS count, " AT("not submitted") " AS not_submitted, " AT("submitted")
	  " AS submitted, " AT("received") " AS received, " AT("approved") " AS approved, "
	  AT("effective") " AS effective, " AT("loaded") " AS loaded, sum(NOT(" STANDS ")) AS ended"
	  " FROM d, (SELECT e.*, " GATE_PASSED " AS gate FROM enrollment e) e"
	  " JOIN payer y ON y.payer_id = e.payer_id GROUP BY e.payer_id ORDER BY y.name /*scan*/", NULL,
	  &by_gate },
	{ "enrollments", "statuses", "enrollments by status, with the oldest submission of each",
	  UNIT_SUM, "oldest_day", NULL, REPORT_DAYS "SELECT e.status, count(*) AS count,"
	  " min(e.submitted_day) AS oldest_day FROM d, enrollment e GROUP BY e.status"
	  " ORDER BY count(*) DESC, e.status /*scan*/", NULL, &by_status },
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
	{ "enrollments", "revenue_at_risk", "dollars not collected in the period: expected a day (collections), by the "
	  "payer's share, on days at work that cannot be billed to it", UNIT_MONEY, NULL, NULL, RISK
	  " SELECT npi, last_name, first_name, payer_name, start_day, billable_day, days, per_day, percent,"
	  " CAST(round(days * per_day * percent / 100.0) AS INTEGER) AS dollars FROM risk WHERE days > 0"
	  " ORDER BY dollars IS NULL, dollars DESC, provider_id, payer_id /*scan*/", NULL, NULL },
	{ "enrollments", "recredentialed_in_time", "re-credentialing decided in the period by its day, in "
	  "percent", UNIT_PERCENT, NULL, NULL, RECREDENTIALING ", n.modified_ms AS closed_ms"
	  FROM_RECREDENTIALING " AND n.status = 'done' AND n.modified_ms >= d.since_ms"
	  " AND n.modified_ms < d.until_ms ORDER BY n.modified_ms, n.deadline_id /*scan*/", NULL, NULL },
	{ "enrollments", "recredentialing_overdue", "re-credentialing past its day", UNIT_COUNT, "due_day",
	  NULL, RECREDENTIALING FROM_RECREDENTIALING " AND n.status = 'open' AND n.on_day < d.today"
	  " ORDER BY n.on_day, n.deadline_id", NULL, NULL },
};
const size_t report_enrollments_count = LEN(report_enrollments);
