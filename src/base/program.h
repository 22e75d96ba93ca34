/* program: another program, run to its end without a shell: bytes in, bytes out, both bounded. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct program {
	char *const	*words;		/* its name, looked for in PATH, and its arguments; NULL ends them */
	const char	*folder;	/* where it runs, and where a name like ./x is looked for; NULL: here */
	const char	*in;		/* its standard input */
	size_t		 in_len;
	size_t		 out_max;	/* more output than this ends it */
	int		 timeout_ms;	/* it is killed then; -1: it may take its time */
};

/* Adds its standard output to "out".  ERR_MISSING: there is no such program; ERR_SYSTEM: it failed. */
bool	program_run(const struct program *p, struct str *out, struct err *err);

#endif
