/* listen: where the server is reached: a socket, and who may connect to it. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include <sys/socket.h>

#include "core/settings.h"

#define ADDRESS_BYTES	64	/* an address as text, with NUL */

/* On settings->web.address and port (0: a free one).  ERR_CONFLICT: the port is taken. */
bool	listen_open(const struct settings *settings, int *ret_port, int *ret_fd, struct err *err);

/* Who is at the other end, as text; "" when that cannot be said. */
const char *listen_peer(const struct sockaddr *peer, char text[ADDRESS_BYTES]);

/* May they connect?  Where nothing but a proxy speaks https, it alone, and this machine. */
bool	listen_may_connect(const struct settings *settings, const char *peer);

#endif
