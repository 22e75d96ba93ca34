/* message: rows of message; lists of mail in both directions. */
#include "store/message.h"

#include "base/str.h"
#include "store/mail_number.h"
#include "store/message_bytes.h"
#include "base/banned.h"

bool
message_known(struct db *db, const char *fingerprint, bool *ret_known, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM message WHERE fingerprint = :fingerprint");
	query_bind_text(&q, ":fingerprint", fingerprint);
	*ret_known = query_row(&q);
	return query_close(&q, err);
}

bool
message_add(struct db *db, const struct message *m, const char *mime, size_t len,
    int64_t *ret_message_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO message (message_id, fingerprint, account, folder, uid, rfc_message_id,"
	    " from_address, from_name, to_address, subject, date_ms, received_ms, kind,"
	    " verdict_json, text, case_id, matched_by, has_unknown_sender, status, bytes,"
	    " attachments_ms) VALUES (" MAIL_NEXT_NUMBER ", :fingerprint, :account, :folder, :uid, :rfc_message_id, :from_address,"
	    " :from_name, :to_address, :subject, :date_ms, :received_ms, :kind, :verdict_json,"
	    " :text, :case_id, :matched_by, :has_unknown_sender, :status, :bytes,"
	    " CASE WHEN :kind NOT IN ('reply', 'other') OR coalesce(json_array_length(:verdict_json,"
	    " '$.attachments'), 0) = 0 THEN :received_ms END) RETURNING message_id");
	query_bind_text(&q, ":fingerprint", m->fingerprint);
	query_bind_text(&q, ":account", m->account);
	query_bind_text(&q, ":folder", m->folder);
	query_bind_int(&q, ":uid", m->uid);
	query_bind_text(&q, ":rfc_message_id", m->rfc_message_id);
	query_bind_text(&q, ":from_address", m->from_address);
	query_bind_text(&q, ":from_name", m->from_name);
	query_bind_text(&q, ":to_address", m->to_address);
	query_bind_text(&q, ":subject", m->subject);
	query_bind_instant(&q, ":date_ms", m->date_ms);
	query_bind_int(&q, ":received_ms", m->received_ms);
	query_bind_text(&q, ":kind", m->kind);
	query_bind_text(&q, ":verdict_json", m->verdict_json);
	query_bind_text(&q, ":text", m->text);
	query_bind_id(&q, ":case_id", m->case_id);
	query_bind_text(&q, ":matched_by", m->matched_by);
	query_bind_int(&q, ":has_unknown_sender", m->has_unknown_sender);
	query_bind_text(&q, ":status", m->status);
	query_bind_int(&q, ":bytes", m->bytes);
	return query_run_int(&q, ret_message_id, err) &&
	    (mime == NULL || message_bytes_add(db, *ret_message_id, mime, len, err));
}

bool
message_load(struct db *db, int64_t message_id, struct arena *a, struct message *ret_message,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT fingerprint, account, folder, uid, rfc_message_id, from_address,"
	    " from_name, to_address, subject, date_ms, received_ms, kind, verdict_json, text,"
	    " case_id, matched_by, has_unknown_sender, status, bytes FROM message"
	    " WHERE message_id = :message_id");
	query_bind_int(&q, ":message_id", message_id);
	bool found = query_row(&q);
	if (found)
		*ret_message = (struct message){
			.message_id = message_id,
			.fingerprint = query_text(&q, 0, a),
			.account = query_text(&q, 1, a),
			.folder = query_text(&q, 2, a),
			.uid = query_int(&q, 3),
			.rfc_message_id = query_text(&q, 4, a),
			.from_address = query_text(&q, 5, a),
			.from_name = query_text(&q, 6, a),
			.to_address = query_text(&q, 7, a),
			.subject = query_text(&q, 8, a),
			.date_ms = query_instant(&q, 9),
			.received_ms = query_int(&q, 10),
			.kind = query_text(&q, 11, a),
			.verdict_json = query_text(&q, 12, a),
			.text = query_text(&q, 13, a),
			.case_id = query_int(&q, 14),
			.matched_by = query_text(&q, 15, a),
			.has_unknown_sender = query_int(&q, 16),
			.status = query_text(&q, 17, a),
			.bytes = query_int(&q, 18),
		};
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no message %lld", (long long)message_id);
}

