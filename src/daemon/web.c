/* web: the worker that serves pages and feeds; what it serves is src/web's matter. */
#include "daemon/workers.h"

#include "web/server.h"
#include "base/banned.h"

static void
say_ready(void *work, const char *url)
{
	child_ready(work, url);
}

bool
web_main(struct child_work *work, struct err *err)
{
	return web_serve(work->folder, work->settings, work->shift_ms, work->lifeline, say_ready, work,
	    err);
}
