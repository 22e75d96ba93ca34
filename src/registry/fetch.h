/*
 * fetch: a file of a registry brought over the net, piece by piece, into a folder of ours.  It has its name there only
 * when it is whole: what breaks off, or is a page to sign in on, leaves nothing.
 */
#ifndef REGISTRY_FETCH_H
#define REGISTRY_FETCH_H

#include "registry/ask.h"

/*
 * *ret_path is the file, in "folder", under the last name of the address; *ret_day the day on which the server says
 * that it was changed, else DAY_NONE.  A try that failed is in the audit log.  False: ERR_INPUT credence.yaml does not
 * allow it, or something else came; ERR_BUSY later; ERR_AUTH; ERR_SYSTEM not reached, cut off, or disk.
 */
bool	registry_fetch(const struct registry_way *way, const char *url, const char *folder, struct arena *a,
	    const char **ret_path, int32_t *ret_day, struct err *err);

#endif
