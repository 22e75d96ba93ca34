/* listen: a socket of either family, and who may connect. */
#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "core/settings_web.h"
#include "base/banned.h"

union address { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; };

static socklen_t
fill(const char *text, int port, union address *address)
{
	*address = (union address){ .four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) } };
	if (inet_pton(AF_INET, text, &address->four.sin_addr) == 1)
		return sizeof(address->four);
	*address = (union address){ .six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) } };
	if (inet_pton(AF_INET6, text, &address->six.sin6_addr) != 1)
		BUG("web.address \"%s\"", text);
	return sizeof(address->six);
}

bool
listen_open(const struct settings *settings, int *ret_port, int *ret_fd, struct err *err)
{
	union address address;
	socklen_t len = fill(settings->web.address, settings->web.port, &address);
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;

	if (fd < 0)
		return fail_errno(err, "could not open a socket for the pages");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address.any.sa_family == AF_INET6)	/* so that a peer has one way of being written */
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	bool ok = bind(fd, &address.any, len) == 0 && listen(fd, SOMAXCONN) == 0 &&
	    getsockname(fd, &address.any, &len) == 0;
	if (!ok && errno == EADDRINUSE)
		fail(err, ERR_CONFLICT, "port %d is taken by another program. Set web.port in "
		    "credence.yaml", settings->web.port);
	else if (!ok)
		fail_errno(err, "could not listen on %s, port %d", settings->web.address, settings->web.port);
	if (!ok) {
		close(fd);
		return false;
	}
	*ret_port = ntohs(address.any.sa_family == AF_INET ? address.four.sin_port : address.six.sin6_port);
	*ret_fd = fd;
	return true;
}

const char *
listen_peer(const struct sockaddr *peer, char text[ADDRESS_BYTES])
{
	union address address;

	text[0] = '\0';
	if (peer->sa_family == AF_INET) {
		memcpy(&address.four, peer, sizeof(address.four));
		inet_ntop(AF_INET, &address.four.sin_addr, text, ADDRESS_BYTES);
	} else if (peer->sa_family == AF_INET6) {
		memcpy(&address.six, peer, sizeof(address.six));
		inet_ntop(AF_INET6, &address.six.sin6_addr, text, ADDRESS_BYTES);
	}
	return text;
}

bool
listen_may_connect(const struct settings *settings, const char *peer)
{
	return settings->web.certificate != NULL || address_is_loopback(peer) ||
	    address_equal(settings->web.proxy, peer);
}
