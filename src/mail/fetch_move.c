/*
 * fetch_move: mail that nobody has to look at any more goes into a folder of its own, where people want
 * that (handled_folder): after it is in the database, and when a person settled it later.  Nothing else in
 * the mailbox is touched.
 */
#include "mail/fetch_inside.h"

#include "store/mail_place.h"
#include "base/banned.h"

#define MAILS	200		/* of a folder and a round */

static bool
note_moved(struct mail_fetcher *f, const struct placed_mail *mails, size_t count, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++)
		ok = mail_place_moved(f->e->db, mails[i].message_id, f->now_ms, err);
	return ok;
}

static bool
have_folder(struct mail_fetcher *f, const char *folder, struct err *err)
{
	bool is_there;

	if (!imap_can_move(f->imap))
		return fail(err, ERR_INPUT, "the server knows neither MOVE nor UIDPLUS, and without them other "
		    "mail might be lost. Leave handled_folder out");
	return imap_has_folder(f->imap, folder, &is_there, err) &&
	    (is_there || imap_make_folder(f->imap, folder, err));
}

static bool
move_from(struct mail_fetcher *f, const struct mailbox *box, const char *to, struct arena *a,
    struct err *err)
{
	struct placed_mail *mails;
	int64_t uidvalidity;
	size_t count;

	if (!mail_place_list(f->e->db, box, MAILS, a, &mails, &count, err))
		return false;
	if (count == 0 || fetch_is_cancelled(f))
		return true;
	if (!have_folder(f, to, err) || !imap_select(f->imap, box->folder, &uidvalidity, err))
		return false;
	if (uidvalidity != box->uidvalidity)	/* numbered anew since it was read: next time */
		return true;
	int64_t *uids = arena_array(a, count, sizeof(*uids));
	for (size_t i = 0; i < count; i++)
		uids[i] = mails[i].uid;
	if (!imap_move(f->imap, uids, count, to, err))
		return false;
	f->counts->moved += (int64_t)count;
	return db_begin(f->e->db, err) && db_end(f->e->db, note_moved(f, mails, count, err), err);
}

bool
fetch_move_handled(struct mail_fetcher *f, struct err *err)
{
	const char *to = f->e->settings->mail.handled_folder;
	struct arena a = ARENA_INIT;
	struct err why = ERR_INIT;
	bool ok = true;

	for (size_t i = 0; i < f->boxes && ok && to != NULL && f->notice[MAIL_NO_MOVES] == NULL; i++)
		ok = move_from(f, &f->box[i], to, &a, &why);
	arena_clear(&a);
	if (ok)
		return true;
	if (why.kind != ERR_INPUT)
		return fail(err, why.kind, "%s", why.text);
	f->notice[MAIL_NO_MOVES] = arena_printf(&f->arena, "handled mail is not moved into \"%s\": %s", to,
	    why.text);
	return true;
}