bool
message_set_case(struct db *db, int64_t message_id, int64_t case_id, const char *matched_by,
    bool has_unknown_sender, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE message SET case_id = :case_id, matched_by = :matched_by,"
	    " has_unknown_sender = :unknown, status = 'handled' WHERE message_id = :message_id");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":matched_by", matched_by);
	query_bind_int(&q, ":unknown", has_unknown_sender);
	query_bind_int(&q, ":message_id", message_id);
	return query_run(&q, NULL, err);
}

bool
message_set_handled(struct db *db, int64_t message_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct message message;
	int64_t changed;
	struct query q;

	query_open(&q, db, "UPDATE message SET status = 'handled' WHERE message_id = :message_id"
	    " AND status = 'new' AND case_id IS NULL");
	query_bind_int(&q, ":message_id", message_id);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed == 0 && message_load(db, message_id, &a, &message, err))
		fail(err, ERR_CONFLICT, message.case_id != 0 ? "message %lld belongs to CR-%lld by now" :
		    "message %lld was looked at before", (long long)message_id,
		    (long long)message.case_id);
	arena_clear(&a);
	return changed == 1;
}

bool
message_set_new(struct db *db, int64_t message_id, int64_t case_id, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "UPDATE message SET status = 'new', case_id = NULL, matched_by = NULL, has_unknown_sender = 0,"
	    " attachments_ms = NULL WHERE message_id = :message_id AND status = 'handled' AND case_id IS :case_id"
	    " AND NOT EXISTS (SELECT 1 FROM document d WHERE d.message_id = message.message_id)");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_id(&q, ":case_id", case_id);
	if (!query_run(&q, &changed, err))
		return false;
	return changed == 1 || fail(err, ERR_CONFLICT, "mail %lld was moved meanwhile, or its attachments have become "
	    "documents already", (long long)message_id);
}

bool
message_count_since(struct db *db, int64_t case_id, const char *from_address, int64_t since_ms,
    int64_t limit, int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM (SELECT 1 FROM message WHERE case_id = :case_id"
	    " AND received_ms > :since_ms AND from_address = :from LIMIT :limit) recent");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":since_ms", since_ms);
	query_bind_text(&q, ":from", from_address);
	query_bind_int(&q, ":limit", limit);
	return query_run_int(&q, ret_count, err);
}

bool
message_direction(struct db *db, int64_t mail_id, bool *ret_in, bool *ret_out, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM message WHERE message_id = :mail_id),"
	    " EXISTS (SELECT 1 FROM outbox WHERE outbox_id = :mail_id)");
	query_bind_int(&q, ":mail_id", mail_id);
	if (query_row(&q)) {
		*ret_in = query_int(&q, 0);
		*ret_out = query_int(&q, 1);
	}
	return query_close(&q, err);
}

/* What people should know of a received message besides its kind. */
#define NOTE \
	"CASE WHEN m.has_unknown_sender = 1 THEN 'answer from an unknown address'" \
	" WHEN m.kind = 'broken' THEN 'could not be read'" \
	" WHEN m.status = 'new' AND m.verdict_json ->> 'forged' = 1" \
	" THEN 'the sender is forged (DMARC failed)'" \
	" WHEN m.case_id IS NULL AND m.status = 'new' THEN 'for no known case' END"
#define LIST_IN \
	"SELECT m.message_id AS mail_id, 'in' AS direction, m.message_id AS message_id, NULL AS outbox_id," \
	" CASE WHEN m.date_ms < m.received_ms THEN m.date_ms ELSE m.received_ms END AS at_ms," \
	" m.kind AS kind," \
	" m.from_address AS address, m.subject AS subject, m.case_id AS case_id," \
	" m.matched_by AS matched_by, m.status AS status, " NOTE " AS note," \
	" m.has_unknown_sender AS has_unknown_sender" \
	" FROM message m LEFT JOIN case_file c ON c.case_id = m.case_id"
#define LIST_OUT \
	"SELECT o.outbox_id, 'out', NULL, o.outbox_id, coalesce(o.sent_ms, o.created_ms), 'letter'," \
	" o.recipient, o.subject, o.case_id, NULL, o.status, o.reason, 0" \
	" FROM outbox o LEFT JOIN case_file c ON c.case_id = o.case_id"
