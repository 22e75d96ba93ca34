/* catalog_version: rows of catalog_version, and what one has that another has not.  The settings are one more file. */
#include "store/catalog_version.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "base/yaml.h"
#include "core/catalog.h"
#include "store/audit.h"
#include "base/banned.h"

#define CATALOGS	"catalogs"
#define SETTINGS_FILE	"credence.yaml"
#define TYPES_FILE	"credential_types.yaml"
#define BYTES_MAX	(1 << 20)

struct freezing {
	struct db	*db;
	const char	*actor;
	int64_t		 now_ms;
	struct arena	*a;
};

struct catalog_file {
	const char	*name, *source;
	const char	*note;		/* why it is saved; NULL: it was found changed */
	int64_t		 written_ms;
	char		 sha256[HASH_TEXT_BYTES];
};

/* The last version; 0 when there is none. */
static bool
load_last(const struct freezing *f, const char *name, int64_t *ret_version, const char **ret_sha256,
    const char **ret_source, struct err *err)
{
	struct query q;

	*ret_version = 0;
	*ret_sha256 = *ret_source = "";
	query_open(&q, f->db, "SELECT version, sha256, source FROM catalog_version WHERE name = :name"
	    " ORDER BY version DESC LIMIT 1");
	query_bind_text(&q, ":name", name);
	if (query_row(&q)) {
		*ret_version = query_int(&q, 0);
		*ret_sha256 = query_text(&q, 1, f->a);
		*ret_source = query_text(&q, 2, f->a);
	}
	return query_close(&q, err);
}

/* The entries under the file's only key, or its parts; NULL for a file that is no YAML. */
static const struct yaml_node *
entries_of(const char *name, const char *source, struct arena *a)
{
	struct problems problems;

	if (!text_ends(name, ".yaml"))
		return NULL;
	problems_init(&problems, a);
	const struct yaml_node *root = yaml_parse(name, source, strlen(source), a, &problems);
	return root != NULL && root->kind == YAML_MAP && root->count == 1 && root->child->kind == YAML_MAP ?
	    root->child : root;
}

/* Keys that "y" has and "x" has not. */
static struct json *
keys_beyond(const struct yaml_node *x, const struct yaml_node *y)
{
	struct json *keys = json_new_array();

	for (const struct yaml_node *n = y != NULL ? y->child : NULL; n != NULL; n = n->next)
		if (yaml_get(x, n->key) == NULL)
			json_push(keys, json_new_text(n->key));
	return keys;
}

static const char *
changes_between(const struct catalog_file *file, const char *before, struct arena *a)
{
	const struct yaml_node *old = entries_of(file->name, before, a);
	const struct yaml_node *new = entries_of(file->name, file->source, a);
	struct json *changes = json_new_object(), *changed = json_new_array();

	for (const struct yaml_node *n = new != NULL ? new->child : NULL; n != NULL; n = n->next) {
		const struct yaml_node *was = yaml_get(old, n->key);
		if (was != NULL && !yaml_same(was, n))
			json_push(changed, json_new_text(n->key));
	}
	json_set(changes, "added", keys_beyond(old, new));
	json_set(changes, "changed", changed);
	json_set(changes, "gone", keys_beyond(new, old));
	const char *text = json_print_in(changes, a);
	json_free(changes);
	return text;
}

static bool
add_version(const struct freezing *f, const struct catalog_file *file, int64_t version, const char *before,
    struct err *err)
{
	const char *changes = version > 1 ? changes_between(file, before, f->a) : "{}";
	struct query q;

	query_open(&q, f->db, "INSERT INTO catalog_version (name, version, sha256, source, changes_json, written_ms, noted_by,"
	    " noted_ms, note) VALUES (:name, :version, :sha256, :source, :changes, :written_ms, :actor, :now_ms, :note)");
	query_bind_text(&q, ":name", file->name);
	query_bind_int(&q, ":version", version);
	query_bind_text(&q, ":sha256", file->sha256);
	query_bind_text(&q, ":source", file->source);
	query_bind_text(&q, ":changes", changes);
	query_bind_int(&q, ":written_ms", file->written_ms);
	query_bind_text(&q, ":actor", f->actor);
	query_bind_int(&q, ":now_ms", f->now_ms);
	query_bind_text(&q, ":note", file->note);
	return query_run(&q, NULL, err) && (version == 1 || audit_add(f->db, f->actor, "catalog change",
	    arena_printf(f->a, "catalog %s", file->name), arena_printf(f->a, "version %" PRId64 " %s%s%s", version, changes,
	    file->note != NULL ? ": " : "", file->note != NULL ? file->note : ""), f->now_ms, err));
}

