/* inbox: rows of message and outbox with the cases around them. */
#include "store/inbox.h"

#include "store/outbox.h"
#include "base/banned.h"

#define WHO \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"
#define WHO_COLUMNS \
	" c.case_id, c.workflow, c.state, c.provider_id, p.first_name, p.last_name," \
	" y.name AS payer_name"
#define MAIL_COLUMNS \
	"SELECT 'mail' AS what, m.message_id AS id, m.received_ms AS at_ms, m.kind," \
	" coalesce(nullif(m.from_name, ''), m.from_address) AS person, m.from_address, m.subject," \
	" substr(m.text, 1, 4000) AS text, m.verdict_json, m.matched_by"

void
inbox_query_unmatched(struct query *q, struct db *db, int64_t before_id, int64_t limit)
{
	query_open(q, db, MAIL_COLUMNS " FROM message m WHERE m.case_id IS NULL AND m.status = 'new'"
	    " AND (m.received_ms, m.message_id) < (coalesce((SELECT b.received_ms FROM message b"
	    "  WHERE b.message_id = :before_id), 1e18), coalesce(:before_id, 0))"
	    " ORDER BY m.received_ms DESC, m.message_id DESC LIMIT :limit");
	query_bind_id(q, ":before_id", before_id);
	query_bind_int(q, ":limit", limit);
}

void
inbox_query_doubtful(struct query *q, struct db *db, int64_t since_ms, int64_t limit)
{
	query_open(q, db, MAIL_COLUMNS "," WHO_COLUMNS " FROM message m"
	    " JOIN case_file c ON c.case_id = m.case_id" WHO
	    " WHERE m.received_ms >= :since_ms AND m.has_unknown_sender = 1"
	    " ORDER BY m.received_ms DESC LIMIT :limit");
	query_bind_int(q, ":since_ms", since_ms);
	query_bind_int(q, ":limit", limit);
}

void
inbox_query_held(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT x.outbox_id, x.recipient, x.subject, x.body, x.reason, x.status,"
	    " x.created_ms, x.status = 'held' AS is_held,"
	    " substr(x.reason, 1, length(:doubtful)) = :doubtful AS is_doubtful,"
	    " x.recipient <> '' AND x.body <> '' AS is_whole," WHO_COLUMNS
	    " FROM outbox x LEFT JOIN case_file c ON c.case_id = x.case_id" WHO
	    " WHERE x.status IN ('held', 'unknown') ORDER BY x.outbox_id LIMIT :limit");
	query_bind_text(q, ":doubtful", OUTBOX_DOUBTFUL);
	query_bind_int(q, ":limit", limit);
}

void
inbox_query_domain(struct query *q, struct db *db, const char *domain, int64_t limit)
{
	query_open(q, db, "SELECT" WHO_COLUMNS " FROM payer d JOIN case_file c ON c.payer_id = d.payer_id"
	    "  AND c.status IN ('open', 'stuck') AND c.subject_type = 'enrollment'"
	    " JOIN enrollment e ON e.enrollment_id = c.subject_id" WHO
	    " WHERE lower(substr(d.email, instr(d.email, '@') + 1)) = lower(:domain)"
	    " AND e.loaded_day IS NULL AND e.terminated_day IS NULL"
	    " ORDER BY c.entered_ms, c.case_id LIMIT :limit /*scan*/");
	query_bind_text(q, ":domain", domain);
	query_bind_int(q, ":limit", limit);
}
