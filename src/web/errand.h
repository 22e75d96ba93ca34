/*
 * errand: a page has to wait for another server: a thread goes, the connection sleeps, everybody else is served.
 * The thread touches nothing but its context, which lives in the request's arena, and writes to wake_fd
 * when it is back.
 * What has to be computed goes to the maker (web/maker.h), one job after the other; waiting needs no turn.
 */
#ifndef WEB_ERRAND_H
#define WEB_ERRAND_H

#include <microhttpd.h>

#include "web/router.h"

struct errand {
	bool	(*work)(void *context, struct err *err);		/* in the thread */
	bool	(*finish)(void *context, struct request *r, struct reply *reply, struct err *err);	/* after it went well */
	void	(*drop)(void *context);		/* instead of finish, when whoever asked is gone; NULL: nothing is held */
	void	*context;
};

/* A handle of the data folder for a thread: no other touches it, and it keeps little in memory. */
bool	errand_open_db(const char *folder, int64_t now_ms, struct db **ret_db, struct err *err);

#define ERRANDS_MAX	8	/* at once; more are told to come again */

struct journey;
struct errands { int running, wake_fd; struct journey *first; };

bool	errands_open(struct errands *errands, struct err *err);
void	errands_close(struct errands *errands);		/* all are back */

/* When wake_fd is readable: lets the connections of those who are back go on. */
void	errands_wake(struct errands *errands);

/* Puts the connection to sleep and goes; ERR_BUSY: too many are under way.  The library asks for the answer again. */
bool	errand_begin(struct errands *errands, struct MHD_Connection *connection, const struct errand *errand,
	    struct journey **ret_journey, struct err *err);

/* Is back, and says how it went; frees.  "err" NULL: nobody asks any more.  A journey that is NULL is well: true. */
bool	errand_end(struct journey *journey, struct err *err);

#endif
