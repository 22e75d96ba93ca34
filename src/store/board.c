/* board: enrollments with their open case, letters and mail. */
#include "store/board.h"

#include "base/banned.h"

#define SORT_DAY "coalesce(e.submitted_day, '9999-12-31')"
#define OPEN \
	" e.loaded_day IS NULL AND e.terminated_day IS NULL"
/* The application itself began before what follows from it (re-credentialing). */
#define OPEN_CASE \
	" JOIN case_file c ON c.case_id = (SELECT min(o.case_id) FROM case_file o" \
	"  WHERE o.subject_type = 'enrollment' AND o.subject_id = e.enrollment_id" \
	"  AND o.status IN ('open', 'stuck'))"
#define COLUMNS \
	"SELECT e.enrollment_id, e.provider_id, p.last_name, p.first_name, e.payer_id, y.name AS payer_name," \
	" coalesce(l.name, e.state) AS place, e.status AS enrollment_status, e.reference_number," \
	" e.submitted_day, " SORT_DAY " AS sort_day, y.turnaround_days, y.kind AS payer_kind, coalesce(nullif(e.state, ''), l.state) AS state_of_law," \
	" coalesce(e.received_day, e.submitted_day) AS received_day, e.approved_day, e.effective_day, c.case_id, c.workflow, c.state," \
	" c.status, c.paused_ms, c.entered_ms, c.owner," \
	" (SELECT max(o.sent_ms) FROM outbox o WHERE o.case_id = c.case_id) AS letter_ms," \
	" (SELECT max(m.received_ms) FROM message m WHERE m.case_id = c.case_id) AS mail_ms," \
	" (SELECT max(h.at_ms) FROM history h LEFT JOIN event v ON v.event_id = h.event_id" \
	"  WHERE h.case_id = c.case_id AND (h.rule = 'note' OR substr(v.name, 1, 5) = 'user.')) AS person_ms," \
	" (SELECT min(t.due_ms) FROM timer t WHERE t.case_id = c.case_id AND t.is_held = 0) AS next_ms" \
	" FROM enrollment e JOIN provider p ON p.provider_id = e.provider_id" \
	" JOIN payer y ON y.payer_id = e.payer_id" \
	" LEFT JOIN location l ON l.location_id = e.location_id" OPEN_CASE " WHERE" OPEN
#define NARROWED \
	" AND (:state IS NULL OR c.state = :state) AND (:after_day IS NULL OR (" SORT_DAY \
	" > :after_day OR (" SORT_DAY " = :after_day AND e.enrollment_id > :after_id)))" \
	" ORDER BY " SORT_DAY ", e.enrollment_id LIMIT :limit"

void
board_query_open(struct query *q, struct db *db, const struct board_filter *filter, int64_t limit)
{
	if (filter->payer_id != 0) {
		query_open(q, db, COLUMNS " AND e.payer_id = :payer_id" NARROWED);
		query_bind_int(q, ":payer_id", filter->payer_id);
	} else {
		query_open(q, db, COLUMNS NARROWED " /*scan*/");
	}
	query_bind_text(q, ":state", filter->state);
	query_bind_text(q, ":after_day", filter->after_day);
	query_bind_int(q, ":after_id", filter->after_id);
	query_bind_int(q, ":limit", limit);
}

void
board_query_payers(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT y.payer_id, y.name AS payer_name, count(*) AS applications"
	    " FROM enrollment e JOIN payer y ON y.payer_id = e.payer_id" OPEN_CASE " WHERE" OPEN
	    " GROUP BY y.payer_id ORDER BY y.name /*scan*/");
}

void
board_query_states(struct query *q, struct db *db, int64_t payer_id)
{
	query_open(q, db, "SELECT c.state, count(*) AS applications FROM enrollment e" OPEN_CASE
	    " WHERE" OPEN " AND (:payer_id IS NULL OR e.payer_id = :payer_id)"
	    " GROUP BY c.state ORDER BY count(*) DESC, c.state /*scan*/");
	query_bind_id(q, ":payer_id", payer_id);
}
