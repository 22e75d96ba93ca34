/*
 * push: deadlines and tasks kept in step with a collection on a CalDAV server (RFC 4791, 6578).
 *
 * Credence says what is due; the collection shows it.  Each day is one resource of a name that never
 * changes, so that nothing is there twice, whatever is killed when: it is made only where there is none
 * (If-None-Match), and changed or removed only as we know it (If-Match).
 * What a person changes there (ticks off, moves, removes) never changes anything here by itself: it
 * becomes a task that asks a person, and stays as they left it until that task is closed or the day
 * changes here.  What else is in the collection is not ours and not looked at.
 */
#ifndef CALENDAR_PUSH_H
#define CALENDAR_PUSH_H

#include "core/settings.h"
#include "store/caldav.h"

struct push_wish {
	struct db		*db;
	const char		*folder;
	const struct settings	*settings;
	int64_t			 now_ms;
	int			 cancel_fd;	/* readable: end soon; -1: none */
	bool			 by_hand;	/* tries again at once what was refused before */
	void			(*on_progress)(void *context, int64_t done, int64_t all);	/* or NULL */
	void			*context;
};

struct push_counts {
	int64_t	put, removed;	/* resources made or changed, and deleted */
	int64_t	there;		/* in the collection now */
	int64_t	asked;		/* new questions to people */
	int64_t	refused;	/* by the server, each with its reason in the table */
	int64_t	repaired;	/* were lost there and are made anew */
	int64_t	waiting;	/* not sent yet, those refused among them */
	int64_t	requests;	/* to the server */
};

/*
 * One round for one calendar of the settings.  *ret_counts is filled in any case; what was done is kept,
 * also why it failed and when the daemon tries again.
 * ERR_BUSY also: another process is at it; ERR_CONFLICT: the database was restored and its letters are held.
 */
bool	calendar_push(const struct push_wish *wish, const struct calendar_account *account,
	    struct push_counts *ret_counts, struct err *err);

/* Is what it is limited to known?  ERR_MISSING, ERR_INPUT: a provider, payer or location that is not. */
bool	calendar_push_check(struct db *db, const struct calendar_account *account, struct err *err);

/* How it went last, for people to see; empty when it was not tried yet. */
bool	calendar_push_state(struct db *db, const struct calendar_account *account, struct arena *a,
	    struct caldav *ret_state, struct err *err);

/* Forgets calendars that the settings do not have any more; what is there stays there. */
bool	calendar_push_forget(struct db *db, const struct settings *settings, int64_t now_ms,
	    struct err *err);

/* Is there something for the daemon to do, at this time, for this calendar?  Cheap. */
bool	calendar_push_is_due(struct db *db, const struct calendar_account *account, int64_t now_ms,
	    bool *ret_due, struct err *err);

#endif
