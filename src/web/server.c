/*
 * server: libmicrohttpd in our own loop.  The library parses, we decide: it hands over a head, then
 * pieces of a body, and gets one reply.  It would run a smuggled second request (it takes two lengths,
 * or a length beside chunks): guard_head() comes first and such a connection is closed.
 */
#include "web/server.h"

#include <errno.h>
#include <malloc.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "core/settings_web.h"
#include "trust/renewal.h"
#include "web/errand.h"
#include "web/guard.h"
#include "web/guests.h"
#include "web/listen.h"
#include "web/live.h"
#include "web/maker.h"
#include "web/packed.h"
#include "web/respond.h"
#include "web/router.h"
#include "web/start.h"
#include "web/upload.h"
#include "base/banned.h"

#define CONNECTIONS_MAX		(GUESTS_MAX + 256)	/* those who leave, too */
#define CONNECTION_BYTES	32768	/* head of a request; longer: 431, 414 */
#define IDLE_SECONDS		30
#define WASTE_BYTES_MAX		(INT64_C(2) << 30)	/* of a body that is refused: read, so that its sender reads our answer */
#define PIECE_BYTES		8192	/* of a form, at once */
#define FIELDS_MAX		200
#define TLS_PRIORITIES		"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define HEAP_KEPT_BYTES		(8 << 20)	/* free memory that is not given back: the next page needs it */
#define STOP_MS			2000	/* for answers that are on their way */

struct server {
	struct web		 web;
	struct MHD_Daemon	*daemon;
	int			 talking;	/* requests that are being answered */
	struct talk		*asleep;	/* those that wait for a job */
	struct guests		 guests;	/* connections */
	struct errands		 errands;	/* what is asked of other servers */
	struct stream		*streams;	/* answers that go on (web/stream.h) */
};

/* One request on its way: arena, what came so far, and whether it is refused already. */
struct talk {
	struct arena			 arena;
	struct request			 request;
	struct MHD_PostProcessor	*post;
	int64_t				 bytes;
	int				 refused;	/* 413, 400: its body is not taken, but read to its end */
	struct MHD_Connection		*connection;	/* of what follows */
	const struct job		*waits_for;	/* NULL: for nothing */
	struct talk			*next;		/* that waits */
	const struct errand		*errand;	/* that it waits for */
	struct journey			*journey;
};

/* Stands for the talk that has not begun where a NUL byte stands in the address: the library hands that over cut off there,
 * as another address. */
static struct talk cut_off;

static void *
on_address(void *context, const char *address, struct MHD_Connection *connection)
{
	(void)context;
	(void)connection;
	return strstr(address, "%00") != NULL ? &cut_off : NULL;
}

static enum MHD_Result
add_pair(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct request *r = context;

	pairs_add(kind == MHD_HEADER_KIND ? &r->header : &r->query, name, value, r->a);
	return MHD_YES;
}

/* Refuses before the body: the connection ends with it, because what follows cannot be trusted. */
static enum MHD_Result
refuse(struct server *s, struct MHD_Connection *connection, struct talk *talk, int status, const struct err *err)
{
	struct reply reply = { .body = STR_INIT, .close = true, .retry_after = status == 429 ? "60" : NULL };

	route_refuse(&talk->request, &reply, status, err);
	if (status == 405)
		reply.allow = request_is_api(&talk->request) ? "GET, HEAD, POST, PATCH" : "GET, HEAD, POST";
	return respond(connection, &s->streams, &reply);
}

/* A value comes in pieces: what has an offset continues the one before. */
static enum MHD_Result
add_field(void *context, enum MHD_ValueKind kind, const char *name, const char *file,
    const char *type, const char *encoding, const char *data, uint64_t offset, size_t len)
{
	struct talk *talk = context;
	struct pairs *form = &talk->request.form;

	(void)kind;
	(void)type;
	(void)encoding;
	if (file != NULL && talk->request.upload != NULL) {
		upload_add(talk->request.upload, file, data, len, offset == 0);
		return MHD_YES;
	}
	if (file != NULL && talk->request.takes_piece) {
		str_add_bytes(&talk->request.body, data, len);
		return MHD_YES;
	}
	if (file != NULL || memchr(data, '\0', len) != NULL || form->count >= FIELDS_MAX)
		return MHD_NO;
	const char *piece = arena_strndup(&talk->arena, data, len);
	if (offset == 0 || form->count == 0)
		pairs_add(form, name, piece, &talk->arena);
	else
		form->item[form->count - 1].value = arena_printf(&talk->arena, "%s%s",
		    form->item[form->count - 1].value, piece);
	return MHD_YES;
}

