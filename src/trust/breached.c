/* breached: a binary search in a file of hashes, else a walk through one of words. */
#include "trust/breached.h"

#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/banned.h"

#define SHA1_BYTES	20
#define HASH_DIGITS	(2 * SHA1_BYTES)
#define LINE_MAX_BYTES	96		/* of a hash and its count */
#define WORD_MAX_BYTES	2048

static bool
is_hash(const char *line)
{
	return strspn(line, "0123456789ABCDEFabcdef") == HASH_DIGITS && strchr(":\r\n", line[HASH_DIGITS]) != NULL;
}

/* The first whole line at or after that place, and where it begins; "" at the end. */
static bool
line_at(int fd, int64_t at, char line[LINE_MAX_BYTES + 1], int64_t *ret_begin)
{
	char piece[2 * LINE_MAX_BYTES + 1];
	int64_t from = at > 0 ? at - 1 : 0;
	ssize_t got = pread(fd, piece, sizeof(piece) - 1, from);

	if (got < 0)
		return false;
	piece[got] = '\0';
	char *begin = piece;
	if (at > 0) {
		begin = strchr(piece, '\n');
		begin = begin != NULL ? begin + 1 : piece + got;
	}
	size_t len = strcspn(begin, "\n");
	if (len > LINE_MAX_BYTES)
		return false;
	memcpy(line, begin, len);
	line[len] = '\0';
	*ret_begin = from + (begin - piece);
	return true;
}

/* False: what is there is no line of such a file. */
static bool
search(int fd, int64_t bytes, const char *hash, bool *ret_found)
{
	int64_t low = 0, high = bytes;		/* the line begins in [low, high) */
	char line[LINE_MAX_BYTES + 1];

	*ret_found = false;
	while (low < high) {
		int64_t middle = low + (high - low) / 2, begin;
		if (!line_at(fd, middle, line, &begin))
			return false;
		if (begin >= high || line[0] == '\0') {
			high = middle;
			continue;
		}
		if (strspn(line, "0123456789ABCDEFabcdef") != HASH_DIGITS)
			return false;
		int order = strncasecmp(hash, line, HASH_DIGITS);
		*ret_found = order == 0;
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = begin + (int64_t)strlen(line) + 1;
	}
	return true;
}

static bool
in_hashes(int fd, const char *password, bool *ret_found, struct err *err)
{
	unsigned char sum[SHA1_BYTES];
	char hash[HASH_DIGITS + 1];
	struct stat is;

	if (gnutls_hash_fast(GNUTLS_DIG_SHA1, password, strlen(password), sum) < 0 || fstat(fd, &is) != 0)
		return fail(err, ERR_SYSTEM, "could not look for the password");
	for (int i = 0; i < SHA1_BYTES; i++)
		snprintf(hash + 2 * i, 3, "%02X", sum[i]);
	bool ok = search(fd, is.st_size, hash, ret_found);
	explicit_bzero(hash, sizeof(hash));
	return ok || fail(err, ERR_INPUT, "it has lines that are no hashes, or too long");
}

static bool
in_words(FILE *file, const char *password, bool *ret_found, struct err *err)
{
	char line[WORD_MAX_BYTES];

	*ret_found = false;
	while (!*ret_found && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		*ret_found = line[0] != '\0' && strcasecmp(line, password) == 0;
	}
	return !ferror(file) || fail_errno(err, "could not read it");
}

static bool
look(FILE *file, const char *password, bool *ret_found, struct err *err)
{
	char first[LINE_MAX_BYTES + 1] = "";

	if (fgets(first, sizeof(first), file) != NULL && is_hash(first))
		return in_hashes(fileno(file), password, ret_found, err);
	rewind(file);
	return in_words(file, password, ret_found, err);
}

bool
breached_check(const char *folder, const struct settings *settings, const char *password, struct err *err)
{
	const char *name = settings->web.blocklist;
	struct arena a = ARENA_INIT;
	bool found = false;

	if (name == NULL)
		return true;
	FILE *file = fopen(name[0] == '/' ? name : path_join(&a, folder, name), "re");
	arena_clear(&a);
	if (file == NULL)
		return fail_errno(err, "could not open web.blocklist %s", name);
	bool ok = look(file, password, &found, err) || fail_in(err, "web.blocklist %s", name);
	fclose(file);
	return ok && (!found || fail(err, ERR_INPUT, "the password became known elsewhere: it is in the list of the practice. "
	    "Choose another one"));
}
