/* migrate: the schema files in the binary held against the table of what was applied. */
#include "db/migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/asset.h"
#include "base/str.h"
#include "base/hash.h"
#include "base/banned.h"

static const char schema_folder[] = "schema/";

static bool
is_migration(const struct asset *asset)
{
	return text_ends(asset->path, ".sql");
}

static bool
table_exists(struct db *db, bool *ret_exists, struct err *err)
{
	struct query q;
	int64_t count;

	query_open(&q, db, "SELECT count(*) FROM sqlite_schema WHERE name = 'migration'");
	if (!query_run_int(&q, &count, err))
		return false;
	*ret_exists = count > 0;
	return true;
}

/* What the database says of one file: its hash, or "" when it was not applied. */
static bool
applied_hash(struct db *db, const char *file, char hash[HASH_TEXT_BYTES], struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	hash[0] = '\0';
	query_open(&q, db, "SELECT sha256 FROM migration WHERE file = :file");
	query_bind_text(&q, ":file", file);
	if (query_row(&q))
		snprintf(hash, HASH_TEXT_BYTES, "%s", query_text(&q, 0, &a));
	arena_clear(&a);
	return query_close(&q, err);
}

/* Every file that the database knows must be one of ours, unchanged. */
static bool
check_known(struct db *db, size_t *ret_applied, struct err *err)
{
	char hash[HASH_TEXT_BYTES], ours[HASH_TEXT_BYTES];
	const struct asset *file;
	struct query q;
	int64_t count;

	*ret_applied = 0;
	for (size_t i = 0; (file = asset_list(schema_folder, i)) != NULL; i++) {
		if (!is_migration(file))
			continue;
		if (!applied_hash(db, file->path, hash, err))
			return false;
		if (hash[0] == '\0')
			continue;
		hash_text(file->bytes, file->len, ours);
		if (strcmp(hash, ours) != 0)
			return fail(err, ERR_CONFLICT, "the database was made with another %s. "
			    "Use the program that it was made with", file->path);
		(*ret_applied)++;
	}
	query_open(&q, db, "SELECT count(*) FROM migration");
	if (!query_run_int(&q, &count, err))
		return false;
	if ((size_t)count > *ret_applied)
		return fail(err, ERR_CONFLICT, "the database is of a newer program "
		    "(it knows %lld schema files, this program %zu)", (long long)count,
		    *ret_applied);
	return true;
}

static bool
apply_in(struct db *db, const struct asset *file, int64_t now_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES];
	struct query q;

	if (!db_run_script(db, file->bytes, err))
		return fail_in(err, "%s", file->path);
	hash_text(file->bytes, file->len, hash);
	query_open(&q, db, "INSERT INTO migration (file, sha256, applied_ms)"
	    " VALUES (:file, :sha256, :applied_ms)");
	query_bind_text(&q, ":file", file->path);
	query_bind_text(&q, ":sha256", hash);
	query_bind_int(&q, ":applied_ms", now_ms);
	return query_run(&q, NULL, err);
}

static bool
apply(struct db *db, const struct asset *file, int64_t now_ms, struct err *err)
{
	char hash[HASH_TEXT_BYTES] = "";
	bool exists;

	if (!db_begin(db, err))
		return false;
	/* Somebody else may have applied it while this process waited. */
	return db_end(db, table_exists(db, &exists, err) &&
	    (!exists || applied_hash(db, file->path, hash, err)) &&
	    (hash[0] != '\0' || apply_in(db, file, now_ms, err)), err);
}

/* How many schema files this program has. */
static size_t
count_ours(void)
{
	const struct asset *file;
	size_t ours = 0;

	for (size_t i = 0; (file = asset_list(schema_folder, i)) != NULL; i++)
		ours += is_migration(file);
	return ours;
}

bool
migrate_run(struct db *db, int64_t now_ms, struct err *err)
{
	const struct asset *file;
	size_t applied = 0;
	bool exists;

	if (!table_exists(db, &exists, err) || (exists && !check_known(db, &applied, err)))
		return false;
	if (applied == count_ours())	/* who only reads need not wait for who writes */
		return true;
	for (size_t i = 0; (file = asset_list(schema_folder, i)) != NULL; i++)
		if (is_migration(file) && !apply(db, file, now_ms, err))
			return false;
	return true;
}

bool
migrate_check(struct db *db, struct err *err)
{
	size_t applied = 0;
	bool exists;

	if (!table_exists(db, &exists, err) || (exists && !check_known(db, &applied, err)))
		return false;
	if (applied != count_ours())
		return fail(err, ERR_CONFLICT, "the database is of an older program. "
		    "Run \"credence check\" to bring it up to date");
	return true;
}
