/* roster: a payer's roster by its map of columns, made by "export roster". */
#ifndef CMD_ROSTER_H
#define CMD_ROSTER_H

#include "cmd/cmd.h"

/* "export roster DIR --payer P --map FILE [--since-last]". */
int	roster_export(struct app *app, const char *folder, const struct args *args, struct err *err);

#endif
