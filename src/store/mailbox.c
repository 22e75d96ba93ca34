/* mailbox: one row for each folder that is read. */
#include "store/mailbox.h"

#include "base/str.h"
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
	return query_run(&q, NULL, err);
}

static bool
forget(struct db *db, const char *account, const char *folder, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM mailbox WHERE account = :account AND folder = :folder");
	query_bind_text(&q, ":account", account);
	query_bind_text(&q, ":folder", folder);
	return query_run(&q, NULL, err);
}

bool
mailbox_forget_others(struct db *db, const struct mailbox *mailboxes, size_t count, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT account, folder FROM mailbox");
	while (ok && query_row(&q)) {
		const char *account = query_text(&q, 0, &a), *folder = query_text(&q, 1, &a);
		bool is_read = false;
		for (size_t i = 0; i < count; i++)
			is_read = is_read || (text_equal(mailboxes[i].account, account) &&
			    text_equal(mailboxes[i].folder, folder));
		ok = is_read || forget(db, account, folder, err);
	}
	ok = query_close(&q, ok ? err : &(struct err)ERR_INIT) && ok;
	arena_clear(&a);
	return ok;
}
