/*
 * report_work: the work itself (product.md, section 5: follow-ups on time, days lapsed, requests until what was asked
 * for came, providers per coordinator).
 */
#include "store/report_inside.h"

#include "base/arena.h"
#include "base/banned.h"

const struct report_figure report_work[] = {
	{ "work", "follow_ups_in_time", "follow-ups with payers done in the period by their day, in percent", UNIT_PERCENT,
	  NULL, NULL, REPORT_DAYS "SELECT t.task_id, t.title, t.case_id, y.name AS payer_name, t.due_day, t.closed_ms,"
	  " t.closed_by FROM d, task t JOIN case_file c ON c.case_id = t.case_id"
	  " JOIN payer y ON y.payer_id = c.payer_id WHERE t.status = 'done' AND t.due_day IS NOT NULL"
	  " AND t.closed_ms >= d.since_ms AND t.closed_ms < d.until_ms"
	  " ORDER BY t.closed_ms, t.task_id /*scan*/", NULL, NULL },
	{ "work", "lapsed", "credentials renewed in the period after they had ended: median days lapsed", UNIT_DAYS,
	  "entered_ms", "left_ms", REPORT_STAY_ROWS(", (SELECT r.credential_type FROM credential r"
	  " WHERE r.credential_id = s.subject_id) AS credential_type") " AND s.stage = 'lapsed'"
	  " AND s.workflow IN ('primary_source_verification', 'expirables')"
	  " ORDER BY s.left_ms, s.case_id /*scan*/", NULL, NULL },
	{ "work", "lapsed_now", "credentials that have ended and are not renewed yet", UNIT_COUNT, "expires_day", NULL,
	  REPORT_DAYS "SELECT c.credential_id, p.npi, p.last_name, p.first_name, c.credential_type, c.state, c.number,"
	  " c.expires_day FROM d, credential c JOIN provider p ON p.provider_id = c.provider_id"
	  " WHERE c.expires_day < d.today AND c.status <> 'retired' AND p.status <> 'left'"
	  " ORDER BY c.expires_day, c.credential_id", NULL, NULL },
	{ "work", "packets", "median days until a provider's packet was complete, and our requests until then", UNIT_DAYS,
	  "entered_ms", "left_ms", REPORT_STAY_ROWS(REPORT_STAY_LETTERS) " AND ((s.workflow = 'onboarding'"
	  " AND s.stage = 'gathering') OR (s.workflow = 'recredentialing' AND s.stage = 'collecting'))"
	  " ORDER BY s.left_ms, s.case_id /*scan*/", NULL, NULL },
	{ "work", "by_person", "open tasks, by who has them: of how many providers, and how many are late", UNIT_SUM, NULL,
	  NULL, REPORT_DAYS "SELECT coalesce(t.assignee, 'role ' || t.role) AS person, count(*) AS count,"
	  " count(DISTINCT c.provider_id) AS providers, sum(coalesce(t.due_day < d.today, 0)) AS late"
	  " FROM d, task t LEFT JOIN case_file c ON c.case_id = t.case_id WHERE t.status = 'open'"
	  " GROUP BY person ORDER BY count(*) DESC, person /*scan*/", NULL, NULL },
};
const size_t report_work_count = LEN(report_work);
