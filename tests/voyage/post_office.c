/* post_office: see post_office.h. */
#include "voyage/post_office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/zone.h"

static const char *
date_of(int64_t at_ms, struct arena *a)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec" };
	struct civil d = day_to_civil(zone_day(zone_utc(), at_ms));
	int sec = zone_wall_sec(zone_utc(), at_ms);

	return arena_printf(a, "%d %s %d %02d:%02d:%02d +0000", d.day, months[d.month - 1], d.year,
	    sec / 3600, sec / 60 % 60, sec % 60);
}

/* Mails lie in the order in which they arrive, whatever was written first. */
static void
put(struct post_office *o, const char *bytes, int64_t at_ms, bool is_copy)
{
	size_t i = o->mails;

	if (o->mails == MAILS_MAX) {
		o->is_overfull = true;
		return;
	}
	/* An uid grows: what arrives later cannot lie before what was seen. */
	while (i > 0 && o->mail[i - 1].at_ms > at_ms) {
		o->mail[i] = o->mail[i - 1];
		i--;
	}
	o->mail[i].bytes = heap_strdup(bytes);
	o->mail[i].at_ms = at_ms;
	o->mail[i].is_copy = is_copy;
	o->mails++;
}

static const char *
headers(const char *from, const char *subject, const char *more, int64_t at_ms, size_t n, struct arena *a)
{
	return arena_printf(a, "From: %s\r\nTo: team@group.example\r\nSubject: %s\r\nDate: %s\r\n"
	    "Message-ID: <m%zu@payer.example>\r\n%s", from, subject, date_of(at_ms, a), n, more);
}

static const char *
bounce(const struct outbox_letter *l, int64_t at_ms, size_t n, bool permanent, struct arena *a)
{
	return arena_printf(a, "%sMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
	    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
	    "Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\n\r\n"
	    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\nSubject: %s\r\n\r\n--b--\r\n",
	    headers("MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender",
	    "Auto-Submitted: auto-replied\r\n", at_ms, n, a), l->recipient, permanent ? "failed" : "delayed",
	    permanent ? "5.1.1" : "4.4.1", l->rfc_message_id, l->subject);
}

/* What comes back for a letter that arrived. */
static void
answer(struct post_office *o, const struct outbox_letter *l, int64_t now_ms)
{
	struct arena a = ARENA_INIT;
	int64_t at_ms = now_ms + MS_PER_HOUR * (1 + dice(o->dice, 24 * 12));
	/* Some servers write ids of their own: the answer refers to what we never said. */
	const char *refers = chance(o->dice, 25) ? "<rewritten@relay.example>" : l->rfc_message_id;
	const char *reply_to = arena_printf(&a, "In-Reply-To: %s\r\nReferences: %s\r\n", refers, refers);
	const char *subject = arena_printf(&a, "Re: %s", l->subject), *bytes = NULL;
	int what = dice(o->dice, 10);

	if (what < 3)
		bytes = arena_printf(&a, "%s\r\nWe are still working on it.\r\n",
		    headers(l->recipient, subject, reply_to, at_ms, o->mails, &a));
	else if (what == 3)
		bytes = arena_printf(&a, "%s\r\nI am out of office until 12 March 2026.\r\n",
		    headers(l->recipient, arena_printf(&a, "Automatic reply: %s", l->subject),
		    arena_printf(&a, "%sAuto-Submitted: auto-replied\r\n", reply_to), at_ms, o->mails, &a));
	else if (what == 4)
		bytes = bounce(l, at_ms, o->mails, chance(o->dice, 60), &a);
	if (bytes != NULL) {
		put(o, bytes, at_ms, false);
		if (chance(o->dice, 20))
			put(o, bytes, at_ms + MS_PER_MINUTE * dice(o->dice, 5000), true);
	}
	arena_clear(&a);
}

static void
take(struct post_office *o, const struct outbox_letter *l, int64_t now_ms)
{
	size_t i = 0;

	while (i < o->takens && strcmp(o->taken[i].idem, l->idem) != 0)
		i++;
	if (i == TAKEN_MAX) {
		o->is_overfull = true;
		return;
	}
	if (i == o->takens) {
		o->taken[i].copies = 0;
		snprintf(o->taken[o->takens++].idem, sizeof(o->taken[0].idem), "%s", l->idem);
	}
	o->taken[i].copies++;
	answer(o, l, now_ms);
}

bool
post_office_open(struct post_office *o)
{
	if (!o->is_open)
		o->is_open = o->is_kind || chance(o->dice, 90);
	o->has_broken = o->has_broken || !o->is_open;
	return o->is_open;
}

void
post_office_hand(struct post_office *o, const struct outbox_letter *letter, int64_t now_ms,
    struct post_result *ret_result, bool *ret_drops)
{
	static const struct post_result results[] = {
		{ POST_SENT, "done", "", "250 2.0.0 queued" },
		{ POST_UNKNOWN, "data", "", "the connection broke off" },
		{ POST_UNKNOWN, "data", "", "the connection broke off" },
		{ POST_DEFERRED, "rcpt", "4.2.1", "450 4.2.1 try later" },
		{ POST_REFUSED, "rcpt", "5.1.1", "550 5.1.1 no such user" },
		{ POST_DEFERRED, "mail", "", "no answer in time" },
	};
	static const bool arrives[] = { true, true, false, false, false, false };
	int what = o->is_kind || chance(o->dice, 60) ? 0 : dice(o->dice, LEN(results));

	*ret_result = results[what];
	if (arrives[what])
		take(o, letter, now_ms);
	*ret_drops = !o->is_kind && chance(o->dice, 10);
	/* It may also break off when all was said. */
	if (results[what].outcome == POST_UNKNOWN || (!o->is_kind && chance(o->dice, 6))) {
		o->is_open = false;
		o->has_broken = true;
	}
}

int
post_office_copies(const struct post_office *o, const char *idem)
{
	for (size_t i = 0; i < o->takens; i++)
		if (strcmp(o->taken[i].idem, idem) == 0)
			return o->taken[i].copies;
	return 0;
}

size_t
post_office_list(const struct post_office *o, int64_t last_uid, int64_t now_ms, struct arena *a,
    struct mail_bytes **ret_items)
{
	struct mail_bytes *items = arena_array(a, o->mails + 1, sizeof(*items));
	size_t count = 0;

	for (size_t i = (size_t)last_uid; i < o->mails && o->mail[i].at_ms <= now_ms; i++)
		items[count++] = (struct mail_bytes){ .place = { "team", "INBOX", (int64_t)i + 1 },
			.bytes = o->mail[i].bytes, .len = strlen(o->mail[i].bytes) };
	*ret_items = items;
	return count;
}

void
post_office_clear(struct post_office *o)
{
	for (size_t i = 0; i < o->mails; i++)
		free(o->mail[i].bytes);
	o->mails = o->takens = 0;
}
