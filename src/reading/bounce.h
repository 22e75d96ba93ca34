/*
 * bounce: is this message a server's notice about mail that it could not deliver, and about whom?
 * Reports by RFC 3464 are read field by field; the free text of servers that write none is read as
 * Postfix, Exim, Exchange, Gmail, qmail and sendmail word it.
 */
#ifndef READING_BOUNCE_H
#define READING_BOUNCE_H

#include "reading/mail.h"

/* status-code = DIGIT "." 1*3DIGIT "." 1*3DIGIT   (RFC 3463, 2) at the start of the text. */
bool	bounce_status_parse(const char *text, char status[12]);

/*
 * The notice, when it is one: the message itself, or one that was passed on with it.  Fills kind,
 * permanent, recipients, status, action, reason, reason_class.  NULL when there is none; a report that mail was
 * delivered or relayed is none, but fills action and makes it automatic.
 */
const struct mail_content *bounce_read(const struct mail_content *content, const char *own_address,
	    struct arena *a, struct mail_reading *ret);

/*
 * What a failure comes to, for people: "unknown address", "unknown domain", "mailbox disabled", "mailbox full",
 * "too large", "refused" (by a filter, a policy, for want of a right), "content", "not reached" (no answer, no way,
 * too late), "other".  By the enhanced status (RFC 3463); where that says nothing in particular (NULL: there is none,
 * 7: whatever was refused), by the server's words (NULL: none).
 */
const char	*bounce_class(const char *status, const char *reason, struct arena *a);

/* Is nothing to be sent there any more, when it is permanent?  Not so of a full mailbox, and of one letter that was too
 * large, refused or not liked: another may arrive. */
bool		 bounce_spoils_address(const char *class);

/* What rules read as "turned_away": the class of a permanent failure for which the address is not to blame; else NULL. */
const char	*bounce_turned_away(bool permanent, const char *class);

/* Addresses (addr-spec of RFC 5322, without literal forms) in a text, lower case. */
void	addresses_find(const char *text, size_t len, struct arena *a, struct texts *list);

/* Message-IDs "<left@right>" in a text. */
void	message_ids_find(const char *text, struct arena *a, struct texts *list);

#endif
