/*
 * phrase: words of people and machines in several languages, compared without case, accents and
 * line breaks: a text is folded once and then asked for phrases that are written folded.
 */
#ifndef READING_PHRASE_H
#define READING_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* NULL becomes "".  Line ends and runs of blanks become one blank, curly apostrophes straight. */
const char	*phrase_fold(const char *text, struct arena *a);
const char	*phrase_fold_bytes(const char *text, size_t len, struct arena *a);

/* Does the folded text hold, or begin with, one of them? */
bool		 phrase_in(const char *folded, const char *const *phrases, size_t count);
bool		 phrase_begins(const char *folded, const char *const *phrases, size_t count);

#define PHRASE_IN(folded, phrases)	phrase_in(folded, phrases, LEN(phrases))
#define PHRASE_BEGINS(folded, phrases)	phrase_begins(folded, phrases, LEN(phrases))

/* Of a folded text: what is no ASCII counts as a letter. */
bool	phrase_is_letter(char c);
bool	phrase_is_digit(char c);

#endif
