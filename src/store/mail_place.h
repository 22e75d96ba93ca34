/* mail_place: which mail is to be moved out of the mailbox's folders, and from where (mail.handled_folder). */
#ifndef STORE_MAIL_PLACE_H
#define STORE_MAIL_PLACE_H

#include "store/mailbox.h"

struct placed_mail { int64_t message_id, uid; };

/* The mail with this fingerprint lies there.  One that was moved already stays where people put it. */
bool	mail_place_note(struct db *db, const char *fingerprint, const struct mailbox *mailbox,
	    int64_t uid, struct err *err);

/* Mail of this mailbox that is settled and not moved yet, by UID; at most "limit". */
bool	mail_place_list(struct db *db, const struct mailbox *mailbox, int64_t limit, struct arena *a,
	    struct placed_mail **ret_mails, size_t *ret_count, struct err *err);

bool	mail_place_moved(struct db *db, int64_t message_id, int64_t now_ms, struct err *err);

#endif
