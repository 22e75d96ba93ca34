/* password: libsodium's argon2id; the rules are a length, and what a password may not wholly be made of. */
#include "base/password.h"

#include <sodium.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

_Static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "the size of a hash");

/*
 * Words that lists of leaked passwords are made of, and what stands in examples.  Nobody chooses one of these alone, since
 * they are short; what is left is to put some of them side by side, with a year or a sign.
 */
static const char *const well_known[] = {
	"password", "passwort", "passwd", "pass", "word", "letmein", "iloveyou", "forever", "welcome", "hello", "admin",
	"administrator", "root", "login", "master", "changeme", "change", "secret", "default", "user", "guest", "test",
	"temp", "trustno", "trustnoone", "correcthorsebatterystaple", "correct", "horse", "battery", "staple", "credence",
	"credentialing", "doctor", "medical", "clinic", "health", "nurse", "office", "monkey", "dragon", "sunshine",
	"princess", "superman", "batman", "spiderman", "football", "baseball", "basketball", "soccer", "hockey", "shadow",
	"michael", "jordan", "jesus", "freedom", "whatever", "computer", "internet", "starwars", "pokemon", "summer",
	"winter", "spring", "autumn", "flower", "angel", "lovely", "love", "you", "me", "my", "is", "the", "one", "two",
};

/* What a finger finds beside the last key, and what everybody can count; backwards, too. */
static const char *const rows[] = {
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p",
};

#define ROW_MIN		3	/* characters: less is chance */
#define UNIT_MAX	8	/* characters that are said again and again */
#define FOLDED_MAX	256	/* what is longer is not made of such words */

static void
ready(void)
{
	if (sodium_init() < 0)
		abort();
}

/* Without case, and with the letters that digits and signs stand for. */
static char
plain(char c, bool reads_signs)
{
	static const char signs[] = "0134578@$!|", letters[] = "oieastbasil";
	const char *at = reads_signs && c != '\0' ? strchr(signs, c) : NULL;

	return at != NULL ? letters[at - signs] : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
is_letter(char c)
{
	return (unsigned char)c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* How many characters of the text run along a row, in either direction, or are the same one. */
static size_t
row_len(const char *text)
{
	size_t best = 0, same = 1;

	while (text[0] != '\0' && text[same] == text[0])
		same++;
	for (size_t i = 0; i < LEN(rows); i++)
		for (const char *at = rows[i]; *at != '\0'; at++) {
			size_t on = 0, back = 0;
			while (text[on] != '\0' && text[on] == at[on])
				on++;
			while (text[back] != '\0' && at - rows[i] >= (ptrdiff_t)back && text[back] == at[-(ptrdiff_t)back])
				back++;
			best = on > best ? on : best;
			best = back > best ? back : best;
		}
	best = same > best ? same : best;
	return best >= ROW_MIN ? best : 0;
}

/* What is left of a password when blanks and signs are gone. */
struct folded {
	char	text[FOLDED_MAX + 1];
	bool	is_free[FOLDED_MAX + 1];	/* no letter stood here: it may be anything */
	size_t	len;
};

static bool
fold(const char *password, bool reads_signs, struct folded *f)
{
	f->len = 0;
	for (const char *p = password; *p != '\0'; p++) {
		char c = plain(*p, reads_signs);
		if (!is_letter(c) && (c < '0' || c > '9'))
			continue;
		if (f->len == FOLDED_MAX)
			return false;
		f->is_free[f->len] = !is_letter(*p);
		f->text[f->len++] = c;
	}
	f->text[f->len] = '\0';
	return true;
}

/* 0: the text does not begin with that word of so many bytes. */
static size_t
word_len(const char *text, const char *word, size_t bytes, bool reads_signs)
{
	for (size_t i = 0; i < bytes; i++)
		if (text[i] == '\0' || text[i] != plain(word[i], reads_signs))
			return 0;
	return bytes;
}

/* "can" has which places of the text can be reached: the end of each word that begins here. */
static void
reach_words(const char *text, bool *can, const char *words, bool reads_signs)
{
	while (*words != '\0') {
		size_t len = strcspn(words, " .,-");
		can[word_len(text, words, len, reads_signs)] = true;
		words += len;
		words += strspn(words, " .,-");
	}
}

/* All of it is such words, the names, rows and numbers, one after the other. */
static bool
is_made_of_known(const char *password, const char *name, const char *org, bool reads_signs)
{
	bool can[FOLDED_MAX + 1] = { true };
	struct folded f;

	if (!fold(password, reads_signs, &f))
		return false;
	for (size_t i = 0; i < f.len; i++) {
		if (!can[i])
			continue;
		can[i + 1] = can[i + 1] || f.is_free[i];
		for (size_t n = row_len(f.text + i); n >= ROW_MIN; n--)
			can[i + n] = true;
		reach_words(f.text + i, can + i, name, reads_signs);
		reach_words(f.text + i, can + i, org, reads_signs);
		for (size_t k = 0; k < LEN(well_known); k++)
			reach_words(f.text + i, can + i, well_known[k], reads_signs);
	}
	return can[f.len];
}

/* "abcabcabcabc": a few characters again and again. */
static bool
is_repeated(const char *password)
{
	size_t len = strlen(password);

	for (size_t unit = 1; unit <= UNIT_MAX && unit < len; unit++) {
		size_t i = unit;
		while (i < len && password[i] == password[i - unit])
			i++;
		if (i == len)
			return true;
	}
	return false;
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
	return (!is_repeated(password) && !is_made_of_known(password, name, org, false) &&
	    !is_made_of_known(password, name, org, true)) || fail(err, ERR_INPUT, "the password is made of words, keys and "
	    "numbers that others would try first. Choose another one");
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
