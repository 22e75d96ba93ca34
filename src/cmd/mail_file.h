/* mail_file: a message in a file, for commands that read one and store nothing. */
#ifndef CMD_MAIL_FILE_H
#define CMD_MAIL_FILE_H

#include "cmd/cmd.h"
#include "reading/mail.h"

/* Adds the file's bytes.  ERR_INPUT when it is a folder, or larger than a message may be. */
bool	mail_file_load(struct app *app, const char *path, struct str *bytes, struct err *err);

/* Reads them in the confined reader; texts live in the app's arena.  ERR_INPUT: no message. */
bool	mail_file_read(struct app *app, const char *path, const struct str *bytes,
	    struct mail_reading **ret_reading, struct err *err);

#endif
