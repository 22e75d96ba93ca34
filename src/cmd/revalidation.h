/* revalidation: what follows from a new revalidation list of CMS. */
#ifndef CMD_REVALIDATION_H
#define CMD_REVALIDATION_H

#include "cmd/cmd.h"

/* Tells each open case of a provider whom the list just named, and which counts with another day, the published
 * one; says how many.  Days that have passed are not told: they stay on the list after filing. */
bool	revalidation_tell(struct app *app, struct err *err);

#endif
