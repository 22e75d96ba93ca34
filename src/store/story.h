/* story: what the demo's story asks the database: cases by the names in it, and their letters. */
#ifndef STORE_STORY_H
#define STORE_STORY_H

#include "db/db.h"

struct story_case {
	const char	*workflow, *provider;	/* the provider's last name */
	const char	*payer;			/* name, or NULL */
	const char	*credential;		/* type, or NULL */
};

/* The newest such case.  ERR_MISSING when there is none. */
bool	story_find_case(struct db *db, const struct story_case *about, int64_t *ret_case_id,
	    struct err *err);

struct story_letter {
	const char	*idem, *rfc_message_id, *recipient, *subject, *body;
	int64_t		 sent_ms;		/* INSTANT_NONE: no such letter was sent */
};

/* The case's first letter of that name that was sent at that time or later. */
bool	story_find_letter(struct db *db, int64_t case_id, const char *name, int64_t since_ms,
	    struct arena *a, struct story_letter *ret_letter, struct err *err);

/* The newest open task of that name.  ERR_MISSING when there is none. */
bool	story_find_task(struct db *db, int64_t case_id, const char *name, int64_t *ret_task_id,
	    struct err *err);

/* How much there is of everything, for the summary. */
struct story_counts { int64_t providers, payers, cases, letters, mails, tasks; };
bool	story_count(struct db *db, struct story_counts *ret_counts, struct err *err);

#endif
