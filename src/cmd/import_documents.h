/* import_documents: a folder of files and the list that says whose each is. */
#ifndef CMD_IMPORT_DOCUMENTS_H
#define CMD_IMPORT_DOCUMENTS_H

#include "cmd/cmd.h"
#include "store/import.h"

/*
 * "list" is a CSV with the columns file (or sha256, the name under which an export wrote it), npi, kind, and if wanted
 * name, reference, status, reason; a row without a file is a reference to a paper.  A file is looked for within "folder"
 * alone.  What is there already (the same bytes for the same provider and kind) is unchanged; a row that is wrong is
 * refused at its cell; a file that no row names is told.  dry_run: nothing is kept.  False for what is not a row's own.
 */
bool	import_documents(struct app *app, struct import *in, const char *folder, const char *list, bool dry_run,
	    struct err *err);

#endif
