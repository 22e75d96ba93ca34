/* respond: hands an answer to the HTTP library. */
#ifndef WEB_RESPOND_H
#define WEB_RESPOND_H

#include <microhttpd.h>

#include "web/request.h"
#include "web/stream.h"

/* The reply's body, file or watch belongs to the library afterwards; what goes on is one of "streams".  MHD_NO: it
 * could not be made, and the connection ends. */
enum MHD_Result	respond(struct MHD_Connection *connection, struct stream **streams, struct reply *reply);

#endif
