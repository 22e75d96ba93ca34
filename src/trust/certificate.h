/*
 * certificate: the certificate with which our own pages are served, and its key.
 */
#ifndef TRUST_CERTIFICATE_H
#define TRUST_CERTIFICATE_H

#include <stdint.h>

#include "base/arena.h"
#include "core/settings.h"

struct certificate {
	const char	*chain, *key;	/* PEM; NULL: none is set */
	int64_t		 until_ms;	/* the first of the chain is good till then */
};

/*
 * Reads both files (relative to the data folder) and holds them against each other.  ERR_INPUT: they are no
 * PEM, do not belong together, or others may read the key.  What is too old is not refused: see until_ms.
 */
bool	certificate_read(const char *folder, const struct settings *settings, struct arena *a,
	    struct certificate *ret_certificate, struct err *err);

#endif
