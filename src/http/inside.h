/* inside: what the files of this room share. */
#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H

#include <curl/curl.h>

#include "http/http.h"

struct http {
	CURL		*curl;
	const char	*ca_file;	/* as a path from here; NULL: the system's */
	int		 cancel_fd;
	struct arena	 arena;
};

/* One request, one answer, no redirect followed; the request was checked. */
bool	http_exchange(struct http *http, const struct http_request *r, const char *method,
	    struct arena *a, struct http_answer *ret_answer, struct err *err);

#endif
