/* tarball: libarchive with one format and one kind of entry. */
#include "base/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/banned.h"

#define PIECE_BYTES	65536
#define NAME_BYTES_MAX	512

struct tarball {
	struct archive	*archive;
	int		 fd;
};

/* libarchive's words; those of a broken tar are about the input, the others about the disk. */
static bool
fail_archive(struct err *err, enum err_kind kind, struct archive *archive, const char *what)
{
	const char *words = archive_error_string(archive);

	return fail(err, kind, "%s: %s", what, words != NULL ? words : "unknown error");
}

bool
tarball_create(const char *path, struct tarball **ret_tarball, struct err *err)
{
	struct tarball *t = heap_alloc(sizeof(*t));

	t->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (t->fd < 0) {
		free(t);
		return errno == EEXIST ? fail(err, ERR_CONFLICT, "%s is there already", path) :
		    fail_errno(err, "could not make %s", path);
	}
	t->archive = archive_write_new();
	if (archive_write_set_format_pax_restricted(t->archive) != ARCHIVE_OK ||
	    archive_write_open_fd(t->archive, t->fd) != ARCHIVE_OK) {
		fail_archive(err, ERR_SYSTEM, t->archive, "could not begin the archive");
		tarball_drop(t);
		return false;
	}
	*ret_tarball = t;
	return true;
}

static bool
add_header(struct tarball *t, const char *name, int64_t bytes, int64_t now_ms, struct err *err)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname_utf8(entry, name);
	archive_entry_set_size(entry, bytes);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_mtime(entry, (time_t)(now_ms / 1000), 0);
	bool ok = archive_write_header(t->archive, entry) == ARCHIVE_OK;
	archive_entry_free(entry);
	return ok || fail_archive(err, ERR_SYSTEM, t->archive, "could not write the archive");
}

static bool
add_piece(struct tarball *t, const void *bytes, size_t len, struct err *err)
{
	if (archive_write_data(t->archive, bytes, len) == (la_ssize_t)len)
		return true;
	return fail_archive(err, ERR_SYSTEM, t->archive, "could not write the archive");
}

/* Exactly the size that the header says. */
static bool
add_content(struct tarball *t, int fd, const char *path, struct tarball_file *file,
    struct hasher *hasher, struct err *err)
{
	char *piece = heap_alloc(PIECE_BYTES);
	int64_t left = file->bytes;
	bool ok = true;

	while (ok && left > 0) {
		size_t want = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
		ssize_t n = read(fd, piece, want);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			ok = n < 0 ? fail_errno(err, "could not read %s", path) :
			    fail(err, ERR_BUSY, "%s became shorter while it was read", path);
			break;
		}
		hasher_add(hasher, piece, (size_t)n);
		ok = add_piece(t, piece, (size_t)n, err);
		left -= n;
	}
	free(piece);
	return ok;
}

static bool
add_open_file(struct tarball *t, int fd, const char *name, const char *path, int64_t now_ms,
    struct tarball_file *ret_file, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail_errno(err, "could not read %s", path);
	*ret_file = (struct tarball_file){ .name = name, .bytes = st.st_size };
	if (!add_header(t, name, ret_file->bytes, now_ms, err))
		return false;
	struct hasher *hasher = hasher_new();
	bool ok = add_content(t, fd, path, ret_file, hasher, err);
	hasher_end(hasher, ret_file->sha256);
	return ok;
}

bool
tarball_add_file(struct tarball *t, const char *name, const char *path, int64_t now_ms,
    struct tarball_file *ret_file, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(err, "could not open %s", path);
	bool ok = add_open_file(t, fd, name, path, now_ms, ret_file, err);
	close(fd);
	return ok;
}

bool
tarball_add_bytes(struct tarball *t, const char *name, const void *bytes, size_t len,
    int64_t now_ms, struct err *err)
{
	return add_header(t, name, (int64_t)len, now_ms, err) && add_piece(t, bytes, len, err);
}

bool
tarball_close(struct tarball *t, struct err *err)
{
	bool ok = archive_write_close(t->archive) == ARCHIVE_OK ||
	    fail_archive(err, ERR_SYSTEM, t->archive, "could not write the archive");

	if (ok && fsync(t->fd) != 0)
		ok = fail_errno(err, "could not save the archive");
	tarball_drop(t);
	return ok;
}

void
tarball_drop(struct tarball *t)
{
	if (t == NULL)
		return;
	archive_write_free(t->archive);
	close(t->fd);
	free(t);
}

