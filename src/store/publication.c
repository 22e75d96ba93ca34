/* publication: workflow files from the disk into the database. */
#include "store/publication.h"

#include <string.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/yaml.h"
#include "base/banned.h"

#define ASSET_BYTES_MAX	(1 << 20)

/* Where a letter or a calendar may lie, seen from the workflow file. */
static const char *const places[] = {
	"letters", "calendars", ".", "../catalogs", "../catalogs/calendars", "../config",
	"../config/calendars",
};

static const char *const built_in[] = { "workflows/", "config/" };

static const char *
folder_of(const char *file, struct arena *a)
{
	const char *slash = strrchr(file, '/');

	return slash == NULL ? "." : arena_strndup(a, file, (size_t)(slash - file));
}

static const char *
read_text(const char *path, struct arena *a, struct err *err)
{
	struct str text = STR_INIT;
	const char *copy = NULL;

	if (file_read(path, ASSET_BYTES_MAX, &text, err))
		copy = arena_strndup(a, text.text, text.len);
	str_clear(&text);
	return copy;
}

/* *ret_file is left alone for what is built in.  NULL when it is nowhere: the check of the definition says so with the place of its name. */
static const char *
find_asset(const char *folder, const char *name, struct arena *a, const char **ret_file)
{
	const char *ending = arena_printf(a, "/%s", name);
	const struct asset *asset;

	if (strchr(name, '/') != NULL)		/* a name, not a path out of the folder */
		return NULL;
	for (size_t i = 0; i < LEN(places); i++) {
		const char *path = path_join(a, path_join(a, folder, places[i]), name);
		if (file_exists(path)) {
			*ret_file = path;
			return read_text(path, a, NULL);
		}
	}
	for (size_t i = 0; i < LEN(built_in); i++)
		for (size_t j = 0; (asset = asset_list(built_in[i], j)) != NULL; j++)
			if (text_ends(asset->path, ending))
				return asset->bytes;
	return NULL;
}

static void
find_assets(const char *file, const char *source, size_t len, struct arena *a,
    struct published *row)
{
	const char *folder = folder_of(file, a);
	struct definition_asset *assets;
	const char **names;
	size_t count;

	if (!definition_asset_names(source, len, a, &names, &count))
		return;			/* no YAML; the check says where */
	assets = arena_array(a, count, sizeof(*assets));
	for (size_t i = 0; i < count; i++) {
		const char *path = NULL, *body = find_asset(folder, names[i], a, &path);
		if (body != NULL)
			assets[row->assets++] = (struct definition_asset){ names[i], body, path };
	}
	row->asset = assets;
}

static bool
read_bytes(const char *file, const char *source, size_t len, struct arena *a, struct problems *problems,
    struct publication *ret_publication)
{
	struct publication p = { .row = { .file = file, .source = source } };

	find_assets(file, source, len, a, &p.row);
	p.definition = definition_parse(file, source, len, p.row.asset, p.row.assets, a, problems);
	if (p.definition == NULL)
		return false;
	p.row.name = definition_name(p.definition);
	p.row.version = definition_version(p.definition);
	p.row.subject_type = definition_subject(p.definition)->name;
	*ret_publication = p;
	return true;
}

bool
publication_read_text(const char *file, const char *source, struct arena *a, struct problems *problems,
    struct publication *ret_publication)
{
	return read_bytes(file, source, strlen(source), a, problems, ret_publication);
}

/* A NUL byte is refused at its place, as any other that may not stand in YAML. */
bool
publication_read(const char *file, struct arena *a, struct problems *problems,
    struct publication *ret_publication)
{
	struct str source = STR_INIT;
	struct err err = ERR_INIT;

	if (!file_read(file, YAML_BYTES_MAX, &source, &err)) {
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "%s", err.text);
		str_clear(&source);
		return false;
	}
	const char *text = arena_strndup(a, source.text, source.len);
	size_t len = source.len;
	str_clear(&source);
	return read_bytes(file, text, len, a, problems, ret_publication);
}

bool
publication_list(const char *folder, struct arena *a, const char ***ret_files, size_t *ret_count,
    struct err *err)
{
	const char **files;
	size_t count, kept = 0;
	char **names;

	if (!folder_list(folder, a, &names, &count, err))
		return false;
	files = arena_array(a, count, sizeof(*files));
	for (size_t i = 0; i < count; i++)
		if (text_ends(names[i], ".yaml"))
			files[kept++] = path_join(a, folder, names[i]);
	*ret_files = files;
	*ret_count = kept;
	return true;
}

/* As it is called in the data folder: where the command ran from says nothing to who reads "why" later. */
static const char *
in_folder(const char *file)
{
	static const char folder[] = "/workflows/";
	const char *found = NULL;

	for (const char *p = strstr(file, folder); p != NULL; p = strstr(p + 1, folder))
		found = p + 1;
	return found != NULL ? found : file;
}

bool
publication_save(struct db *db, struct publication *items, size_t count, const char *actor,
    int64_t now_ms, size_t *ret_new, struct err *err)
{
	*ret_new = 0;
	for (size_t i = 0; i < count; i++) {
		bool is_new;
		items[i].row.published_by = actor;
		items[i].row.file = in_folder(items[i].row.file);
		if (!definition_publish(db, &items[i].row, now_ms, &items[i].row.definition_id,
		    &is_new, err))
			return false;
		items[i].row.is_current = is_new;
		*ret_new += is_new;
	}
	return true;
}

bool
publication_publish_folder(struct db *db, const char *folder, const char *actor, int64_t now_ms,
    struct problems *problems, size_t *ret_new, struct err *err)
{
	struct publication *items;
	const char **files;
	size_t count;

	if (!publication_list(folder, problems->arena, &files, &count, err))
		return false;
	items = arena_array(problems->arena, count, sizeof(*items));
	for (size_t i = 0; i < count; i++)
		publication_read(files[i], problems->arena, problems, &items[i]);
	if (problems->errors > 0)
		return fail(err, ERR_INPUT, "%s:%d: %s", problems->item[0].file,
		    problems->item[0].line, problems->item[0].text);
	return db_begin(db, err) &&
	    db_end(db, publication_save(db, items, count, actor, now_ms, ret_new, err), err);
}
