/*
 * compose: the exact bytes of a letter (RFC 5322, 2045, 2047), written by GMime from checked values.
 * The same letter at the same time gives the same bytes.  Nothing that stands in a name, subject or
 * body can become a header.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include "base/str.h"
#include "core/settings.h"
#include "store/attached.h"
#include "store/outbox.h"

#define MAIL_ADDRESS_BYTES_MAX	254

/*
 * "attached": documents that go with it, each as a part whose content is one line of mail/enclose.h.
 * Adds the message to out, CRLF at the end of each line.  The subject carries the case's tag
 * ("[CR-1042]") and Reply-To the letter's identity, so that the answer finds its case.
 * ERR_INPUT when the recipient, our address or the Message-ID cannot stand in a header.
 */
bool	compose_letter(const struct outbox_letter *letter, const struct attached *attached, size_t count,
	    const struct settings *settings, int64_t now_ms, struct str *out, struct err *err);

/* May this stand in a header and in an SMTP command?  One "@", visible ASCII, at most 254 bytes,
 * nothing that ends or opens something there. */
bool	mail_address_valid(const char *address);

#endif
