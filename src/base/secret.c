/* secret: fetching passwords from where the settings say they are. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
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
read_pipe(int fd, struct str *out)
{
	char buffer[1024];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || out->len + (size_t)n > SECRET_BYTES_MAX)
			return false;
		str_add_bytes(out, buffer, (size_t)n);
	}
	return true;
}

/* Runs the words with the pipe as standard output. */
static bool
run_words(char *const *words, struct str *out, int *ret_status)
{
	posix_spawn_file_actions_t actions;
	int pipe_fd[2];
	pid_t pid;

	if (pipe2(pipe_fd, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], STDOUT_FILENO);
	bool ok = posix_spawnp(&pid, words[0], &actions, NULL, words, environ) == 0;
	posix_spawn_file_actions_destroy(&actions);
	close(pipe_fd[1]);
	if (ok) {
		ok = read_pipe(pipe_fd[0], out);
		while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR)
			;
	}
	close(pipe_fd[0]);
	return ok;
}

static bool
from_command(const char *spec, struct str *out, struct arena *a, struct err *err)
{
	char *words[COMMAND_WORDS_MAX + 1] = { NULL };
	char *text = arena_strdup(a, spec + 8), *rest = NULL;
	int count = 0, status = 0;

	for (char *word = strtok_r(text, " \t", &rest); word != NULL;
	    word = strtok_r(NULL, " \t", &rest)) {
		if (count == COMMAND_WORDS_MAX)
			return fail(err, ERR_INPUT, "the secret \"%s\" has too many words", spec);
		words[count++] = word;
	}
	if (!run_words(words, out, &status))
		return fail(err, ERR_SYSTEM, "could not run the command of the secret \"%s\"", spec);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail(err, ERR_SYSTEM, "the command of the secret \"%s\" failed", spec);
	return true;
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
