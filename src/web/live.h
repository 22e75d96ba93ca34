/*
 * live: open pages are told that something has changed (server-sent events, HTML 9.2).  A page says what it
 * shows and as of when; the server looks twice a second for all of them together, and only if somebody wrote.  What is
 * said is "mail" or "row", never what it is: the page asks for that as anybody does.
 */
#ifndef WEB_LIVE_H
#define WEB_LIVE_H

#include "base/json.h"
#include "web/request.h"

#define LIVE_LOOK_MS		500
#define LIVE_SECONDS		120	/* then a browser comes again, and is asked again who it is */
#define LIVE_EACH_MAX		8	/* of one person: of more, the oldest ends */
#define LIVE_ALL_MAX		128

struct lives;
struct watch;

struct lives	*lives_new(void);
void		 lives_free(struct lives *lives);	/* NULL is well; all watches are closed before */

/* For the template: where the page is told of changes.  case_id 0: of Today and the inbox. */
bool	live_add(struct request *r, struct json *data, int64_t case_id, struct err *err);

/* Does the request only wait for news?  That is no sign of life of a person. */
bool	live_is_waiting(const struct request *r);

/* At each look, before the watches are asked what they have to say. */
bool	lives_look(struct web *web, int64_t now_ms, struct err *err);

/* How many bytes it has to say now, at most "max"; 0: nothing; -1: it has ended. */
int	watch_take(struct watch *watch, char *bytes, size_t max);
bool	watch_is_ready(const struct watch *watch);
void	watch_end(struct watch *watch);		/* says no more */
void	watch_close(struct watch *watch);	/* the server frees each reply's one with it */

#endif
