/*
 * send: the round of a sender: what a dead one left, what is too old, then batch after batch.
 * While letters are in our hands we have the turn "send", so what we find "leased" or "sending" at
 * the beginning has no sender any more.
 */
#include "mail/send.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/turn.h"
#include "core/office.h"
#include "mail/digest.h"
#include "mail/enclose.h"
#include "mail/parcel.h"
#include "mail/queue.h"
#include "store/dispatch.h"
#include "base/banned.h"

struct mail_sender {
	struct engine		*e;
	const char		*folder;
	int			 cancel_fd;
	struct carrier		 carrier;
	struct highwater	 highwater;
	char			 token[HASH_ID_BYTES];
	struct arena		 arena;		/* of the sender */
	/* Of the round. */
	int64_t			 round_ms;
	int64_t			 began_ms;	/* on the monotonic clock */
	int64_t			 full_until_ms;	/* the account may send nothing; INSTANT_NONE: it may */
	struct send_counts	*counts;
};

/* The time that the caller gave, and what went by since. */
static int64_t
now_ms(const struct mail_sender *s)
{
	return s->round_ms + s->carrier.stopwatch_ms(s->carrier.context) - s->began_ms;
}

static bool
is_cancelled(const struct mail_sender *s)
{
	struct pollfd p = { s->cancel_fd, POLLIN, 0 };

	return s->cancel_fd >= 0 && poll(&p, 1, 0) > 0;
}

struct mail_sender *
mail_sender_new_with(struct engine *e, const char *folder, int cancel_fd, const struct carrier *carrier)
{
	struct mail_sender *s = heap_alloc(sizeof(*s));

	*s = (struct mail_sender){ .e = e, .cancel_fd = cancel_fd, .carrier = *carrier,
		.highwater = HIGHWATER_INIT };
	s->folder = arena_strdup(&s->arena, folder);
	db_keep_little(e->db);
	random_id(s->token);
	return s;
}

struct mail_sender *
mail_sender_new(struct engine *e, const char *folder, int cancel_fd)
{
	const struct token_wish wish = { e->db, e->settings, folder, cancel_fd, 0 };
	struct arena a = ARENA_INIT;

	struct carrier carrier = e->settings->mail.transport == TRANSPORT_SMTP ? carrier_smtp(&wish) :
	    carrier_maildir(path_join(&a, folder, "mail/sent"));
	arena_clear(&a);
	return mail_sender_new_with(e, folder, cancel_fd, &carrier);
}

void
mail_sender_free(struct mail_sender *s)
{
	if (s == NULL)
		return;
	s->carrier.free(s->carrier.context);
	highwater_close(&s->highwater);
	arena_clear(&s->arena);
	free(s);
}

/* A few letters at a time, each by "one", in a commit. */
static bool
each_letter(struct mail_sender *s, bool (*list)(struct mail_sender *, struct arena *,
    struct outbox_letter **, size_t *, struct err *), bool (*one)(struct mail_sender *,
    struct settle *, const struct outbox_letter *, struct err *), struct err *err)
{
	struct arena a = ARENA_INIT;
	struct settle settle = { s->e, now_ms(s), s->counts, &a };
	struct outbox_letter *letters;
	size_t count;
	bool ok;

	do {
		count = 0;
		ok = list(s, &a, &letters, &count, err);
		if (!ok || count == 0)
			break;
		ok = db_begin(s->e->db, err);
		for (size_t i = 0; ok && i < count; i++)
			ok = one(s, &settle, &letters[i], err);
		if (ok)
			ok = db_commit(s->e->db, err);
		else if (db_in_transaction(s->e->db))
			db_rollback(s->e->db);
	} while (ok);
	arena_clear(&a);
	return ok;
}

static bool
list_left(struct mail_sender *s, struct arena *a, struct outbox_letter **ret_letters,
    size_t *ret_count, struct err *err)
{
	return dispatch_list_left(s->e->db, BATCH_LETTERS, a, ret_letters, ret_count, err);
}

