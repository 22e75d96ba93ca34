/*
 * definition: published workflow files with the letters and calendars that belong to them.
 * A version is immutable: a case stays with the one it began with, whatever is published later.
 * What the text means: workflow/definition.h.
 */
#ifndef STORE_DEFINITION_H
#define STORE_DEFINITION_H

#include "db/db.h"
#include "workflow/definition.h"

/* A version as it is published, and as it is read back. */
struct published {
	int64_t		 definition_id;
	const char	*name;
	int64_t		 version;
	const char	*file, *source;
	const struct definition_asset *asset;
	size_t		 assets;
	const char	*subject_type;		/* only for publishing: whose records look again */
	bool		 is_current;
	int64_t		 published_ms;
	const char	*published_by, *sha256;
};

/*
 * Publishes in the caller's transaction and makes it the current version; all records of its
 * subject are marked as changed.  *ret_new is false when exactly this was current already.
 * ERR_CONFLICT when the version is taken by other words, or older than the current one.
 */
bool	definition_publish(struct db *db, const struct published *p, int64_t now_ms,
	    int64_t *ret_definition_id, bool *ret_new, struct err *err);

/* With source and assets, in "a".  ERR_MISSING when there is none. */
bool	definition_load(struct db *db, int64_t definition_id, struct arena *a,
	    struct published *ret_published, struct err *err);

/* The current version of a name.  ERR_MISSING when no such workflow was published. */
bool	definition_find_current(struct db *db, const char *name, int64_t *ret_definition_id,
	    struct err *err);

/* ERR_MISSING when that version was never published. */
bool	definition_find_version(struct db *db, const char *name, int64_t version,
	    int64_t *ret_definition_id, struct err *err);

/* Ids of all current versions, in order of name. */
bool	definition_list_current(struct db *db, struct arena *a, int64_t **ret_ids,
	    size_t *ret_count, struct err *err);

/* Rows for lists: name, version, is_current, file, published, how many open cases.  The caller ends it. */
void	definition_query_list(struct query *q, struct db *db);

#endif
