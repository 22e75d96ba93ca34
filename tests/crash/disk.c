/* disk: see disk.h.  Each file is its bytes as the system has them, and as they are synced. */
#include "crash/disk.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define FILES_MAX	8
#define NAME_MAX_BYTES	128
#define SECTOR		512
#define REGIONS_MAX	64

struct bytes { unsigned char *at; size_t len, size; };

/* Written, not synced.  A truncation has no data. */
struct unsynced { size_t offset, len; unsigned char *data; };

struct file {
	char		 name[NAME_MAX_BYTES];	/* "": free */
	struct bytes	 now, synced;
	struct unsynced	*log;
	size_t		 logs, logs_size;
	void		*region[REGIONS_MAX];	/* shared memory: gone with the process */
};

struct disk_copy { struct { char name[NAME_MAX_BYTES]; struct bytes now; } file[FILES_MAX]; };

struct handle { sqlite3_file base; struct file *file; bool is_temporary; };

static struct file files[FILES_MAX];
static enum disk_fault fault;
static long fault_at, calls;
static bool dead, failed;

static void
bytes_set(struct bytes *b, size_t offset, const void *data, size_t len)
{
	if (offset + len > b->size) {
		b->size = (offset + len) * 2;
		b->at = heap_resize(b->at, b->size, 1);
	}
	if (offset > b->len)
		memset(b->at + b->len, 0, offset - b->len);
	if (len > 0)
		memcpy(b->at + offset, data, len);
	if (offset + len > b->len)
		b->len = offset + len;
}

static void
bytes_copy(struct bytes *to, const struct bytes *from)
{
	to->len = 0;
	bytes_set(to, 0, from->at, from->len);
}

static void
log_clear(struct file *f)
{
	for (size_t i = 0; i < f->logs; i++)
		free(f->log[i].data);
	f->logs = 0;
}

static void
log_add(struct file *f, size_t offset, const void *data, size_t len)
{
	if (f->logs == f->logs_size) {
		f->logs_size = f->logs_size * 2 + 16;
		f->log = heap_resize(f->log, f->logs_size, sizeof(*f->log));
	}
	struct unsynced *u = &f->log[f->logs++];
	*u = (struct unsynced){ offset, len, NULL };
	if (data != NULL) {
		u->data = heap_alloc(len + 1);
		memcpy(u->data, data, len);
	}
}

static void
drop_regions(struct file *f)
{
	for (size_t i = 0; i < REGIONS_MAX; i++) {
		free(f->region[i]);
		f->region[i] = NULL;
	}
}

static void
file_clear(struct file *f)
{
	log_clear(f);
	free(f->log);
	free(f->now.at);
	free(f->synced.at);
	drop_regions(f);
	memset(f, 0, sizeof(*f));
}

/* Does this call fail?  Counts those of the fault's kind. */
static bool
is_hit(enum disk_fault kind)
{
	if (fault != kind)
		return false;
	calls++;
	bool hit = kind == DISK_FULL ? calls >= fault_at && calls < fault_at + 3 : calls == fault_at;
	failed = failed || hit;
	dead = dead || (hit && kind == DISK_DIES);
	return hit;
}

static int
on_read(sqlite3_file *handle, void *to, int len, sqlite3_int64 offset)
{
	const struct bytes *b = &((struct handle *)handle)->file->now;

	if (dead || is_hit(DISK_ERROR))
		return SQLITE_IOERR_READ;
	size_t have = (size_t)offset < b->len ? b->len - (size_t)offset : 0;
	if (have > (size_t)len)
		have = (size_t)len;
	if (have > 0)
		memcpy(to, b->at + offset, have);
	if (have == (size_t)len)
		return SQLITE_OK;
	memset((char *)to + have, 0, (size_t)len - have);
	return SQLITE_IOERR_SHORT_READ;
}

static int
on_write(sqlite3_file *handle, const void *data, int len, sqlite3_int64 offset)
{
	struct handle *h = (struct handle *)handle;

	if (h->is_temporary) {
		bytes_set(&h->file->now, (size_t)offset, data, (size_t)len);
		return SQLITE_OK;
	}
	if (dead || is_hit(DISK_ERROR))
		return SQLITE_IOERR_WRITE;
	if (is_hit(DISK_FULL))
		return SQLITE_FULL;
	if (is_hit(DISK_DIES)) {	/* in the middle of it */
		log_add(h->file, (size_t)offset, data, (size_t)len / 2);
		bytes_set(&h->file->now, (size_t)offset, data, (size_t)len / 2);
		return SQLITE_IOERR_WRITE;
	}
	log_add(h->file, (size_t)offset, data, (size_t)len);
	bytes_set(&h->file->now, (size_t)offset, data, (size_t)len);
	return SQLITE_OK;
}

