/* totp: codes of six digits that change each half minute (RFC 6238 with SHA-1, as authenticators have it), by
 * liboath. */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES	20
#define TOTP_DIGITS		6

/* Is it the code of this half minute, of the one before or of the next?  Blanks in it do not matter.
 * *ret_counter: which half minute since 1970; one must be taken once only. */
bool	totp_matches(const unsigned char secret[TOTP_SECRET_BYTES], const char *code, int64_t now_ms,
	    int64_t *ret_counter);

#endif
