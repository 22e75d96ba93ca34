/* commands: the run functions that the table in main.c names, one line each, file by file. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cmd.h"

#define COMMAND(name) int name(struct app *app, const struct args *args, struct err *err)

/* init.c */
COMMAND(cmd_init);
COMMAND(cmd_check);

/* run.c */
COMMAND(cmd_run);
COMMAND(cmd_child);

#undef COMMAND

#endif
