/* backup: which files belong to a folder, their manifest, and the way back. */
#include "store/backup.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tarball.h"
#include "store/folder.h"
#include "base/banned.h"

#define DATABASE_FILE	"credence.db"
#define MANIFEST_FILE	"MANIFEST.json"
#define MANIFEST_BYTES_MAX (64 << 20)
#define FORMAT		1
#define DEPTH_MAX	8

/* What belongs to it besides the database; a folder with all below it. */
static const char *const parts[] = {
	"credence.yaml", "secret.key", "catalogs", "workflows", "maps", "documents", "mail/inbox/new",
};

struct saving {
	struct tarball	*tarball;
	const char	*folder;
	int64_t		 now_ms;
	struct json	*files;			/* of the manifest */
	struct backup_counts *counts;
	struct arena	*arena;
};

static bool
save_file(struct saving *s, const char *name, const char *path, struct err *err)
{
	struct json *entry = json_new_object();
	struct tarball_file file;

	json_push(s->files, entry);
	if (!tarball_add_file(s->tarball, name, path, s->now_ms, &file, err))
		return false;
	json_set_text(entry, "name", name);
	json_set_int(entry, "bytes", file.bytes);
	json_set_text(entry, "sha256", file.sha256);
	s->counts->files++;
	s->counts->bytes += file.bytes;
	return true;
}

