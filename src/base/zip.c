/* zip: libarchive with the one format, at one entry. */
#include "base/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/banned.h"

#define PIECE_BYTES	65536

struct zip {
	struct archive	*archive;
	int64_t		 bytes, bytes_max;	/* unpacked so far, and that may be */
};

static bool
fail_zip(struct zip *z, struct err *err)
{
	const char *words = archive_error_string(z->archive);

	return fail(err, ERR_INPUT, "it is no ZIP archive that can be read: %s",
	    words != NULL ? words : "unknown error");
}

static bool
find(struct zip *z, const char *name, struct err *err)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(z->archive, &entry)) == ARCHIVE_OK ||
	    status == ARCHIVE_WARN) {
		const char *path = archive_entry_pathname_utf8(entry);
		if (path == NULL || !text_equal_nocase(path, name))
			continue;
		return !archive_entry_is_encrypted(entry) ||
		    fail(err, ERR_INPUT, "it is locked with a password");
	}
	return status == ARCHIVE_EOF ? fail(err, ERR_MISSING, "it holds no %s", name) : fail_zip(z, err);
}

bool
zip_open(const char *path, const char *name, struct zip **ret_zip, struct err *err)
{
	struct zip *z = heap_alloc(sizeof(*z));
	struct stat st;

	*z = (struct zip){ .archive = archive_read_new() };
	if (stat(path, &st) == 0)
		z->bytes_max = ZIP_BYTES_FREE + (int64_t)st.st_size * ZIP_RATIO_MAX;
	archive_read_support_format_zip(z->archive);
	bool ok = archive_read_open_filename(z->archive, path, PIECE_BYTES) == ARCHIVE_OK || fail_zip(z, err);
	if (!ok || !find(z, name, err)) {
		zip_close(z);
		return false;
	}
	*ret_zip = z;
	return true;
}

void
zip_close(struct zip *z)
{
	if (z == NULL)
		return;
	archive_read_free(z->archive);
	free(z);
}

bool
zip_read(struct zip *z, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	la_ssize_t n = archive_read_data(z->archive, bytes, size);

	if (n < 0)
		return fail_zip(z, err);
	z->bytes += n;
	if (z->bytes > z->bytes_max)
		return fail(err, ERR_INPUT, "it unpacks to more than %d times its size and is refused",
		    ZIP_RATIO_MAX);
	*ret_len = (size_t)n;
	return true;
}
