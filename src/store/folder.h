/*
 * folder: the data folder (design.md, section 3): credence.yaml, credence.db, catalogs/, documents/,
 * mail/, secret.key, workflows/.
 */
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"
#include "base/seal.h"
#include "base/str.h"
#include "core/settings.h"
#include "db/db.h"

struct folder_wish { const char *org_name, *timezone, *from, *service; };	/* NULL: what config/credence.yaml has */

/* Makes and fills the folder, its database and the current definitions.  Refuses a folder that
 * holds anything; leaves nothing behind when it fails. */
bool	folder_create(const char *path, const struct folder_wish *wish, int64_t now_ms,
	    struct err *err);

/* Makes the folders that are missing in one that was put together from elsewhere.  ERR_INPUT when it
 * lacks settings or a database. */
bool	folder_complete(const char *path, struct err *err);

/* Removes it with all that is in it; for one that was not finished. */
void	folder_remove(const char *path);

bool	folder_is_one(const char *path);

/* Reads the settings; NULL with problems. */
struct settings *folder_settings(const char *path, struct arena *a, struct problems *problems);

/* The same as if that text stood in credence.yaml. */
struct settings *folder_settings_text(const char *path, const char *text, size_t len, struct arena *a,
	    struct problems *problems);

/* Fetches a secret of the settings (base/secret.h); "" where none is named.  A failure says where it is
 * named: "credence.yaml:7:15: the secret ...". */
bool	folder_secret(const char *path, const struct settings *settings, const char *spec,
	    struct arena *a, const char **ret_secret, struct err *err);

/* The bytes of catalogs/NAME, else (a folder of an earlier program has no such file) those of the one
 * that comes with the program.  *ret_file is what problems name. */
bool	folder_catalog(const char *path, const char *name, struct arena *a, const char **ret_file,
	    bool *ret_is_shipped, struct str *out, struct err *err);

/* Opens the database and brings its schema up to date; ERR_CONFLICT when it is of a newer program. */
bool	folder_open_db(const char *path, int64_t now_ms, struct db **ret_db, struct err *err);

/* Gives a handle that was opened otherwise the key of sensitive values (db_set_seal_key()). */
bool	folder_lend_key(const char *path, struct db *db, struct err *err);

/* The key for one purpose, made of the folder's secret.key; seal_key_clear() when done. */
bool	folder_seal_key(const char *path, const char *purpose, struct seal_key *ret_key,
	    struct err *err);

/* "PATH/name", in the arena. */
char	*folder_path(struct arena *a, const char *path, const char *name);

#endif
