/* carrier_smtp: letters to the mail server; the connection is kept over rounds while it has work. */
#include "mail/carrier.h"

#include <stdlib.h>

#include "base/stopwatch.h"
#include "mail/smtp.h"
#include "base/banned.h"

#define IDLE_MS		30000		/* a connection without work is closed after this time */

struct post {
	struct token_wish	 wish;
	struct smtp		*smtp;		/* NULL: not connected */
	int64_t			 used_ms;	/* last */
};

static void
disconnect(struct post *p)
{
	smtp_close(p->smtp);
	p->smtp = NULL;
}

static bool
connect_with(void *context, const char *token, struct err *err)
{
	struct post *p = context;

	return smtp_open(p->wish.settings, p->wish.folder, token, p->wish.cancel_fd, &p->smtp, err);
}

/* A connection that rested may be dead: better to ask before a letter is marked. */
static bool
post_open(void *context, int64_t now_ms, struct err *err)
{
	struct post *p = context;

	if (p->smtp != NULL && (!smtp_is_open(p->smtp) ||
	    (stopwatch_ms() - p->used_ms > MS_PER_SECOND && !smtp_is_alive(p->smtp))))
		disconnect(p);
	p->wish.now_ms = now_ms;
	return p->smtp != NULL || token_login(&p->wish, &p->wish.settings->mail.smtp, connect_with, p, err);
}

static void
post_carry(void *context, const struct outbox_letter *letter, const char *bytes, size_t len,
    struct post_result *ret_result)
{
	struct post *p = context;

	smtp_send(p->smtp, p->wish.settings->mail.from, letter->recipient, letter->idem, bytes, len,
	    ret_result);
	p->used_ms = stopwatch_ms();
}

static bool
post_is_open(void *context)
{
	struct post *p = context;

	return smtp_is_open(p->smtp);
}

static void
post_rest(void *context)
{
	struct post *p = context;

	if (p->smtp != NULL && (!smtp_is_open(p->smtp) || stopwatch_ms() - p->used_ms > IDLE_MS))
		disconnect(p);
}

static void
post_free(void *context)
{
	disconnect(context);
	free(context);
}

static int64_t
post_stopwatch_ms(void *context)
{
	(void)context;
	return stopwatch_ms();
}

struct carrier
carrier_smtp(const struct token_wish *wish)
{
	struct post *p = heap_alloc(sizeof(*p));

	*p = (struct post){ .wish = *wish };
	return (struct carrier){ post_open, post_carry, post_is_open, post_rest, post_free,
		post_stopwatch_ms, true, p };
}
