/*
 * twin: the HTML form of a letter, made from its text by simple rules, so that people who read HTML see
 * paragraphs, lists and links, and everybody reads the same words.
 */
#ifndef MAIL_TWIN_H
#define MAIL_TWIN_H

#include "base/str.h"

/*
 * Adds a whole HTML page: blank lines part paragraphs, lines that begin with "- " or "* " are a list, those
 * with ">" a quotation, addresses that begin with http:// or https:// are links; every other line stays a
 * line.  The text is escaped: nothing in it becomes markup.  Nothing is fetched when it is shown.
 */
void	twin_html(const char *text, struct str *out);

#endif
