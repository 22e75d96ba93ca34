/*
 * form: what a person says about an event, as words, held against what the event may carry in the state
 * of the case.  For the command line and for pages.
 */
#ifndef ENGINE_FORM_H
#define ENGINE_FORM_H

#include "core/definition.h"
#include "core/value.h"

struct form_word { const char *name, *text; };

/* "submit" means "user.submit"; in "a". */
const char *form_event_name(const char *word, struct arena *a);

/*
 * Types the words as the event's fields.  An event that no rule of the state takes has fields of text:
 * the engine says why it is not taken.  ERR_INPUT: an unknown field, a value that does not fit, a
 * required one that is missing.
 */
bool	form_read(const struct definition *d, const char *state, const char *event,
	    const struct form_word *word, size_t words, const struct zone *zone, struct arena *a,
	    struct facts *ret_fields, struct err *err);

#endif
