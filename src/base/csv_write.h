/*
 * csv_write: rows of objects as CSV (RFC 4180) in the one spelling that every table, figure and roster
 * of the program has: text by str_add_csv(), numbers as they are, yes and no in words, null empty,
 * arrays and objects as their JSON.
 */
#ifndef BASE_CSV_WRITE_H
#define BASE_CSV_WRITE_H

#include "base/json.h"
#include "base/str.h"

/* One cell, as the file has it. */
void	csv_add_cell(struct str *out, const struct json *value);

/* A line of the object's keys, and one of its values.  "without": a key that is left out; NULL. */
void	csv_add_heads(struct str *out, const struct json *row, const char *without);
void	csv_add_row(struct str *out, const struct json *row, const char *without);

/* The same of texts. */
void	csv_add_texts(struct str *out, const char *const *text, size_t count);

#endif
