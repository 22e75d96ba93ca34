/* verification: rows of the log. */
#include "store/verification.h"

#include <inttypes.h>

#include "base/banned.h"

static bool
check_document(struct db *db, int64_t credential_id, int64_t document_id, struct err *err)
{
	bool fits = false;
	struct query q;

	if (document_id == 0)
		return true;
	query_open(&q, db, "SELECT d.provider_id IS NULL OR d.provider_id = c.provider_id FROM document d, credential c"
	    " WHERE d.document_id = :document_id AND c.credential_id = :credential_id");
	query_bind_int(&q, ":document_id", document_id);
	query_bind_int(&q, ":credential_id", credential_id);
	bool found = query_row(&q);
	if (found)
		fits = query_int(&q, 0) != 0;
	if (!query_close(&q, err))
		return false;
	if (!found)
		return fail(err, ERR_MISSING, "there is no document %" PRId64, document_id);
	return fits || fail(err, ERR_INPUT, "document %" PRId64 " is another provider's", document_id);
}

static bool
point_to_document(struct db *db, int64_t credential_id, int64_t document_id, struct err *err)
{
	struct query q;

	if (document_id == 0)
		return true;
	query_open(&q, db, "UPDATE credential SET document_id = :document_id WHERE credential_id = :credential_id");
	query_bind_int(&q, ":document_id", document_id);
	query_bind_int(&q, ":credential_id", credential_id);
	return query_run(&q, NULL, err);
}

/* The evidence of what was just noted: of its row, or, where another one of this moment is whole already, of one
 * behind it (schema/0061). */
bool
verification_prove(struct db *db, int64_t credential_id, const struct verification_proof *proof, int64_t now_ms,
    struct err *err)
{
	struct query q;

	if (!check_document(db, credential_id, proof->document_id, err) ||
	    !point_to_document(db, credential_id, proof->document_id, err))
		return false;
	query_open(&q, db, "INSERT INTO verification (credential_id, source, method, on_day, by, result, expires_day, contact,"
	    " document_id, document_sha256, noted_ms, is_whole) SELECT c.credential_id,"
	    " coalesce(nullif(c.source_name, ''), :source, ''), c.verified_method, c.verified_day, c.verified_by, c.verified_result, c.expires_day, :contact, :document_id, (SELECT sha256 FROM document"
	    "  WHERE document_id = :document_id), coalesce((SELECT l.noted_ms + l.is_whole"
	    "  FROM verification l WHERE l.credential_id = :credential_id AND l.noted_ms >= :now_ms AND l.noted_ms < :now_ms + 1000 ORDER BY l.noted_ms DESC LIMIT 1),"
	    "  :now_ms), 1 FROM credential c WHERE c.credential_id = :credential_id"
	    " ON CONFLICT (credential_id, noted_ms) DO UPDATE SET source = excluded.source, contact = excluded.contact,"
	    " document_id = excluded.document_id, document_sha256 = excluded.document_sha256,"
	    " expires_day = excluded.expires_day, is_whole = 1");
	query_bind_text(&q, ":source", proof->source);
	query_bind_text(&q, ":contact", proof->contact);
	query_bind_id(&q, ":document_id", proof->document_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":credential_id", credential_id);
	return query_run(&q, NULL, err);
}

void
verification_query_list(struct query *q, struct db *db, int64_t credential_id)
{
	query_open(q, db, "SELECT verification_id, on_day, source, method, by, contact, result, expires_day, document_id,"
	    " document_sha256, noted_ms FROM verification WHERE credential_id = :credential_id"
	    " ORDER BY noted_ms DESC, verification_id DESC");
	query_bind_int(q, ":credential_id", credential_id);
}
