/*
 * smtp: one session with the submission server, over libetpan and our own verified stream.
 * Letters go one recipient a transaction; what the server says is kept in its words.
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "core/settings.h"
#include "mail/post.h"

struct smtp;

/* Connects, secures, logs in: with the token, or where it is NULL with the settings' password.
 * ERR_SYSTEM not reached, ERR_AUTH not accepted, ERR_INPUT settings. */
bool	smtp_open(const struct settings *settings, const char *folder, const char *token,
	    int cancel_fd, struct smtp **ret_smtp, struct err *err);
void	smtp_close(struct smtp *smtp);			/* NULL is well */

/* One letter.  "envelope_id" comes back in delivery reports; it is left out when it
 * holds other than small letters and digits. */
void	smtp_send(struct smtp *smtp, const char *from, const char *to, const char *envelope_id,
	    const char *bytes, size_t len, struct post_result *ret_result);

bool	smtp_is_open(const struct smtp *smtp);		/* false once the connection broke */
bool	smtp_is_alive(struct smtp *smtp);		/* asks the server */

#endif
