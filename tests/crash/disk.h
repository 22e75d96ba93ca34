/*
 * disk: a disk of memory under SQLite (a VFS), whose n-th write, sync or truncation can be its last, or can
 * fail.  What was written and not yet synced is remembered, so that a loss of power can lose all of it, or
 * leave some sectors of it in any order.  One process, several connections, no real locks.
 */
#ifndef CRASH_DISK_H
#define CRASH_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum disk_fault {
	DISK_SOUND,
	DISK_DIES,		/* the n-th write and all that comes after it do not happen */
	DISK_ERROR,		/* the n-th read, write, sync fails once: SQLITE_IOERR */
	DISK_FULL,		/* from the n-th on, three writes find no room: SQLITE_FULL */
	DISK_BUSY		/* the n-th lock is held by somebody else, once */
};

enum disk_loss {
	DISK_KEEPS,		/* the process was killed: the system still writes what it has */
	DISK_FORGETS,		/* no power: what was not synced is gone */
	DISK_TEARS,		/* no power: of what was not synced some sectors are there */
	DISK_LOSSES
};

/* Becomes SQLite's default VFS. */
void	disk_register(void);

/* Forgets all files; then all calls are sound. */
void	disk_clear(void);

/* A copy of all files, and back. */
struct disk_copy;
struct disk_copy *disk_save(void);
void	disk_load(const struct disk_copy *copy);
void	disk_copy_free(struct disk_copy *copy);

/* From now on: the n-th call (from 1) of the kind is the one. */
void	disk_break(enum disk_fault fault, long nth);
bool	disk_is_dead(void);
bool	disk_has_failed(void);			/* the fault has happened */
long	disk_calls(void);			/* of the kind, since disk_break() */

/* The machine comes back: what is on the disk now.  "seed" chooses the torn sectors. */
void	disk_restart(enum disk_loss loss, uint64_t seed);

#endif
