/*
 * breached: passwords that became known elsewhere, in a file that the practice has (web.blocklist): lines of SHA-1 hashes in
 * their order, as "Have I Been Pwned" gives its list away ("HASH:COUNT", some 40 GB: a look-up reads a few hundred bytes of
 * it), or one password a line in any order.  Nothing leaves this machine.
 */
#ifndef TRUST_BREACHED_H
#define TRUST_BREACHED_H

#include "core/settings.h"

/* ERR_INPUT: it is in the file, or that is no such file.  No file is set: true. */
bool	breached_check(const char *folder, const struct settings *settings, const char *password, struct err *err);

#endif
