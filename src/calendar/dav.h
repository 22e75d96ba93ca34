/*
 * dav: inside this room: requests of WebDAV and CalDAV (RFC 4918, 4791, 6578) and their answers.
 * A list that a server sends is read while it comes and kept nowhere.
 */
#ifndef CALENDAR_DAV_H
#define CALENDAR_DAV_H

#include "calendar/multistatus.h"
#include "http/http.h"

/* One account on one server. */
struct dav {
	struct http	*http;
	const char	*user, *password;	/* NULL: none */
	bool		 is_digest;		/* the server wants it so; found out by itself */
	int64_t		 requests;		/* sent so far */
	int64_t		 away_ms;		/* how long the last answer wants us to stay away; 0: not said */
};

/* Sends it as the account.  Any status is an answer, see http_send(). */
bool	dav_send(struct dav *dav, const struct http_request *request, struct arena *a,
	    struct http_answer *ret_answer, struct err *err);

/* Several at once, see http_send_many(): the account has answered before, so how it wants us is known. */
bool	dav_send_many(struct dav *dav, const struct http_many *many, struct arena *a, struct err *err);

struct dav_list {
	int		 status;		/* of the answer: 207, or what the server said instead */
	const char	*sync_token;		/* NULL: none */
	struct http_answer answer;		/* for http_refuse() */
};

/*
 * PROPFIND or REPORT of that depth ("0", "1") with that body.  A 207 is read, "each" is called for what it
 * lists and ends it with false; another status is for the caller to judge.
 * ERR_INPUT also: a 207 that is no list.
 */
bool	dav_list(struct dav *dav, const char *method, const char *url, const char *depth,
	    const char *body, multistatus_fn each, void *context, struct arena *a,
	    struct dav_list *ret_list, struct err *err);

#endif