/* Asked again within the transaction: another process may have read it meanwhile. */
static bool
freeze(const struct freezing *f, const struct catalog_file *files, size_t count, struct err *err)
{
	const char *sha256, *source;
	int64_t version;

	for (size_t i = 0; i < count; i++)
		if (!load_last(f, files[i].name, &version, &sha256, &source, err) ||
		    (!text_equal(sha256, files[i].sha256) && !add_version(f, &files[i], version + 1, source, err)))
			return false;
	return true;
}

static bool
read_file(const char *path, struct arena *a, struct catalog_file *file, struct err *err)
{
	struct str text = STR_INIT;
	struct stat st;

	bool ok = file_read(path, BYTES_MAX, &text, err) && (stat(path, &st) == 0 || fail_errno(err, "could not read %s", path));
	if (ok) {
		file->source = arena_strndup(a, text.text, text.len);
		file->written_ms = (int64_t)st.st_mtim.tv_sec * 1000;
		hash_text(file->source, strlen(file->source), file->sha256);
	}
	str_clear(&text);
	return ok;
}

static const char *
path_of(const char *folder, const char *name, struct arena *a)
{
	return path_join(a, text_equal(name, SETTINGS_FILE) ? folder : path_join(a, folder, CATALOGS), name);
}

/* Those that are not as they were noted last. */
static bool
find_changed(const struct freezing *f, const char *folder, struct catalog_file **ret_files, size_t *ret_count,
    struct err *err)
{
	const char *path = path_join(f->a, folder, CATALOGS), *sha256, *source;
	size_t names = 0, count = 0;
	int64_t version;
	char **name = NULL;

	*ret_count = 0;
	if (file_exists(path) && !folder_list(path, f->a, &name, &names, err))
		return false;
	struct catalog_file *files = arena_array(f->a, names + 1, sizeof(*files));
	for (size_t i = 0; i <= names; i++) {
		files[count].name = i < names ? name[i] : SETTINGS_FILE;
		if (!text_ends(files[count].name, ".yaml") && !text_ends(files[count].name, ".txt"))
			continue;
		if (!read_file(path_of(folder, files[count].name, f->a), f->a, &files[count], err) ||
		    !load_last(f, files[count].name, &version, &sha256, &source, err))
			return false;
		count += !text_equal(sha256, files[count].sha256);
	}
	*ret_files = files;
	*ret_count = count;
	return true;
}

bool
catalog_freeze(struct db *db, const char *folder, const char *actor, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	const struct freezing f = { db, actor, now_ms, &a };
	struct catalog_file *files;
	size_t count;

	bool ok = find_changed(&f, folder, &files, &count, err) &&
	    (count == 0 || (db_begin(db, err) && db_end(db, freeze(&f, files, count, err), err)));
	arena_clear(&a);
	return ok;
}

/* What others did to the files before is theirs; the file comes last, so that it is never there without its version. */
static bool
save(const struct freezing *f, const char *folder, struct catalog_file *file, struct err *err)
{
	const char *sha256, *source;
	struct catalog_file *files;
	int64_t version;
	size_t count;

	if (!find_changed(f, folder, &files, &count, err) || !freeze(f, files, count, err) ||
	    !load_last(f, file->name, &version, &sha256, &source, err))
		return false;
	hash_text(file->source, strlen(file->source), file->sha256);
	return text_equal(sha256, file->sha256) ? fail(err, ERR_CONFLICT, "%s says that already", file->name) :
	    add_version(f, file, version + 1, source, err) &&
	    file_write(path_of(folder, file->name, f->a), file->source, strlen(file->source), 0600, err);
}

bool
catalog_save(struct db *db, const char *folder, const char *name, const char *text, const char *note, const char *actor,
    int64_t now_ms, struct err *err)
{
	struct catalog_file file = { .name = name, .source = text, .note = note, .written_ms = now_ms };
	struct arena a = ARENA_INIT;
	const struct freezing f = { db, actor, now_ms, &a };

	bool ok = db_begin(db, err) && db_end(db, save(&f, folder, &file, err), err);
	arena_clear(&a);
	return ok;
}

bool
catalog_last_saved(struct db *db, int64_t *ret_id, struct err *err)
{
	struct query q;

	*ret_id = 0;
	query_open(&q, db, "SELECT max(catalog_version_id) FROM catalog_version WHERE note IS NOT NULL");
	if (query_row(&q) && !query_null(&q, 0))
		*ret_id = query_int(&q, 0);
	return query_close(&q, err);
}

