/*
 * dav: inside this room: requests of WebDAV and CalDAV (RFC 4918, 4791, 6578) and their answers.
 * A list that a server sends is read while it comes and kept nowhere.
 */
#ifndef CALENDAR_DAV_H
#define CALENDAR_DAV_H

#include <time.h>

#include "http/http.h"

/* One account on one server. */
struct dav {
	struct http	*http;
	const char	*user, *password;	/* NULL: none */
	bool		 is_digest;		/* the server wants it so; found out by itself */
	int64_t		 requests;		/* sent so far */
};

/* Sends it as the account.  Any status is an answer, see http_send(). */
bool	dav_send(struct dav *dav, const struct http_request *request, struct arena *a,
	    struct http_answer *ret_answer, struct err *err);

/* One thing that an answer tells of; texts live until the call returns and are NULL where nothing is said. */
struct dav_item {
	const char	*href;			/* an address, perhaps without host; as sent */
	int		 status;		/* of the thing; 200 where only its properties have one */
	const char	*etag, *display_name;
	const char	*principal, *home;	/* addresses: current-user-principal, calendar-home-set */
	bool		 is_calendar;
	bool		 has_components;	/* it says what it may hold: */
	bool		 takes_event, takes_todo;
};
typedef bool (*dav_item_fn)(void *context, const struct dav_item *item, struct err *err);

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
	    const char *body, dav_item_fn each, void *context, struct arena *a,
	    struct dav_list *ret_list, struct err *err);

#endif
