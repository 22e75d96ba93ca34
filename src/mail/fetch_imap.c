/*
 * fetch_imap: what lies behind the last UID, in windows of UIDs, in batches of messages.
 * A new UIDVALIDITY means that the numbers are new: everything is read again, and what is known is
 * recognized by its fingerprint.  A message at which the connection breaks twice is set aside, so
 * that it does not keep the others away.  A large one comes alone, by way of the disk.
 */
#include "mail/fetch_inside.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/str.h"
#include "mail/large.h"
#include "mail/token.h"
#include "base/banned.h"

#define WINDOW_UIDS	20000		/* searched at once; more where few messages are */
#define SIZES		1000		/* asked for at once */
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
is_suspect(const struct mail_fetcher *f, int64_t uid)
{
	return f->suspect.uid == uid && text_equal(f->suspect.folder, f->mailbox.folder);
}

/* That of another folder is still to be met. */
static void
forget_suspect(struct mail_fetcher *f)
{
	if (is_suspect(f, f->suspect.uid))
		f->suspect.uid = 0;
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
	forget_suspect(f);
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

/*
 * Bodies asked for: a thread fetches them, while the batch before is taken into the database.  Until
 * asked_end() nobody else may use f->imap, nor fork.
 */
struct asked {
	struct imap		*imap;
	const struct sized	*m;
	size_t			 count, bytes;
	int64_t			*uids;
	struct in_hand		*next;
	pthread_t		 thread;
	bool			 has_thread, ok;
	struct err		 why;
};

static void *
fetch_asked(void *context)
{
	struct asked *asked = context;

	asked->ok = imap_fetch_bodies(asked->imap, asked->uids, asked->count, asked->bytes,
	    &asked->next->bodies, &asked->why);
	return NULL;
}

static struct asked *
asked_begin(struct mail_fetcher *f, const struct sized *m, size_t count, size_t bytes,
    struct arena *a)
{
	struct asked *asked = arena_alloc(a, sizeof(*asked));
	sigset_t all, before;

	*asked = (struct asked){ .imap = f->imap, .m = m, .count = count, .bytes = bytes,
	    .uids = arena_array(a, count, sizeof(*asked->uids)),
	    .next = heap_alloc(sizeof(*asked->next)), .why = ERR_INIT };
	*asked->next = (struct in_hand){ .last_uid = m[count - 1].uid };
	for (size_t i = 0; i < count; i++)
		asked->uids[i] = m[i].uid;
	sigfillset(&all);		/* signals are for the one who minds them */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	asked->has_thread = pthread_create(&asked->thread, NULL, fetch_asked, asked) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return asked;
}

static void
asked_end(struct asked *asked)
{
	if (asked->has_thread)
		pthread_join(asked->thread, NULL);
	else
		fetch_asked(asked);
}

static bool
take_asked(struct mail_fetcher *f, struct asked *asked, size_t more, struct asked **ret_ahead,
    struct arena *a, struct err *err);

/* The server refused the whole batch, or left some out. */
static bool
take_missing(struct mail_fetcher *f, const struct sized *m, size_t count, struct arena *a,
    struct err *err)
{
	bool there;

	if (count > 1) {
		for (size_t i = 0; i < count; i++) {
			struct asked *none, *one = asked_begin(f, &m[i], 1, (size_t)m[i].bytes, a);
			if (!take_asked(f, one, 0, &none, a, err))
				return false;
		}
		return true;
	}
	if (!is_there(f, m->uid, a, &there, err))
		return false;
	return there ? set_aside(f, m, not_given, err) : true;
}

/* The connection broke while these came.  Next time they are asked for one by one, and the one at fault is
 * known. */
static bool
broke_off(struct mail_fetcher *f, const struct sized *m, size_t count, const struct err *why,
    struct err *err)
{
	bool again = count == 1 && is_suspect(f, m->uid);

	f->suspect.folder = f->mailbox.folder;
	f->suspect.uid = m->uid;
	if (again && !fetch_is_cancelled(f) && !set_aside(f, m, why->text, err))
		return false;
	return fail(err, why->kind, "%s", why->text);
}

/* Did they come?  A server that says no gives none. */
static bool
have_bodies(struct mail_fetcher *f, struct asked *asked, struct err *err)
{
	return asked->ok || imap_is_open(f->imap) || broke_off(f, asked->m, asked->count, &asked->why, err);
}

/* As many as fit into a batch, none that is large; one alone after the connection broke here. */
static size_t
batch_of(struct mail_fetcher *f, const struct sized *m, size_t count, size_t *ret_bytes)
{
	size_t limit = (size_t)f->e->settings->mail.message_bytes_max, n = 0;
	size_t most = f->suspect.uid != 0 ? 1 : FETCH_MESSAGES;

	*ret_bytes = 0;
	while (n < count && n < most && (size_t)m[n].bytes <= limit &&
	    *ret_bytes + (size_t)m[n].bytes <= FETCH_BYTES)
		*ret_bytes += (size_t)m[n++].bytes;
	return n;
}

/* NULL: there is none, or the first one is large. */
static struct asked *
ask(struct mail_fetcher *f, const struct sized *m, size_t count, struct arena *a)
{
	size_t bytes, n = batch_of(f, m, count, &bytes);

	return n > 0 ? asked_begin(f, m, n, bytes, a) : NULL;
}

/* What was asked for goes to the reader; what comes after it is asked for, if more is to come. */
static bool
take_asked(struct mail_fetcher *f, struct asked *asked, size_t more, struct asked **ret_ahead,
    struct arena *a, struct err *err)
{
	struct in_hand *next = asked->next;

	*ret_ahead = NULL;
	asked_end(asked);
	bool ok = have_bodies(f, asked, err);
	if (ok)
		items_of(f, &next->bodies, asked->uids, asked->count, &next->arena, &next->batch);
	if (ok && next->batch.count == asked->count) {
		forget_suspect(f);
		if (!fetch_put(f, next, err))
			return false;
		*ret_ahead = ask(f, asked->m + asked->count, more, a);
		return fetch_take_read(f, err);
	}
	in_hand_free(next);
	return ok && take_missing(f, asked->m, asked->count, a, err);
}

struct large_way { struct large *large; struct err why; };

static bool
add_to_large(void *context, const void *bytes, size_t len)
{
	struct large_way *way = context;

	return large_add(way->large, bytes, len, &way->why);
}

static bool
take_large_in(struct mail_fetcher *f, const struct sized *m, struct large *large, struct arena *a,
    struct err *err)
{
	struct mail_bytes item = { .place = { f->mailbox.account, f->mailbox.folder, m->uid },
	    .is_large = true };
	const struct fetched batch = { &item, 1 };
	struct large_way way = { large, ERR_INIT };
	struct err why = ERR_INIT;
	bool given = false;

	if (!imap_fetch_large(f->imap, m->uid, (size_t)m->bytes, add_to_large, &way, &given, &why)) {
		if (way.why.kind != ERR_NONE)		/* not the server's fault */
			return fail(err, way.why.kind, "%s", way.why.text);
		if (!imap_is_open(f->imap))
			return broke_off(f, m, 1, &why, err);
	}
	if (!given)
		return take_missing(f, m, 1, a, err);
	if (!large_bytes(large, &item.bytes, &item.len, err))
		return false;
	f->mailbox.last_uid = m->uid;
	forget_suspect(f);
	return fetch_take(f, &batch, a, err);
}

/* It is in memory only piece by piece. */
static bool
take_large(struct mail_fetcher *f, const struct sized *m, struct arena *a, struct err *err)
{
	struct large *large;

	if (!fetch_settle(f, err) || !large_open(f->folder, &large, err))
		return false;
	bool ok = take_large_in(f, m, large, a, err);
	large_close(large);
	return ok;
}

static bool
take_sized(struct mail_fetcher *f, const struct sized *m, size_t count, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct asked *asked = NULL;
	bool ok = true;

	while (ok && count > 0 && !fetch_is_cancelled(f)) {
		size_t n = 1;
		if (asked == NULL)
			asked = ask(f, m, count, &a);
		if (asked != NULL) {
			n = asked->count;
			ok = take_asked(f, asked, count - n, &asked, &a, err);
		} else {
			ok = m->bytes > f->e->settings->mail.message_bytes_max ?
			    set_aside(f, m, too_large, err) : take_large(f, m, &a, err);
		}
		m += n;
		count -= n;
	}
	if (asked != NULL) {		/* left before its turn: the next round asks again */
		asked_end(asked);
		in_hand_free(asked->next);
	}
	arena_clear(&a);
	return ok;
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