/* A proxy adds whom it talks to at the end of X-Forwarded-For; what stands before that is only said. */
static const char *
last_of(const char *list, struct arena *a)
{
	const char *last = strrchr(list, ',');

	last = last != NULL ? last + 1 : list;
	last += strspn(last, " \t");
	return arena_strndup(a, last, strcspn(last, " \t"));
}

/* Who asks, and whether by https: of the proxy that is named we believe what it says of both. */
static void
take_client(struct MHD_Connection *connection, struct request *r)
{
	const struct settings *s = r->web->settings;
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[ADDRESS_BYTES] = "";

	r->client = arena_strdup(r->a, info != NULL ? listen_peer(info->client_addr, text) : "");
	r->is_https = s->web.certificate != NULL || text_starts(r->web->url, "https://");
	if (!address_equal(r->client, s->web.proxy))
		return;
	const char *list = pairs_get(&r->header, "X-Forwarded-For"), *by = pairs_get(&r->header, "X-Forwarded-Proto");
	if (list != NULL)
		r->client = last_of(list, r->a);
	r->is_https = r->is_https || text_equal_nocase(by, "https");
}

static enum MHD_Result
begin_talk(struct server *s, struct MHD_Connection *connection, const char *url,
    const char *method, void **ret_talk)
{
	struct talk *talk = heap_alloc(sizeof(*talk));
	struct request *r = &talk->request;
	struct reply reply = { .status = 0 };
	struct err err = ERR_INIT;
	bool is_cut_off = *ret_talk == &cut_off;
	int status;

	*ret_talk = talk;
	s->talking++;
	guest_asks(&s->guests, connection);
	*r = (struct request){ .web = &s->web, .a = &talk->arena,
	    .now_ms = clock_now_ms() + s->web.shift_ms, .actor = WEB_ACTOR, .token = s->web.token,
	    .body = STR_INIT };
	r->today_day = zone_day(s->web.settings->zone, r->now_ms);
	r->method = arena_strdup(r->a, method);
	r->path = arena_strdup(r->a, url);
	MHD_get_connection_values(connection, MHD_HEADER_KIND, add_pair, r);
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_pair, r);
	take_client(connection, r);
	if (is_cut_off) {
		fail(&err, ERR_INPUT, "there is a NUL byte in this address");
		return refuse(s, connection, talk, 400, &err);
	}
	if (!guard_head(r, &status, &err))
		return refuse(s, connection, talk, status, &err);
	if (!route_prepare(r, &reply, &err))
		return refuse(s, connection, talk, route_status(&reply, &err), &err);
	if (!guard_length(r, &status, &err)) {
		if (status != 413 || pairs_get(&r->header, "Expect") != NULL)
			return refuse(s, connection, talk, status, &err);
		talk->refused = status;
		return MHD_YES;
	}
	if (!request_is_change(r) || request_is_api(r))
		return MHD_YES;
	talk->post = MHD_create_post_processor(connection, PIECE_BYTES, add_field, talk);
	if (talk->post == NULL) {
		fail(&err, ERR_INPUT, "only forms can be posted here");
		return refuse(s, connection, talk, 415, &err);
	}
	return MHD_YES;
}

/* The library asks again when the connection goes on. */
static enum MHD_Result
sleep_for(struct server *s, struct MHD_Connection *connection, struct talk *talk, const struct job *job)
{
	talk->connection = connection;
	talk->waits_for = job;
	talk->next = s->asleep;
	s->asleep = talk;
	MHD_suspend_connection(connection);
	return MHD_YES;
}

/* Who waited for that job goes on; NULL: all of them. */
static void
wake(struct server *s, const struct job *job)
{
	for (struct talk **at = &s->asleep; *at != NULL; ) {
		struct talk *talk = *at;
		if (job != NULL && talk->waits_for != job) {
			at = &talk->next;
			continue;
		}
		*at = talk->next;
		talk->waits_for = NULL;
		talk->request.has_waited = true;
		MHD_resume_connection(talk->connection);
	}
}

