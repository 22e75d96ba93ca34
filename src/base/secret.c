/* secret: fetching passwords from where the settings say they are. */
#include "base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/program.h"
#include "base/str.h"
#include "base/banned.h"

#define SECRET_BYTES_MAX	16384
#define COMMAND_WORDS_MAX	32

/* The end of one word; it is moved to "to", without its quotes.  False: a quote is not closed. */
static bool
take_word(const char **text, char **to)
{
	char quote = '\0';
	const char *p = *text;

	for (; *p != '\0' && (quote != '\0' || (*p != ' ' && *p != '\t')); p++) {
		if (quote == '\0' ? *p == '"' || *p == '\'' : *p == quote) {
			quote = quote == '\0' ? *p : '\0';
			continue;
		}
		if (*p == '\\' && quote != '\'' && p[1] != '\0')
			p++;
		*(*to)++ = *p;
	}
	*(*to)++ = '\0';
	*text = p;
	return quote == '\0';
}

/* words: room for COMMAND_WORDS_MAX and the NULL at the end. */
static bool
part_words(const char *text, struct arena *a, char **words, struct err *err)
{
	char *to = arena_alloc(a, strlen(text) + 1);
	int count = 0;

	for (text += strspn(text, " \t"); *text != '\0'; text += strspn(text, " \t")) {
		if (count == COMMAND_WORDS_MAX)
			return fail(err, ERR_INPUT, "the command of a secret has at most %d words",
			    COMMAND_WORDS_MAX);
		words[count++] = to;
		if (!take_word(&text, &to))
			return fail(err, ERR_INPUT, "a quote in the command of a secret is not closed");
	}
	words[count] = NULL;
	return (count > 0 && words[0][0] != '\0') ||
	    fail(err, ERR_INPUT, "the command of a secret is empty");
}

bool
secret_check_spec(const char *spec, struct err *err)
{
	char *words[COMMAND_WORDS_MAX + 1];
	struct arena a = ARENA_INIT;

	if ((text_starts(spec, "file:") && spec[5] != '\0') ||
	    (text_starts(spec, "env:") && spec[4] != '\0'))
		return true;
	if (!text_starts(spec, "command:"))
		return fail(err, ERR_INPUT, "a secret is named here as file:PATH, env:NAME or "
		    "command:WORDS, never written in clear");
	bool ok = part_words(spec + 8, &a, words, err);
	arena_clear(&a);
	return ok;
}

/* The first line, without its end. */
static bool
first_line(const char *spec, struct str *bytes, struct arena *a, const char **ret_secret,
    struct err *err)
{
	size_t len = strcspn(bytes->text, "\r\n");

	if (len == 0)
		return fail(err, ERR_INPUT, "the secret \"%s\" is empty", spec);
	*ret_secret = arena_strndup(a, bytes->text, len);
	return true;
}

static bool
from_file(const char *spec, const char *folder, struct str *out, struct arena *a,
    struct err *err)
{
	const char *path = spec[5] == '/' ? spec + 5 : path_join(a, folder, spec + 5);
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return fail(err, ERR_INPUT, "the secret file %s can be read by others. "
		    "Run: chmod 600 %s", path, path);
	return file_read(path, SECRET_BYTES_MAX, out, err);
}

static bool
from_environment(const char *spec, struct str *out, struct err *err)
{
	const char *value = getenv(spec + 4);

	str_add(out, value);
	return value != NULL || fail(err, ERR_INPUT, "the secret \"%s\" is not set: there is no such "
	    "environment variable", spec);
}

static bool
from_command(const char *spec, const char *folder, struct str *out, struct arena *a,
    struct err *err)
{
	char *words[COMMAND_WORDS_MAX + 1];
	struct err why = ERR_INIT;

	if (!part_words(spec + 8, a, words, err))
		return false;
	/* It may ask a person first: there is no limit of time. */
	const struct program program = { .words = words, .folder = folder, .in = "",
	    .out_max = SECRET_BYTES_MAX, .timeout_ms = -1 };
	return program_run(&program, out, &why) || fail(err, ERR_SYSTEM,
	    "the command of the secret \"%s\" failed: %s", spec, why.text);
}

static bool
fetch(const char *spec, const char *folder, bool may_run, struct arena *a, const char **ret_secret,
    struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok;

	*ret_secret = "";
	if (!secret_check_spec(spec, err))
		return false;
	if (text_starts(spec, "command:") && !may_run)
		return true;
	if (text_starts(spec, "env:"))
		ok = from_environment(spec, &bytes, err);
	else if (text_starts(spec, "file:"))
		ok = from_file(spec, folder, &bytes, a, err);
	else
		ok = from_command(spec, folder, &bytes, a, err);
	ok = ok && first_line(spec, &bytes, a, ret_secret, err);
	explicit_bzero(bytes.text, bytes.len);
	str_clear(&bytes);
	return ok;
}

bool
secret_read(const char *spec, const char *folder, struct arena *a, const char **ret_secret,
    struct err *err)
{
	const char *secret;

	if (!fetch(spec, folder, true, a, &secret, err))
		return false;
	*ret_secret = secret;
	return true;
}

bool
secret_look(const char *spec, const char *folder, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *secret;

	bool ok = fetch(spec, folder, false, &a, &secret, err);
	explicit_bzero((char *)(uintptr_t)secret, strlen(secret));
	arena_clear(&a);
	return ok;
}
