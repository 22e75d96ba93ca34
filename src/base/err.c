/* err: the words of a failure.  Nothing here prints, except BUG(), which ends the process. */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static void fill(struct err *err, enum err_kind kind, const char *format, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
fill(struct err *err, enum err_kind kind, const char *format, va_list ap)
{
	if (err == NULL)
		return;
	/* The arguments may point into err->text itself. */
	char text[ERR_TEXT_BYTES];
	vsnprintf(text, sizeof(text), format, ap);
	err->kind = kind;
	memcpy(err->text, text, sizeof(text));
}

bool
fail(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(err, kind, format, ap);
	va_end(ap);
	return false;
}

bool
fail_errno(struct err *err, const char *format, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, format);
	fill(err, error == ENOENT ? ERR_MISSING : ERR_SYSTEM, format, ap);
	va_end(ap);
	if (err != NULL) {
		size_t len = strlen(err->text);
		snprintf(err->text + len, sizeof(err->text) - len, ": %s", strerror(error));
	}
	return false;
}

bool
fail_in(struct err *err, const char *format, ...)
{
	va_list ap;

	if (err == NULL)
		return false;
	char before[ERR_TEXT_BYTES / 2], whole[ERR_TEXT_BYTES * 2];
	va_start(ap, format);
	vsnprintf(before, sizeof(before), format, ap);
	va_end(ap);
	snprintf(whole, sizeof(whole), "%s: %s", before, err->text);
	memcpy(err->text, whole, sizeof(err->text) - 1);
	err->text[sizeof(err->text) - 1] = '\0';
	return false;
}

void
bug_at(const char *file, int line, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "credence: bug at %s:%d: ", file, line);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}
