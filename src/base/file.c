/* file: reading and atomic writing of whole files. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

#define READ_BYTES	65536

static bool
read_all(int fd, const char *path, size_t max_bytes, struct str *out, struct err *err)
{
	char buffer[READ_BYTES];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_errno(err, "could not read %s", path);
		if (n == 0)
			return true;
		total += (size_t)n;
		if (total > max_bytes)
			return fail(err, ERR_INPUT, "%s is larger than %zu bytes", path, max_bytes);
		str_add_bytes(out, buffer, (size_t)n);
	}
}

bool
file_read(const char *path, size_t max_bytes, struct str *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(err, "could not open %s", path);
	bool ok = read_all(fd, path, max_bytes, out, err);
	close(fd);
	return ok;
}

bool
file_write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
sync_folder_of(const char *path)
{
	char *copy = heap_strdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(copy);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

bool
file_write(const char *path, const void *bytes, size_t len, mode_t mode, struct err *err)
{
	struct str temporary = STR_INIT;

	str_printf(&temporary, "%s.%d.new", path, (int)getpid());
	int fd = open(temporary.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	bool ok = fd >= 0 && file_write_all(fd, bytes, len) && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	ok = ok && rename(temporary.text, path) == 0 && sync_folder_of(path);
	if (!ok) {
		fail_errno(err, "could not write %s", path);
		unlink(temporary.text);
	}
	str_clear(&temporary);
	return ok;
}

bool
file_sync(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		fail_errno(err, "could not save %s", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
file_sync_folder(const char *path, struct err *err)
{
	return sync_folder_of(path) || fail_errno(err, "could not save the folder of %s", path);
}

/* Where the file system knows no such thing, one whose name is gone at once. */
int
file_nameless(const char *folder)
{
	struct arena a = ARENA_INIT;
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0) {
		char *path = path_join(&a, folder, ".nameless.XXXXXX");
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	int why = errno;
	arena_clear(&a);
	errno = why;
	return fd;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool
folder_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool
folder_make(const char *path, mode_t mode, struct err *err)
{
	if (mkdir(path, mode) == 0 || (errno == EEXIST && folder_exists(path)))
		return true;
	return fail_errno(err, "could not make the folder %s", path);
}

char *
path_join(struct arena *a, const char *folder, const char *name)
{
	return arena_printf(a, "%s%s%s", folder, text_ends(folder, "/") ? "" : "/", name);
}

const char *
path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool
folder_list(const char *path, struct arena *a, char ***ret_names, size_t *ret_count,
    struct err *err)
{
	struct dirent **entries;
	int count = scandir(path, &entries, visible, by_bytes);

	if (count < 0)
		return fail_errno(err, "could not read the folder %s", path);
	char **names = arena_array(a, (size_t)count + 1, sizeof(*names));
	for (int i = 0; i < count; i++) {
		names[i] = arena_strdup(a, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	*ret_names = names;
	*ret_count = (size_t)count;
	return true;
}
