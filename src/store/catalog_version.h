/*
 * catalog_version: the settings and catalog files as they were each time they had changed, frozen by their hash: who
 * changed what, and when.  The files stay what people edit and what counts; here is their past, and what was taken out of them.
 */
#ifndef STORE_CATALOG_VERSION_H
#define STORE_CATALOG_VERSION_H

#include "core/settings.h"
#include "db/db.h"

/*
 * Notes credence.yaml and each file of catalogs/ that is not as it was noted last, in a transaction of its own, with a row in the audit
 * log from the second version on; writes nothing where nothing changed.
 */
bool	catalog_freeze(struct db *db, const char *folder, const char *actor, int64_t now_ms, struct err *err);

/*
 * Writes that file ("credence.yaml", or one of catalogs/) with its version, why, and a row in the audit log: all or
 * nothing.  What others changed in the files before is noted first.  ERR_CONFLICT: it says that already.
 */
bool	catalog_save(struct db *db, const char *folder, const char *name, const char *text, const char *note,
	    const char *actor, int64_t now_ms, struct err *err);

/* Grows with each catalog_save(): whoever read the files before begins anew.  0: none was saved. */
bool	catalog_last_saved(struct db *db, int64_t *ret_id, struct err *err);

/*
 * Types of credentials that were once in the catalog and were taken out of its file come back as retired: rows that
 * have them stay readable.  "settings" gets a catalog in "a" with them.
 */
bool	catalog_recall(struct db *db, struct settings *settings, struct arena *a, struct err *err);

/* The types that the file no longer has and credentials still do: [{"key","credentials"}]; reads alone. */
bool	catalog_list_missed(struct db *db, const struct catalog *file, struct json **ret_array, struct err *err);

/* Each file with its current version; all versions of one, the oldest first.  The caller ends the query. */
void	catalog_query_list(struct query *q, struct db *db);
void	catalog_query_history(struct query *q, struct db *db, const char *name);

/* "credential_types" or "credential_types.yaml": the file's name; ERR_MISSING names those that there are. */
bool	catalog_find_name(struct db *db, const char *word, struct arena *a, const char **ret_name, struct err *err);

/* One version with its source; version 0: the current one.  The caller ends the query. */
void	catalog_query_version(struct query *q, struct db *db, const char *name, int64_t version);

#endif
