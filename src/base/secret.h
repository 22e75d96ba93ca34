/*
 * secret: a password or token named in the settings, never written there in clear:
 * "file:PATH" (relative to the data folder; must not be readable by others), "env:NAME",
 * "command:WORDS" (run without a shell; its first line of output).
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* Has the spec one of the three forms?  Says so without fetching. */
bool	secret_spec_valid(const char *spec);

/* Fetches it.  Messages name the spec, never the secret. */
bool	secret_read(const char *spec, const char *folder, struct arena *a, const char **ret_secret,
	    struct err *err);

#endif
