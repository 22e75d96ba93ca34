/*
 * personal: variables of a workflow that hold what only few may see ("pii: true").  Wherever a case is shown, a mask
 * stands for their values: in its page, "case show", "why", the API and exports; a field of an event that is called
 * like such a variable is masked, too.  The file itself may not carry them into titles, notes, records or other
 * variables (action_read.c).  Letters and requests say them where their own text names them on purpose.
 */
#ifndef WORKFLOW_PERSONAL_H
#define WORKFLOW_PERSONAL_H

#include "base/json.h"
#include "workflow/definition.h"

#define PERSONAL_MASK	"****"

/* NULL, a version that cannot be read any more: everything may be. */
bool	personal_is(const struct definition *d, const char *name);

/* Masks what is there in an object of values, pairs [before, after], or fields of an event.  NULL and other kinds
 * of JSON are well. */
void	personal_mask(const struct definition *d, struct json *values);

/* The same in what a step changed: its variables, and those of before a migration. */
void	personal_mask_changes(const struct definition *d, struct json *changes);

#endif
