/*
 * fetcher: mail into the database, as long as the daemon runs: told by the server (IDLE), and with a
 * look of our own once a minute (look_seconds), with which waiting begins anew.  A server that cannot be reached is no reason to die: it is said
 * once, and tried again with a growing pause.
 */
#include "daemon/workers.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/stopwatch.h"
#include "mail/fetch.h"
#include "base/banned.h"

#define IDLE_MIN_MS	500

static const int64_t pause_ms[] = { 1000, 2000, 5000, 10000, 30000, 60000 };

struct fetcher {
	struct child_work	*work;
	struct mail_fetcher	*mail;
	char			 trouble[ERR_TEXT_BYTES];	/* as it was said last; "" when all is well */
	size_t			 failures;			/* in a row */
	bool			 cannot_wait;			/* mail is read, but the server ends what waits for news */
	char			 said[MAIL_NOTICES][ERR_TEXT_BYTES];	/* notices, as they were said last */
};

static void
say(const struct take_counts *c)
{
	if (c->fetched > 0)
		log_info("%lld message%s fetched: %lld matched, %lld unmatched, %lld set aside",
		    (long long)c->fetched, plural_s(c->fetched), (long long)c->matched, (long long)c->unmatched,
		    (long long)c->set_aside);
}

static void
be_well(struct fetcher *f)
{
	if (f->trouble[0] != '\0')
		log_info("the inbox is read again");
	f->trouble[0] = '\0';
	f->failures = 0;
}

/* Each once. */
static void
say_notices(struct fetcher *f)
{
	for (enum mail_notice i = 0; i < MAIL_NOTICES; i++) {
		const char *notice = mail_fetch_notice(f->mail, i);
		if (notice == NULL)
			f->said[i][0] = '\0';
		else if (strncmp(f->said[i], notice, sizeof(f->said[i]) - 1) != 0)
			log_warn("%s", notice);
		if (notice != NULL)
			snprintf(f->said[i], sizeof(f->said[i]), "%s", notice);
	}
}

static void
complain(struct fetcher *f, const struct err *why)
{
	if (strcmp(f->trouble, why->text) == 0)
		return;
	log_warn("the inbox is not read: %s", why->text);
	memcpy(f->trouble, why->text, sizeof(f->trouble));
}

/* A server that tells of news when there are none is not asked again at once. */
static bool
wait_for_news(struct fetcher *f, bool had_news, struct err *err)
{
	int64_t began_ms = stopwatch_ms();

	if (!mail_fetch_wait(f->mail, f->work->engine->settings->mail.look_seconds * MS_PER_SECOND, err))
		return false;
	if (!had_news && stopwatch_ms() - began_ms < IDLE_MIN_MS)
		child_wait(f->work, IDLE_MIN_MS);
	return true;
}

/* One round, and a wait for news; false when it is time to leave. */
static bool
round_of(struct fetcher *f)
{
	struct take_counts counts;
	struct err why = ERR_INIT;

	bool ok = mail_fetch(f->mail, child_now_ms(f->work), &counts, &why);
	if (ok) {
		say(&counts);
		say_notices(f);
		if (!f->cannot_wait)
			be_well(f);
		ok = wait_for_news(f, counts.fetched > 0, &why);
		f->cannot_wait = !ok;
		if (ok)
			be_well(f);
	}
	if (ok)
		return child_wait(f->work, 0);
	if (!child_wait(f->work, 0))
		return false;
	complain(f, &why);
	int64_t rest_ms = pause_ms[f->failures < LEN(pause_ms) ? f->failures : LEN(pause_ms) - 1];
	f->failures++;
	return child_wait(f->work, rest_ms);
}

bool
fetcher_main(struct child_work *work, struct err *err)
{
	struct fetcher f = { .work = work };

	(void)err;
	f.mail = mail_fetcher_new(work->engine, work->folder, work->lifeline);
	child_ready(work, "fetcher");
	while (round_of(&f))
		;
	mail_fetcher_free(f.mail);
	return true;
}
