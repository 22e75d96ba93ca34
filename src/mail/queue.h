/*
 * queue: the letters that wait to leave, in their order, and when each is expected to: not before its
 * time, for automatic ones in working hours (mail.send_from), and not faster than the account may send (settings, mail.letters_per_minute and
 * mail.account_letters_per_day).  A forecast: nothing here is promised or changed.
 */
#ifndef MAIL_QUEUE_H
#define MAIL_QUEUE_H

#include "engine/engine.h"

/* Why a letter waits that came into the queue outside of working hours. */
#define QUEUE_OFFICE_CLOSED	"automatic letters leave in working hours"

struct queued {
	int64_t		 outbox_id, case_id, tries;
	const char	*recipient, *subject;
	int64_t		 due_ms;		/* not before */
	int64_t		 expected_ms;		/* when a sender is at work */
	const char	*because;		/* why not now: "" when it may go */
};

bool	mail_queue(struct engine *e, int64_t now_ms, struct arena *a, struct queued **ret_items,
	    size_t *ret_count, struct err *err);

/* The same as rows: {"mail_id","case_id","recipient","subject","due_ms","expected_ms","tries","because"}; the caller
 * frees them. */
bool	mail_queue_rows(struct engine *e, int64_t now_ms, struct arena *a, struct json **ret_rows, struct err *err);

#endif
