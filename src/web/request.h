/*
 * request: one request as a page sees it, and what the page answers.  Everything of a request lives in
 * its arena and is gone when the answer is on its way; what belongs to the HTTP library is in server.c.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/str.h"
#include "core/right.h"
#include "web/web.h"

#define ROUTE_WORDS	4	/* variable parts of a path */

/* Names with values, in the order in which they came. */
struct pair { const char *name, *value; };
struct pairs { struct pair *item; size_t count, size; };

void		 pairs_add(struct pairs *pairs, const char *name, const char *value, struct arena *a);
const char	*pairs_get(const struct pairs *pairs, const char *name);	/* the first, or NULL */
size_t		 pairs_count(const struct pairs *pairs, const char *name);

/* The day of that name; where none is given, *ret_day stays as it is. */
bool		 pairs_day(const struct pairs *pairs, const char *name, int32_t *ret_day, struct err *err);

struct job;
struct upload;
struct watch;
struct errand;
struct route;
struct document_by;
struct screening_by;

struct request {
	struct web	*web;
	struct arena	*a;
	const char	*method, *path;		/* the path is decoded and has no query */
	struct pairs	 header, query, form;	/* header names: any case */
	struct str	 body;			/* JSON that was sent, or a piece of a file; the server frees it */
	const char	*word[ROUTE_WORDS];	/* what the route's variable parts stand for, in order */
	const struct route *route;		/* the row that answers; NULL: none */
	int64_t		 now_ms;
	int32_t		 today_day;		/* in the organization's zone */
	int64_t		 bytes_max;		/* that it may send */
	bool		 takes_piece;		/* a file that comes with it goes into body */
	struct upload	*upload;		/* files that come with it; NULL: none are taken */
	const char	*client;		/* its address; behind the proxy that is named: as it says */
	bool		 is_https;		/* they came by it, as far as we know */
	const char	*actor;			/* who changes what is changed here: for history and audit log */
	unsigned	 rights;		/* what they may see and do (core/right.h) */
	const char	*token;			/* in every form of theirs, so that no other site posts here */
	int64_t		 user_id;		/* 0: nobody signed in */
	const char	*session;		/* secret of their session; NULL: none */
	int64_t		 token_id;		/* asked with this token (store/token.h); 0: without one */
	bool		 was_looked_at;		/* the above is known (sign_look) */
	bool		 wants_sign_in;		/* and there is nobody */
	bool		 wants_code;		/* they have to set up a second factor first */
	bool		 has_waited;		/* for a job that is made now */
};

/* May they?  One of the rights is enough. */
bool	request_may(const struct request *r, unsigned rights);

/* The i-th variable part as an id; ERR_MISSING when it is none. */
bool	request_id(const struct request *r, int i, int64_t *ret_id, struct err *err);

/* Whoever asks, as the store writes down who did something (store/document.h, store/screening.h). */
struct document_by request_document_by(const struct request *r);
struct screening_by request_screening_by(const struct request *r);

/* Is the request one that changes something? */
bool	request_is_change(const struct request *r);

/* Is it one of a program, under /api/? */
bool	request_is_api(const struct request *r);

struct reply {
	int		 status;
	const char	*type;			/* Content-Type */
	struct str	 body;			/* the server frees it */
	bool		 has_file;		/* instead of a body; the server closes it */
	int		 file_fd;
	int64_t		 file_bytes;
	struct watch	*watch;			/* instead of a body: what it has to say, as it comes */
	const struct job *waits_for;		/* instead of an answer: the page is asked again when it is made */
	const struct errand *errand;		/* instead of an answer: what has to be waited for */
	const char	*location, *etag, *allow, *retry_after;	/* headers; NULL: none */
	const char	*link;			/* Link: the next page of a list */
	const char	*asks;			/* WWW-Authenticate */
	const char	*cookie;		/* Set-Cookie; NULL: none */
	const char	*cache;			/* Cache-Control; NULL: no-store */
	bool		 is_gzip;		/* body is packed */
	bool		 varies;		/* by Accept-Encoding */
	bool		 is_https;		/* the browser comes by https alone from now on */
	bool		 close;			/* the connection */
};

/* A path or value as it may stand in a query. */
const char *url_quoted(const char *text, struct arena *a);

/* Sends the browser to another page after a change (303). */
bool	reply_redirect(struct reply *reply, const char *location);

#endif
