/*
 * page_pdf: a page on paper.  A template says what stands in which line, and each of its lines begins with a mark:
 * "# " title, "## " heading, "* " strong, ". " text, "= " digest, "_ " a line to write on behind that word; a line with
 * another beginning is not printed.  Values are put on one line first, so no reason or name can make a line of its own,
 * as a signature would be.
 */
#ifndef STORE_PAGE_PDF_H
#define STORE_PAGE_PDF_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

/* The PDF, appended.  "template": where it is among what is built in; "title": of the document and under each page. */
bool	page_pdf(const char *template, const char *title, const struct json *values, struct str *out, struct err *err);

#endif
