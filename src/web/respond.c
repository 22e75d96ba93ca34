/* respond: a reply as a response of libmicrohttpd: body, file or what goes on, and the headers of every answer. */
#include "web/respond.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/banned.h"

#define FILE_PIECE_BYTES	131072	/* of a file, at once, for each connection */

/* The one style element that may stand in a page is the empty one (its hash): a library fills it by script. */
static const struct { const char *name, *value; } headers[] = {
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; "
	    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self'; "
	    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Frame-Options", "DENY" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static void
add_header(struct MHD_Response *response, const char *name, const char *value)
{
	if (value != NULL && MHD_add_response_header(response, name, value) != MHD_YES)
		log_warn("a header %s could not be written", name);
}

static ssize_t
read_file(void *context, uint64_t at, char *buffer, size_t max)
{
	const int *fd = context;
	ssize_t n = pread(*fd, buffer, max, (off_t)at);

	return n > 0 ? n : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void
close_file(void *context)
{
	int *fd = context;

	close(*fd);
	free(fd);
}

/* The library's own way with files reads them by 4 KB. */
static struct MHD_Response *
response_of(struct reply *reply)
{
	size_t len = reply->body.len;

	if (!reply->has_file)
		return MHD_create_response_from_buffer(len, str_take(&reply->body),
		    MHD_RESPMEM_MUST_FREE);
	int *fd = heap_alloc(sizeof(*fd));
	*fd = reply->file_fd;
	struct MHD_Response *response = MHD_create_response_from_callback(
	    (uint64_t)reply->file_bytes, FILE_PIECE_BYTES, read_file, fd, close_file);
	if (response == NULL)
		close_file(fd);
	return response;
}

enum MHD_Result
respond(struct MHD_Connection *connection, struct stream **streams, struct reply *reply)
{
	struct MHD_Response *response = reply->watch != NULL ?
	    stream_response(streams, connection, reply->watch) : response_of(reply);

	if (response == NULL)
		return MHD_NO;
	for (size_t i = 0; i < LEN(headers); i++)
		add_header(response, headers[i].name, headers[i].value);
	add_header(response, "Content-Type", reply->type);
	add_header(response, "Cache-Control", reply->cache != NULL ? reply->cache : "no-store");
	add_header(response, "Set-Cookie", reply->cookie);
	add_header(response, "Location", reply->location);
	add_header(response, "ETag", reply->etag);
	add_header(response, "Allow", reply->allow);
	add_header(response, "Link", reply->link);
	add_header(response, "WWW-Authenticate", reply->asks);
	add_header(response, "Retry-After", reply->retry_after);
	add_header(response, "Content-Encoding", reply->is_gzip ? "gzip" : NULL);
	add_header(response, "Vary", reply->varies ? "Accept-Encoding" : NULL);
	add_header(response, "Strict-Transport-Security", reply->is_https ? "max-age=31536000" : NULL);
	add_header(response, "X-Accel-Buffering", reply->watch != NULL ? "no" : NULL);	/* of a proxy before us */
	add_header(response, "Connection", reply->close ? "close" : NULL);
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
	MHD_destroy_response(response);
	return result;
}