#define WHERE_IN \
	" AND (:kind IS NULL OR m.kind = :kind) AND (:status IS NULL OR m.status = :status)" \
	" AND (:direction IS NULL OR :direction = 'in')" \
	" AND (:provider_id IS NULL OR c.provider_id = :provider_id)"
#define WHERE_OUT \
	" AND (:kind IS NULL OR :kind = 'letter') AND (:status IS NULL OR o.status = :status)" \
	" AND (:direction IS NULL OR :direction = 'out')" \
	" AND (:provider_id IS NULL OR c.provider_id = :provider_id)"
#define ORDER " ORDER BY 5 DESC, 1 DESC"

void
message_query_list(struct query *q, struct db *db, const struct message_filter *f)
{
	if (f->unmatched) {
		query_open(q, db, LIST_IN " WHERE m.case_id IS NULL AND m.status = 'new'" WHERE_IN
		    ORDER);
	} else if (f->case_id != 0) {
		query_open(q, db, LIST_IN " WHERE m.case_id = :case_id" WHERE_IN " UNION ALL "
		    LIST_OUT " WHERE o.case_id = :case_id" WHERE_OUT ORDER);
		query_bind_int(q, ":case_id", f->case_id);
	} else {
		query_open(q, db, LIST_IN " WHERE true" WHERE_IN " UNION ALL "
		    LIST_OUT " WHERE true" WHERE_OUT ORDER " /*scan*/");
	}
	query_bind_text(q, ":kind", f->kind);
	query_bind_text(q, ":status", f->status);
	query_bind_text(q, ":direction", f->direction);
	query_bind_id(q, ":provider_id", f->provider_id);
}

static void
query_message(struct query *q, struct db *db, int64_t message_id)
{
	query_open(q, db, "SELECT m.message_id AS mail_id, 'in' AS direction, m.message_id, m.kind, m.status, m.case_id, m.matched_by,"
	    " m.has_unknown_sender, " NOTE " AS note, m.from_address, m.from_name, m.to_address,"
	    " m.subject, m.date_ms, m.received_ms, m.rfc_message_id, m.account, m.folder, m.uid,"
	    " m.bytes, m.text, m.verdict_json FROM message m WHERE m.message_id = :message_id");
	query_bind_int(q, ":message_id", message_id);
}

static void
query_letter(struct query *q, struct db *db, int64_t outbox_id)
{
	query_open(q, db, "SELECT outbox_id AS mail_id, 'out' AS direction, outbox_id, status, reason, case_id, letter, recipient, subject,"
	    " is_automatic, created_ms, sent_ms, tries, reply, rfc_message_id, attach, (SELECT group_concat('document ' || t.document_id || ' (' ||"
	    " d.name || ')', ', ') FROM outbox_attachment t JOIN document d ON d.document_id = t.document_id"
	    " WHERE t.outbox_id = outbox.outbox_id) AS attached, digest_id, body FROM outbox"
	    " WHERE outbox_id = :outbox_id");
	query_bind_int(q, ":outbox_id", outbox_id);
}

bool
message_query_mail(struct query *q, struct db *db, int64_t mail_id, const char *direction, struct err *err)
{
	bool in, out;

	if (!message_direction(db, mail_id, &in, &out, err))
		return false;
	if (text_equal(direction, "in") && !in)
		return fail(err, ERR_MISSING, "there is no message %lld", (long long)mail_id);
	if (text_equal(direction, "out") && !out)
		return fail(err, ERR_MISSING, "there is no letter %lld", (long long)mail_id);
	if (direction == NULL && !in && !out)
		return fail(err, ERR_MISSING, "there is no mail %lld", (long long)mail_id);
	if (direction == NULL && in && out)
		return fail(err, ERR_CONFLICT, "mail %lld is a message that came in, and a letter of ours. Say --in or --out",
		    (long long)mail_id);
	if (text_equal(direction, "in") || (direction == NULL && in))
		query_message(q, db, mail_id);
	else
		query_letter(q, db, mail_id);
	return true;
}
