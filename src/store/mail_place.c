/* mail_place: one row a mail, from its coming until it was moved. */
#include "store/mail_place.h"

#include "base/banned.h"

static void
bind_mailbox(struct query *q, const struct mailbox *mailbox)
{
	query_bind_text(q, ":account", mailbox->account);
	query_bind_text(q, ":folder", mailbox->folder);
	query_bind_int(q, ":uidvalidity", mailbox->uidvalidity);
}

bool
mail_place_note(struct db *db, const char *fingerprint, const struct mailbox *mailbox, int64_t uid,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO mail_place (message_id, account, folder, uidvalidity, uid)"
	    " SELECT message_id, :account, :folder, :uidvalidity, :uid FROM message"
	    " WHERE fingerprint = :fingerprint"
	    " ON CONFLICT (message_id) DO UPDATE SET account = excluded.account, folder = excluded.folder,"
	    " uidvalidity = excluded.uidvalidity, uid = excluded.uid WHERE mail_place.moved_ms IS NULL");
	bind_mailbox(&q, mailbox);
	query_bind_int(&q, ":uid", uid);
	query_bind_text(&q, ":fingerprint", fingerprint);
	return query_run(&q, NULL, err);
}

bool
mail_place_list(struct db *db, const struct mailbox *mailbox, int64_t limit, struct arena *a,
    struct placed_mail **ret_mails, size_t *ret_count, struct err *err)
{
	struct placed_mail *mails = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT p.message_id, p.uid FROM mail_place p"
	    " JOIN message m ON m.message_id = p.message_id WHERE p.moved_ms IS NULL"
	    " AND p.account = :account AND p.folder = :folder AND p.uidvalidity = :uidvalidity"
	    " AND m.status = 'handled' ORDER BY p.uid LIMIT :limit");
	bind_mailbox(&q, mailbox);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q)) {
		mails = arena_grow(a, mails, count, &size, sizeof(*mails));
		mails[count++] = (struct placed_mail){ query_int(&q, 0), query_int(&q, 1) };
	}
	*ret_mails = mails;
	*ret_count = count;
	return query_close(&q, err);
}

bool
mail_place_moved(struct db *db, int64_t message_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE mail_place SET moved_ms = :now_ms WHERE message_id = :message_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":message_id", message_id);
	return query_run(&q, NULL, err);
}