/* A file, or a folder with all that is in it but for "." names; what is not there is left out. */
static bool
save_part(struct saving *s, const char *name, int depth, struct err *err)
{
	const char *path = path_join(s->arena, s->folder, name);
	size_t count;
	char **names;

	if (!file_exists(path))
		return true;
	if (!folder_exists(path))
		return save_file(s, name, path, err);
	if (depth >= DEPTH_MAX)
		return fail(err, ERR_INPUT, "%s: folders in folders are too deep", path);
	if (!folder_list(path, s->arena, &names, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!save_part(s, path_join(s->arena, name, names[i]), depth + 1, err))
			return false;
	return true;
}

static bool
save_manifest(struct saving *s, struct err *err)
{
	struct json *manifest = json_new_object();
	char made[INSTANT_TEXT_BYTES];
	struct str text = STR_INIT;

	json_set_int(manifest, "format", FORMAT);
	json_set_text(manifest, "program", "credence " CREDENCE_VERSION);
	json_set_text(manifest, "made", instant_format(s->now_ms, zone_utc(), made));
	json_set(manifest, "files", s->files);
	s->files = NULL;
	json_print_pretty(manifest, &text);
	json_free(manifest);
	bool ok = tarball_add_bytes(s->tarball, MANIFEST_FILE, text.text, text.len, s->now_ms, err);
	str_clear(&text);
	return ok;
}

static bool
save_all(struct saving *s, const char *database, struct err *err)
{
	if (!save_file(s, DATABASE_FILE, database, err))
		return false;
	for (size_t i = 0; i < LEN(parts); i++)
		if (!save_part(s, parts[i], 0, err))
			return false;
	return save_manifest(s, err);
}

static bool
write_tarball(struct saving *s, const char *path, const char *database, struct err *err)
{
	if (!tarball_create(path, &s->tarball, err))
		return false;
	s->files = json_new_array();
	bool ok = save_all(s, database, err);
	json_free(s->files);
	if (ok)
		return tarball_close(s->tarball, err);
	tarball_drop(s->tarball);
	return false;
}

static bool
make(struct db *db, struct saving *s, const char *file, struct err *err)
{
	const char *database = arena_printf(s->arena, "%s.%d.db", file, (int)getpid());
	const char *beside = arena_printf(s->arena, "%s.%d.new", file, (int)getpid());

	if (file_exists(file))
		return fail(err, ERR_CONFLICT, "%s is there already", file);
	unlink(beside);			/* of one that died under the same process id */
	/* Empty first, so that it is nobody else's to read. */
	bool ok = file_write(database, "", 0, 0600, err) && db_copy(db, database, err) &&
	    write_tarball(s, beside, database, err);
	unlink(database);
	if (ok && rename(beside, file) != 0)
		ok = fail_errno(err, "could not name it so");
	if (!ok) {
		unlink(beside);
		return fail_in(err, "could not make %s", file);
	}
	return file_sync_folder(file, err);
}

bool
backup_make(struct db *db, const char *folder, const char *file, int64_t now_ms,
    struct backup_counts *ret_counts, struct err *err)
{
	struct backup_counts counts = { 0 };
	struct arena a = ARENA_INIT;
	struct saving s = { .folder = folder, .now_ms = now_ms, .counts = &counts, .arena = &a };

	bool ok = make(db, &s, file, err);
	arena_clear(&a);
	if (ok)
		*ret_counts = counts;
	return ok;
}

/* What came out of the tar, by name, to be held against the manifest. */
struct found {
	struct json		*hash;		/* name: sha256 */
	struct backup_counts	 counts;
};

static void
note_file(void *context, const struct tarball_file *file)
{
	struct found *found = context;

	json_set_text(found->hash, file->name, file->sha256);
	found->counts.files++;
	found->counts.bytes += file->bytes;
}

static bool
compare(const struct found *found, const struct json *manifest, struct err *err)
{
	const struct json *files = json_get(manifest, "files");

	if (json_get_int(manifest, "format", 0) != FORMAT)
		return fail(err, ERR_INPUT, "it is of another program: its format is %lld",
		    (long long)json_get_int(manifest, "format", 0));
	for (size_t i = 0; i < json_count(files); i++) {
		const char *name = json_get_text(json_at(files, i), "name");
		const char *hash = json_get_text(json_at(files, i), "sha256");
		if (name == NULL || hash == NULL || json_get_text(found->hash, name) == NULL)
			return fail(err, ERR_INPUT, "it lacks \"%s\"", name != NULL ? name : "");
		if (!text_equal(json_get_text(found->hash, name), hash))
			return fail(err, ERR_INPUT, "\"%s\" is not as it was saved", name);
	}
	/* The manifest itself is in none. */
	if (json_count(found->hash) != json_count(files) + 1)
		return fail(err, ERR_INPUT, "it holds files that it does not list");
	return true;
}

static bool
check_manifest(const struct found *found, const char *folder, struct arena *a, struct err *err)
{
	const char *path = path_join(a, folder, MANIFEST_FILE);
	struct str text = STR_INIT;
	struct json *manifest;

	if (json_get_text(found->hash, MANIFEST_FILE) == NULL)
		return fail(err, ERR_INPUT, "its end is missing");
	bool ok = file_read(path, MANIFEST_BYTES_MAX, &text, err) &&
	    json_parse(text.text, text.len, &manifest, err);
	str_clear(&text);
	if (!ok)
		return fail_in(err, MANIFEST_FILE);
	ok = compare(found, manifest, err);
	json_free(manifest);
	unlink(path);
	return ok;
}

static bool
unpack(const char *file, const char *folder, struct arena *a, struct found *found,
    struct err *err)
{
	found->hash = json_new_object();
	bool ok = (tarball_extract(file, folder, note_file, found, err) &&
	    check_manifest(found, folder, a, err) && folder_complete(folder, err)) ||
	    fail_in(err, "%s is no backup to be used", file);
	json_free(found->hash);
	found->counts.files--;			/* the manifest */
	return ok;
}

static bool
restore(const char *file, const char *path, bool (*prepare)(void *context, const char *folder,
    struct err *err), void *context, struct arena *a, struct found *found, struct err *err)
{
	const char *beside = arena_printf(a, "%s.%d.new", path, (int)getpid());

	if (file_exists(path))
		return fail(err, ERR_CONFLICT, "%s is there already. A backup becomes a new folder",
		    path);
	if (!file_exists(file))
		return fail(err, ERR_MISSING, "there is no file %s", file);
	if (!folder_make(beside, 0700, err))
		return false;
	bool ok = unpack(file, beside, a, found, err) && prepare(context, beside, err);
	if (ok && rename(beside, path) != 0)
		ok = fail_errno(err, "could not make %s", path);
	if (!ok)
		folder_remove(beside);
	return ok && file_sync_folder(path, err);
}

bool
backup_restore(const char *file, const char *path,
    bool (*prepare)(void *context, const char *folder, struct err *err), void *context,
    struct backup_counts *ret_counts, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct found found = { .hash = NULL };
	const char *target = arena_strdup(&a, path);

	while (strlen(target) > 1 && text_ends(target, "/"))
		target = arena_strndup(&a, target, strlen(target) - 1);
	bool ok = restore(file, target, prepare, context, &a, &found, err);
	arena_clear(&a);
	if (ok)
		*ret_counts = found.counts;
	return ok;
}
