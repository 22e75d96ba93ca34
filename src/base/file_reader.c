/* file_reader: stdio with our words for what goes wrong. */
#include "base/file_reader.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/zip.h"
#include "base/banned.h"

static bool
refuse(struct file_reader *r, struct err *err)
{
	enum err_kind kind = errno == ENOENT || errno == ENOTDIR ? ERR_INPUT : ERR_SYSTEM;

	fail(err, kind, "cannot read %s: %s", r->path, strerror(errno));
	file_reader_close(r);
	return false;
}

bool
file_reader_open(struct file_reader *r, const char *path, struct err *err)
{
	struct stat st;

	*r = (struct file_reader){ .path = path, .file = fopen(path, "rb") };
	if (r->file == NULL || fstat(fileno(r->file), &st) != 0)
		return refuse(r, err);
	if (S_ISDIR(st.st_mode)) {
		file_reader_close(r);
		return fail(err, ERR_INPUT, "%s is a folder, no file", path);
	}
	r->bytes = S_ISREG(st.st_mode) ? st.st_size : 0;
	r->modified_ms = st.st_mtim.tv_sec * 1000LL;
	return true;
}

/* The table in the archive; without one, the reader stays at the archive itself. */
static bool
open_packed(struct file_reader *r, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t bytes;

	if (zip_open_largest(r->path, ".csv", &r->zip, &bytes, &why)) {
		r->bytes = bytes;
		return true;
	}
	if (why.kind == ERR_MISSING)
		return true;
	file_reader_close(r);
	return fail(err, why.kind, "%s: %s", r->path, why.text);
}

bool
file_reader_open_table(struct file_reader *r, const char *path, struct err *err)
{
	return file_reader_open(r, path, err) && (r->bytes == 0 || !zip_is_one(path) || open_packed(r, err));
}

bool
file_reader_read(void *reader, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct file_reader *r = reader;

	if (r->zip != NULL)
		return zip_read(r->zip, bytes, size, ret_len, err);
	*ret_len = fread(bytes, 1, size, r->file);
	return !ferror(r->file) || fail_errno(err, "could not read %s", r->path);
}

void
file_reader_close(struct file_reader *r)
{
	zip_close(r->zip);
	if (r->file != NULL)
		fclose(r->file);
	r->file = NULL;
	r->zip = NULL;
}
