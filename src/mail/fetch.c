/*
 * fetch: the round of a fetcher, and the common part of both kinds of inbox: a batch of messages is
 * read in the confined child, then taken in one commit together with the cursor.
 */
#include "mail/fetch.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/turn.h"
#include "mail/fetch_inside.h"
#include "store/mail_place.h"
#include "base/banned.h"

#define SYNCED_MS	30000		/* an inbox without news is noted as read so often */
#define LOOK_MS		1000		/* a Maildir does not tell of news */
#define NO_IDLE_MS	15000		/* nor do some servers */

struct mail_fetcher *
mail_fetcher_new(struct engine *e, const char *folder, int cancel_fd)
{
	struct mail_fetcher *f = heap_alloc(sizeof(*f));

	*f = (struct mail_fetcher){ .e = e, .cancel_fd = cancel_fd };
	f->folder = arena_strdup(&f->arena, folder);
	db_keep_little(e->db);
	return f;
}

void
mail_fetcher_free(struct mail_fetcher *f)
{
	if (f == NULL)
		return;
	imap_close(f->imap);
	reader_close(f->reader);
	in_hand_free(f->in_hand);
	in_hand_free(f->read);
	arena_clear(&f->notices);
	arena_clear(&f->arena);
	free(f);
}

bool
fetch_is_cancelled(const struct mail_fetcher *f)
{
	struct pollfd p = { f->cancel_fd, POLLIN, 0 };

	return f->cancel_fd >= 0 && poll(&p, 1, 0) > 0;
}

/* From where it is to be moved one day. */
static bool
note_place(struct mail_fetcher *f, const struct mail_bytes *item, const struct mail_reading *reading,
    struct err *err)
{
	return f->e->settings->mail.handled_folder == NULL || item->place.uid == 0 ||
	    mail_place_note(f->e->db, reading->fingerprint, &f->mailbox, item->place.uid, err);
}

/* Between two messages the reader gets more of the next batch, if there is one. */
static bool
take_in(struct mail_fetcher *f, const struct fetched *batch, const struct mail_reading *readings,
    size_t first, size_t count, struct err *err)
{
	for (size_t i = first; i < first + count; i++) {
		if (!take_messages(f->e, batch->item + i, readings + i, 1, f->now_ms, f->counts, err) ||
		    !note_place(f, &batch->item[i], &readings[i], err))
			return false;
		reader_go_on(f->reader);
	}
	return mailbox_save(f->e->db, &f->mailbox, err);
}

static bool
set_aside_in(struct mail_fetcher *f, const struct mail_bytes *item, const char *reason,
    struct err *err)
{
	return take_unread(f->e, &item->place, (int64_t)item->len, reason, f->now_ms, f->counts,
	    err) && mailbox_save(f->e->db, &f->mailbox, err);
}

/* Counts of a transaction that was undone do not stand. */
static bool
end(struct mail_fetcher *f, bool ok, const struct take_counts *before, struct err *err)
{
	if (!ok)
		db_rollback(f->e->db);
	if (ok && db_commit(f->e->db, err))
		return true;
	*f->counts = *before;
	return false;
}

static bool
take(struct mail_fetcher *f, const struct fetched *batch, const struct mail_reading *readings,
    size_t first, size_t count, struct err *err)
{
	const struct take_counts before = *f->counts;

	return db_begin(f->e->db, err) &&
	    end(f, take_in(f, batch, readings, first, count, err), &before, err);
}

bool
fetch_set_aside(struct mail_fetcher *f, const struct mail_bytes *item, const char *reason,
    struct err *err)
{
	const struct take_counts before = *f->counts;

	return db_begin(f->e->db, err) && end(f, set_aside_in(f, item, reason, err), &before, err);
}

static bool
is_of_all(const struct err *why)	/* the disk or the lock, not one message */
{
	return why->kind == ERR_SYSTEM || why->kind == ERR_BUSY;
}

/* One by one, so that the one at fault is found; it is set aside, the others go in. */
static bool
take_singly(struct mail_fetcher *f, const struct fetched *batch,
    const struct mail_reading *readings, struct err *err)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct err why = ERR_INIT;
		if (batch->item[i].place.uid != 0)	/* the cursor passes no message that is not in */
			f->mailbox.last_uid = batch->item[i].place.uid;
		if (take(f, batch, readings, i, 1, &why))
			continue;
		if (is_of_all(&why))
			return fail(err, why.kind, "%s", why.text);
		if (!fetch_set_aside(f, &batch->item[i], why.text, err))
			return false;
	}
	return true;
}

