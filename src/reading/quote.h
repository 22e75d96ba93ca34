/*
 * quote: where, in the lines of an answer, the text begins that it answers: a line that names its
 * writer ("On Monday ... wrote:"), a copy of its header ("From: ... Sent: ..."), a ruler
 * ("-----Original Message-----"), as mail programs write them in many languages.  For reply.c.
 */
#ifndef READING_QUOTE_H
#define READING_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct span { const char *start; size_t len; };		/* a line without its end, blanks trimmed */
struct lines { struct span *item; size_t count; };

/* Without blanks and the stars of bold text at its beginning. */
struct span	quote_trim(struct span s);

/* Is the line marked with ">"? */
bool		quote_is_marked(struct span line);

/* Are there lines marked with ">" from "at" on, behind blank ones? */
bool		quote_marked_behind(const struct lines *lines, size_t at);

/* Of a line that announces a quote: how much of it, at its beginning, is the writer's own ("Yes. On Mon, ... wrote:"). */
size_t		quote_behind_text(struct span line);

/* How many lines from "at" announce a quote; 0: it is text of the writer.  In a message that passes
 * another on, only what its writer quotes is asked for. */
size_t		quote_begins(const struct lines *lines, size_t at, bool is_forward, struct arena *a);

#endif
