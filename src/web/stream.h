/*
 * stream: answers that go on: the library asks for bytes, and where there are none the connection sleeps until
 * somebody has something to say.  Nothing turns meanwhile.
 */
#ifndef WEB_STREAM_H
#define WEB_STREAM_H

#include <microhttpd.h>

#include "web/live.h"

struct stream;

/* A response for MHD_queue_response(), one of the list until it is destroyed; the watch belongs to it.  NULL: could
 * not be made, and the watch is closed. */
struct MHD_Response *stream_response(struct stream **list, struct MHD_Connection *connection, struct watch *watch);

/* Looks for news, and lets those go on who have something to say. */
void	streams_wake(struct stream *list, struct web *web, int64_t now_ms);

/* All say no more and go on to their end.  The library must not be stopped while one sleeps. */
void	streams_end(struct stream *list);

#endif
