/*
 * renewal: the certificate that our pages are served with, and its exchange while they are.  Programs that renew
 * certificates write the two files one after the other: until both are there and belong together, the one that was
 * good stays.  A connection that began with the old one ends with it.
 */
#ifndef TRUST_RENEWAL_H
#define TRUST_RENEWAL_H

#include "trust/certificate.h"

/* One certificate in a process.  As certificate_read(); where none is set, nothing is kept. */
bool	renewal_open(const char *folder, const struct settings *settings, struct err *err);

/*
 * Looks whether the files are others than at the last look, and takes over what is in them.  False, once for each
 * change: what is there now cannot be used, or is over already while the one in use is not; that one stays.
 */
bool	renewal_look(const char *folder, const struct settings *settings, int64_t now_ms, bool *ret_is_new,
	    struct err *err);

/* Till when the one in use is good; INSTANT_NONE: there is none. */
int64_t	renewal_until_ms(void);

/* The function that libmicrohttpd takes as MHD_OPTION_HTTPS_CERT_CALLBACK2. */
void	*renewal_giver(void);

void	renewal_close(void);

#endif
