/*
 * stream: one driver below libetpan for both the clear beginning of STARTTLS and TLS.
 * It waits with poll() (libetpan's own select() dies at descriptor 1024) and never blocks without an
 * end.  The end of the connection is a failure, never 0 bytes: libetpan would read on for ever.
 */
#include "mail/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/stopwatch.h"
#include "mail/nesting.h"
#include "base/banned.h"

#define BUFFER_BYTES	16384
#define REASON_BYTES	128

struct stream {
	int		 fd, cancel_fd;
	const char	*host;
	int		 port;
	gnutls_session_t tls;		/* NULL: in the clear */
	gnutls_certificate_credentials_t trust;
	int64_t		 timeout_ms, until_ms;
	size_t		 bytes_left;
	struct nesting	 nesting;
	char		 reason[REASON_BYTES];
	struct arena	 arena;
};

static ssize_t
broken(struct stream *s, const char *reason)
{
	if (s->reason[0] == '\0')
		snprintf(s->reason, sizeof(s->reason), "%s", reason);
	return -1;
}

/* Until the descriptor is ready; false fills the reason. */
static bool
wait_ready(struct stream *s, short events, int64_t until_ms)
{
	struct pollfd p[2] = { { s->fd, events, 0 }, { s->cancel_fd, POLLIN, 0 } };

	for (;;) {
		int64_t left = until_ms - stopwatch_ms();
		int n = left > 0 ? poll(p, 2, left > INT32_MAX ? INT32_MAX : (int)left) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0 && p[1].revents != 0)
			broken(s, "was left because the program is stopping");
		else if (n > 0)
			return true;
		else
			broken(s, "gave no answer in time");
		return false;
	}
}

static bool
connect_one(struct stream *s, const struct addrinfo *ai, int64_t until_ms)
{
	int error = 0, on = 1;
	socklen_t len = sizeof(error);

	s->fd = socket(ai->ai_family, ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    ai->ai_protocol);
	if (s->fd < 0)
		return broken(s, strerror(errno)) == 0;
	setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	if (connect(s->fd, ai->ai_addr, ai->ai_addrlen) == 0)
		return true;
	bool pending = errno == EINPROGRESS;
	if (pending && !wait_ready(s, POLLOUT, until_ms))
		return false;
	if (!pending || getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
		error = errno;
	return error == 0 || broken(s, strerror(error)) == 0;
}

/* Each address of the host gets its share of the time. */
static bool
connect_any(struct stream *s, const struct addrinfo *list)
{
	int64_t until_ms = stopwatch_ms() + s->timeout_ms;
	int left = 0;

	for (const struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next)
		left++;
	for (const struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next) {
		int64_t now_ms = stopwatch_ms();
		s->reason[0] = '\0';
		if (connect_one(s, ai, now_ms + (until_ms - now_ms) / left--))
			return true;
		if (s->fd >= 0)
			close(s->fd);
		s->fd = -1;
	}
	return false;
}

static bool
connect_host(struct stream *s, struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	char port[16];

	snprintf(port, sizeof(port), "%d", s->port);
	int code = getaddrinfo(s->host, port, &hints, &list);
	if (code != 0)
		return fail(err, ERR_SYSTEM, "could not find the mail server %s: %s", s->host,
		    gai_strerror(code));
	bool ok = connect_any(s, list);
	freeaddrinfo(list);
	return ok || fail(err, ERR_SYSTEM, "could not connect to %s port %d: %s", s->host, s->port,
	    s->reason);
}

static bool
load_trust(struct stream *s, const char *ca_file, const char *folder, struct err *err)
{
	if (gnutls_certificate_allocate_credentials(&s->trust) < 0)
		return fail(err, ERR_SYSTEM, "could not prepare TLS");
	if (ca_file == NULL)
		return gnutls_certificate_set_x509_system_trust(s->trust) > 0 ||
		    fail(err, ERR_SYSTEM, "this system has no certificate authorities. Install "
		    "ca-certificates, or name a ca_file");
	const char *path = ca_file[0] == '/' ? ca_file : path_join(&s->arena, folder, ca_file);
	return gnutls_certificate_set_x509_trust_file(s->trust, path, GNUTLS_X509_FMT_PEM) > 0 ||
	    fail(err, ERR_INPUT, "the ca_file %s holds no certificate (PEM)", path);
}

/* Why the certificate was not accepted, in GnuTLS' words, and what helps where it is of an unknown authority. */
static bool
refuse_certificate(struct stream *s, struct err *err)
{
	unsigned int status = gnutls_session_get_verify_cert_status(s->tls);
	gnutls_datum_t words = { NULL, 0 };

	gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0);
	const char *why = words.data != NULL ? (const char *)words.data : "it cannot be verified";
	size_t len = strlen(why);
	while (len > 0 && strchr(" .", why[len - 1]) != NULL)
		len--;
	fail(err, ERR_AUTH, "the certificate of %s port %d is not accepted: %.*s%s", s->host, s->port, (int)len, why,
	    (status & GNUTLS_CERT_SIGNER_NOT_FOUND) != 0 ? ". An authority of your own is named with ca_file" : "");
	gnutls_free(words.data);
	return false;
}

