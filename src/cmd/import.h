/* import: one file of records, and what was wrong with it. */
#ifndef CMD_IMPORT_H
#define CMD_IMPORT_H

#include "base/json.h"
#include "cmd/commands.h"

/*
 * Takes a file of a kind in and says what came of it.  "list": of the documents whose folder "path" is, NULL: --map
 * names it.  "parts": the array into which its result goes, NULL: it is printed.  CMD_FAILED, or an exit status.
 */
int	import_one(struct app *app, const char *kind, const char *path, const char *list, const struct args *args,
	    struct json *parts, struct err *err);

#endif