/* Laying a letter into the Maildir again changes nothing: only SMTP leaves doubts. */
static bool
recover(struct mail_sender *s, struct settle *settle, const struct outbox_letter *letter,
    struct err *err)
{
	const struct dispatch_end again = { letter->outbox_id, "ready", NULL, NULL, s->round_ms,
	    INSTANT_NONE };

	/* Of a digest nobody could tell which of its letters lie in the Maildir. */
	if (strcmp(letter->status, "sending") == 0 && (s->carrier.is_server || letter->digest_id != 0))
		return settle_left(settle, letter, err);
	return dispatch_settle(s->e->db, &again, err);
}

static bool
list_expired(struct mail_sender *s, struct arena *a, struct outbox_letter **ret_letters,
    size_t *ret_count, struct err *err)
{
	return dispatch_list_expired(s->e->db, s->round_ms, BATCH_LETTERS, a, ret_letters, ret_count,
	    err);
}

static bool
expire(struct mail_sender *s, struct settle *settle, const struct outbox_letter *letter,
    struct err *err)
{
	(void)s;
	return settle_expired(settle, letter, err);
}

/* How many letters of this span of time are left to the account, at most *count; 0 limits nothing. */
static bool
limit(struct mail_sender *s, int64_t letters, int64_t span_ms, size_t *count, struct err *err)
{
	int64_t sent, first_ms;

	if (letters == 0)
		return true;
	if (!dispatch_count_sent(s->e->db, now_ms(s) - span_ms, &sent, &first_ms, err))
		return false;
	size_t left = sent < letters ? (size_t)(letters - sent) : 0;
	if (left == 0 && first_ms + span_ms > s->full_until_ms)
		s->full_until_ms = first_ms + span_ms;
	*count = left < *count ? left : *count;
	return true;
}

/* Servers count what an account sends; the Maildir takes everything. */
static bool
allowance(struct mail_sender *s, size_t *ret_count, struct err *err)
{
	const struct settings *settings = s->e->settings;

	*ret_count = BATCH_LETTERS;
	return !s->carrier.is_server ||
	    (limit(s, settings->mail.letters_per_minute, MS_PER_MINUTE, ret_count, err) &&
	    limit(s, settings->mail.account_letters_per_day, MS_PER_DAY, ret_count, err));
}

/* One letter's documents are in memory at a time.  Without them no byte of it goes out: it waits. */
static void
deliver(struct mail_sender *s, struct parcel *p)
{
	struct str whole = STR_INIT;
	struct err why = ERR_INIT;

	p->started_ms = now_ms(s);
	if (p->letter.attach == NULL)
		s->carrier.carry(s->carrier.context, &p->letter, p->bytes, p->len, &p->result);
	else if (enclose(s->folder, p->bytes, p->len, &whole, &why))
		s->carrier.carry(s->carrier.context, &p->letter, whole.text, whole.len, &p->result);
	else {
		p->result = (struct post_result){ .outcome = POST_DEFERRED, .stage = "mail" };
		snprintf(p->result.reply, sizeof(p->result.reply), "%.500s", why.text);
	}
	str_clear(&whole);
}

static bool
is_broken(const struct mail_sender *s)
{
	return !s->carrier.is_open(s->carrier.context);
}

/* Those that were not tried when the connection breaks, or when it is time to leave, wait. */
static bool
deliver_all(struct mail_sender *s, struct batch *b, struct parcel **ret_last, struct err *err)
{
	struct parcel *before = NULL;
	bool marked;

	*ret_last = NULL;
	for (size_t i = 0; i < b->count && !is_broken(s) && !is_cancelled(s); i++) {
		b->settle.now_ms = now_ms(s);
		if (!batch_turn(b, before, &b->parcel[i], &marked, err))
			return false;
		before = marked ? &b->parcel[i] : NULL;
		if (marked)
			deliver(s, *ret_last = before);
	}
	b->settle.now_ms = now_ms(s);
	if (before != NULL && !batch_turn(b, before, NULL, &marked, err))
		return false;
	return (!is_broken(s) && !is_cancelled(s)) || batch_give_back(b, err);
}