static void
take_made(struct server *s)
{
	struct job *job;

	while ((job = maker_take(s->web.maker)) != NULL) {
		wake(s, job);
		job->done(job, &s->web);
	}
}

/* The library asks for the answer again when the connection was woken. */
static enum MHD_Result
after_errand(struct server *s, struct MHD_Connection *connection, struct talk *talk)
{
	struct reply reply = { .body = STR_INIT };
	struct err err = ERR_INIT;
	bool ok = errand_end(talk->journey, &err);

	talk->journey = NULL;
	reply.is_https = talk->request.is_https && s->web.settings->web.url != NULL;
	if (!ok || !talk->errand->finish(talk->errand->context, &talk->request, &reply, &err))
		route_fail(&talk->request, &reply, &err);
	packed_reply(&talk->request, &reply);
	return respond(connection, &s->streams, &reply);
}

static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *data, size_t *data_bytes, void **ret_talk)
{
	struct server *s = context;
	struct talk *talk = *ret_talk;
	struct reply reply = { .body = STR_INIT };
	struct err err = ERR_INIT;

	(void)version;
	if (talk == NULL || talk == &cut_off)
		return begin_talk(s, connection, url, method, ret_talk);
	if (*data_bytes > 0) {
		talk->bytes += (int64_t)*data_bytes;	/* chunks have no length that guard_length() could see */
		if (talk->bytes > talk->request.bytes_max)
			talk->refused = 413;
		if (talk->refused == 0 && talk->post != NULL &&
		    MHD_post_process(talk->post, data, *data_bytes) != MHD_YES)
			talk->refused = 400;
		if (talk->refused != 0) {
			*data_bytes = 0;
			return talk->bytes <= WASTE_BYTES_MAX ? MHD_YES : MHD_NO;
		}
		if (request_is_api(&talk->request) && talk->request.upload != NULL)
			upload_add(talk->request.upload, "file", data, *data_bytes, talk->bytes == (int64_t)*data_bytes);
		else if (request_is_api(&talk->request))
			str_add_bytes(&talk->request.body, data, *data_bytes);
		*data_bytes = 0;
		return MHD_YES;
	}
	guest_is_served(&s->guests, connection);
	if (talk->errand != NULL)
		return after_errand(s, connection, talk);
	if (talk->refused != 0) {
		if (talk->refused == 413)
			guard_too_large(&err);
		else
			fail(&err, ERR_INPUT, "what was sent is no form. Nothing was changed");
		return refuse(s, connection, talk, talk->refused, &err);
	}
	if (talk->post != NULL)
		MHD_destroy_post_processor(talk->post);
	talk->post = NULL;
	reply.is_https = talk->request.is_https && s->web.settings->web.url != NULL;
	route_answer(&talk->request, &reply);
	if (reply.waits_for != NULL)
		return sleep_for(s, connection, talk, reply.waits_for);
	if (reply.errand != NULL) {
		talk->errand = reply.errand;
		reply.errand = NULL;
		if (errand_begin(&s->errands, connection, talk->errand, &talk->journey, &err))
			return MHD_YES;
		route_fail(&talk->request, &reply, &err);
	}
	packed_reply(&talk->request, &reply);
	return respond(connection, &s->streams, &reply);
}

static void
on_end(void *context, struct MHD_Connection *connection, void **ret_talk,
    enum MHD_RequestTerminationCode code)
{
	struct server *s = context;
	struct talk *talk = *ret_talk;

	(void)code;
	guest_rests(&s->guests, connection);
	if (talk == NULL || talk == &cut_off)
		return;
	if (talk->post != NULL)
		MHD_destroy_post_processor(talk->post);
	str_clear(&talk->request.body);
	upload_free(talk->request.upload);
	errand_end(talk->journey, NULL);	/* they did not wait for it */
	arena_clear(&talk->arena);
	free(talk);
	*ret_talk = NULL;
	s->talking--;
}

