/*
 * backup: a data folder in one file, made while everything runs, and made a folder again.
 *
 * The file is a plain tar: the database as of one moment, settings, catalogs, workflows, import maps,
 * documents, the key, letters in mail/inbox/new that nobody has read yet (all other mail is in the
 * database), and at its end MANIFEST.json with the hash of each of them.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "db/db.h"

struct backup_counts { int64_t files, bytes; };

/* Writes "file", whole or not at all.  ERR_CONFLICT when there is one.  Not inside a transaction. */
bool	backup_make(struct db *db, const char *folder, const char *file, int64_t now_ms,
	    struct backup_counts *ret_counts, struct err *err);

/*
 * Makes a data folder of it, whole or not at all.  ERR_CONFLICT when something is at "path";
 * ERR_INPUT when it is no backup, is cut off, or a hash does not fit.  "prepare" sees the new folder
 * before anybody else can: when it fails, nothing is left behind.
 */
bool	backup_restore(const char *file, const char *path,
	    bool (*prepare)(void *context, const char *folder, struct err *err), void *context,
	    struct backup_counts *ret_counts, struct err *err);

#endif
