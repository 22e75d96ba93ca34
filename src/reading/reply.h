/*
 * reply: what the writer added: the text of an answer without what it quotes and without the
 * signature, as mail programs write them in the usual languages.
 */
#ifndef READING_REPLY_H
#define READING_REPLY_H

#include <stdbool.h>

#include "base/arena.h"

/* "text" is valid UTF-8 with LF.  Of a forwarded message what it passes on is kept.  *ret_quoted (NULL: not wanted):
 * the lines that it quotes, with those that announce them, at most REPLY_QUOTED_BYTES_MAX; "" when there are none. */
#define REPLY_QUOTED_BYTES_MAX 16384
const char	*reply_text(const char *text, bool is_forward, struct arena *a, const char **ret_quoted);

/* Does the subject begin as that of an answer ("Re:", "AW:", "Antw:" ...), of a forwarded message? */
bool		 reply_subject(const char *subject);
bool		 reply_forwards(const char *subject);

#endif
