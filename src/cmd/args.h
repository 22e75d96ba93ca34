/* args: how cmd.c reads a command line; commands themselves use the args_ calls of cmd.h. */
#ifndef CMD_ARGS_H
#define CMD_ARGS_H

#include "cmd/cmd.h"

/* argv are the words behind the command's name.  ERR_INPUT says what is wrong with them. */
bool	args_read(struct args *args, const struct command *command, int argc, char **argv,
	    struct arena *a, struct err *err);

#endif
