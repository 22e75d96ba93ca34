/*
 * server: HTTP on this machine's own address, or HTTPS: pages for people, feeds for calendar programs.  A request that
 * cannot be trusted (framing, host, another web site's form) is refused before anything looks at it.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/settings.h"

/*
 * Listens on settings->web.address and port (0: a free one), with its certificate if there is one, and calls
 * "ready" with the address of the pages.  Serves until stop_fd is readable, then finishes what it has begun and returns true.
 * shift_ms is added to the system's clock.  ERR_CONFLICT: the port is taken.
 */
bool	web_serve(const char *folder, const struct settings *settings, int64_t shift_ms, int stop_fd,
	    void (*ready)(void *context, const char *url), void *context, struct err *err);

#endif
