/* today: lists over several tables, each bounded. */
#include "store/today.h"

#include "base/banned.h"

#define WHO \
	" LEFT JOIN case_file c ON c.case_id = x.case_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"
#define WHO_COLUMNS \
	" c.case_id, c.workflow, c.state, c.provider_id, p.first_name, p.last_name," \
	" y.name AS payer_name"

#define TASKS \
	"SELECT 'task' AS what, task_id AS id, title, due_day AS day, role, assignee, is_escalation," \
	" created_ms AS since_ms, 1 AS is_task, case_id FROM task WHERE status = 'open'"
#define DEADLINES \
	"SELECT 'deadline', deadline_id, title, on_day, NULL, NULL, 0, d.created_ms, 0, d.case_id" \
	" FROM deadline d"
#define DUE(of_person, deadlines) \
	"SELECT x.what, x.id, x.title, x.day, x.role, x.assignee, x.is_escalation, x.since_ms, x.is_task," \
	WHO_COLUMNS " FROM (SELECT * FROM (" TASKS of_person " AND due_day <= :until_day" \
	"  ORDER BY due_day LIMIT :limit)" \
	" UNION ALL SELECT * FROM (" TASKS of_person " AND due_day IS NULL ORDER BY created_ms LIMIT :limit)" \
	" UNION ALL SELECT * FROM (" DEADLINES deadlines " d.status = 'open' AND d.on_day <= :until_day" \
	"  ORDER BY d.on_day LIMIT :limit)) x" WHO \
	" ORDER BY coalesce(x.day, '9999-99-99'), x.is_escalation DESC, x.is_task DESC, x.id" \
	" LIMIT :limit /*scan*/"

void
today_query_due(struct query *q, struct db *db, int32_t until_day, const char *person, int64_t limit)
{
	if (person == NULL) {
		query_open(q, db, DUE("", " WHERE"));
	} else if (person[0] == '\0') {
		query_open(q, db, DUE(" AND coalesce(assignee, '') = ''", " JOIN case_file o"
		    " ON o.case_id = d.case_id AND o.owner = '' WHERE"));
	} else {
		query_open(q, db, DUE(" AND assignee = :person", " JOIN case_file o"
		    " ON o.case_id = d.case_id AND o.owner = :person WHERE"));
		query_bind_text(q, ":person", person);
	}
	query_bind_day(q, ":until_day", until_day);
	query_bind_int(q, ":limit", limit);
}

void
today_query_people(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT coalesce(person, '') AS person, sum(tasks) AS tasks FROM (SELECT assignee AS"
	    " person, count(*) AS tasks FROM task WHERE status = 'open' GROUP BY assignee) GROUP BY 1 ORDER BY 1"
	    " LIMIT :limit /*scan*/");
	query_bind_int(q, ":limit", limit);
}

#define MAIL_COLUMNS \
	"SELECT 'mail' AS what, x.message_id AS id, x.received_ms AS at_ms, x.kind," \
	" coalesce(nullif(x.from_name, ''), x.from_address) AS person, x.subject," \
	" substr(x.text, 1, 400) AS text, x.matched_by, x.has_unknown_sender,"

void
today_query_mail(struct query *q, struct db *db, int64_t since_ms, int64_t limit)
{
	query_open(q, db, MAIL_COLUMNS WHO_COLUMNS " FROM message x" WHO
	    " WHERE x.received_ms >= :since_ms AND x.case_id IS NOT NULL"
	    " ORDER BY x.received_ms DESC LIMIT :limit");
	query_bind_int(q, ":since_ms", since_ms);
	query_bind_int(q, ":limit", limit);
}

void
today_query_unmatched(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, MAIL_COLUMNS WHO_COLUMNS " FROM message x" WHO
	    " WHERE x.case_id IS NULL AND x.status = 'new'"
	    " ORDER BY x.received_ms DESC LIMIT :limit");
	query_bind_int(q, ":limit", limit);
}

void
today_query_held(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT x.outbox_id, x.recipient, x.subject, x.status, x.reason,"
	    " x.created_ms," WHO_COLUMNS " FROM outbox x" WHO
	    " WHERE x.status IN ('held', 'unknown') ORDER BY x.outbox_id LIMIT :limit");
	query_bind_int(q, ":limit", limit);
}

void
today_query_stuck(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT x.stuck_reason," WHO_COLUMNS " FROM case_file x" WHO
	    " WHERE x.status = 'stuck' ORDER BY x.case_id LIMIT :limit");
	query_bind_int(q, ":limit", limit);
}

void
today_query_screening(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT m.match_id, m.list, m.rank, m.score, m.reasons_json, m.found_ms,"
	    " p.provider_id, coalesce(p.last_name, nullif(y.last_name, ''), y.business_name) AS last_name,"
	    " coalesce(p.first_name, y.first_name) AS first_name FROM screening_match m"
	    " LEFT JOIN provider p ON m.subject_type = 'provider' AND p.provider_id = m.subject_id"
	    " LEFT JOIN party y ON m.subject_type = 'party' AND y.party_id = m.subject_id"
	    " WHERE m.status = 'open' ORDER BY m.rank, m.score DESC, m.match_id LIMIT :limit");
	query_bind_int(q, ":limit", limit);
}

void
today_query_next(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT x.due_ms, x.name, x.n, x.max_n, x.needs," WHO_COLUMNS ","
	    " c.definition_id, x.rule FROM"
	    " (SELECT * FROM (SELECT due_ms, name, n, max_n, needs, case_id, rule FROM timer"
	    "  WHERE needs = 'none' AND is_held = 0 ORDER BY due_ms LIMIT :limit)"
	    "  UNION ALL SELECT * FROM (SELECT due_ms, name, n, max_n, needs, case_id, rule FROM timer"
	    "  WHERE needs = 'mail' AND is_held = 0 ORDER BY due_ms LIMIT :limit)) x" WHO
	    " ORDER BY x.due_ms, x.case_id LIMIT :limit /*scan*/");
	query_bind_int(q, ":limit", limit);
}

void
today_query_empty(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT EXISTS (SELECT 1 FROM provider) AS has_providers,"
	    " EXISTS (SELECT 1 FROM payer) AS has_payers,"
	    " EXISTS (SELECT 1 FROM case_file) AS has_cases");
}
