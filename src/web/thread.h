/* thread: one beside the server's.  It takes no signals: those are the server's. */
#ifndef WEB_THREAD_H
#define WEB_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* False: there is no room for one more. */
bool	thread_begin(pthread_t *ret_thread, void *(*run)(void *context), void *context);

#endif