static short
tls_events(const struct stream *s)
{
	return gnutls_record_get_direction(s->tls) ? POLLOUT : POLLIN;
}

static bool
handshake(struct stream *s, struct err *err)
{
	int64_t until_ms = stopwatch_ms() + s->timeout_ms;

	for (;;) {
		int code = gnutls_handshake(s->tls);
		if (code == GNUTLS_E_SUCCESS)
			return true;
		if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
			return refuse_certificate(s, err);
		if (code == GNUTLS_E_AGAIN) {
			if (!wait_ready(s, tls_events(s), until_ms))
				return fail(err, ERR_SYSTEM, "%s port %d %s (TLS)", s->host, s->port,
				    s->reason);
		} else if (gnutls_error_is_fatal(code)) {
			return fail(err, ERR_SYSTEM, "could not agree on TLS with %s port %d: %s", s->host,
			    s->port, gnutls_strerror(code));
		}
	}
}

bool
stream_start_tls(struct stream *s, struct err *err)
{
	unsigned char ip[16];

	if (gnutls_init(&s->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0 ||
	    gnutls_priority_set_direct(s->tls, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
	    NULL) < 0 || gnutls_credentials_set(s->tls, GNUTLS_CRD_CERTIFICATE, s->trust) < 0)
		return fail(err, ERR_SYSTEM, "could not prepare TLS");
	/* A name is told to the server (SNI); an address must not be. */
	if (inet_pton(AF_INET, s->host, ip) != 1 && inet_pton(AF_INET6, s->host, ip) != 1 &&
	    gnutls_server_name_set(s->tls, GNUTLS_NAME_DNS, s->host, strlen(s->host)) < 0)
		return fail(err, ERR_INPUT, "\"%s\" is no host name", s->host);
	gnutls_session_set_verify_cert(s->tls, s->host, 0);
	gnutls_transport_set_int(s->tls, s->fd);
	return handshake(s, err);
}

static void
end(struct stream *s)
{
	if (s->tls != NULL) {
		if (s->fd >= 0)
			gnutls_bye(s->tls, GNUTLS_SHUT_WR);	/* one try; nobody waits for it */
		gnutls_deinit(s->tls);
		s->tls = NULL;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static void
stream_free(struct stream *s)
{
	end(s);
	if (s->trust != NULL)
		gnutls_certificate_free_credentials(s->trust);
	arena_clear(&s->arena);
	free(s);
}

bool
stream_open(const struct stream_wish *wish, struct stream **ret_stream, struct err *err)
{
	struct stream *s = heap_alloc(sizeof(*s));

	*s = (struct stream){ .fd = -1, .cancel_fd = wish->cancel_fd, .port = wish->server->port,
	    .timeout_ms = wish->timeout_ms };
	s->host = arena_strdup(&s->arena, wish->server->host);
	if (load_trust(s, wish->server->ca_file, wish->folder, err) && connect_host(s, err) &&
	    (wish->server->tls != TLS_IMPLICIT || stream_start_tls(s, err))) {
		stream_limit(s, wish->timeout_ms, BUFFER_BYTES);
		*ret_stream = s;
		return true;
	}
	stream_free(s);
	return false;
}

static ssize_t
read_some(struct stream *s, void *buffer, size_t len)
{
	return s->tls != NULL ? gnutls_record_recv(s->tls, buffer, len) :
	    recv(s->fd, buffer, len, 0);
}

static ssize_t
write_some(struct stream *s, const void *bytes, size_t len)
{
	return s->tls != NULL ? gnutls_record_send(s->tls, bytes, len) :
	    send(s->fd, bytes, len, MSG_NOSIGNAL);
}

/* 1: try again, 0: wait for it, -1: it is over. */
static int
judge(struct stream *s, ssize_t n)
{
	if (n == 0 || (s->tls == NULL && errno == ECONNRESET) ||
	    (s->tls != NULL && n == GNUTLS_E_PREMATURE_TERMINATION))
		return (int)broken(s, "ended the connection");
	if (s->tls != NULL ? n == GNUTLS_E_INTERRUPTED : errno == EINTR)
		return 1;
	if (s->tls != NULL ? n == GNUTLS_E_AGAIN : errno == EAGAIN || errno == EWOULDBLOCK)
		return 0;
	return (int)broken(s, s->tls != NULL ? gnutls_strerror((int)n) : strerror(errno));
}

static ssize_t
driver_read(mailstream_low *low, void *buffer, size_t len)
{
	struct stream *s = low->data;

	if (s->fd < 0 || s->reason[0] != '\0')
		return -1;
	if (s->bytes_left == 0)
		return broken(s, "sent more than it should");
	for (;;) {
		if (stopwatch_ms() >= s->until_ms)
			return broken(s, "gave no answer in time");
		ssize_t n = read_some(s, buffer, len < s->bytes_left ? len : s->bytes_left);
		if (n > 0) {
			s->bytes_left -= (size_t)n;
			return nesting_take(&s->nesting, buffer, (size_t)n) ? n :
			    broken(s, "nests its answer too deep");
		}
		int verdict = judge(s, n);
		if (verdict < 0 || (verdict == 0 && !wait_ready(s, s->tls != NULL ? tls_events(s) :
		    POLLIN, s->until_ms)))
			return -1;
	}
}

static ssize_t
driver_write(mailstream_low *low, const void *bytes, size_t len)
{
	struct stream *s = low->data;

	if (len == 0)
		return 0;
	if (s->fd < 0 || s->reason[0] != '\0')
		return -1;
	for (;;) {
		ssize_t n = write_some(s, bytes, len);
		if (n > 0)
			return n;
		int verdict = judge(s, n);
		if (verdict < 0 || (verdict == 0 && !wait_ready(s, s->tls != NULL ? tls_events(s) :
		    POLLOUT, s->until_ms)))
			return -1;
	}
}

static int
driver_close(mailstream_low *low)
{
	end(low->data);
	return 0;
}

static int
driver_get_fd(mailstream_low *low)
{
	return ((struct stream *)low->data)->fd;
}

static void
driver_free(mailstream_low *low)
{
	stream_free(low->data);
	free(low);
}

static mailstream_low_driver driver = {
	.mailstream_read = driver_read,
	.mailstream_write = driver_write,
	.mailstream_close = driver_close,
	.mailstream_get_fd = driver_get_fd,
	.mailstream_free = driver_free,
};

mailstream *
stream_give(struct stream *s)
{
	mailstream_low *low = mailstream_low_new(s, &driver);
	mailstream *stream = low != NULL ? mailstream_new(low, BUFFER_BYTES) : NULL;

	if (stream == NULL)
		BUG("no memory for a connection");
	return stream;
}

void
stream_limit(struct stream *s, int64_t timeout_ms, size_t bytes)
{
	s->until_ms = stopwatch_ms() + timeout_ms;
	s->bytes_left = bytes;
}

bool
stream_wait(struct stream *s, int64_t timeout_ms)
{
	if (s->tls != NULL && gnutls_record_check_pending(s->tls) > 0)
		return true;
	bool ready = wait_ready(s, POLLIN, stopwatch_ms() + timeout_ms);
	if (!ready)
		s->reason[0] = '\0';	/* silence is no failure here */
	return ready;
}

bool
stream_is_secure(const struct stream *s)
{
	return s->tls != NULL;
}

const char *
stream_reason(const struct stream *s)
{
	return s->reason;
}
