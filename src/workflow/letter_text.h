/*
 * letter_text: a letter's file taken apart.  Its head is lines of "Name: value", an empty line ends it:
 *
 *	Subject: Application of {{provider.full_name}}
 *	Attach: w9, coi
 *
 *	The text ...
 */
#ifndef WORKFLOW_LETTER_TEXT_H
#define WORKFLOW_LETTER_TEXT_H

#include "base/arena.h"
#include "base/err.h"

#define LETTER_KINDS_MAX	10	/* of documents that one letter takes along */

struct letter_text {
	const char	*subject, *body;	/* templates */
	const char	*attach;		/* kinds of documents, "w9, coi"; NULL: none */
};

/* Texts live in "a".  ERR_INPUT says what is wrong with the head, and in which line. */
bool	letter_text_read(const char *text, struct arena *a, struct letter_text *ret_letter,
	    struct err *err);

/* The next kind of "w9, coi" at *list, which moves behind it; NULL at the end. */
const char	*letter_text_next_kind(const char **list, struct arena *a);

#endif
