/*
 * parcel: letters taken out of the outbox for one batch, with their exact bytes, and the commits in
 * which one ends and the next is marked.
 */
#ifndef MAIL_PARCEL_H
#define MAIL_PARCEL_H

#include "mail/highwater.h"
#include "mail/settle.h"
#include "store/digest.h"

#define BATCH_LETTERS	32

struct parcel {
	struct outbox_letter	 letter;
	const char		*bytes;		/* as stored: documents are put in when it goes (mail/enclose.h) */
	size_t			 len;
	int64_t			 other_id[DIGEST_LETTERS_MAX];	/* letters that go with it (store/digest.h) */
	size_t			 others;
	struct post_result	 result;
	int64_t			 started_ms;
};

struct batch {
	struct parcel		 parcel[BATCH_LETTERS];
	size_t			 count;
	const char		*token;		/* of the sender */
	const char		*folder;	/* the data folder */
	struct highwater	*highwater;
	struct settle		 settle;	/* its arena: of the batch */
};

/* Takes at most "limit" letters that are due, in one commit: ready -> leased, bytes written.
 * A letter that cannot be written, or whose documents may not go any more, is held; the others go on. */
bool	batch_claim(struct batch *b, size_t limit, struct err *err);

/*
 * One commit: the end of the letter before (NULL: none), and the mark of the next (NULL: none).
 * *ret_marked is false when the next one must not go any more; it is held or cancelled then.
 */
bool	batch_turn(struct batch *b, struct parcel *before, struct parcel *next, bool *ret_marked,
	    struct err *err);

/* Those that were not marked are ready again. */
bool	batch_give_back(struct batch *b, struct err *err);

#endif
