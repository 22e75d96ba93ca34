/* zip: libarchive with the one format, at one entry. */
#include "base/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdio.h>
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

static struct zip *
open_archive(const char *path, struct err *err)
{
	struct zip *z = heap_alloc(sizeof(*z));
	struct stat st;

	*z = (struct zip){ .archive = archive_read_new() };
	if (stat(path, &st) == 0)
		z->bytes_max = ZIP_BYTES_FREE + (int64_t)st.st_size * ZIP_RATIO_MAX;
	archive_read_support_format_zip(z->archive);
	if (archive_read_open_filename(z->archive, path, PIECE_BYTES) == ARCHIVE_OK)
		return z;
	fail_zip(z, err);
	zip_close(z);
	return NULL;
}

bool
zip_open(const char *path, const char *name, struct zip **ret_zip, struct err *err)
{
	struct zip *z = open_archive(path, err);

	if (z == NULL || !find(z, name, err)) {
		zip_close(z);
		return false;
	}
	*ret_zip = z;
	return true;
}

/* Of the entries, in "a"; NULL: none ends so, or (err) it cannot be read. */
static const char *
find_largest(struct zip *z, const char *ending, struct arena *a, int64_t *ret_bytes, struct err *err)
{
	struct archive_entry *entry;
	const char *name = NULL;
	int64_t most = -1;
	int status;

	while ((status = archive_read_next_header(z->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		const char *path = archive_entry_pathname_utf8(entry);
		if (path == NULL || !text_ends(arena_lower(a, path), ending) || archive_entry_size(entry) <= most)
			continue;
		most = archive_entry_size(entry);
		name = arena_strdup(a, path);
	}
	*ret_bytes = most > 0 ? most : 0;
	if (status != ARCHIVE_EOF)
		return fail_zip(z, err), NULL;
	if (name == NULL)
		fail(err, ERR_MISSING, "it holds no %s", ending);
	return name;
}

bool
zip_open_largest(const char *path, const char *ending, struct zip **ret_zip, int64_t *ret_bytes, struct err *err)
{
	struct zip *z = open_archive(path, err);
	struct arena a = ARENA_INIT;

	if (z == NULL)
		return false;
	const char *name = find_largest(z, ending, &a, ret_bytes, err);
	zip_close(z);
	bool ok = name != NULL && zip_open(path, name, ret_zip, err);
	arena_clear(&a);
	return ok;
}

bool
zip_is_one(const char *path)
{
	static const char begins[4] = { 'P', 'K', 3, 4 };
	char bytes[sizeof(begins)];
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return false;
	bool ok = fread(bytes, 1, sizeof(bytes), f) == sizeof(bytes) && memcmp(bytes, begins, sizeof(begins)) == 0;
	fclose(f);
	return ok;
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
