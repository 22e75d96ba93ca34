/*
 * fetch_imap: what lies behind the last UID, in windows of UIDs, in batches of messages.
 * A new UIDVALIDITY means that the numbers are new: everything is read again, and what is known is
 * recognized by its fingerprint.  A message at which the connection breaks twice is set aside, so
 * that it does not keep the others away.
 */
#include "mail/fetch_inside.h"
#include "mail/token.h"

#include <string.h>

#include "base/banned.h"

#define WINDOW_UIDS	20000		/* searched at once; more where few messages are */
#define SIZES		500		/* asked for at once */
#define SPARSE		1000

static const char too_large[] = "it is larger than message_bytes_max";
static const char not_given[] = "the server does not give it";

struct sized { int64_t uid, bytes; };

static bool
connect_with(void *context, const char *token, struct err *err)
{
	struct mail_fetcher *f = context;

	return imap_open(f->e->settings, f->folder, token, f->cancel_fd, &f->imap, err);
}

static bool
connect_server(struct mail_fetcher *f, struct err *err)
{
	const struct token_wish wish = { f->e->db, f->e->settings, f->folder, f->cancel_fd, f->now_ms };

	return token_login(&wish, &f->e->settings->mail.imap, connect_with, f, err);
}

static bool
open_mailbox(struct mail_fetcher *f, int64_t *ret_uidnext, struct err *err)
{
	int64_t uidvalidity;

	if (f->imap == NULL && !connect_server(f, err))
		return false;
	if (!imap_examine(f->imap, f->mailbox.folder, &uidvalidity, ret_uidnext, err))
		return false;
	if (uidvalidity != f->mailbox.uidvalidity) {
		f->mailbox.uidvalidity = uidvalidity;
		f->mailbox.last_uid = 0;
	}
	return true;
}

static bool
set_aside(struct mail_fetcher *f, const struct sized *m, const char *reason, struct err *err)
{
	const struct mail_bytes item = {
		.place = { f->mailbox.account, f->mailbox.folder, m->uid },
		.len = m->bytes > 0 ? (size_t)m->bytes : 0,
	};

	if (!fetch_settle(f, err))
		return false;
	f->mailbox.last_uid = m->uid;
	f->suspect_uid = 0;
	return fetch_set_aside(f, &item, reason, err);
}

static const struct imap_message *
message_of(const struct imap_batch *batch, int64_t uid)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->message[i].uid == uid)
			return &batch->message[i];
	return NULL;
}

/* Those that came, in order of UID. */
static void
items_of(struct mail_fetcher *f, const struct imap_batch *batch, const int64_t *uids, size_t count,
    struct arena *a, struct fetched *ret)
{
	ret->item = arena_array(a, count, sizeof(*ret->item));
	ret->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct imap_message *m = i < batch->count && batch->message[i].uid == uids[i] ?
		    &batch->message[i] : message_of(batch, uids[i]);
		if (m != NULL && m->text != NULL)
			ret->item[ret->count++] = (struct mail_bytes){
				.place = { f->mailbox.account, f->mailbox.folder, m->uid },
				.bytes = m->text,
				.len = m->len,
			};
	}
}

/* Did the server lose it meanwhile (expunged), or does it only not give it? */
static bool
is_there(struct mail_fetcher *f, int64_t uid, struct arena *a, bool *ret_there, struct err *err)
{
	int64_t *uids;
	size_t count;

	if (!imap_search(f->imap, uid, uid, a, &uids, &count, err))
		return false;
	*ret_there = count > 0;
	return true;
}

static bool
take_batch(struct mail_fetcher *f, const struct sized *m, size_t count, size_t bytes,
    struct arena *a, struct err *err);

/* The server refused the whole batch, or left some out. */
static bool
take_missing(struct mail_fetcher *f, const struct sized *m, size_t count, struct arena *a,
    struct err *err)
{
	bool there;

	if (count > 1) {
		for (size_t i = 0; i < count; i++)
			if (!take_batch(f, &m[i], 1, (size_t)m[i].bytes, a, err))
				return false;
		return true;
	}
	if (!is_there(f, m->uid, a, &there, err))
		return false;
	return there ? set_aside(f, m, not_given, err) : true;
}

static bool
fetch_bodies(struct mail_fetcher *f, const struct sized *m, size_t count, size_t bytes,
    const int64_t *uids, struct imap_batch *ret_batch, struct err *err)
{
	struct err why = ERR_INIT;

	*ret_batch = (struct imap_batch){ .count = 0 };
	if (imap_fetch_bodies(f->imap, uids, count, bytes, ret_batch, &why))
		return true;
	if (imap_is_open(f->imap))
		return true;		/* it said no: the same as giving none */
	/* Next time they are asked for one by one, and the one at fault is known. */
	bool again = count == 1 && f->suspect_uid == m->uid;
	f->suspect_uid = m->uid;
	if (again && !fetch_is_cancelled(f) && !set_aside(f, m, why.text, err))
		return false;
	return fail(err, why.kind, "%s", why.text);
}

