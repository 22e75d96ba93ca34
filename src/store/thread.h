/*
 * thread: what ties a received mail to a case: our letters, earlier answers, who writes.
 * Only looks things up; which tie is believed is decided in mail/match.c.
 */
#ifndef STORE_THREAD_H
#define STORE_THREAD_H

#include "db/db.h"

struct thread_letter {
	int64_t		 outbox_id;		/* 0: there is none */
	int64_t		 case_id;		/* 0: a test letter, or an invitation */
	int64_t		 invited_case_id;	/* whose deadline it invites to; 0: no invitation */
	const char	*recipient;
};

/* Our letter with that Message-ID; with that identity (of a plus-address). */
bool	thread_find_letter(struct db *db, const char *rfc_message_id, struct arena *a,
	    struct thread_letter *ret, struct err *err);
bool	thread_find_idem(struct db *db, const char *idem, struct arena *a,
	    struct thread_letter *ret, struct err *err);

/* The newest letter of the case to that address. */
bool	thread_find_written(struct db *db, int64_t case_id, const char *address, struct arena *a,
	    struct thread_letter *ret, struct err *err);

/* The case of a mail that was received before; 0: none. */
bool	thread_find_received(struct db *db, const char *rfc_message_id, int64_t *ret_case_id,
	    struct err *err);

bool	thread_case_exists(struct db *db, int64_t case_id, bool *ret_exists, struct err *err);

/* Open cases of the enrollment with that reference number: at most "limit". */
bool	thread_list_numbered(struct db *db, const char *number, int64_t limit, struct arena *a,
	    int64_t **ret_case_ids, size_t *ret_count, struct err *err);

/* Open cases of whoever has that address (lower case), or was written to at it; at most "limit". */
bool	thread_list_of_sender(struct db *db, const char *address, int64_t limit, struct arena *a,
	    int64_t **ret_case_ids, size_t *ret_count, struct err *err);

/* Does the address belong to the case: its provider, its payer, its source, their contacts, or
 * somebody whom the case has written to? */
bool	thread_fits(struct db *db, int64_t case_id, const char *address, bool *ret_fits,
	    struct err *err);

/* Open cases with letters that left to that address; at most "limit". */
bool	thread_list_written_to(struct db *db, const char *address, int64_t limit, struct arena *a,
	    int64_t **ret_case_ids, size_t *ret_count, struct err *err);

#endif
