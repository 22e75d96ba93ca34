/* totp: liboath validates; here stands which codes look like one at all. */
#include "base/totp.h"

#include <liboath/oath.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/banned.h"

#define STEP_SECONDS	30
#define WINDOW		1	/* half minutes by which a clock may be wrong */

static bool
read_digits(const char *code, char digits[TOTP_DIGITS + 1])
{
	size_t len = 0;

	for (; *code != '\0'; code++) {
		if (*code == ' ')
			continue;
		if (*code < '0' || *code > '9' || len == TOTP_DIGITS)
			return false;
		digits[len++] = *code;
	}
	digits[len] = '\0';
	return len == TOTP_DIGITS;
}

bool
totp_matches(const unsigned char secret[TOTP_SECRET_BYTES], const char *code, int64_t now_ms,
    int64_t *ret_counter)
{
	char digits[TOTP_DIGITS + 1];
	uint64_t counter;
	int place;

	if (!read_digits(code, digits))
		return false;
	if (oath_init() != OATH_OK)
		abort();
	if (oath_totp_validate3((const char *)secret, TOTP_SECRET_BYTES, (time_t)(now_ms / 1000), STEP_SECONDS, 0,
	    WINDOW, &place, &counter, digits) < 0)
		return false;
	*ret_counter = (int64_t)counter;
	return true;
}