/* Relative, without ".", ".." or an empty part, no longer than anything of ours. */
static bool
name_is_safe(const char *name)
{
	size_t part;

	if (name == NULL || name[0] == '\0' || strlen(name) > NAME_BYTES_MAX)
		return false;
	for (const char *p = name; ; p += part + 1) {
		part = strcspn(p, "/");
		if (part == 0 || (p[0] == '.' && (part == 1 || (part == 2 && p[1] == '.'))))
			return false;
		if (p[part] == '\0')
			return true;
	}
}

static bool
make_parents(const char *folder, const char *name, struct arena *a, struct err *err)
{
	for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
		if (!folder_make(path_join(a, folder, arena_strndup(a, name, (size_t)(slash - name))),
		    0700, err))
			return false;
	return true;
}

static bool
write_piece(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
extract_content(struct archive *archive, int fd, const char *target, struct hasher *hasher,
    struct err *err)
{
	char *piece = heap_alloc(PIECE_BYTES);
	la_ssize_t n;
	bool ok = true;

	while (ok && (n = archive_read_data(archive, piece, PIECE_BYTES)) != 0) {
		if (n < 0) {
			ok = fail_archive(err, ERR_INPUT, archive, "it is broken");
			break;
		}
		hasher_add(hasher, piece, (size_t)n);
		ok = write_piece(fd, piece, (size_t)n) ||
		    fail_errno(err, "could not write %s", target);
	}
	if (ok && fsync(fd) != 0)
		ok = fail_errno(err, "could not save %s", target);
	free(piece);
	return ok;
}

static bool
extract_file(struct archive *archive, const char *target, struct tarball_file *file,
    struct err *err)
{
	int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST ?
		    fail(err, ERR_INPUT, "it holds \"%s\" twice", file->name) :
		    fail_errno(err, "could not make %s", target);
	struct hasher *hasher = hasher_new();
	bool ok = extract_content(archive, fd, target, hasher, err);
	hasher_end(hasher, file->sha256);
	close(fd);
	return ok;
}

struct extraction {
	struct archive	*archive;
	const char	*folder;
	int64_t		 bytes_max;		/* of one file: the archive is not packed */
	void		(*each)(void *context, const struct tarball_file *file);
	void		*context;
	struct arena	*arena;
};

static bool
extract_entry(struct extraction *x, struct archive_entry *entry, struct err *err)
{
	struct tarball_file file = {
		.name = archive_entry_pathname(entry),
		.bytes = archive_entry_size(entry),
	};

	if (!name_is_safe(file.name) || archive_entry_filetype(entry) != AE_IFREG ||
	    archive_entry_hardlink(entry) != NULL || archive_entry_sparse_count(entry) > 0)
		return fail(err, ERR_INPUT, "it holds something that no archive of ours holds: \"%s\"",
		    file.name != NULL ? file.name : "");
	if (file.bytes > x->bytes_max)
		return fail(err, ERR_INPUT, "it is cut off in \"%s\"", file.name);
	if (!make_parents(x->folder, file.name, x->arena, err) ||
	    !extract_file(x->archive, path_join(x->arena, x->folder, file.name), &file, err))
		return false;
	x->each(x->context, &file);
	return true;
}

static bool
extract_all(struct extraction *x, struct err *err)
{
	struct archive_entry *entry;
	int code;

	while ((code = archive_read_next_header(x->archive, &entry)) == ARCHIVE_OK) {
		bool ok = extract_entry(x, entry, err);
		arena_clear(x->arena);
		if (!ok)
			return false;
	}
	return code == ARCHIVE_EOF || fail_archive(err, ERR_INPUT, x->archive, "it is broken");
}

bool
tarball_extract(const char *path, const char *folder,
    void (*each)(void *context, const struct tarball_file *file), void *context, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct stat st;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0)
		return fail_errno(err, "it cannot be read");
	if (!S_ISREG(st.st_mode))
		return fail(err, ERR_INPUT, "it is no file");
	struct extraction x = { archive_read_new(), folder, st.st_size, each, context, &arena };
	bool ok = archive_read_support_format_tar(x.archive) == ARCHIVE_OK &&
	    archive_read_open_filename(x.archive, path, PIECE_BYTES) == ARCHIVE_OK;
	ok = ok ? extract_all(&x, err) :
	    fail_archive(err, ERR_INPUT, x.archive, "it is no archive");
	archive_read_free(x.archive);
	arena_clear(&arena);
	return ok;
}