static bool
take_batch(struct mail_fetcher *f, const struct sized *m, size_t count, size_t bytes,
    struct arena *a, struct err *err)
{
	struct in_hand *next = heap_alloc(sizeof(*next));
	int64_t *uids = arena_array(a, count, sizeof(*uids));

	*next = (struct in_hand){ .last_uid = m[count - 1].uid };
	for (size_t i = 0; i < count; i++)
		uids[i] = m[i].uid;
	bool ok = fetch_bodies(f, m, count, bytes, uids, &next->bodies, err);
	if (ok)
		items_of(f, &next->bodies, uids, count, &next->arena, &next->batch);
	if (ok && next->batch.count == count) {
		f->suspect_uid = 0;
		return fetch_put(f, next, err);
	}
	in_hand_free(next);
	return ok && take_missing(f, m, count, a, err);
}

/* As many as fit into a batch; one alone after the connection broke here. */
static size_t
batch_of(struct mail_fetcher *f, const struct sized *m, size_t count, size_t *ret_bytes)
{
	size_t limit = (size_t)f->e->settings->mail.message_bytes_max, n = 0;
	size_t most = f->suspect_uid != 0 ? 1 : FETCH_MESSAGES;

	*ret_bytes = 0;
	while (n < count && n < most && (size_t)m[n].bytes <= limit &&
	    (n == 0 || *ret_bytes + (size_t)m[n].bytes <= FETCH_BYTES))
		*ret_bytes += (size_t)m[n++].bytes;
	return n;
}

static bool
take_sized(struct mail_fetcher *f, const struct sized *m, size_t count, struct err *err)
{
	size_t bytes;

	while (count > 0 && !fetch_is_cancelled(f)) {
		struct arena a = ARENA_INIT;
		size_t n = batch_of(f, m, count, &bytes);
		bool ok = n == 0 ? set_aside(f, m, too_large, err) :
		    take_batch(f, m, n, bytes, &a, err);
		arena_clear(&a);
		if (!ok)
			return false;
		n = n == 0 ? 1 : n;
		m += n;
		count -= n;
	}
	return true;
}

/* A message whose size is not told is taken for a small one: the limit of bytes holds anyway. */
static bool
take_uids(struct mail_fetcher *f, const int64_t *uids, size_t count, struct err *err)
{
	struct sized sized[SIZES];
	struct imap_batch batch;
	size_t n = 0;

	if (!imap_fetch_sizes(f->imap, uids, count, &batch, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct imap_message *m = i < batch.count && batch.message[i].uid == uids[i] ?
		    &batch.message[i] : message_of(&batch, uids[i]);
		if (m != NULL)
			sized[n++] = (struct sized){ uids[i], m->bytes >= 0 ? m->bytes : 0 };
	}
	imap_batch_clear(&batch);
	return take_sized(f, sized, n, err);
}

static bool
take_window(struct mail_fetcher *f, int64_t first, int64_t last, size_t *ret_count,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t *uids;

	bool ok = imap_search(f->imap, first, last, &a, &uids, ret_count, err);
	for (size_t i = 0; ok && i < *ret_count && !fetch_is_cancelled(f); i += SIZES)
		ok = take_uids(f, uids + i, *ret_count - i < SIZES ? *ret_count - i : SIZES, err);
	arena_clear(&a);
	return ok;
}

bool
fetch_imap(struct mail_fetcher *f, bool *ret_complete, struct err *err)
{
	int64_t uidnext, window = WINDOW_UIDS;
	size_t count;

	*ret_complete = false;
	if (!open_mailbox(f, &uidnext, err))
		return false;
	int64_t first = f->mailbox.last_uid + 1;
	while (uidnext == 0 || first < uidnext) {
		/* Without UIDNEXT: all that is left at once. */
		int64_t last = uidnext == 0 ? 0 : first + window - 1 < uidnext - 1 ? first + window - 1 :
		    uidnext - 1;
		if (!take_window(f, first, last, &count, err))
			return false;
		if (fetch_is_cancelled(f))
			return true;
		if (last == 0)
			break;
		first = last + 1;
		if (count < SPARSE)
			window *= 2;
	}
	if (!fetch_settle(f, err))
		return false;
	if (uidnext != 0 && f->mailbox.last_uid < uidnext - 1)
		f->mailbox.last_uid = uidnext - 1;
	*ret_complete = true;
	return true;
}
