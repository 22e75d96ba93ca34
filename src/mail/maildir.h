/*
 * maildir: the transport that needs no server.  Letters are laid into mail/sent, answers are taken
 * from mail/inbox; both are Maildirs (tmp, new, cur).
 */
#ifndef MAIL_MAILDIR_H
#define MAIL_MAILDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Lays the bytes into new/NAME so that a crash leaves all of it or nothing; again changes nothing. */
bool	maildir_put(const char *maildir, const char *name, const void *bytes, size_t len,
	    struct err *err);

/* Is it there, in new/ or, read by somebody, in cur/? */
bool	maildir_has(const char *maildir, const char *name);

/* Names in new/, the oldest first (by name), in "a". */
bool	maildir_list(const char *maildir, struct arena *a, char ***ret_names, size_t *ret_count,
	    struct err *err);

/* Adds the bytes of new/NAME to out; nothing when it is larger than max_bytes.  *ret_found is false
 * when there is no such file (any more). */
bool	maildir_read(const char *maildir, const char *name, size_t max_bytes, struct str *out,
	    bool *ret_found, size_t *ret_bytes, struct err *err);

/* new/NAME becomes cur/NAME:2, . */
bool	maildir_done(const char *maildir, const char *name, struct err *err);

#endif
