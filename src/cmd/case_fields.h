/* case_fields: the words of "case event" made into typed fields, and a look at what they would do. */
#ifndef CMD_CASE_FIELDS_H
#define CMD_CASE_FIELDS_H

#include "cmd/cmd.h"

/* The event ("submit" means "user.submit") and its KEY=VALUE words, typed by the case's definition. */
bool	case_fields(struct app *app, const struct args *args, int64_t case_id,
	    const char **ret_event, struct facts *ret_fields, struct err *err);

/* Prints what the event would do; writes nothing. */
int	case_dry_run(struct app *app, int64_t case_id, const char *event,
	    const struct facts *fields, struct err *err);

#endif
