/*
 * http: one request to an HTTP server and its answer.  The one door out to HTTP servers.
 * The server's certificate and name are always verified (TLS 1.2 or later); "http:" is spoken with
 * this machine only.  A redirect is followed on the same host and never to another one, so a name
 * and password go nowhere but where the settings say.  No proxy, cookie, .netrc or environment
 * variable is looked at.  Every request has an end time, a silence that ends it, and a number of
 * bytes that may come.
 *
 * A request that got an answer is no failure here, whatever its status: the caller knows which ones
 * it expects, and http_refuse() words the others.  Trying again is the caller's, too.
 * Messages name host and port, never the rest of an address: that may be a secret.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Keeps connections open from one request to the next.  One thread at a time. */
struct http;

struct http_settings {
	const char	*ca_file;	/* authorities to trust (PEM) besides no others; NULL: the system's */
	const char	*folder;	/* a relative ca_file is named from here */
	int		 cancel_fd;	/* readable: give up; -1: none */
};

/* Never fails; what is wrong with a ca_file is said by the first request. */
struct http	*http_open(const struct http_settings *settings);
void		 http_close(struct http *http);		/* NULL is well */

/* Takes a piece of the body; false, with err filled, ends the request. */
typedef bool (*http_sink_fn)(void *context, const void *bytes, size_t len, struct err *err);

#define HTTP_HEADERS_MAX	16

struct http_request {
	const char	*method;	/* "GET", "PUT", "PROPFIND" ...; NULL: "GET" */
	const char	*url;		/* https://..., or http:// on this machine */
	const char	*headers[HTTP_HEADERS_MAX];	/* "Name: value"; NULL ends them */
	const char	*user, *password;	/* NULL: none */
	bool		 is_digest;	/* Digest (RFC 7616), asked for first; else Basic, sent at once */
	const char	*bearer;	/* or a token (RFC 6750); NULL: none */
	const void	*body;		/* NULL: none */
	size_t		 body_len;
	size_t		 body_max;	/* bytes of the answer, unpacked; 0: HTTP_BODY_MAX */
	int64_t		 timeout_ms;	/* all of it; 0: HTTP_TIMEOUT_MS */
	int64_t		 idle_ms;	/* without a byte, at least 1000; 0: HTTP_IDLE_MS */
	http_sink_fn	 sink;		/* where the body of a 2xx answer goes; NULL: into the answer */
	void		*sink_context;
};

#define HTTP_BODY_MAX	((size_t)16 << 20)
#define HTTP_TIMEOUT_MS	60000
#define HTTP_IDLE_MS	20000

struct http_header {
	const char	*name, *value;	/* as sent; no white space around them */
};

struct http_answer {
	int		 status;
	const char	*url;		/* what answered: another one than asked for after a redirect */
	const struct http_header *headers;
	size_t		 header_count;
	const char	*body;		/* ends with NUL, may hold NUL bytes; "" when a sink took it */
	size_t		 body_len;
	int64_t		 retry_after_ms;	/* how long the server wants us to stay away; -1: not said */
};

/*
 * Sends it and waits for the whole answer, which lives in the arena.  False: no whole answer came.
 * ERR_SYSTEM not reached, cut off, silent; ERR_AUTH the certificate was not accepted; ERR_INPUT the
 * request itself, a ca_file without certificates, an answer over body_max, or a redirect to another
 * host (named, not followed); or what the sink said.
 * GET, HEAD, OPTIONS, PROPFIND and REPORT follow any redirect; others 307 and 308 alone, and give
 * other redirects back as the answer.
 */
bool	http_send(struct http *http, const struct http_request *request, struct arena *a,
	    struct http_answer *ret_answer, struct err *err);

#define HTTP_FLIGHTS	4	/* at once, on as many connections, which are kept */

/* Requests of one kind, of which several are on their way at once. */
struct http_many {
	/* Fills the next one and its number; false: no more. */
	bool	(*next)(void *context, struct http_request *ret_request, size_t *ret_number);
	/*
	 * The end of one, in any order.  "answer" is NULL where no whole one came: "why" says it then.
	 * False, with err filled: no other one is begun; those on their way still end here.
	 */
	bool	(*done)(void *context, size_t number, const struct http_answer *answer,
		    const struct err *why, struct err *err);
	void	*context;
};

/*
 * Sends them all; texts of a request live until it is done, answers live in the arena.  No redirect is
 * followed: it is an answer.  Everything else is as in http_send().  False: the first "no" of done().
 */
bool	http_send_many(struct http *http, const struct http_many *many, struct arena *a,
	    struct err *err);

/* The first header of that name (any case); NULL: none. */
const char *http_header(const struct http_answer *answer, const char *name);

/*
 * A 401 to a password that was sent as Basic: does the server take it as Digest alone?  Where it takes
 * both, Basic was what it refused: it only ever goes over TLS or stays on this machine.
 */
bool	http_wants_digest(const struct http_answer *answer);

/* Is its Content-Type this one, without parameters?  "text/calendar" */
bool	http_is_type(const struct http_answer *answer, const char *type);

/*
 * Words an answer that the caller cannot use, with its host, status and what to do; returns false.
 * ERR_AUTH 401, 403, 407; ERR_MISSING 404, 410; ERR_CONFLICT 409, 412, 423; ERR_BUSY 408, 425, 429
 * and 5xx (worth another try later); ERR_INPUT all others: of a 2xx, that it is not of the wanted
 * kind, as when a login page stands before what was asked for.
 */
bool	http_refuse(const struct http_answer *answer, struct err *err);

/* "host" or "host:port" of an address, for messages; "" of one that is none. */
const char *http_host(struct arena *a, const char *url);

/* "reference" (as in a link) seen from "base", without fragment.  ERR_INPUT: no http or https. */
bool	http_url_resolve(struct arena *a, const char *base, const char *reference,
	    const char **ret_url, struct err *err);

/* The same scheme, host and port? */
bool	http_url_same_host(const char *a, const char *b);

/* Bytes other than letters, digits and "-._~" become %XX: for one part of a path or query. */
void	http_add_escaped(struct str *out, const char *text);

#endif