static int
on_truncate(sqlite3_file *handle, sqlite3_int64 len)
{
	struct file *f = ((struct handle *)handle)->file;

	if (dead || is_hit(DISK_ERROR) || is_hit(DISK_DIES))
		return SQLITE_IOERR_TRUNCATE;
	log_add(f, (size_t)len, NULL, 0);
	if ((size_t)len < f->now.len)
		f->now.len = (size_t)len;
	return SQLITE_OK;
}

static int
on_sync(sqlite3_file *handle, int flags)
{
	struct file *f = ((struct handle *)handle)->file;

	(void)flags;
	if (dead || is_hit(DISK_ERROR) || is_hit(DISK_DIES))
		return SQLITE_IOERR_FSYNC;
	bytes_copy(&f->synced, &f->now);
	log_clear(f);
	return SQLITE_OK;
}

static int
on_size(sqlite3_file *handle, sqlite3_int64 *ret_len)
{
	*ret_len = (sqlite3_int64)((struct handle *)handle)->file->now.len;
	return dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int
on_lock(sqlite3_file *handle, int level)
{
	(void)handle;
	(void)level;
	return dead ? SQLITE_IOERR_LOCK : is_hit(DISK_BUSY) ? SQLITE_BUSY : SQLITE_OK;
}

static int
on_unlock(sqlite3_file *handle, int level)
{
	(void)handle;
	(void)level;
	return SQLITE_OK;
}

static int
on_check_reserved(sqlite3_file *handle, int *ret_is_held)
{
	(void)handle;
	*ret_is_held = 0;
	return SQLITE_OK;
}

static int
on_control(sqlite3_file *handle, int code, void *value)
{
	(void)handle;
	(void)code;
	(void)value;
	return SQLITE_NOTFOUND;
}

static int
on_sector_size(sqlite3_file *handle)
{
	(void)handle;
	return SECTOR;
}

/* As the real one says of ordinary file systems: a write does not harm the bytes beside it. */
static int
on_characteristics(sqlite3_file *handle)
{
	(void)handle;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
on_shm_map(sqlite3_file *handle, int region, int bytes, int extend, void volatile **ret_at)
{
	struct file *f = ((struct handle *)handle)->file;

	if (region >= REGIONS_MAX)
		return SQLITE_IOERR_SHMMAP;
	if (f->region[region] == NULL && extend)
		f->region[region] = heap_alloc((size_t)bytes);
	*ret_at = f->region[region];
	return SQLITE_OK;
}

static int
on_shm_lock(sqlite3_file *handle, int offset, int n, int flags)
{
	(void)handle;
	(void)offset;
	(void)n;
	if (flags & SQLITE_SHM_UNLOCK)
		return SQLITE_OK;
	return dead ? SQLITE_IOERR_SHMLOCK : is_hit(DISK_BUSY) ? SQLITE_BUSY : SQLITE_OK;
}

static void
on_shm_barrier(sqlite3_file *handle)
{
	(void)handle;
}

static int
on_shm_unmap(sqlite3_file *handle, int is_last)
{
	if (is_last)
		drop_regions(((struct handle *)handle)->file);
	return SQLITE_OK;
}

static int
on_close(sqlite3_file *handle)
{
	struct handle *h = (struct handle *)handle;

	if (h->is_temporary) {
		file_clear(h->file);
		free(h->file);
	}
	return SQLITE_OK;
}

static struct file *
find_file(const char *name, bool make)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	for (size_t i = 0; make && i < FILES_MAX; i++)
		if (files[i].name[0] == '\0') {
			snprintf(files[i].name, NAME_MAX_BYTES, "%s", name);
			return &files[i];
		}
	return NULL;
}

static int
on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *handle, int flags, int *ret_flags)
{
	static const sqlite3_io_methods methods = {
		2, on_close, on_read, on_write, on_truncate, on_sync, on_size, on_lock, on_unlock,
		on_check_reserved, on_control, on_sector_size, on_characteristics, on_shm_map, on_shm_lock,
		on_shm_barrier, on_shm_unmap, NULL, NULL,
	};
	struct handle *h = (struct handle *)handle;

	(void)vfs;
	h->base.pMethods = NULL;
	if (dead)
		return SQLITE_CANTOPEN;
	h->is_temporary = name == NULL;
	h->file = name == NULL ? heap_alloc(sizeof(struct file)) :
	    find_file(name, (flags & SQLITE_OPEN_CREATE) != 0);
	if (h->file == NULL)
		return SQLITE_CANTOPEN;
	h->base.pMethods = &methods;
	if (ret_flags != NULL)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int
on_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct file *f = find_file(name, false);

	(void)vfs;
	(void)sync;
	if (dead || is_hit(DISK_DIES))
		return SQLITE_IOERR_DELETE;
	if (f == NULL)
		return SQLITE_IOERR_DELETE_NOENT;
	file_clear(f);
	return SQLITE_OK;
}