static bool
take_all(struct mail_fetcher *f, const struct fetched *batch, const struct mail_reading *readings,
    struct err *err)
{
	struct err why = ERR_INIT;

	if (take(f, batch, readings, 0, batch->count, &why))
		return true;
	return is_of_all(&why) ? fail(err, why.kind, "%s", why.text) :
	    take_singly(f, batch, readings, err);
}

bool
fetch_take(struct mail_fetcher *f, const struct fetched *batch, struct arena *a, struct err *err)
{
	struct mail_reading *readings;

	return batch->count == 0 || (reader_read(f->reader, batch->item, batch->count, a, &readings,
	    err) && take_all(f, batch, readings, err));
}

void
in_hand_free(struct in_hand *batch)
{
	if (batch == NULL)
		return;
	imap_batch_clear(&batch->bodies);
	arena_clear(&batch->arena);
	free(batch);
}

/* Something before it is not in, so what is in hand must not be either: the next round begins there. */
static void
drop(struct mail_fetcher *f)
{
	struct mail_reading *readings;
	struct err ended = ERR_INIT;

	if (f->in_hand != NULL)
		reader_end(f->reader, &readings, &ended);
	in_hand_free(f->in_hand);
	in_hand_free(f->read);
	f->in_hand = f->read = NULL;
}

bool
fetch_put(struct mail_fetcher *f, struct in_hand *next, struct err *err)
{
	struct in_hand *before = f->in_hand;

	if (f->read != NULL)
		BUG("a batch that was read is not taken yet");
	bool ok = before == NULL || reader_end(f->reader, &before->readings, err);
	f->read = before;
	f->in_hand = next;
	if (ok && next != NULL)
		reader_begin(f->reader, next->batch.item, next->batch.count, &next->arena);
	if (!ok)
		drop(f);
	return ok;
}

bool
fetch_take_read(struct mail_fetcher *f, struct err *err)
{
	struct in_hand *read = f->read;

	if (read == NULL)
		return true;
	f->read = NULL;
	f->mailbox.last_uid = read->last_uid;
	bool ok = take_all(f, &read->batch, read->readings, err);
	in_hand_free(read);
	if (!ok)
		drop(f);
	return ok;
}

bool
fetch_settle(struct mail_fetcher *f, struct err *err)
{
	return fetch_take_read(f, err) && fetch_put(f, NULL, err) && fetch_take_read(f, err);
}

static bool
save_boxes(struct mail_fetcher *f, struct err *err)
{
	bool ok = mailbox_forget_others(f->e->db, f->box, f->boxes, err);

	for (size_t i = 0; i < f->boxes && ok; i++)
		ok = f->box[i].synced_ms < f->now_ms || mailbox_save(f->e->db, &f->box[i], err);
	return ok;
}

/* Folders were read to their end: everything that came before the round is known. */
static bool
save_synced(struct mail_fetcher *f, struct err *err)
{
	if (f->counts->fetched == 0 && f->noted_ms != 0 && f->now_ms - f->noted_ms < SYNCED_MS)
		return true;
	f->noted_ms = f->now_ms;
	return db_begin(f->e->db, err) && db_end(f->e->db, save_boxes(f, err), err);
}

static bool
is_imap(const struct mail_fetcher *f)
{
	return f->e->settings->mail.imap.host != NULL;
}

/* Their cursors, the first folder first. */
static bool
list_boxes(struct mail_fetcher *f, struct err *err)
{
	const struct settings *settings = f->e->settings;
	const struct setting_texts *more = &settings->mail.more_folders;
	const char *account = is_imap(f) ? arena_printf(&f->round, "%s@%s", settings->mail.imap.user !=
	    NULL ? settings->mail.imap.user : "", settings->mail.imap.host) : "maildir";
	bool ok = true;

	f->boxes = 1 + (is_imap(f) ? more->count : 0);
	f->box = arena_array(&f->round, f->boxes, sizeof(*f->box));
	for (size_t i = 0; i < f->boxes && ok; i++) {
		f->box[i] = (struct mailbox){ .account = account, .folder = !is_imap(f) ? "mail/inbox" :
		    i == 0 ? settings->mail.folder : more->item[i - 1] };
		ok = mailbox_load(f->e->db, &f->box[i], err);
	}
	return ok;
}

