/*
 * front PORT TARGET [CERTIFICATE KEY]: takes connections on loopback and passes what is said on to the
 * port TARGET and back; with a certificate it speaks TLS on its own side.  smtp-sink and smtp-source
 * know no TLS: the one goes through a front with it and the other through one without.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_BYTES 65536

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "front: could not %s: %s\n", what, strerror(errno));
	exit(1);
}

static int
make_socket(const char *port, struct sockaddr_in *ret_address)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	need(fd >= 0, "make a socket");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	*ret_address = (struct sockaddr_in){ .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtol(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	return fd;
}

static void
write_all(int fd, const char *p, size_t len)
{
	for (ssize_t n; len > 0; p += n, len -= (size_t)n) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n <= 0)
			exit(0);
	}
}

static ssize_t
hear(gnutls_session_t tls, int fd, char *buffer)
{
	return tls != NULL ? gnutls_record_recv(tls, buffer, BUFFER_BYTES) :
	    recv(fd, buffer, BUFFER_BYTES, 0);
}

static void
say(gnutls_session_t tls, int fd, const char *p, size_t len)
{
	if (tls == NULL) {
		write_all(fd, p, len);
		return;
	}
	for (ssize_t n; len > 0; p += n, len -= (size_t)n) {
		n = gnutls_record_send(tls, p, len);
		if (n <= 0)
			exit(0);
	}
}

/* Until one of the two has nothing more to say. */
static void
pass_on(gnutls_session_t tls, int near, int far)
{
	static char buffer[BUFFER_BYTES];
	struct pollfd p[2] = { { near, POLLIN, 0 }, { far, POLLIN, 0 } };
	ssize_t n;

	for (;;) {
		bool has_more = tls != NULL && gnutls_record_check_pending(tls) > 0;
		poll(p, 2, has_more ? 0 : -1);
		if (has_more || p[0].revents != 0) {
			if ((n = hear(tls, near, buffer)) <= 0)
				return;
			write_all(far, buffer, (size_t)n);
		}
		if (p[1].revents != 0) {
			if ((n = recv(far, buffer, sizeof(buffer), 0)) <= 0)
				return;
			say(tls, near, buffer, (size_t)n);
		}
	}
}

static void
serve(int near, const char *target, gnutls_certificate_credentials_t credentials)
{
	gnutls_session_t tls = NULL;
	struct sockaddr_in address;
	int far = make_socket(target, &address);

	need(connect(far, (struct sockaddr *)&address, sizeof(address)) == 0, "connect");
	if (credentials != NULL) {
		gnutls_init(&tls, GNUTLS_SERVER);
		gnutls_set_default_priority(tls);
		gnutls_credentials_set(tls, GNUTLS_CRD_CERTIFICATE, credentials);
		gnutls_transport_set_int(tls, near);
		if (gnutls_handshake(tls) < 0)
			exit(0);	/* somebody who only looked whether the port is open */
	}
	pass_on(tls, near, far);
	if (tls != NULL)
		gnutls_bye(tls, GNUTLS_SHUT_WR);
	exit(0);
}

int
main(int argc, char **argv)
{
	gnutls_certificate_credentials_t credentials = NULL;
	struct sockaddr_in address;

	if (argc != 3 && argc != 5)
		return 2;
	if (argc == 5)
		need(gnutls_certificate_allocate_credentials(&credentials) == 0 &&
		    gnutls_certificate_set_x509_key_file(credentials, argv[3], argv[4],
		    GNUTLS_X509_FMT_PEM) == 0, "load the certificate");
	signal(SIGCHLD, SIG_IGN);
	int door = make_socket(argv[1], &address), on = 1;
	need(bind(door, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(door, 8) == 0,
	    "listen");
	for (;;) {
		int near = accept(door, NULL, NULL);
		if (near < 0)
			continue;
		setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		if (fork() == 0)
			serve(near, argv[2], credentials);
		close(near);
	}
}
