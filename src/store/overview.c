/* overview: lists of one provider or case. */
#include "store/overview.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define PROVIDERS \
	"SELECT p.provider_id, p.npi, p.last_name, p.first_name, p.provider_type, p.specialty," \
	" p.practice_state, p.start_day, p.status, (SELECT count(*) FROM case_file c" \
	" WHERE c.provider_id = p.provider_id AND c.status IN ('open', 'stuck')) AS cases" \
	" FROM provider p"

#define AFTER_NAME "(SELECT folded_name, provider_id FROM provider WHERE provider_id = :after_id)"

void
overview_query_providers(struct query *q, struct db *db, const char *find, int64_t after_id, int64_t limit)
{
	if (text_blank(find) && after_id == 0) {
		query_open(q, db, PROVIDERS " ORDER BY p.folded_name, p.provider_id LIMIT :limit");
	} else if (text_blank(find)) {
		query_open(q, db, PROVIDERS " WHERE (p.folded_name, p.provider_id) > " AFTER_NAME
		    " ORDER BY p.folded_name, p.provider_id LIMIT :limit");
	} else if (strspn(find, "0123456789") == strlen(find)) {
		/* An NPI from its beginning. */
		query_open(q, db, PROVIDERS " WHERE p.npi >= :find AND p.npi < :find || ':'"
		    " AND p.npi > coalesce((SELECT npi FROM provider WHERE provider_id = :after_id), '')"
		    " ORDER BY p.npi LIMIT :limit");
		query_bind_text(q, ":find", find);
	} else {
		query_open(q, db, PROVIDERS " WHERE (instr(p.folded_name, replace(fold(:find), ',', '')) > 0"
		    " OR instr(fold(p.first_name || ' ' || p.last_name), fold(:find)) > 0)"
		    " AND (:after_id IS NULL OR (p.folded_name, p.provider_id) > " AFTER_NAME ")"
		    " ORDER BY p.folded_name, p.provider_id LIMIT :limit /*scan*/");
		query_bind_text(q, ":find", find);
	}
	if (!text_blank(find) || after_id != 0)
		query_bind_id(q, ":after_id", after_id);
	query_bind_int(q, ":limit", limit);
}

void
overview_query_open(struct query *q, struct db *db, const char *workflow, const char *state,
    int64_t definition_id, int64_t after_id, int64_t limit)
{
	query_open(q, db, "SELECT c.case_id, c.workflow, c.state, c.status, c.entered_ms,"
	    " c.provider_id, p.last_name, p.first_name, y.name AS payer_name, c.paused_ms,"
	    " (SELECT min(t.due_ms) FROM timer t WHERE t.case_id = c.case_id AND t.is_held = 0)"
	    " AS next_ms FROM case_file c LEFT JOIN provider p ON p.provider_id = c.provider_id"
	    " LEFT JOIN payer y ON y.payer_id = c.payer_id WHERE c.status IN ('open', 'stuck')"
	    " AND (:workflow IS NULL OR c.workflow = :workflow)"
	    " AND (:state IS NULL OR c.state = :state)"
	    " AND (:definition_id IS NULL OR c.definition_id = :definition_id) AND (c.entered_ms, c.case_id) >"
	    " (coalesce((SELECT entered_ms FROM case_file WHERE case_id = :after_id), -1), coalesce(:after_id, 0))"
	    " ORDER BY c.entered_ms, c.case_id LIMIT :limit");
	query_bind_id(q, ":after_id", after_id);
	query_bind_text(q, ":workflow", workflow);
	query_bind_text(q, ":state", state);
	query_bind_id(q, ":definition_id", definition_id);
	query_bind_int(q, ":limit", limit);
}

void
overview_query_counts(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT workflow, state, count(*) AS cases FROM case_file"
	    " WHERE status IN ('open', 'stuck') GROUP BY workflow, state ORDER BY workflow, state");
}

void
overview_query_cases(struct query *q, struct db *db, int64_t provider_id, int64_t limit)
{
	query_open(q, db, "SELECT c.case_id, c.workflow, c.state, c.status, c.entered_ms, c.closed_ms,"
	    " y.name AS payer_name, c.status IN ('open', 'stuck') AS is_open, c.paused_ms,"
	    " (SELECT min(t.due_ms) FROM timer t WHERE t.case_id = c.case_id AND t.is_held = 0)"
	    " AS next_ms FROM case_file c LEFT JOIN payer y ON y.payer_id = c.payer_id"
	    " WHERE c.provider_id = :provider_id"
	    " ORDER BY c.status IN ('open', 'stuck') DESC, c.closed_ms DESC, c.case_id LIMIT :limit");
	query_bind_int(q, ":provider_id", provider_id);
	query_bind_int(q, ":limit", limit);
}

