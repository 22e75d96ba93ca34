/* noun: what the commands on a noun share: its number from what people type. */
#ifndef CMD_NOUN_H
#define CMD_NOUN_H

#include "cmd/cmd.h"

bool	noun_known(const char *word);		/* "provider", "payer" ... */

/* kind: one of those.  A provider also by NPI, a payer or location also by name. */
bool	noun_id(struct app *app, const char *kind, const char *word, int64_t *ret_id,
	    struct err *err);

/* The row as an object (see store/record_list.h); ERR_MISSING when there is none. */
bool	noun_load(struct app *app, const char *kind, int64_t id, struct json **ret_row,
	    struct err *err);

#endif
