/*
 * maker: what takes long is made beside the pages, by one thread with a read handle of its own, one job after the
 * other.  Who asked for it sleeps meanwhile (reply->waits_for); all others are served.  The thread sees nothing of
 * the server but the job and the handle.
 */
#ifndef WEB_MAKER_H
#define WEB_MAKER_H

#include "web/web.h"

struct maker;

/* The head of a larger struct, on the heap; it belongs to the maker from maker_add() to "done". */
struct job {
	/* In the thread.  What it writes piece by piece it gives up when maker_is_stopping(). */
	bool		(*make)(struct job *job, struct db *db, struct err *err);
	/* In the server's thread: takes what was made (is_made), or why it was not (why), and frees the job. */
	void		(*done)(struct job *job, struct web *web);
	struct maker	*maker;
	bool		 is_made;
	struct err	 why;
	struct job	*next;
};

/* Opens the handle; the thread begins with the first job. */
bool		 maker_open(const char *path, struct maker **ret_maker, struct err *err);

/* Ends the job at hand and forgets the others: each is "done", not made.  NULL is well. */
void		 maker_close(struct maker *maker, struct web *web);

void		 maker_add(struct maker *maker, struct job *job);
bool		 maker_is_stopping(struct maker *maker);

/* Readable when a job has been made. */
int		 maker_fd(const struct maker *maker);

/* The next of those, whose "done" the caller calls; NULL: there is none. */
struct job	*maker_take(struct maker *maker);

#endif
