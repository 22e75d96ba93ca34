/* manual: the manual page and the shell completion, made from the same table as --help. */
#ifndef CMD_MANUAL_H
#define CMD_MANUAL_H

#include "cmd/cmd.h"

void	manual_print_page(const struct command *table);		/* man(7) source */
void	manual_print_completion(const struct command *table);	/* for bash */

/* "  --name VALUE" lines of an option list, in the order of the list. */
bool	manual_option(const char *options, int i, struct str *ret_option);

#endif
