/* stream: suspend and resume of libmicrohttpd, both in the server's own thread. */
#include "web/stream.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/banned.h"

#define PIECE_BYTES	512

struct stream {
	struct stream		**list, *next;
	struct MHD_Connection	*connection;
	struct watch		*watch;
	bool			 is_asleep;
};

static ssize_t
read_stream(void *context, uint64_t at, char *buffer, size_t max)
{
	struct stream *stream = context;
	int n = watch_take(stream->watch, buffer, max);

	(void)at;
	if (n == 0) {
		stream->is_asleep = true;
		MHD_suspend_connection(stream->connection);
	}
	return n >= 0 ? n : MHD_CONTENT_READER_END_OF_STREAM;
}

static void
close_stream(void *context)
{
	struct stream *stream = context, **at = stream->list;

	while (*at != stream)
		at = &(*at)->next;
	*at = stream->next;
	watch_close(stream->watch);
	free(stream);
}

struct MHD_Response *
stream_response(struct stream **list, struct MHD_Connection *connection, struct watch *watch)
{
	struct stream *stream = heap_alloc(sizeof(*stream));

	*stream = (struct stream){ .list = list, .next = *list, .connection = connection, .watch = watch };
	*list = stream;
	struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES,
	    read_stream, stream, close_stream);
	if (response == NULL)
		close_stream(stream);
	return response;
}

static void
go_on(struct stream *list)
{
	for (struct stream *stream = list; stream != NULL; stream = stream->next)
		if (stream->is_asleep && watch_is_ready(stream->watch)) {
			stream->is_asleep = false;
			MHD_resume_connection(stream->connection);
		}
}

void
streams_wake(struct stream *list, struct web *web, int64_t now_ms)
{
	struct err err = ERR_INIT;

	if (!lives_look(web, now_ms, &err))
		log_warn("could not look for news: %s", err.text);
	go_on(list);
}

void
streams_end(struct stream *list)
{
	for (struct stream *stream = list; stream != NULL; stream = stream->next)
		watch_end(stream->watch);
	go_on(list);
}
