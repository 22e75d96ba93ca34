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
#include "base/stopwatch.h"
#include "base/turn.h"
#include "mail/maildir.h"
#include "mail/parcel.h"
#include "mail/smtp.h"
#include "mail/token.h"
#include "store/dispatch.h"
#include "base/banned.h"

#define IDLE_MS		30000		/* a connection without work is closed after this time */

struct mail_sender {
	struct engine		*e;
	const char		*folder, *sent_folder;
	int			 cancel_fd;
	struct smtp		*smtp;		/* NULL: not connected */
	int64_t			 used_ms;	/* the connection, last */
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
	return s->round_ms + stopwatch_ms() - s->began_ms;
}

static bool
is_smtp(const struct mail_sender *s)
{
	return s->e->settings->mail.transport == TRANSPORT_SMTP;
}

static bool
is_cancelled(const struct mail_sender *s)
{
	struct pollfd p = { s->cancel_fd, POLLIN, 0 };

	return s->cancel_fd >= 0 && poll(&p, 1, 0) > 0;
}

struct mail_sender *
mail_sender_new(struct engine *e, const char *folder, int cancel_fd)
{
	struct mail_sender *s = heap_alloc(sizeof(*s));

	*s = (struct mail_sender){ .e = e, .cancel_fd = cancel_fd, .highwater = HIGHWATER_INIT };
	s->folder = arena_strdup(&s->arena, folder);
	db_keep_little(e->db);
	s->sent_folder = path_join(&s->arena, s->folder, "mail/sent");
	random_id(s->token);
	return s;
}

static void
disconnect(struct mail_sender *s)
{
	smtp_close(s->smtp);
	s->smtp = NULL;
}

void
mail_sender_free(struct mail_sender *s)
{
	if (s == NULL)
		return;
	disconnect(s);
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

	if (strcmp(letter->status, "sending") == 0 && is_smtp(s))
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
	return !is_smtp(s) ||
	    (limit(s, settings->mail.letters_per_minute, MS_PER_MINUTE, ret_count, err) &&
	    limit(s, settings->mail.account_letters_per_day, MS_PER_DAY, ret_count, err));
}

static void
lay_down(struct mail_sender *s, struct parcel *p)
{
	char name[128];
	struct err why = ERR_INIT;

	/* The name comes from the letter's identity: a crash cannot lay it down twice. */
	snprintf(name, sizeof(name), "%.80s.eml", p->letter.idem);
	p->result = (struct post_result){ .outcome = POST_SENT, .stage = "done" };
	if (maildir_put(s->sent_folder, name, p->bytes, p->len, &why)) {
		snprintf(p->result.reply, sizeof(p->result.reply), "laid into mail/sent/new/%s", name);
	} else {
		p->result.outcome = POST_DEFERRED;
		p->result.stage = "data";
		snprintf(p->result.reply, sizeof(p->result.reply), "%.500s", why.text);
	}
}

static void
deliver(struct mail_sender *s, struct parcel *p)
{
	p->started_ms = now_ms(s);
	if (is_smtp(s))
		smtp_send(s->smtp, s->e->settings->mail.from, p->letter.recipient, p->letter.idem,
		    p->bytes, p->len, &p->result);
	else
		lay_down(s, p);
}

static bool
is_broken(const struct mail_sender *s)
{
	return is_smtp(s) && !smtp_is_open(s->smtp);
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
connect_with(void *context, const char *token, struct err *err)
{
	struct mail_sender *s = context;

	return smtp_open(s->e->settings, s->folder, token, s->cancel_fd, &s->smtp, err);
}

/* A connection that rested may be dead: better to ask before a letter is marked. */
static bool
connect_server(struct mail_sender *s, struct err *err)
{
	if (!is_smtp(s))
		return true;
	if (s->smtp != NULL && stopwatch_ms() - s->used_ms > MS_PER_SECOND && !smtp_is_alive(s->smtp))
		disconnect(s);
	const struct token_wish wish = { s->e->db, s->e->settings, s->folder, s->cancel_fd, now_ms(s) };
	return s->smtp != NULL || token_login(&wish, &s->e->settings->mail.smtp, connect_with, s, err);
}

static bool
send_batch(struct mail_sender *s, size_t limit, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct batch b = {
		.token = s->token, .highwater = &s->highwater,
		.settle = { s->e, now_ms(s), s->counts, &a },
	};
	struct parcel *last;

	bool ok = batch_claim(&b, limit, err) && deliver_all(s, &b, &last, err);
	s->used_ms = stopwatch_ms();
	if (ok && is_broken(s)) {
		ok = fail(err, ERR_SYSTEM, "the mail server broke off: %s",
		    last != NULL ? last->result.reply : "no word");
		disconnect(s);
	}
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

static bool
work(struct mail_sender *s, struct err *err)
{
	bool due;
	size_t allowed;
	int64_t held;

	if (!each_letter(s, list_left, recover, err) || !is_due(s, &due, err))
		return false;
	if (!due)
		return true;
	if (!each_letter(s, list_expired, expire, err) ||
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
		if (!connect_server(s, err) || !send_batch(s, allowed, err))
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
	s->began_ms = stopwatch_ms();
	s->counts = ret_counts;
	s->full_until_ms = INSTANT_NONE;
	bool ok = work(s, err);
	turn_end(turn);
	if (s->smtp != NULL && (is_broken(s) || stopwatch_ms() - s->used_ms > IDLE_MS))
		disconnect(s);
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
