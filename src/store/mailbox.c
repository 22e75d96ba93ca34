/* mailbox: one row for the inbox that is read. */
#include "store/mailbox.h"

#include "base/banned.h"

bool
mailbox_load(struct db *db, struct mailbox *mailbox, struct err *err)
{
	struct query q;

	mailbox->uidvalidity = mailbox->last_uid = 0;
	mailbox->synced_ms = INSTANT_NONE;
	query_open(&q, db, "SELECT uidvalidity, last_uid, synced_ms FROM mailbox"
	    " WHERE account = :account AND folder = :folder");
	query_bind_text(&q, ":account", mailbox->account);
	query_bind_text(&q, ":folder", mailbox->folder);
	if (query_row(&q)) {
		mailbox->uidvalidity = query_int(&q, 0);
		mailbox->last_uid = query_int(&q, 1);
		mailbox->synced_ms = query_instant(&q, 2);
	}
	return query_close(&q, err);
}

static bool
forget_others(struct db *db, const struct mailbox *mailbox, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM mailbox WHERE account <> :account OR folder <> :folder");
	query_bind_text(&q, ":account", mailbox->account);
	query_bind_text(&q, ":folder", mailbox->folder);
	return query_run(&q, NULL, err);
}

bool
mailbox_save(struct db *db, const struct mailbox *mailbox, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO mailbox (account, folder, uidvalidity, last_uid, synced_ms)"
	    " VALUES (:account, :folder, :uidvalidity, :last_uid, :synced_ms)"
	    " ON CONFLICT (account, folder) DO UPDATE SET uidvalidity = excluded.uidvalidity,"
	    " last_uid = excluded.last_uid, synced_ms = excluded.synced_ms");
	query_bind_text(&q, ":account", mailbox->account);
	query_bind_text(&q, ":folder", mailbox->folder);
	query_bind_int(&q, ":uidvalidity", mailbox->uidvalidity);
	query_bind_int(&q, ":last_uid", mailbox->last_uid);
	query_bind_instant(&q, ":synced_ms", mailbox->synced_ms);
	return query_run(&q, NULL, err) && forget_others(db, mailbox, err);
}
