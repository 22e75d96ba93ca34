/* document_keep: read in pieces, sealed in pieces. */
#include "cmd/document_keep.h"

#include <stdio.h>
#include <string.h>

#include "base/file_reader.h"
#include "base/banned.h"

#define READ_BYTES	65536

static bool
copy_in(struct file_reader *r, struct document_writer *w, struct err *err)
{
	char bytes[READ_BYTES];
	int64_t all = 0;
	size_t len;

	do {
		if (!file_reader_read(r, bytes, sizeof(bytes), &len, err) ||
		    !document_writer_add(w, bytes, len, err))
			return false;
		all += (int64_t)len;
	} while (len > 0);
	return all > 0 || fail(err, ERR_INPUT, "it is empty");
}

static bool
keep_bytes(struct app *app, struct file_reader *r, struct document_file *ret_file, struct err *err)
{
	struct document_writer *w;

	if (!document_writer_open(app->folder, app->settings->documents.bytes_max, &w, err))
		return false;
	if (copy_in(r, w, err))
		return document_writer_end(w, ret_file, err) &&
		    document_files_sync(app->folder, ret_file, 1, err);
	document_writer_drop(w);
	return false;
}

bool
document_keep(struct app *app, const char *path, struct document_file *ret_file, struct err *err)
{
	struct file_reader r = { .path = "standard input", .file = stdin };
	bool is_stdin = strcmp(path, "-") == 0;

	if (!is_stdin && !file_reader_open(&r, path, err))
		return false;
	bool ok = keep_bytes(app, &r, ret_file, err) || fail_in(err, "%s", r.path);
	if (!is_stdin)
		file_reader_close(&r);
	return ok;
}
