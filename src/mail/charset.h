/* charset: text of any character set of mail made into UTF-8. */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include <stddef.h>

#include "base/str.h"

/* Adds the text as valid UTF-8, lines ended by LF.  charset NULL, unknown or wrong: what the bytes look like. */
void	charset_to_utf8(const char *charset, const char *bytes, size_t len, struct str *out);

/* iconv loads its tables from disk: this keeps those of mail open, for a process that will see no
 * disk any more.  Once a process. */
void	charset_open_all(void);

#endif
