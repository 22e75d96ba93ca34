/* secret: fetching passwords from where the settings say they are. */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/program.h"
#include "base/str.h"
#include "base/banned.h"

#define SECRET_BYTES_MAX	16384
#define COMMAND_WORDS_MAX	32

bool
secret_spec_valid(const char *spec)
{
	return (text_starts(spec, "file:") && spec[5] != '\0') ||
	    (text_starts(spec, "env:") && spec[4] != '\0') ||
	    (text_starts(spec, "command:") && !text_blank(spec + 8));
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
from_command(const char *spec, struct str *out, struct arena *a, struct err *err)
{
	char *words[COMMAND_WORDS_MAX + 1] = { NULL };
	char *text = arena_strdup(a, spec + 8), *rest = NULL;
	int count = 0;

	for (char *word = strtok_r(text, " \t", &rest); word != NULL;
	    word = strtok_r(NULL, " \t", &rest)) {
		if (count == COMMAND_WORDS_MAX)
			return fail(err, ERR_INPUT, "the secret \"%s\" has too many words", spec);
		words[count++] = word;
	}
	/* It may ask a person first: there is no limit of time. */
	const struct program program = { .words = words, .in = "", .out_max = SECRET_BYTES_MAX,
	    .timeout_ms = -1 };
	return program_run(&program, out, NULL) || fail(err, ERR_SYSTEM,
	    "the command of the secret \"%s\" failed", spec);
}

bool
secret_read(const char *spec, const char *folder, struct arena *a, const char **ret_secret,
    struct err *err)
{
	struct str bytes = STR_INIT;
	bool ok = true;

	if (!secret_spec_valid(spec))
		return fail(err, ERR_INPUT, "a secret is named as file:PATH, env:NAME or "
		    "command:WORDS, never written in clear");
	if (text_starts(spec, "env:")) {
		const char *value = getenv(spec + 4);
		ok = value != NULL || fail(err, ERR_INPUT, "the secret \"%s\" is not set", spec);
		str_add(&bytes, value);
	} else if (text_starts(spec, "file:")) {
		ok = from_file(spec, folder, &bytes, a, err);
	} else {
		ok = from_command(spec, &bytes, a, err);
	}
	ok = ok && first_line(spec, &bytes, a, ret_secret, err);
	explicit_bzero(bytes.text, bytes.len);
	str_clear(&bytes);
	return ok;
}