/* The types of an old version that were gone in the next one. */
static void
recall_from(const char *source, const char *changes, struct arena *a, struct catalog *catalog)
{
	struct problems problems;
	struct catalog old;
	struct err err = ERR_INIT;
	struct json *json;

	problems_init(&problems, a);
	/* A version that an older program could read and this one cannot has nothing to say. */
	if (!catalog_parse(TYPES_FILE, source, strlen(source), a, &old, &problems) ||
	    !json_parse(changes, strlen(changes), &json, &err))
		return;
	const struct json *gone = json_get(json, "gone");
	for (size_t i = 0; i < json_count(gone); i++) {
		const char *key = json_as_text(json_at(gone, i));
		const struct credential_type *type = catalog_find(&old, key);
		if (type != NULL && catalog_find(catalog, key) == NULL)
			catalog_add_retired(catalog, type, a);
	}
	json_free(json);
}

bool
catalog_recall(struct db *db, struct settings *settings, struct arena *a, struct err *err)
{
	struct catalog *catalog = arena_alloc(a, sizeof(*catalog));
	struct query q;

	*catalog = *settings->catalog;
	query_open(&q, db, "SELECT b.source, v.changes_json FROM catalog_version v"
	    " JOIN catalog_version b ON b.name = v.name AND b.version = v.version - 1"
	    " WHERE v.name = '" TYPES_FILE "' AND v.changes_json NOT LIKE '%\"gone\":[]%' ORDER BY v.version DESC");
	while (query_row(&q))
		recall_from(query_text(&q, 0, a), query_text(&q, 1, a), a, catalog);
	settings->catalog = catalog;
	return query_close(&q, err);
}

bool
catalog_list_missed(struct db *db, const struct catalog *file, struct json **ret_array, struct err *err)
{
	struct json *rows = json_new_array();
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "SELECT credential_type, count(*) FROM credential GROUP BY credential_type"
	    " ORDER BY credential_type /*scan*/");
	while (query_row(&q)) {
		const char *key = query_text(&q, 0, &a);
		if (catalog_find(file, key) != NULL)
			continue;
		struct json *row = json_new_object();
		json_set_text(row, "key", key);
		json_set_int(row, "credentials", query_int(&q, 1));
		json_push(rows, row);
	}
	bool ok = query_close(&q, err);
	arena_clear(&a);
	if (ok)
		*ret_array = rows;
	else
		json_free(rows);
	return ok;
}

void
catalog_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT name, version, sha256, written_ms, noted_by, noted_ms, note FROM catalog_version v"
	    " WHERE version = (SELECT max(version) FROM catalog_version w WHERE w.name = v.name) ORDER BY name /*scan*/");
}

void
catalog_query_history(struct query *q, struct db *db, const char *name)
{
	query_open(q, db, "SELECT name, version, sha256, written_ms, noted_by, noted_ms, changes_json, note FROM catalog_version"
	    " WHERE name = :name ORDER BY version");
	query_bind_text(q, ":name", name);
}

void
catalog_query_version(struct query *q, struct db *db, const char *name, int64_t version)
{
	query_open(q, db, "SELECT name, version, sha256, written_ms, noted_by, noted_ms, source FROM catalog_version"
	    " WHERE name = :name AND version = CASE WHEN :version > 0 THEN :version ELSE"
	    " (SELECT max(version) FROM catalog_version WHERE name = :name) END");
	query_bind_text(q, ":name", name);
	query_bind_int(q, ":version", version);
}

bool
catalog_find_name(struct db *db, const char *word, struct arena *a, const char **ret_name, struct err *err)
{
	const char *known = "", *found = NULL;
	struct query q;

	query_open(&q, db, "SELECT DISTINCT name FROM catalog_version ORDER BY name /*scan*/");
	while (query_row(&q)) {
		const char *name = query_text(&q, 0, a);
		size_t stem = strcspn(name, ".");
		if (text_equal(name, word) || (strlen(word) == stem && strncmp(name, word, stem) == 0))
			found = name;
		known = arena_printf(a, "%s%s%.*s", known, known[0] != '\0' ? ", " : "", (int)stem, name);
	}
	if (!query_close(&q, err))
		return false;
	*ret_name = found;
	return found != NULL || fail(err, ERR_MISSING, "there is no catalog \"%.40s\". There are: %s", word, known);
}
