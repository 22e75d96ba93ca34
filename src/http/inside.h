/* inside: what the files of this room share. */
#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H

#include <curl/curl.h>

#include "http/http.h"

struct http {
	CURL		*curl;
	CURLM		*multi;		/* NULL until several requests go out at once */
	CURL		*flight[HTTP_FLIGHTS];	/* made when needed; their connections are kept by multi */
	const char	*ca_file;	/* as a path from here; NULL: the system's */
	int		 cancel_fd;
	struct arena	 arena;
};

/* One exchange under way: what libcurl's callbacks work on. */
struct exchange {
	struct http		*http;
	CURL			*curl;
	const struct http_request *request;
	struct arena		*arena;
	struct curl_slist	*lines;		/* of the request's head */
	struct http_header	*headers;
	size_t			 header_count, header_size, header_bytes;
	struct str		 body;
	size_t			 bytes_left;
	bool			 is_stopped;	/* by us: "why" says it */
	struct err		 why;
	char			 curl_words[CURL_ERROR_SIZE];
};

/* May it be sent?  ERR_INPUT: no. */
bool	http_check(const struct http_request *r, struct err *err);

/* One request, one answer, no redirect followed; the request was checked. */
bool	http_exchange(struct http *http, const struct http_request *r, const char *method,
	    struct arena *a, struct http_answer *ret_answer, struct err *err);

/* The same in two halves: what lies between them is libcurl's work with that handle. */
void	exchange_begin(struct exchange *x, struct http *http, CURL *curl, const struct http_request *r,
	    const char *method, struct arena *a);
bool	exchange_end(struct exchange *x, CURLcode code, struct http_answer *ret_answer, struct err *err);

#endif
