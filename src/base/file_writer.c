/* file_writer: a temporary file beside its name, written in large pieces. */
#include "base/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/banned.h"

#define PIECE_BYTES	65536

struct file_writer {
	int		 fd;
	char		*path, *beside;
	struct str	 waiting;
};

bool
file_writer_open(const char *path, mode_t mode, struct file_writer **ret_writer, struct err *err)
{
	struct file_writer *w = heap_alloc(sizeof(*w));
	struct str beside = STR_INIT;

	str_printf(&beside, "%s.%d.new", path, (int)getpid());
	w->fd = open(beside.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (w->fd < 0) {
		fail_errno(err, "could not make %s", path);
		str_clear(&beside);
		free(w);
		return false;
	}
	w->path = heap_strdup(path);
	w->beside = str_take(&beside);
	w->waiting = (struct str)STR_INIT;
	*ret_writer = w;
	return true;
}

static bool
flush(struct file_writer *w, struct err *err)
{
	if (!file_write_all(w->fd, w->waiting.text, w->waiting.len))
		return fail_errno(err, "could not write %s", w->path);
	str_truncate(&w->waiting, 0);
	return true;
}

bool
file_writer_add(struct file_writer *w, const void *bytes, size_t len, struct err *err)
{
	str_add_bytes(&w->waiting, bytes, len);
	return w->waiting.len < PIECE_BYTES || flush(w, err);
}

static void
release(struct file_writer *w)
{
	if (w->fd >= 0)
		close(w->fd);
	free(w->path);
	free(w->beside);
	str_clear(&w->waiting);
	free(w);
}

static bool
name(struct file_writer *w, struct err *err)
{
	return rename(w->beside, w->path) == 0 || fail_errno(err, "could not make %s", w->path);
}

bool
file_writer_close(struct file_writer *w, struct err *err)
{
	if (!flush(w, err) || (fsync(w->fd) != 0 && !fail_errno(err, "could not save %s", w->path)) ||
	    !name(w, err)) {
		file_writer_drop(w);
		return false;
	}
	bool ok = file_sync_folder(w->path, err);
	release(w);
	return ok;
}

bool
file_writer_close_as(struct file_writer *w, const char *path, struct err *err)
{
	free(w->path);
	w->path = heap_strdup(path);
	if (!flush(w, err) || !name(w, err)) {
		file_writer_drop(w);
		return false;
	}
	release(w);
	return true;
}

void
file_writer_drop(struct file_writer *w)
{
	if (w == NULL)
		return;
	unlink(w->beside);
	release(w);
}
