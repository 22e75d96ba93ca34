/* file_reader: stdio with our words for what goes wrong. */
#include "base/file_reader.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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

bool
file_reader_read(void *reader, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct file_reader *r = reader;

	*ret_len = fread(bytes, 1, size, r->file);
	return !ferror(r->file) || fail_errno(err, "could not read %s", r->path);
}

void
file_reader_close(struct file_reader *r)
{
	if (r->file != NULL)
		fclose(r->file);
	r->file = NULL;
}
