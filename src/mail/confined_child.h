/*
 * confined_child: a child process that is locked up (mail/confine.h) before it does anything, and one
 * socket to it.  It is born ready or not at all, and dies with its parent.
 */
#ifndef MAIL_CONFINED_CHILD_H
#define MAIL_CONFINED_CHILD_H

#include <sys/types.h>

#include "mail/confine.h"

struct confined_child {
	pid_t	pid;			/* 0: there is none */
	int	fd;			/* the parent's side */
};

/*
 * Forks; the child calls serve(context), with its side at CONFINED_FD, and ends when that returns.
 * "name" is for errors: "the reader of messages".  ERR_SYSTEM when it cannot be started or confined.
 * What libraries load from the disk must be loaded before.
 */
bool	confined_child_start(struct confined_child *c, const char *name, void (*serve)(void *context),
	    void *context, struct err *err);

/* Ends it at once; *ret_status (may be NULL) is how it ended.  Without a child: nothing. */
void	confined_child_stop(struct confined_child *c, int *ret_status);

/* In the child: so many bytes from its parent.  False at the parent's end. */
bool	confined_read(void *to, size_t len);

#endif
