/* workflow_find: the workflow that a word names: a file, NAME@2 (published), or NAME (the current one). */
#ifndef CMD_WORKFLOW_FIND_H
#define CMD_WORKFLOW_FIND_H

#include "cmd/cmd.h"
#include "store/publication.h"
#include "workflow/migrate.h"

/* Source, assets and meaning.  A file's mistakes are printed: then the answer is EXIT_REFUSED; CMD_FAILED
 * with err, or EXIT_DONE. */
int	workflow_find(struct app *app, const char *word, struct publication *ret, struct err *err);

/* All --map OLD=NEW of the command line. */
bool	workflow_map(struct app *app, const struct args *args, const struct state_map **ret_map,
	    size_t *ret_count, struct err *err);

#endif
