/*
 * pdf_writer: lines of text as a PDF to be printed and signed: headings, paragraphs that wrap, digests.  Every script
 * that the machine has letters for is shown; they are embedded.
 */
#ifndef BASE_PDF_WRITER_H
#define BASE_PDF_WRITER_H

#include <stddef.h>

#include "base/str.h"

enum pdf_style { PDF_TEXT, PDF_TITLE, PDF_HEADING, PDF_STRONG, PDF_DIGEST, PDF_STYLES };

struct pdf_writer;

/* Letter paper; "title" stands in the document's data and, with the page's number, under each page. */
struct pdf_writer *pdf_writer_new(const char *title);
void	pdf_writer_free(struct pdf_writer *pdf);	/* NULL is well */

/* One paragraph, whatever it holds: ends of lines and what cannot be seen are left out; "" leaves some room.  A
 * heading never stands last on a page. */
void	pdf_writer_add(struct pdf_writer *pdf, enum pdf_style style, const char *text);

/* A line to write on, behind that word. */
void	pdf_writer_add_rule(struct pdf_writer *pdf, const char *label);

/* The whole file, appended; the same text makes the same bytes. */
void	pdf_writer_end(struct pdf_writer *pdf, struct str *out);

#endif
