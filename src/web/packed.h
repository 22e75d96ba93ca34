/*
 * packed: answers made smaller (gzip) for browsers that take it.
 * A page holds its forms' secret beside words that others may have put into the address: how small it gets
 * would tell of the secret (BREACH).  So a packed page has a name of random length in its head (RFC 1952, 2.3.1).
 */
#ifndef WEB_PACKED_H
#define WEB_PACKED_H

#include "web/request.h"

/* "gzip" or "*" in an Accept-Encoding (NULL: none), and not with q=0. */
bool	packed_is_taken(const char *accept_encoding);

/* The bytes as gzip, appended; level: web/gzip.h. */
void	packed_add(struct str *out, const char *bytes, size_t len, int level);

/* Packs the body of a reply where the browser takes it and it is text of some length. */
void	packed_reply(const struct request *r, struct reply *reply);

#endif
