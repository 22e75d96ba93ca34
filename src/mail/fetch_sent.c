/*
 * fetch_sent: a copy of each letter in the team's own folder of sent mail, so that the mailbox shows
 * both sides of a conversation.  Some servers put it there by themselves: we wait a while, look for
 * the Message-ID, and put one there only where none is.  So a copy that was put there just before a
 * crash is found, too, and no letter stands there twice.
 */
#include "mail/fetch_inside.h"

#include "base/str.h"
#include "base/zone.h"
#include "mail/doubt.h"
#include "mail/enclose.h"
#include "mail/highwater.h"
#include "store/dispatch.h"
#include "store/letter.h"
#include "store/sent_copy.h"
#include "base/banned.h"

#define WAIT_MS		(2 * MS_PER_MINUTE)	/* for the server's own copy */
#define PAST_MS		(7 * MS_PER_DAY)	/* what is older is not filed any more */
#define DOUBT_MS	(2 * MS_PER_DAY)	/* so long a server may take to file its own */
#define LETTERS		200			/* of a round */

static bool
note(struct mail_fetcher *f, int64_t outbox_id, struct err *err)
{
	return db_begin(f->e->db, err) &&
	    db_end(f->e->db, sent_copy_done(f->e->db, outbox_id, f->now_ms, err), err);
}

/* With its documents, as it left.  A letter of which one was destroyed since is not copied any more. */
static bool
put_copy(struct mail_fetcher *f, const struct sent_letter *letter, const char *bytes, size_t len, struct err *err)
{
	struct str whole = STR_INIT;
	bool ok;

	if (!enclose_is_needed(bytes, len))
		return imap_append(f->imap, f->sent_folder, bytes, len, letter->sent_ms, err);
	ok = !enclose(f->folder, bytes, len, &whole, NULL) || imap_append(f->imap, f->sent_folder, whole.text, whole.len, letter->sent_ms, err);
	str_clear(&whole);
	return ok;
}

static bool
file_one(struct mail_fetcher *f, const struct sent_letter *letter, struct arena *a, struct err *err)
{
	const char *bytes;
	bool there;
	size_t len;

	if (!imap_has_message(f->imap, letter->rfc_message_id, &there, err))
		return false;
	if (!there && (!dispatch_bytes(f->e->db, letter->outbox_id, a, &bytes, &len, err) ||
	    (bytes != NULL && !put_copy(f, letter, bytes, len, err))))
		return false;
	if (!there)
		f->counts->filed++;
	return note(f, letter->outbox_id, err);
}

/* Found: it left.  Not found proves nothing: it stays with the person who was asked. */
static bool
look_for_doubtful(struct mail_fetcher *f, const struct sent_letter *letter, struct arena *a, struct err *err)
{
	bool there;

	if (!imap_has_message(f->imap, letter->rfc_message_id, &there, err))
		return false;
	return !there || (db_begin(f->e->db, err) && db_end(f->e->db, doubt_ends(f->e, letter->outbox_id,
	    "it left: a copy of it lies in the folder of sent mail", f->now_ms, a, err), err));
}

/* A letter of a database that was put back: what has left before is not sent again.  One that is not found a
 * person may let go, who reads that it was looked for. */
static bool
look_for_restored(struct mail_fetcher *f, const struct sent_letter *letter, struct arena *a, struct err *err)
{
	bool there;

	if (!imap_has_message(f->imap, letter->rfc_message_id, &there, err) || !db_begin(f->e->db, err))
		return false;
	return db_end(f->e->db, there ? doubt_ends(f->e, letter->outbox_id,
	    "it left before the database was restored: a copy of it lies in the folder of sent mail", f->now_ms, a, err) :
	    letter_tell_held(f->e->db, letter->outbox_id, HIGHWATER_RESTORED, HIGHWATER_NOT_FOUND, err), err);
}

static bool
find_folder(struct mail_fetcher *f, struct err *err)
{
	const char *set = f->e->settings->mail.sent_folder;

	if (f->sent_folder != NULL)
		return true;
	if (set != NULL) {
		f->sent_folder = set;
		return true;
	}
	if (!imap_find_sent(f->imap, &f->arena, &f->sent_folder, err))
		return false;
	return f->sent_folder != NULL || fail(err, ERR_INPUT, "the mailbox has no folder for sent mail. Make "
	    "one, or name it in mail.sent_folder (none: no copies)");
}

/* What is done with the letters of each kind, in this order. */
enum { FILED, DOUBTFUL, RESTORED, KINDS };
static bool (*const each[KINDS])(struct mail_fetcher *, const struct sent_letter *, struct arena *, struct err *) = {
	[FILED] = file_one, [DOUBTFUL] = look_for_doubtful, [RESTORED] = look_for_restored,
};

struct sent_letters { struct sent_letter *item; size_t count; };

static bool
list_all(struct mail_fetcher *f, struct sent_letters list[KINDS], struct arena *a, struct err *err)
{
	struct db *db = f->e->db;
	int64_t until_ms = f->now_ms - WAIT_MS;

	return sent_copy_list(db, f->now_ms - PAST_MS, until_ms, LETTERS, a, &list[FILED].item, &list[FILED].count,
	    err) && sent_copy_list_doubtful(db, f->now_ms - DOUBT_MS, until_ms, LETTERS, a, &list[DOUBTFUL].item,
	    &list[DOUBTFUL].count, err) && sent_copy_list_held(db, HIGHWATER_RESTORED, LETTERS, a, &list[RESTORED].item,
	    &list[RESTORED].count, err);
}

static bool
file_all(struct mail_fetcher *f, const struct sent_letters list[KINDS], struct arena *a, struct err *err)
{
	int64_t uidvalidity, uidnext;
	bool ok = find_folder(f, err) && imap_examine(f->imap, f->sent_folder, &uidvalidity, &uidnext,
	    err);

	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t i = 0; ok && i < list[kind].count && !fetch_is_cancelled(f); i++)
			ok = each[kind](f, &list[kind].item[i], a, err);
	return ok;
}

bool
fetch_file_sent(struct mail_fetcher *f, struct err *err)
{
	struct sent_letters list[KINDS];
	struct arena a = ARENA_INIT;
	struct err why = ERR_INIT;

	if (f->notice[MAIL_NO_COPIES] != NULL || !highwater_can_look(f->e->settings))
		return true;
	bool ok = list_all(f, list, &a, err);
	bool is_any = ok && list[FILED].count + list[DOUBTFUL].count + list[RESTORED].count > 0;
	if (is_any && !file_all(f, list, &a, &why)) {
		ok = why.kind == ERR_INPUT || fail(err, why.kind, "%s", why.text);
		if (ok)			/* none until the next start */
			f->notice[MAIL_NO_COPIES] = arena_printf(&f->arena,
			    "letters are not copied into the mailbox: %s", why.text);
	}
	arena_clear(&a);
	return ok;
}
