/* csv_sniff: what a file that is named as a table is, by the bytes that were read first. */
#ifndef BASE_CSV_SNIFF_H
#define BASE_CSV_SNIFF_H

#include <stddef.h>

/* Files that people take for CSV: what it is, and what to do.  NULL: it may be one. */
const char *csv_no_text(const char *bytes, size_t len);

/* Comma, semicolon or tab, whichever stands most often in the first line, outside quotes. */
char	csv_sniff(const char *bytes, size_t len);

#endif
