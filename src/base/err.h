/*
 * err: why something could not be done, worded once where the facts are known.
 * Rooms below the edges fill an err and return false; the edge (a command, a page, a child's
 * loop) shows or logs it once.  The kind becomes an exit status or an HTTP status in one table.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum err_kind {
	ERR_NONE,
	ERR_INPUT,	/* what was given is wrong; the same again will be refused again */
	ERR_MISSING,	/* there is no such thing */
	ERR_CONFLICT,	/* somebody changed it since, or its state does not allow it */
	ERR_BUSY,	/* may work next time: a locked database, a server that defers */
	ERR_AUTH,	/* a server or a check refused who we are */
	ERR_SYSTEM,	/* disk, memory, network, a broken file */
	ERR_KINDS
};

#define ERR_TEXT_BYTES	1024

struct err {
	enum err_kind	kind;
	char		text[ERR_TEXT_BYTES];	/* lower case, no full stop; cut when longer */
};

#define ERR_INIT { ERR_NONE, "" }

/* Fills err (may be NULL) and returns false, so that "return fail(...)" reads as one thought. */
bool	fail(struct err *err, enum err_kind kind, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

/* The same with ": " and the words of errno behind it. */
bool	fail_errno(struct err *err, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));

/* Puts words before what err already says: "could not open the outbox: disk is full". */
bool	fail_in(struct err *err, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));

/* A broken promise of ours: prints where and aborts. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

#endif
