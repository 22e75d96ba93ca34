/*
 * sender: letters out of the outbox, as long as the daemon runs; calendars are left to a process beside it.
 * A server that cannot be reached is no reason to die: it is said once, and tried again with a
 * growing pause.
 */
#include "daemon/workers.h"

#include <string.h>

#include "base/log.h"
#include "daemon/pusher.h"
#include "mail/send.h"
#include "mail/webhook.h"
#include "base/banned.h"

#define LOOK_MS		250		/* between two looks whether something changed */

static const int64_t pause_ms[] = { 1000, 2000, 5000, 10000, 30000, 60000 };

struct sender {
	struct child_work	*work;
	struct mail_sender	*mail;
	struct pusher		 pusher;
	char			 trouble[ERR_TEXT_BYTES];	/* as it was said last; "" when all is well */
	char			 request_trouble[ERR_TEXT_BYTES];
	size_t			 failures;			/* in a row */
	int64_t			 again_ms;			/* not before */
	int64_t			 version;			/* of the data when we looked last */
};

static void
say(struct sender *s, const struct send_counts *c)
{
	if (c->sent > 0 || c->failed > 0 || c->held > 0)
		log_info("%lld letter%s sent, %lld failed, %lld held, %lld waiting", (long long)c->sent,
		    plural_s(c->sent), (long long)c->failed, (long long)c->held, (long long)c->deferred);
	if (s->trouble[0] != '\0') {
		log_info("letters leave again");
		s->trouble[0] = '\0';
	}
}

static void
complain(struct sender *s, const struct err *why)
{
	if (strcmp(s->trouble, why->text) == 0)
		return;
	log_warn("letters wait: %s", why->text);
	memcpy(s->trouble, why->text, sizeof(s->trouble));
}

/* The database itself fails: the parent starts us again. */
static bool
is_ours(const struct err *why, struct sender *s)
{
	int64_t due_ms;

	(void)why;
	return !mail_send_next_due(s->mail, &due_ms, NULL);
}

static bool
round_of(struct sender *s, struct err *err)
{
	int64_t now_ms = child_now_ms(s->work);
	struct send_counts counts;
	struct err why = ERR_INIT;

	if (mail_send(s->mail, now_ms, &counts, &why)) {
		s->failures = 0;
		say(s, &counts);
		return true;
	}
	complain(s, &why);
	s->again_ms = now_ms + pause_ms[s->failures < LEN(pause_ms) ? s->failures : LEN(pause_ms) - 1];
	s->failures++;
	return !is_ours(&why, s) || fail(err, why.kind, "%s", why.text);
}

/* Requests to other systems: each waits by itself when its server is away. */
static bool
request_round(struct sender *s, struct err *err)
{
	struct webhook_counts c;
	struct err why = ERR_INIT;
	int64_t due_ms;

	if (webhook_send(s->work->engine, s->work->folder, s->work->lifeline, child_now_ms(s->work), &c, &why)) {
		if (c.done > 0 || c.failed > 0 || c.held > 0)
			log_info("%lld request%s done, %lld failed, %lld held, %lld waiting", (long long)c.done,
			    plural_s(c.done), (long long)c.failed, (long long)c.held, (long long)c.deferred);
		s->request_trouble[0] = '\0';
		return true;
	}
	if (strcmp(s->request_trouble, why.text) != 0)
		log_warn("requests wait: %s", why.text);
	memcpy(s->request_trouble, why.text, sizeof(s->request_trouble));
	return request_next_due(s->work->engine->db, &due_ms, NULL) || fail(err, why.kind, "%s", why.text);
}

/* Something was written by others, or a letter's time has come. */
static bool
has_work(struct sender *s)
{
	int64_t now_ms = child_now_ms(s->work), due_ms;
	int64_t version = db_data_version(s->work->engine->db);

	if (now_ms < s->again_ms)
		return false;
	bool changed = version != s->version;
	s->version = version;
	return changed || s->failures > 0 || (request_next_due(s->work->engine->db, &due_ms, NULL) &&
	    due_ms != INSTANT_NONE && due_ms <= now_ms) || (mail_send_next_due(s->mail, &due_ms, NULL) &&
	    due_ms != INSTANT_NONE && due_ms <= now_ms);
}

static bool
loop(struct sender *s, struct err *err)
{
	do {
		pusher_tend(&s->pusher, s->work);
		if (has_work(s) && (!round_of(s, err) || !request_round(s, err)))
			return false;
	} while (child_wait(s->work, LOOK_MS));
	return true;
}

bool
sender_main(struct child_work *work, struct err *err)
{
	struct sender s = { .work = work, .version = -1 };

	s.mail = mail_sender_new(work->engine, work->folder, work->lifeline);
	child_ready(work, "sender");
	bool ok = loop(&s, err);
	pusher_stop(&s.pusher);
	mail_sender_free(s.mail);
	return ok;
}