void
overview_query_timeline(struct query *q, struct db *db, int64_t provider_id, int64_t limit)
{
	query_open(q, db, "WITH c AS (SELECT c.case_id, c.workflow, y.name AS payer_name"
	    "  FROM case_file c LEFT JOIN payer y ON y.payer_id = c.payer_id"
	    "  WHERE c.provider_id = :provider_id)"
	    " SELECT 'step' AS what, h.history_id AS id, h.at_ms, c.case_id, c.workflow,"
	    "  c.payer_name, h.from_state, h.to_state, e.name AS event, h.actor, NULL AS subject,"
	    "  NULL AS person, NULL AS kind, h.changes_json, h.rule FROM c"
	    "  JOIN history h ON h.case_id = c.case_id LEFT JOIN event e ON e.event_id = h.event_id"
	    "  WHERE h.from_state <> h.to_state OR h.rule IN ('note', 'pause', 'resume')"
	    " UNION ALL SELECT 'letter', o.outbox_id, coalesce(o.sent_ms, o.created_ms), c.case_id,"
	    "  c.workflow, c.payer_name, NULL, NULL, NULL, NULL, o.subject, o.recipient, o.status, NULL, NULL"
	    "  FROM c JOIN outbox o ON o.case_id = c.case_id"
	    " UNION ALL SELECT 'mail', m.message_id, m.received_ms, c.case_id, c.workflow,"
	    "  c.payer_name, NULL, NULL, NULL, NULL, m.subject,"
	    "  coalesce(nullif(m.from_name, ''), m.from_address), m.kind, NULL, NULL"
	    "  FROM c JOIN message m ON m.case_id = c.case_id"
	    " ORDER BY 3 DESC, 1, 2 DESC LIMIT :limit");
	query_bind_int(q, ":provider_id", provider_id);
	query_bind_int(q, ":limit", limit);
}

void
overview_query_steps(struct query *q, struct db *db, int64_t case_id, int64_t limit)
{
	query_open(q, db, "SELECT h.seq, h.at_ms, h.actor, h.rule, h.rule_line, h.definition_id,"
	    " h.from_state, h.to_state, h.changes_json, e.name AS event, e.payload_json"
	    " FROM history h LEFT JOIN event e ON e.event_id = h.event_id"
	    " WHERE h.case_id = :case_id ORDER BY h.seq DESC LIMIT :limit");
	query_bind_int(q, ":case_id", case_id);
	query_bind_int(q, ":limit", limit);
}

bool
overview_acted_since(struct db *db, int64_t case_id, int64_t seq, bool *ret_acted, struct err *err)
{
	int64_t acted;
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM history h LEFT JOIN event e ON e.event_id = h.event_id"
	    " WHERE h.case_id = :case_id AND h.seq > :seq AND (h.from_state <> h.to_state OR (h.rule <> 'note'"
	    " AND coalesce(e.name, '') NOT LIKE 'timer.%' AND coalesce(e.name, '') NOT LIKE 'email.%')))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	if (!query_run_int(&q, &acted, err))
		return false;
	*ret_acted = acted != 0;
	return true;
}

void
overview_query_mail(struct query *q, struct db *db, int64_t case_id, int64_t limit)
{
	query_open(q, db, "SELECT 'letter' AS what, o.outbox_id AS id,"
	    " coalesce(o.sent_ms, o.created_ms) AS at_ms, o.subject, o.recipient AS person,"
	    " o.status AS kind, o.reason, o.is_automatic, 0 AS has_unknown_sender, o.body AS text,"
	    " NULL AS matched_by FROM outbox o WHERE o.case_id = :case_id"
	    " UNION ALL SELECT 'mail', m.message_id, m.received_ms, m.subject,"
	    " coalesce(nullif(m.from_name, '') || ' <' || m.from_address || '>', m.from_address),"
	    " m.kind, NULL, 0, m.has_unknown_sender, m.text, m.matched_by"
	    " FROM message m WHERE m.case_id = :case_id ORDER BY 3 DESC, 1, 2 DESC LIMIT :limit");
	query_bind_int(q, ":case_id", case_id);
	query_bind_int(q, ":limit", limit);
}

void
overview_query_kin(struct query *q, struct db *db, int64_t case_id, int64_t limit)
{
	query_open(q, db, "SELECT c.case_id, c.workflow, c.state, c.status, 0 AS is_parent"
	    " FROM case_file c WHERE c.parent_case_id = :case_id"
	    " UNION ALL SELECT p.case_id, p.workflow, p.state, p.status, 1 FROM case_file c"
	    " JOIN case_file p ON p.case_id = c.parent_case_id WHERE c.case_id = :case_id"
	    " UNION ALL SELECT c.case_id, c.workflow, c.state, c.status, 0 FROM shared_case w"
	    " JOIN case_file c ON c.case_id = w.case_id WHERE w.parent_case_id = :case_id"
	    " UNION ALL SELECT p.case_id, p.workflow, p.state, p.status, 1 FROM shared_case w"
	    " JOIN case_file p ON p.case_id = w.parent_case_id WHERE w.case_id = :case_id"
	    " ORDER BY 5 DESC, 1 DESC LIMIT :limit");
	query_bind_int(q, ":case_id", case_id);
	query_bind_int(q, ":limit", limit);
}
