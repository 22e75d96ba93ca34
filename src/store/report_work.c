/*
 * report_work: the work itself (product.md, section 5: follow-ups on time, renewals on time, days lapsed, requests until what was asked
 * for came, providers per coordinator).
 */
#include "store/report_inside.h"

#include "base/arena.h"
#include "base/banned.h"

/* Credentials whose day was moved to a later one; "ended" is the earlier, which came in the period (the cases that
 * watch them keep it). */
#define RENEWALS \
	REPORT_DAYS ", renewal AS (SELECT c.subject_id AS credential_id, h.from_state, h.at_ms," \
	" coalesce(json_extract(h.changes_json, '$.vars.expires_on[0]')," \
	"  json_extract(h.changes_json, '$.vars.seen_expires[0]')) AS ended," \
	" coalesce(json_extract(h.changes_json, '$.vars.expires_on[1]')," \
	"  json_extract(h.changes_json, '$.vars.seen_expires[1]')) AS ends" \
	" FROM case_file c JOIN history h ON h.case_id = c.case_id" \
	" WHERE c.workflow IN ('expirables', 'primary_source_verification'))," \
	" due AS (SELECT w.credential_id, w.ended, w.at_ms, w.from_state = 'lapsed' AS is_late FROM d, renewal w" \
	" WHERE w.ends > w.ended AND w.ended BETWEEN d.since AND d.until" \
	" UNION ALL SELECT k.credential_id, k.expires_day, NULL, 1 FROM d, credential k" \
	" WHERE k.expires_day BETWEEN d.since AND d.until AND k.expires_day < d.today AND k.status <> 'retired')"
#define OF_PEOPLE \
	" FROM due u JOIN credential c ON c.credential_id = u.credential_id" \
	" JOIN provider p ON p.provider_id = c.provider_id WHERE p.status <> 'left'"

/* Letters that had gone to the provider since the last document of that kind that was not rejected, or for so long. */
#define ASKED_MS	"15552000000"		/* 180 days */
#define LETTERS_BEFORE \
	"(SELECT count(*) FROM case_file c JOIN outbox o ON o.case_id = c.case_id" \
	" WHERE c.provider_id = k.provider_id AND lower(o.recipient) = lower(p.email) AND o.sent_ms < k.created_ms" \
	" AND o.sent_ms >= k.created_ms - " ASKED_MS " AND o.sent_ms > coalesce((SELECT max(b.created_ms)" \
	"  FROM document b WHERE b.provider_id = k.provider_id AND b.kind = k.kind AND b.status <> 'rejected'" \
	"  AND b.created_ms < k.created_ms), 0)) AS count"

#define PERSON	"coalesce(t.assignee, 'role ' || t.role) AS person"
static const struct report_group by_person = { .key = "person",
	.behind = REPORT_DAYS "SELECT " PERSON ", t.task_id, t.title, t.case_id, p.npi, p.last_name, p.first_name, t.due_day"
	" FROM d, task t LEFT JOIN case_file c ON c.case_id = t.case_id"
	" LEFT JOIN provider p ON p.provider_id = c.provider_id WHERE t.status = 'open'"
	" ORDER BY t.due_day IS NULL, t.due_day, t.task_id /*scan*/",
	.behind_columns = "title case_id npi last_name first_name due_day" };

const struct report_figure report_work[] = {
	{ "work", "follow_ups_in_time", "follow-ups with payers done in the period by their day, in percent", UNIT_PERCENT,
	  NULL, NULL, REPORT_DAYS "SELECT t.task_id, t.title, t.case_id, y.name AS payer_name, t.due_day, t.closed_ms,"
	  " t.closed_by FROM d, task t JOIN case_file c ON c.case_id = t.case_id"
	  " JOIN payer y ON y.payer_id = c.payer_id WHERE t.status = 'done' AND t.due_day IS NOT NULL"
	  " AND t.closed_ms >= d.since_ms AND t.closed_ms < d.until_ms"
	  " ORDER BY t.closed_ms, t.task_id /*scan*/", NULL, NULL },
	{ "work", "renewed_in_time", "credentials whose last day came in the period, renewed by it, in percent: which were "
	  "not", UNIT_SHARE, "ended", NULL, RENEWALS " SELECT c.credential_id, p.npi, p.last_name, p.first_name,"
	  " c.credential_type, c.state, c.number, u.ended, u.at_ms AS renewed_ms" OF_PEOPLE " AND u.is_late"
	  " ORDER BY u.ended, c.credential_id /*scan*/", RENEWALS " SELECT count(*)" OF_PEOPLE " /*scan*/", NULL },
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
	{ "work", "requests_per_document", "documents that came in the period: median of our letters to the provider until "
	  "then", UNIT_MEDIAN, NULL, NULL, REPORT_DAYS "SELECT k.document_id, p.npi, p.last_name, p.first_name, k.kind,"
	  " k.name, k.created_ms, " LETTERS_BEFORE " FROM d, document k JOIN provider p ON p.provider_id = k.provider_id"
	  " WHERE k.created_ms >= d.since_ms AND k.created_ms < d.until_ms AND k.status IN ('received', 'accepted')"
	  " ORDER BY k.created_ms, k.document_id /*scan*/", NULL, NULL },
	{ "work", "by_person", "open tasks, by who has them: of how many providers, and how many are late", UNIT_SUM, NULL,
	  NULL, REPORT_DAYS "SELECT " PERSON ", count(*) AS count,"
	  " count(DISTINCT c.provider_id) AS providers, sum(coalesce(t.due_day < d.today, 0)) AS late"
	  " FROM d, task t LEFT JOIN case_file c ON c.case_id = t.case_id WHERE t.status = 'open'"
	  " GROUP BY person ORDER BY count(*) DESC, person /*scan*/", NULL, &by_person },
};
const size_t report_work_count = LEN(report_work);
