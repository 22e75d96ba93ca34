/*
 * secret: a password or token named in the settings, never written there in clear:
 * "file:PATH" (relative to the data folder; must not be readable by others), "env:NAME",
 * "command:WORDS" (run in the data folder, without a shell; its first line of output).  Words of a
 * command are parted by blanks; "..." and '...' hold one together, and \ takes the next character as
 * it is, outside of '...'.  Nothing else means more than itself: no $NAME, no |, no ~.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

/* Has the spec one of the three forms, and are a command's words whole?  ERR_INPUT says what is wrong. */
bool	secret_check_spec(const char *spec, struct err *err);

/* Could it be fetched?  A file and a variable are looked at; a command is not run, since it may ask a
 * person.  The words of the failure are those of secret_read(). */
bool	secret_look(const char *spec, const char *folder, struct err *err);

/* Fetches it.  Messages name the spec, never the secret. */
bool	secret_read(const char *spec, const char *folder, struct arena *a, const char **ret_secret,
	    struct err *err);

#endif
