/*
 * digest: the words of a message that carries several letters to one person (store/digest.h), and when such
 * messages leave (settings: mail.digest_at).
 */
#ifndef MAIL_DIGEST_H
#define MAIL_DIGEST_H

#include "core/settings.h"
#include "store/outbox.h"

/* Why a letter waits that came into the queue before that time of day. */
#define DIGEST_WAITS	"letters to one person leave together, once a day"

/* One letter with all of them in it, each under its own subject and its case's tag; texts in "a". */
struct outbox_letter	digest_letter(const struct outbox_letter *lead, const struct outbox_letter *others,
			    size_t count, const struct settings *settings, struct arena *a);

/* The last moment, up to then, at which digests left, and the next.  Only where mail.digest_at is set. */
void	digest_times(const struct settings *settings, int64_t at_ms, int64_t *ret_last_ms, int64_t *ret_next_ms);

#endif