static int
on_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_yes)
{
	(void)vfs;
	(void)flags;
	*ret_yes = find_file(name, false) != NULL;
	return SQLITE_OK;
}

static int
on_full_name(sqlite3_vfs *vfs, const char *name, int size, char *to)
{
	(void)vfs;
	snprintf(to, (size_t)size, "%s", name);
	return SQLITE_OK;
}

static int
on_random(sqlite3_vfs *vfs, int len, char *to)
{
	static unsigned char next;

	(void)vfs;
	for (int i = 0; i < len; i++)
		to[i] = (char)(next = (unsigned char)(next * 5 + 7));
	return len;
}

static int
on_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int
on_time(sqlite3_vfs *vfs, double *ret_day)
{
	(void)vfs;
	*ret_day = 2461000.5;
	return SQLITE_OK;
}

static int
on_last_error(sqlite3_vfs *vfs, int len, char *to)
{
	(void)vfs;
	(void)len;
	(void)to;
	return 0;
}

void
disk_register(void)
{
	static sqlite3_vfs vfs = {
		.iVersion = 1, .szOsFile = sizeof(struct handle), .mxPathname = NAME_MAX_BYTES - 1,
		.zName = "disk", .xOpen = on_open, .xDelete = on_delete, .xAccess = on_access,
		.xFullPathname = on_full_name, .xRandomness = on_random, .xSleep = on_sleep,
		.xCurrentTime = on_time, .xGetLastError = on_last_error,
	};

	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		abort();
}

void
disk_clear(void)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		file_clear(&files[i]);
	disk_break(DISK_SOUND, 0);
}

struct disk_copy *
disk_save(void)
{
	struct disk_copy *c = heap_alloc(sizeof(*c));

	for (size_t i = 0; i < FILES_MAX; i++) {
		memcpy(c->file[i].name, files[i].name, NAME_MAX_BYTES);
		bytes_copy(&c->file[i].now, &files[i].now);
	}
	return c;
}

void
disk_load(const struct disk_copy *copy)
{
	disk_clear();
	for (size_t i = 0; i < FILES_MAX; i++) {
		memcpy(files[i].name, copy->file[i].name, NAME_MAX_BYTES);
		bytes_copy(&files[i].now, &copy->file[i].now);
		bytes_copy(&files[i].synced, &copy->file[i].now);
	}
}

void
disk_copy_free(struct disk_copy *copy)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		free(copy->file[i].now.at);
	free(copy);
}

void
disk_break(enum disk_fault kind, long nth)
{
	fault = kind;
	fault_at = nth;
	calls = 0;
	dead = failed = false;
}

bool
disk_is_dead(void)
{
	return dead;
}

bool
disk_has_failed(void)
{
	return failed;
}

long
disk_calls(void)
{
	return calls;
}

static bool
toss(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) & 1;
}

/* Some sectors of what was written, in the order of writing; each sector is wholly there or not. */
static void
tear(struct file *f, uint64_t *seed)
{
	bytes_copy(&f->now, &f->synced);
	for (size_t i = 0; i < f->logs; i++) {
		const struct unsynced *u = &f->log[i];
		if (u->data == NULL && toss(seed) && u->offset < f->now.len)
			f->now.len = u->offset;
		for (size_t at = 0; u->data != NULL && at < u->len; ) {
			size_t len = SECTOR - (u->offset + at) % SECTOR;
			if (len > u->len - at)
				len = u->len - at;
			if (toss(seed))
				bytes_set(&f->now, u->offset + at, u->data + at, len);
			at += len;
		}
	}
}

void
disk_restart(enum disk_loss loss, uint64_t seed)
{
	for (size_t i = 0; i < FILES_MAX; i++) {
		struct file *f = &files[i];
		if (loss == DISK_FORGETS)
			bytes_copy(&f->now, &f->synced);
		else if (loss == DISK_TEARS)
			tear(f, &seed);
		bytes_copy(&f->synced, &f->now);
		log_clear(f);
		drop_regions(f);
	}
	disk_break(DISK_SOUND, 0);
}
