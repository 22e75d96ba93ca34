/* password: libsodium's argon2id; the rules are a length and a short list. */
#include "base/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "the size of a hash");

/* What lists of leaked passwords begin with, as far as it is long enough to be chosen, and what stands in examples:
 * each may be followed by digits and signs. */
static const char *const well_known[] = {
	"password", "passwordpassword", "passw0rd", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "letmeinletmein",
	"iloveyou", "iloveyouforever", "welcomewelcome", "welcome", "administrator", "changeme", "changemechangeme",
	"correcthorsebatterystaple", "abcdefghijkl", "abcdefghijklm", "qazwsxedcrfv", "1q2w3e4r5t6y", "credence",
	"credentialing", "trustnoone", "sunshine", "princess", "superman", "football", "baseball",
};

static void
ready(void)
{
	if (sodium_init() < 0)
		abort();
}

/* The password begins with the word, in any case, and nothing but digits and signs follows. */
static bool
is_made_of(const char *password, const char *word)
{
	size_t len = strlen(word);

	if (len == 0 || strlen(password) < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((password[i] | 0x20) != (word[i] | 0x20))
			return false;
	for (const char *p = password + len; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80 || ((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'))
			return false;
	return true;
}

/* "aaaaaaaaaaaa", "123456789012": each character follows from the one before. */
static bool
is_row(const char *password)
{
	int step = password[0] == '\0' ? 0 : password[1] - password[0];
	bool is_same = step >= -1 && step <= 1;

	for (size_t i = 1; is_same && password[i] != '\0'; i++) {
		int next = password[i] - password[i - 1];
		is_same = next == step || (password[i] == '0' && password[i - 1] == '9');
	}
	return is_same;
}

bool
password_check(const char *password, const char *name, const char *org, struct err *err)
{
	size_t len = strlen(password), characters = 0;

	if (!utf8_valid(password, len))
		return fail(err, ERR_INPUT, "the password is not UTF-8");
	for (const char *p = password; *p != '\0'; p++)
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	if (characters < PASSWORD_CHARACTERS_MIN)
		return fail(err, ERR_INPUT, "the password should have at least %d characters; several words are easy "
		    "to remember", PASSWORD_CHARACTERS_MIN);
	if (len > PASSWORD_BYTES_MAX)
		return fail(err, ERR_INPUT, "the password is longer than %d bytes", PASSWORD_BYTES_MAX);
	bool is_known = is_row(password) || is_made_of(password, name) || is_made_of(password, org);
	for (size_t i = 0; i < LEN(well_known); i++)
		is_known = is_known || is_made_of(password, well_known[i]);
	return !is_known || fail(err, ERR_INPUT, "the password is one that others would guess first. Choose another "
	    "one");
}

static void
forget(struct str *typed)
{
	sodium_memzero(typed->text, typed->len);
	str_clear(typed);
}

/* In one form, whatever the keyboard makes of an accent (NIST SP 800-63B, 5.1.1.2). */
bool
password_hash(const char *password, char hash[PASSWORD_HASH_BYTES], struct err *err)
{
	struct str typed = STR_INIT;

	ready();
	utf8_unify(password, &typed);
	bool ok = crypto_pwhash_str_alg(hash, typed.text, typed.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) == 0;
	forget(&typed);
	return ok || fail(err, ERR_SYSTEM, "could not hash the password: there is not enough memory");
}

bool
password_matches(const char *hash, const char *password)
{
	/* Of a random text that nobody kept, at the same cost. */
	static const char nobody[] =
	    "$argon2id$v=19$m=65536,t=2,p=1$0sf/aD1Nd0UBfsjHqueUGw$A2CAaG0by8fKD/oX9qFaQXbbRXHxG/8KWw2xFhOZzVM";

	const char *known = hash != NULL ? hash : nobody;
	struct str typed = STR_INIT;

	ready();
	utf8_unify(password, &typed);
	bool is_same = crypto_pwhash_str_verify(known, typed.text, typed.len) == 0;
	/* Hashes of before were made of the bytes as they were typed. */
	if (!is_same && strcmp(typed.text, password) != 0)
		is_same = crypto_pwhash_str_verify(known, password, strlen(password)) == 0;
	forget(&typed);
	return is_same && hash != NULL;
}
