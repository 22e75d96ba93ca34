/* suppression: addresses that mail must not go to, as rows.  They are looked at in letter.c and dispatch.c. */
#include "store/suppression.h"

#include "store/outbox.h"
#include "base/banned.h"

bool
suppression_ask(struct db *db, const char *address, const char *reason, const char *person,
    int64_t now_ms, bool *ret_changed, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "INSERT INTO suppression (email, reason, since_ms, by_person)"
	    " VALUES (:email, :reason, :now_ms, :person) ON CONFLICT (email) DO UPDATE"
	    " SET reason = excluded.reason, since_ms = excluded.since_ms, by_person = excluded.by_person,"
	    " message_id = NULL"
	    " WHERE by_person IS NOT excluded.by_person OR reason <> excluded.reason");
	query_bind_text(&q, ":email", address);
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":person", person);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, &changed, err))
		return false;
	*ret_changed = changed > 0;
	return true;
}

/* Contacts that have the address: bounced on that day, or (DAY_NONE) not any more. */
static bool
mark_contacts(struct db *db, const char *address, int32_t bounced_day, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE contact SET bounced_day = :bounced_day, modified_ms = :now_ms"
	    " WHERE email = :email AND (bounced_day IS NULL) = (:bounced_day IS NOT NULL)");
	query_bind_day(&q, ":bounced_day", bounced_day);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":email", address);
	return query_run(&q, NULL, err);
}

bool
suppression_bounced(struct db *db, const char *address, const char *reason, int64_t message_id, int32_t today,
    int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO suppression (email, reason, since_ms, message_id)"
	    " VALUES (:email, :reason, :now_ms, :message_id) ON CONFLICT (email) DO UPDATE"
	    " SET message_id = excluded.message_id WHERE by_person IS NULL");
	query_bind_int(&q, ":message_id", message_id);
	query_bind_text(&q, ":email", address);
	query_bind_text(&q, ":reason", reason);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err) && mark_contacts(db, address, today, now_ms, err);
}

bool
suppression_lift(struct db *db, const char *address, int64_t now_ms, struct err *err)
{
	int64_t changed = 0;
	struct query q;

	query_open(&q, db, "DELETE FROM suppression WHERE email = :email");
	query_bind_text(&q, ":email", address);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed == 0)
		return fail(err, ERR_MISSING, "\"%s\" is not among the addresses that are not written to", address);
	return mark_contacts(db, address, DAY_NONE, now_ms, err);
}

bool
suppression_by_message(struct db *db, int64_t message_id, struct arena *a, const char **ret_email, struct err *err)
{
	struct query q;

	*ret_email = NULL;
	query_open(&q, db, "SELECT email FROM suppression WHERE message_id = :message_id");
	query_bind_int(&q, ":message_id", message_id);
	if (query_row(&q))
		*ret_email = query_text(&q, 0, a);
	return query_close(&q, err);
}

bool
suppression_asked_by(struct db *db, const char *address, struct arena *a, const char **ret_person,
    struct err *err)
{
	struct query q;

	*ret_person = NULL;
	query_open(&q, db, "SELECT by_person FROM suppression WHERE email = lower(:email)");
	query_bind_text(&q, ":email", address);
	if (query_row(&q))
		*ret_person = query_text(&q, 0, a);
	return query_close(&q, err);
}

/* The list of states is that of the index of open letters; among them the held ones count. */
void
suppression_query(struct query *q, struct db *db, int64_t limit)
{
	query_open(q, db, "SELECT email, reason, by_person, since_ms, (SELECT count(*) FROM outbox o"
	    " WHERE " OUTBOX_OPEN " AND o.status = 'held'"
	    " AND lower(o.recipient) = email) AS held FROM suppression ORDER BY email LIMIT :limit /*scan*/");
	query_bind_int(q, ":limit", limit);
}
