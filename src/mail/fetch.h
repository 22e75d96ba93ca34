/*
 * fetch: mail out of the inbox into the database: by IMAP, or out of the Maildir mail/inbox.
 * Each message once; messages, their events and how far the mailbox was read are one commit.
 * Nothing in the mailbox is changed but, in the Maildir, new/ to cur/ after the commit; and by IMAP what
 * copies of letters (sent_folder) and handled mail (handled_folder) ask for.
 */
#ifndef MAIL_FETCH_H
#define MAIL_FETCH_H

#include "engine/engine.h"
#include "mail/take.h"

/* Keeps the connection and the reading child over rounds.  "cancel_fd": when it becomes readable,
 * what is under way ends soon; -1: none. */
struct mail_fetcher;
struct mail_fetcher *mail_fetcher_new(struct engine *e, const char *folder, int cancel_fd);
void	mail_fetcher_free(struct mail_fetcher *f);		/* NULL is well */

/*
 * One round: everything that is new.  When it comes to its end, follow-ups that wait for the inbox
 * may go up to the time at which the round began.  *ret_counts is filled in any case.
 * False when something stopped the round: ERR_BUSY another process is fetching; ERR_SYSTEM,
 * ERR_AUTH the server could not be reached or refused us; or the database.
 */
bool	mail_fetch(struct mail_fetcher *f, int64_t now_ms, struct take_counts *ret_counts,
	    struct err *err);

/* What is wanted and does not happen, though the inbox is read, in a sentence; NULL: all is well. */
enum mail_notice {
	MAIL_NO_COPIES,		/* of letters in the folder of sent mail, until the next start */
	MAIL_NO_FOLDER,		/* one of more_folders; tried again in each round */
	MAIL_NO_MOVES,		/* into handled_folder, until the next start */
	MAIL_NOTICES
};
const char *mail_fetch_notice(const struct mail_fetcher *f, enum mail_notice which);

/* Waits at most so long for news; less where there is no way to be told.  False: the connection broke. */
bool	mail_fetch_wait(struct mail_fetcher *f, int64_t timeout_ms, struct err *err);

#endif
