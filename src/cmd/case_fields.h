/* case_fields: the words of "case event" made into typed fields, and a look at what they would do. */
#ifndef CMD_CASE_FIELDS_H
#define CMD_CASE_FIELDS_H

#include "cmd/cmd.h"
#include "engine/form.h"

/* The event ("submit" means "user.submit") and its KEY=VALUE words, typed by the case's definition.
 * ERR_INPUT when the case cannot take it now: the words say which events it can. */
bool	case_fields(struct app *app, const struct args *args, int64_t case_id,
	    const char **ret_event, struct facts *ret_fields, struct err *err);

/* The KEY=VALUE words from the one numbered "first" on. */
bool	case_words(struct app *app, const struct args *args, int first, struct form_word **ret_words,
	    size_t *ret_count, struct err *err);

/* Prints what the event would do; writes nothing. */
int	case_dry_run(struct app *app, int64_t case_id, const char *event,
	    const struct facts *fields, struct err *err);

#endif
