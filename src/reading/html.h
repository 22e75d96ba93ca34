/*
 * html: the text of an HTML mail, for mail that has no other.  Not a renderer: blocks become lines,
 * quoted answers of the usual mail programs get "> " before their lines, the rest is dropped.
 */
#ifndef READING_HTML_H
#define READING_HTML_H

#include <stddef.h>

#include "base/arena.h"

/* "html" is valid UTF-8. */
const char	*html_to_text(const char *html, size_t len, struct arena *a);

#endif
