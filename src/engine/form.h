/*
 * form: what a person says about an event, as words, held against what the event may carry in the state
 * of the case.  For the command line and for pages.
 */
#ifndef ENGINE_FORM_H
#define ENGINE_FORM_H

#include "db/db.h"
#include "workflow/definition.h"
#include "workflow/value.h"

struct form_word { const char *name, *text; };

/* "submit" means "user.submit"; in "a". */
const char *form_event_name(const char *word, struct arena *a);

/*
 * Types the words as the event's fields.  ERR_INPUT: an event that the state does not take (the words
 * say which it does), an unknown field, a value that does not fit, a required one that is missing.
 * ERR_MISSING: a record that is named does not exist.
 * state NULL: an event of the file, whatever state the case is in.
 */
bool	form_read(struct db *db, const struct definition *d, const char *state, const char *event,
	    const struct form_word *word, size_t words, const struct zone *zone, struct arena *a,
	    struct facts *ret_fields, struct err *err);

#endif
