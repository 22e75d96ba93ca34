/* document_list: one statement for each way to narrow it, so that each has its index. */
#include "store/document_list.h"

#include "base/banned.h"

#define ROWS \
	"SELECT d.document_id, d.provider_id, p.first_name, p.last_name, d.kind, d.state, d.proposed_kind, d.name, d.reference," \
	" d.content_type, d.bytes, d.status, d.aside_reason, d.decided_by, d.decided_ms, d.decided_reason, d.created_ms," \
	" d.message_id, d.link_id, d.sha256 IS NOT NULL AS has_file, d.replaces_id, b.name AS replaces_name," \
	" (SELECT max(n.document_id) FROM document n WHERE n.replaces_id = d.document_id) AS next_id," \
	" m.case_id FROM document d LEFT JOIN provider p ON p.provider_id = d.provider_id" \
	" LEFT JOIN document b ON b.document_id = d.replaces_id LEFT JOIN message m ON m.message_id = d.message_id" \
	" WHERE d.document_id < :before_id AND "
#define NEWEST " ORDER BY d.document_id DESC LIMIT :limit"

void
document_query_list(struct query *q, struct db *db, const struct document_wish *wish, int64_t limit)
{
	if (wish->document_id != 0) {
		query_open(q, db, ROWS "d.document_id = :document_id" NEWEST);
		query_bind_int(q, ":document_id", wish->document_id);
	} else if (wish->provider_id != 0) {
		query_open(q, db, ROWS "d.provider_id = :provider_id AND (:status IS NULL OR d.status = :status)" NEWEST);
		query_bind_int(q, ":provider_id", wish->provider_id);
		query_bind_text(q, ":status", wish->status);
	} else if (wish->status != NULL) {
		query_open(q, db, ROWS "d.status = :status" NEWEST);
		query_bind_text(q, ":status", wish->status);
	} else
		query_open(q, db, ROWS "true" NEWEST);
	query_bind_int(q, ":before_id", wish->before_id != 0 ? wish->before_id : INT64_MAX);
	query_bind_int(q, ":limit", limit);
}
