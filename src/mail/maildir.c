/* maildir: files in three folders; a name appears in new/ only when its bytes are on the disk. */
#include "mail/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/banned.h"

static const char *
path_of(struct arena *a, const char *maildir, const char *sub, const char *name)
{
	return arena_printf(a, "%s/%s/%s", maildir, sub, name);
}

static bool
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static bool
put(struct arena *a, const char *maildir, const char *name, const void *bytes, size_t len,
    struct err *err)
{
	const char *tmp = path_of(a, maildir, "tmp", name);
	const char *folder = path_join(a, maildir, "new");
	const char *path = path_join(a, folder, name);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail_errno(err, "could not make %s", tmp);
	bool ok = file_write_all(fd, bytes, len) && fsync(fd) == 0;
	ok = (close(fd) == 0) && ok;
	ok = ok && rename(tmp, path) == 0 && sync_folder(folder);
	if (ok)
		return true;
	fail_errno(err, "could not write %s", path);
	unlink(tmp);
	return false;
}

bool
maildir_put(const char *maildir, const char *name, const void *bytes, size_t len, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = maildir_has(maildir, name) || put(&a, maildir, name, bytes, len, err);
	arena_clear(&a);
	return ok;
}

/* A reader moves it to cur/ and adds ":2," with flags. */
static bool
was_read(struct arena *a, const char *maildir, const char *name)
{
	size_t len = strlen(name), count;
	char **names;

	if (!folder_list(path_join(a, maildir, "cur"), a, &names, &count, NULL))
		return false;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], name, len) == 0 && (names[i][len] == '\0' || names[i][len] == ':'))
			return true;
	return false;
}

bool
maildir_has(const char *maildir, const char *name)
{
	struct arena a = ARENA_INIT;

	bool has = file_exists(path_of(&a, maildir, "new", name)) || was_read(&a, maildir, name);
	arena_clear(&a);
	return has;
}

bool
maildir_list(const char *maildir, struct arena *a, char ***ret_names, size_t *ret_count,
    struct err *err)
{
	return folder_list(path_join(a, maildir, "new"), a, ret_names, ret_count, err);
}

static bool
read_file(int fd, size_t bytes, struct str *out)
{
	char buffer[65536];
	ssize_t n;

	while (bytes > 0 && (n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		/* What grew since it was measured is not taken. */
		size_t take = (size_t)n < bytes ? (size_t)n : bytes;
		str_add_bytes(out, buffer, take);
		bytes -= take;
	}
	return true;
}

bool
maildir_read(const char *maildir, const char *name, size_t max_bytes, struct str *out,
    bool *ret_found, size_t *ret_bytes, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *path = path_of(&a, maildir, "new", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok = true;

	*ret_found = false;
	*ret_bytes = 0;
	if (fd < 0) {
		ok = errno == ENOENT || fail_errno(err, "could not open %s", path);
	} else if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*ret_found = true;
		*ret_bytes = (size_t)st.st_size;
		ok = *ret_bytes > max_bytes || read_file(fd, *ret_bytes, out) ||
		    fail_errno(err, "could not read %s", path);
	}
	if (fd >= 0)
		close(fd);
	arena_clear(&a);
	return ok;
}

bool
maildir_done(const char *maildir, const char *name, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *from = path_of(&a, maildir, "new", name);
	const char *to = arena_printf(&a, "%s/cur/%s%s", maildir, name,
	    strstr(name, ":2,") != NULL ? "" : ":2,");

	bool ok = rename(from, to) == 0 || errno == ENOENT ||
	    fail_errno(err, "could not move %s to cur/", from);
	arena_clear(&a);
	return ok;
}
