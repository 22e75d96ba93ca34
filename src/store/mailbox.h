/* mailbox: how far each folder was read; follow-ups wait for it (timer_watermark). */
#ifndef STORE_MAILBOX_H
#define STORE_MAILBOX_H

#include "db/db.h"

struct mailbox {
	const char	*account, *folder;
	int64_t		 uidvalidity, last_uid;	/* 0: never read */
	int64_t		 synced_ms;		/* INSTANT_NONE: never read to its end */
};

/* Fills what is known; account and folder are given. */
bool	mailbox_load(struct db *db, struct mailbox *mailbox, struct err *err);

bool	mailbox_save(struct db *db, const struct mailbox *mailbox, struct err *err);

/* Forgets all but these: a folder that is not read any more must not hold back the follow-ups. */
bool	mailbox_forget_others(struct db *db, const struct mailbox *mailboxes, size_t count,
	    struct err *err);

#endif
