/* mail_file: a message in a file, for commands that read one and store nothing. */
#include "cmd/mail_file.h"

#include "base/file.h"
#include "mail/reader.h"
#include "base/banned.h"

#define MESSAGE_BYTES_MAX (25 << 20)	/* where no settings say it */

bool
mail_file_load(struct app *app, const char *path, struct str *bytes, struct err *err)
{
	size_t max = app->settings != NULL ? (size_t)app->settings->mail.message_bytes_max :
	    MESSAGE_BYTES_MAX;

	if (folder_exists(path))
		return fail(err, ERR_INPUT, "%s is a folder, not a message", path);
	return file_read(path, max, bytes, err);
}

bool
mail_file_read(struct app *app, const char *path, const struct str *bytes,
    struct mail_reading **ret_reading, struct err *err)
{
	const struct mail_bytes item = { .place = { "file", path, 0 }, .bytes = bytes->text,
	    .len = bytes->len };
	struct mail_reader *reader;

	if (!mail_looks_right(bytes->text, bytes->len, err))
		return fail_in(err, "%s is no message", path);
	if (!reader_open(&reader, app->settings, err))
		return false;
	bool ok = reader_read(reader, &item, 1, app->arena, ret_reading, err);
	reader_close(reader);
	if (ok && (*ret_reading)->kind == MAIL_BROKEN)
		return fail(err, ERR_INPUT, "%s is no message that can be read: %s", path,
		    (*ret_reading)->reason);
	return ok;
}