/* Lets the library work until the time is over (-1: none) or stop_fd is readable (-1: never). */
static bool
work(struct server *s, int stop_fd, int timeout_ms)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd fds[] = { { info->epoll_fd, POLLIN, 0 }, { maker_fd(s->web.maker), POLLIN, 0 },
		{ s->errands.wake_fd, POLLIN, 0 }, { stop_fd, POLLIN, 0 } };
	MHD_UNSIGNED_LONG_LONG left;

	if (MHD_get_timeout(s->daemon, &left) == MHD_YES && (timeout_ms < 0 ||
	    left < (MHD_UNSIGNED_LONG_LONG)timeout_ms))
		timeout_ms = (int)left;
	if (poll(fds, stop_fd < 0 ? 3 : 4, timeout_ms) < 0 && errno != EINTR)
		return false;
	take_made(s);
	errands_wake(&s->errands);
	guests_tidy(&s->guests);
	MHD_run(s->daemon);
	return stop_fd < 0 || fds[3].revents == 0;
}

/* No new connections; what is being answered may end. */
static void
stop(struct server *s)
{
	int64_t until_ms = clock_now_ms() + STOP_MS;
	MHD_socket fd = MHD_quiesce_daemon(s->daemon);

	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	streams_end(s->streams);
	while ((s->errands.running > 0 || (s->talking > 0 && clock_now_ms() < until_ms)) && work(s, -1, 100))
		streams_end(s->streams);
	wake(s, NULL);	/* the library must not be stopped while one sleeps */
	MHD_stop_daemon(s->daemon);
}

/* Whoever comes next gets what lies there now; nobody has to start us anew. */
static void
look_for_certificate(const struct server *s)
{
	struct err err = ERR_INIT;
	char day[DAY_TEXT_BYTES];
	bool is_new;

	if (!renewal_look(s->web.folder, s->web.settings, clock_now_ms() + s->web.shift_ms, &is_new, &err))
		log_warn("the certificate that was there goes on serving: %s", err.text);
	else if (is_new)
		log_info("a new certificate serves, until %s",
		    day_format(zone_day(s->web.settings->zone, renewal_until_ms()), day));
}

static enum MHD_Result
on_connect(void *context, const struct sockaddr *peer, socklen_t len)
{
	const struct server *s = context;
	char text[ADDRESS_BYTES];

	(void)len;
	look_for_certificate(s);
	return listen_may_connect(s->web.settings, listen_peer(peer, text)) ? MHD_YES : MHD_NO;
}

static bool
serve(struct server *s, int fd, int stop_fd, void (*ready)(void *context, const char *url),
    void *context, struct err *err)
{
	const struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_CERT_CALLBACK2, 0, renewal_giver() },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES },
		{ MHD_OPTION_END, 0, NULL },
	};
	bool has_tls = s->web.settings->web.certificate != NULL;

	s->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (has_tls ? MHD_USE_TLS : 0), 0, on_connect, s, on_request, s,
	    MHD_OPTION_URI_LOG_CALLBACK, on_address, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
	    MHD_OPTION_NOTIFY_CONNECTION, guests_notice, &s->guests,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	    MHD_OPTION_ARRAY, has_tls ? tls : tls + LEN(tls) - 1, MHD_OPTION_END);
	if (s->daemon == NULL) {
		close(fd);
		return fail(err, ERR_SYSTEM, "could not start to serve pages");
	}
	ready(context, s->web.url);
	int64_t looked_ms = 0;
	while (work(s, stop_fd, s->streams != NULL ? LIVE_LOOK_MS : -1))
		if (s->streams != NULL && clock_now_ms() - looked_ms >= LIVE_LOOK_MS) {
			looked_ms = clock_now_ms();
			streams_wake(s->streams, &s->web, looked_ms + s->web.shift_ms);
		}
	stop(s);
	return true;
}

bool
web_serve(const char *folder, const struct settings *settings, int64_t shift_ms, int stop_fd,
    void (*ready)(void *context, const char *url), void *context, struct err *err)
{
	struct server s = { .web = { .folder = folder, .settings = settings, .shift_ms = shift_ms, .stop_fd = stop_fd } };
	bool ok = false;
	int fd = -1;

	mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, HEAP_KEPT_BYTES);
	if (renewal_open(folder, settings, err) &&
	    listen_open(settings, &s.web.port, &fd, err)) {
		if (errands_open(&s.errands, err) && web_open(&s.web, err)) {
			ok = serve(&s, fd, stop_fd, ready, context, err);
			web_close(&s.web);
		} else
			close(fd);
		errands_close(&s.errands);
	}
	renewal_close();
	return ok;
}
