/* document_keep: bytes of a file taken into the data folder, before a row names them. */
#ifndef CMD_DOCUMENT_KEEP_H
#define CMD_DOCUMENT_KEEP_H

#include "cmd/cmd.h"
#include "store/document_file.h"

/* "-" is standard input.  On the disk when it returns true; ERR_INPUT: empty, or larger than the settings allow. */
bool	document_keep(struct app *app, const char *path, struct document_file *ret_file, struct err *err);

#endif
