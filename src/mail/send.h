/*
 * send: letters out of the outbox to the mail server, or into the Maildir mail/sent.
 * No letter leaves twice and none is lost, whatever is killed when: see store/dispatch.h for the
 * states and settle.h for what becomes of them.
 */
#ifndef MAIL_SEND_H
#define MAIL_SEND_H

#include "engine/engine.h"
#include "mail/carrier.h"
#include "mail/settle.h"

/* Carries by what the settings say, and keeps the connection over rounds.  "folder" and the engine must
 * outlive it.  "cancel_fd": when it becomes readable, what is under way ends soon; -1: none. */
struct mail_sender;
struct mail_sender *mail_sender_new(struct engine *e, const char *folder, int cancel_fd);

/* The same with another carrier, which is the sender's from now on. */
struct mail_sender *mail_sender_new_with(struct engine *e, const char *folder, int cancel_fd,
	    const struct carrier *carrier);
void	mail_sender_free(struct mail_sender *s);		/* NULL is well */

/*
 * One round: every letter that may go now, the oldest first.  *ret_counts is filled in any case.
 * False when something stopped the round: ERR_BUSY another process is sending; ERR_SYSTEM,
 * ERR_AUTH the server could not be reached or refused us (the letters wait); or the database.
 */
bool	mail_send(struct mail_sender *s, int64_t now_ms, struct send_counts *ret_counts,
	    struct err *err);

/* When there will be something to send; INSTANT_NONE when nothing waits. */
bool	mail_send_next_due(struct mail_sender *s, int64_t *ret_ms, struct err *err);

/* Letters waited in the last round because the account may send only so many a minute or a day
 * (settings), until then; INSTANT_NONE when none did. */
int64_t	mail_send_full_until(const struct mail_sender *s);

#endif
