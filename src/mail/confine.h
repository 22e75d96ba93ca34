/*
 * confine: locks the calling process up for good: no files, no sockets but one, no new processes,
 * bounded memory and CPU time.  Whatever breaks out of a parser there has nowhere to go.
 */
#ifndef MAIL_CONFINE_H
#define MAIL_CONFINE_H

#include <stdbool.h>

#include "base/err.h"

#define CONFINED_FD		3	/* where "fd" is found afterwards; all others are closed */
#define CONFINED_MEMORY_BYTES	(512u << 20)
#define CONFINED_CPU_SECONDS	30

bool	confine(int fd, struct err *err);

#endif
