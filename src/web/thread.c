/* thread: signals are blocked while it is made, which it inherits. */
#include "web/thread.h"

#include <signal.h>

#include "base/banned.h"

bool
thread_begin(pthread_t *ret_thread, void *(*run)(void *context), void *context)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool ok = pthread_create(ret_thread, NULL, run, context) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}
