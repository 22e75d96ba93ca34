/* utf8: text from outside made valid, folded for comparing, measured for terminals. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

bool	utf8_valid(const char *bytes, size_t len);

/* Bytes of a byte order mark at the beginning: 3, or 0 when there is none. */
size_t	utf8_mark_bytes(const char *bytes, size_t len);

/* Adds the bytes with each invalid sequence and each control character (but \n and \t) replaced
 * by U+FFFD. */
void	utf8_clean(const char *bytes, size_t len, struct str *out);

/* Adds the text for comparing: case folded, accents off, blanks squeezed to one (NFKC_CF). */
void	utf8_fold(const char *text, struct str *out);

/* The same of plain ASCII, as most text is: writes at most "len" bytes, no NUL, and says how many;
 * SIZE_MAX when it is other text.  "out" may be "text". */
size_t	utf8_fold_plain(const char *text, size_t len, char *out);

/* Adds the text in the one form (NFKC) that all ways of typing it have; text that is no UTF-8 as it is. */
void	utf8_unify(const char *text, struct str *out);

/* How many characters: what editors and YAML count as columns. */
size_t	utf8_count(const char *bytes, size_t len);

/* Columns on a terminal. */
size_t	utf8_width(const char *text);

/* The longest prefix of at most max_bytes that ends between characters. */
size_t	utf8_cut(const char *text, size_t max_bytes);

/* Windows-1252 to UTF-8; the five undefined bytes become U+FFFD. */
void	utf8_from_cp1252(const char *bytes, size_t len, struct str *out);

#endif