static bool
send_batch(struct mail_sender *s, size_t limit, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct batch b = {
		.token = s->token, .folder = s->folder, .highwater = &s->highwater,
		.settle = { s->e, now_ms(s), s->counts, &a },
	};
	struct parcel *last;

	bool ok = batch_claim(&b, limit, err) && deliver_all(s, &b, &last, err);
	if (ok && is_broken(s))
		ok = fail(err, ERR_SYSTEM, "the mail server broke off: %s",
		    last != NULL ? last->result.reply : "no word");
	arena_clear(&a);
	return ok;
}

static bool
is_due(struct mail_sender *s, bool *ret_due, struct err *err)
{
	int64_t due_ms;

	if (!dispatch_next_due(s->e->db, &due_ms, err))
		return false;
	*ret_due = due_ms != INSTANT_NONE && due_ms <= now_ms(s);
	return true;
}

/* After a restored copy: what the engine asks for now may have left before, too. */
static bool
hold_all(struct mail_sender *s, struct err *err)
{
	int64_t held = 0;

	if (!dispatch_hold_all(s->e->db, HIGHWATER_RESTORED, &held, err))
		return false;
	s->counts->held += held;
	return true;
}

/* What nobody asked for by hand waits for the others of its day (mail.digest_at), and until the office opens. */
static bool
put_off(struct mail_sender *s, struct err *err)
{
	int64_t open_ms = office_open_ms(s->e->settings, s->round_ms), last_ms, next_ms;

	if (s->e->settings->mail.digest_at != NULL) {
		digest_times(s->e->settings, s->round_ms, &last_ms, &next_ms);
		if (!digest_put_off(s->e->db, s->round_ms, last_ms, next_ms, DIGEST_WAITS, err))
			return false;
	}
	return open_ms <= s->round_ms ||
	    dispatch_put_off(s->e->db, s->round_ms, open_ms, QUEUE_OFFICE_CLOSED, err);
}

/* Digests that a dead sender had only gathered. */
static bool
part_left(struct mail_sender *s, struct err *err)
{
	return db_begin(s->e->db, err) && db_end(s->e->db, digest_part_leased(s->e->db, NULL, err), err);
}

static bool
work(struct mail_sender *s, struct err *err)
{
	bool due;
	size_t allowed;
	int64_t held;

	if (!part_left(s, err) || !each_letter(s, list_left, recover, err) || !is_due(s, &due, err))
		return false;
	if (!due)
		return true;
	if (!put_off(s, err) || !each_letter(s, list_expired, expire, err) ||
	    !highwater_check(&s->highwater, s->e, s->folder, s->round_ms, &held, err))
		return false;
	s->counts->held += held;
	if (s->highwater.restored)
		return hold_all(s, err);
	for (;;) {
		if (!is_due(s, &due, err) || !allowance(s, &allowed, err))
			return false;
		if (!due || allowed == 0 || is_cancelled(s))
			return true;
		if (!s->carrier.open(s->carrier.context, now_ms(s), err) || !send_batch(s, allowed, err))
			return false;
	}
}

bool
mail_send(struct mail_sender *s, int64_t at_ms, struct send_counts *ret_counts, struct err *err)
{
	int64_t waiting = 0;
	int turn;

	*ret_counts = (struct send_counts){ .sent = 0 };
	if (!turn_take(s->folder, "mail/send", "sending letters", &turn, err))
		return false;
	s->round_ms = at_ms;
	s->began_ms = s->carrier.stopwatch_ms(s->carrier.context);
	s->counts = ret_counts;
	s->full_until_ms = INSTANT_NONE;
	bool ok = work(s, err);
	turn_end(turn);
	s->carrier.rest(s->carrier.context);
	/* Those that could not be tried, and those that this minute does not allow. */
	if (dispatch_count_due(s->e->db, at_ms, &waiting, NULL))
		ret_counts->deferred += waiting;
	return ok;
}

bool
mail_send_next_due(struct mail_sender *s, int64_t *ret_ms, struct err *err)
{
	if (!dispatch_next_due(s->e->db, ret_ms, err))
		return false;
	if (*ret_ms != INSTANT_NONE && *ret_ms < s->full_until_ms)
		*ret_ms = s->full_until_ms;
	return true;
}

int64_t
mail_send_full_until(const struct mail_sender *s)
{
	return s->full_until_ms;
}
