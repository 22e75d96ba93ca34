/*
 * report_screening: figures about exclusion screening (product.md, section 5: screening coverage of the
 * month).  The month is that of the last day of the period.
 */
#include "store/report_inside.h"

#include "base/arena.h"
#include "base/banned.h"

/* Nobody looked for them in the month. */
#define MISSED(type, id) \
	" NOT EXISTS (SELECT 1 FROM screening_run r JOIN screening_run_subject s" \
	" ON s.screening_run_id = r.screening_run_id WHERE r.on_day BETWEEN d.month_first" \
	" AND d.month_last AND s.subject_type = '" type "' AND " id " BETWEEN s.first_id AND s.last_id)"
#define UNSCREENED(when) \
	REPORT_DAYS "SELECT p.provider_id, NULL AS party_id, p.npi, p.last_name, p.first_name," \
	" 'provider' AS relation FROM d, provider p WHERE p.status IN ('active', 'leaving')" when \
	" AND" MISSED("provider", "p.provider_id") \
	" UNION ALL SELECT NULL, y.party_id, y.npi, coalesce(nullif(y.last_name, ''), y.business_name)," \
	" y.first_name, y.relation FROM d, party y WHERE y.status = 'active'" when \
	" AND" MISSED("party", "y.party_id") " ORDER BY 4, 5 /*scan*/"
#define EVERYBODY \
	"(SELECT count(*) FROM provider WHERE status IN ('active', 'leaving'))" \
	" + (SELECT count(*) FROM party WHERE status = 'active')"
#define IS_USED		"EXISTS (SELECT 1 FROM screening_list)"

#define MATCHES \
	REPORT_DAYS "SELECT m.match_id, m.list, m.rank, m.score," \
	" CASE WHEN m.subject_type = 'provider' THEN m.subject_id END AS provider_id," \
	" CASE WHEN m.subject_type = 'party' THEN m.subject_id END AS party_id," \
	" coalesce(p.last_name, nullif(y.last_name, ''), y.business_name) AS last_name," \
	" coalesce(p.first_name, y.first_name) AS first_name, r.on_day AS found_day, m.status," \
	" m.reason, m.resolved_by, m.resolved_ms FROM d, screening_match m" \
	" JOIN screening_run r ON r.screening_run_id = m.first_run_id" \
	" LEFT JOIN provider p ON m.subject_type = 'provider' AND p.provider_id = m.subject_id" \
	" LEFT JOIN party y ON m.subject_type = 'party' AND y.party_id = m.subject_id"
#define OPEN_MATCHES	MATCHES " WHERE m.status = 'open' ORDER BY m.rank, m.score DESC, m.match_id"

#define LISTS \
	REPORT_DAYS "SELECT l.list, l.list_day, l.row_count, l.malformed, l.loaded_by, l.sha256" \
	" FROM d, screening_list l WHERE l.status = 'current'"

const struct report_figure report_screening[] = {
	{ "weekly", "screening", "screened this month, in percent", UNIT_SHARE, NULL, NULL,
	  UNSCREENED(" AND " IS_USED), REPORT_DAYS "SELECT CASE WHEN " IS_USED " THEN " EVERYBODY
	  " ELSE 0 END /*scan*/", NULL },
	{ "weekly", "screening_matches", "screening matches that wait for a decision", UNIT_COUNT,
	  "found_day", NULL, OPEN_MATCHES, NULL, NULL },

	{ "screening", "coverage", "providers, staff and vendors screened in the month, in percent: who "
	  "was not", UNIT_SHARE, NULL, NULL, UNSCREENED(""), REPORT_DAYS "SELECT " EVERYBODY
	  " /*scan*/", NULL },
	{ "screening", "runs", "looks at everybody in the period", UNIT_COUNT, NULL, NULL,
	  REPORT_DAYS "SELECT r.screening_run_id, r.at_ms, r.by, r.screened, r.found FROM d,"
	  " screening_run r WHERE r.is_all AND r.on_day BETWEEN d.since AND d.until"
	  " ORDER BY r.screening_run_id", NULL, NULL },
	{ "screening", "lists", "lists in force, with the days since their date", UNIT_COUNT,
	  "list_day", NULL, LISTS " ORDER BY l.list /*scan*/", NULL, NULL },
	{ "screening", "old_lists", "of these, from before the month", UNIT_COUNT, "list_day", NULL,
	  LISTS " AND l.list_day < d.month_first ORDER BY l.list /*scan*/", NULL, NULL },
	{ "screening", "open_matches", "matches that wait for a decision", UNIT_COUNT, "found_day",
	  NULL, OPEN_MATCHES, NULL, NULL },
	{ "screening", "decided", "matches decided in the period: median days since they were found",
	  UNIT_DAYS, "found_day", "resolved_ms", MATCHES " WHERE m.resolved_ms >= d.since_ms"
	  " AND m.resolved_ms < d.until_ms ORDER BY m.resolved_ms, m.match_id /*scan*/", NULL, NULL },
	{ "screening", "confirmed", "excluded, as somebody confirmed, and still on the list", UNIT_COUNT,
	  "found_day", NULL, MATCHES " WHERE m.status = 'true' AND m.ended_ms IS NULL"
	  " ORDER BY m.match_id /*scan*/", NULL, NULL },
	{ "screening", "unsigned", "earlier months whose page nobody has signed", UNIT_COUNT, NULL, NULL,
	  REPORT_DAYS "SELECT substr(r.on_day, 1, 7) AS month, count(*) AS runs FROM d,"
	  " screening_run r WHERE r.on_day < d.month_first AND NOT EXISTS (SELECT 1"
	  "  FROM screening_proof s WHERE s.month = substr(r.on_day, 1, 7) AND s.provider_id IS NULL)"
	  " GROUP BY 1 ORDER BY 1", NULL, NULL },
};
const size_t report_screening_count = LEN(report_screening);