/* *ret_complete is false when the round was left before its end. */
static bool
read_box(struct mail_fetcher *f, struct mailbox *box, bool *ret_complete, struct err *err)
{
	struct err later = ERR_INIT;

	f->mailbox = *box;
	bool ok = is_imap(f) ? fetch_imap(f, ret_complete, err) : fetch_maildir(f, ret_complete, err);
	/* What came before a connection broke is taken all the same. */
	ok = fetch_settle(f, ok ? err : &later) && ok;
	*box = f->mailbox;
	if (ok && *ret_complete && box->synced_ms < f->now_ms)
		box->synced_ms = f->now_ms;
	return ok;
}

/* One that is not there is told, and tried again in the next round; it keeps none of the others away. */
static bool
read_more(struct mail_fetcher *f, bool *ret_complete, struct err *err)
{
	bool ok = true;

	for (size_t i = 1; i < f->boxes && ok && *ret_complete; i++) {
		struct err why = ERR_INIT;
		ok = read_box(f, &f->box[i], ret_complete, &why);
		if (!ok && why.kind != ERR_INPUT)
			return fail(err, why.kind, "%s", why.text);
		if (!ok)
			f->notice[MAIL_NO_FOLDER] = arena_printf(&f->notices, "the folder \"%s\" is not read: %s",
			    f->box[i].folder, why.text);
		*ret_complete = *ret_complete || !ok;
		ok = true;
	}
	return ok;
}

/* What is waited for is the first folder; what came into it meanwhile is not told any more. */
static bool
turn_to_first(struct mail_fetcher *f, struct err *err)
{
	int64_t uidvalidity, uidnext;

	if (!imap_examine(f->imap, f->box[0].folder, &uidvalidity, &uidnext, err))
		return false;
	f->has_news = uidnext > f->box[0].last_uid + 1;
	return true;
}

static bool
work(struct mail_fetcher *f, struct err *err)
{
	struct err later = ERR_INIT;
	bool complete = false;

	f->has_news = false;
	if (!list_boxes(f, err))
		return false;
	/* Before any password is fetched: the child must not know one. */
	if (f->reader == NULL && !reader_open(&f->reader, f->e->settings, err))
		return false;
	arena_reset(&f->notices);
	f->notice[MAIL_NO_FOLDER] = NULL;
	bool ok = read_box(f, &f->box[0], &complete, err) && read_more(f, &complete, err);
	ok = fetch_documents(f, ok ? err : &later) && ok;
	if (!ok || !complete)
		return ok;
	return save_synced(f, err) && (f->imap == NULL || (fetch_file_sent(f, err) &&
	    fetch_move_handled(f, err) && turn_to_first(f, err)));
}

bool
mail_fetch(struct mail_fetcher *f, int64_t now_ms, struct take_counts *ret_counts,
    struct err *err)
{
	int turn;

	*ret_counts = (struct take_counts){ .fetched = 0 };
	if (!turn_take(f->folder, "mail/fetch", "fetching mail", &turn, err))
		return false;
	f->now_ms = now_ms;
	f->counts = ret_counts;
	bool ok = work(f, err);
	turn_end(turn);
	arena_clear(&f->round);
	if (f->imap != NULL && !imap_is_open(f->imap)) {
		imap_close(f->imap);
		f->imap = NULL;
	}
	return ok;
}

const char *
mail_fetch_notice(const struct mail_fetcher *f, enum mail_notice which)
{
	return f->notice[which];
}

bool
mail_fetch_wait(struct mail_fetcher *f, int64_t timeout_ms, struct err *err)
{
	struct pollfd p = { f->cancel_fd, POLLIN, 0 };
	int64_t rest_ms = f->imap != NULL ? NO_IDLE_MS : LOOK_MS;
	enum imap_news news = NEWS_UNABLE;

	if (f->has_news)
		return true;
	if (f->imap != NULL && !imap_idle(f->imap, timeout_ms, &news, err)) {
		imap_close(f->imap);
		f->imap = NULL;
		return false;
	}
	if (news == NEWS_UNABLE)
		poll(&p, 1, (int)(rest_ms < timeout_ms ? rest_ms : timeout_ms));
	return true;
}
