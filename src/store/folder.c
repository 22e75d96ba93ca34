/*
 * folder: making and opening the data folder.  What must not be broken: a folder is made whole or
 * not at all, so it is built beside its place and renamed into it.
 */
#include "store/folder.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/secret.h"
#include "base/str.h"
#include "core/catalog.h"
#include "core/duty.h"
#include "core/payer_clock.h"
#include "core/retention.h"
#include "core/role.h"
#include "core/settings_service.h"
#include "db/migrate.h"
#include "workflow/workday.h"
#include "base/banned.h"

#define SETTINGS_FILE	"credence.yaml"
#define DATABASE_FILE	"credence.db"
#define KEY_FILE	"secret.key"
#define KEY_BYTES_MAX	4096
#define SETTINGS_BYTES_MAX (1 << 20)

/* Where the built-in files go. */
static const struct { const char *prefix, *folder; } copies[] = {
	{ "workflows/", "workflows/" },
	{ "config/", "catalogs/" },
};

/* The settings are written with what was wished; the demo is nobody's practice. */
static bool
is_copied(const char *path)
{
	return strcmp(path, "config/credence.yaml") != 0 && !text_starts(path, "config/demo/") &&
	    (text_ends(path, ".yaml") || text_ends(path, ".txt"));
}

bool
folder_seal_key(const char *path, const char *purpose, struct seal_key *ret_key, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct str secret = STR_INIT;

	bool ok = file_read(path_join(&a, path, KEY_FILE), KEY_BYTES_MAX, &secret, err);
	if (ok)
		seal_key_make(ret_key, secret.text, secret.len, purpose);
	explicit_bzero(secret.text, secret.len);
	str_clear(&secret);
	arena_clear(&a);
	return ok;
}

char *
folder_path(struct arena *a, const char *path, const char *name)
{
	return path_join(a, path, name);
}

bool
folder_is_one(const char *path)
{
	struct arena a = ARENA_INIT;
	bool is_one = file_exists(path_join(&a, path, SETTINGS_FILE)) &&
	    file_exists(path_join(&a, path, DATABASE_FILE));

	arena_clear(&a);
	return is_one;
}

/* Makes every folder on the way to a file below "path". */
static bool
make_parents(const char *path, const char *name, struct arena *a, struct err *err)
{
	for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
		if (!folder_make(path_join(a, path, arena_strndup(a, name, (size_t)(slash - name))),
		    0700, err))
			return false;
	return true;
}

static bool
copy_assets(const char *path, struct arena *a, struct err *err)
{
	const struct asset *asset;

	for (size_t i = 0; i < LEN(copies); i++)
		for (size_t j = 0; (asset = asset_list(copies[i].prefix, j)) != NULL; j++) {
			if (!is_copied(asset->path))
				continue;
			const char *name = arena_printf(a, "%s%s", copies[i].folder,
			    asset->path + strlen(copies[i].prefix));
			if (!make_parents(path, name, a, err) ||
			    !file_write(path_join(a, path, name), asset->bytes, asset->len, 0600, err))
				return false;
		}
	return true;
}

/* Adds the text as a YAML scalar in double quotes. */
static void
add_quoted(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			str_add_char(out, '\\');
		str_add_char(out, (unsigned char)*text < 0x20 ? ' ' : *text);
	}
	str_add_char(out, '"');
}

/* The shipped settings, with the wished value behind the first "  key:" of each. */
static void
write_settings(const struct asset *shipped, const struct folder_wish *wish, struct str *out)
{
	const struct { const char *key, *value, *written; } wishes[] = {
		{ "  name:", wish->org_name, "  name:" },
		{ "  timezone:", wish->timezone, "  timezone:" },
		{ "  from:", wish->from, "  from:" },
		{ "  # service:", wish->service, "  service:" },
	};
	bool done[LEN(wishes)] = { false };

	for (const char *line = shipped->bytes; *line != '\0'; ) {
		size_t len = strcspn(line, "\n");
		size_t i = 0;
		while (i < LEN(wishes) && (done[i] || wishes[i].value == NULL ||
		    !text_starts(line, wishes[i].key)))
			i++;
		if (i < LEN(wishes)) {
			done[i] = true;
			str_printf(out, "%s ", wishes[i].written);
			add_quoted(out, wishes[i].value);
		} else {
			str_add_bytes(out, line, len);
		}
		str_add_char(out, '\n');
		line += len + (line[len] == '\n');
	}
}

static bool
make_settings(const char *path, const struct folder_wish *wish, struct arena *a, struct err *err)
{
	const struct asset *shipped = asset_find("config/credence.yaml");
	struct problems problems;
	struct str text = STR_INIT;

	if (shipped == NULL)
		BUG("config/credence.yaml is not built in");
	problems_init(&problems, a);
	write_settings(shipped, wish, &text);
	/* What only its owner has, a password or a client_id, is named later: "check" says so. */
	bool ok = settings_parse("init", text.text, text.len, a, &problems) != NULL ||
	    (wish->service != NULL && settings_service_known(wish->service) && problems.errors == 1);
	if (!ok)
		fail(err, ERR_INPUT, "%s", problems.count > 0 ? problems.item[0].text :
		    "the settings are wrong");
	ok = ok && file_write(path_join(a, path, SETTINGS_FILE), text.text, text.len, 0600, err);
	str_clear(&text);
	return ok;
}

static bool
make_database(const char *path, int64_t now_ms, struct arena *a, struct err *err)
{
	struct db *db;

	if (!db_open(path_join(a, path, DATABASE_FILE), DB_CREATE, &db, err))
		return false;
	bool ok = migrate_run(db, now_ms, err) && db_checkpoint(db, err);
	db_close(db);
	return ok;
}

static bool
make_folders(const char *path, struct arena *a, struct err *err)
{
	static const char *const folders[] = { "documents", "mail", "mail/inbox", "mail/inbox/new",
		"mail/inbox/cur", "mail/inbox/tmp", "mail/sent", "mail/sent/new", "mail/sent/cur",
		"mail/sent/tmp", "maps" };

	for (size_t i = 0; i < LEN(folders); i++)
		if (!folder_make(path_join(a, path, folders[i]), 0700, err))
			return false;
	return true;
}

bool
folder_complete(const char *path, struct err *err)
{
	struct arena a = ARENA_INIT;

	if (!folder_is_one(path))
		return fail(err, ERR_INPUT, "it holds no settings or no database");
	bool ok = make_folders(path, &a, err);
	arena_clear(&a);
	return ok;
}

static bool
fill(const char *path, const struct folder_wish *wish, int64_t now_ms, struct arena *a,
    struct err *err)
{
	char key[HASH_ID_BYTES * 2], half[HASH_ID_BYTES];

	if (!make_folders(path, a, err))
		return false;
	snprintf(key, sizeof(key), "%s", random_id(half));
	snprintf(key + strlen(key), sizeof(key) - strlen(key), "%s\n", random_id(half));
	return make_settings(path, wish, a, err) && copy_assets(path, a, err) &&
	    file_write(path_join(a, path, KEY_FILE), key, strlen(key), 0600, err) &&
	    make_database(path, now_ms, a, err);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

void
folder_remove(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static bool
is_empty(const char *path, struct arena *a)
{
	size_t count = 1;
	char **names;

	return folder_list(path, a, &names, &count, NULL) && count == 0;
}

static bool
create_in(const char *path, const struct folder_wish *wish, int64_t now_ms, struct arena *a,
    struct err *err)
{
	const char *target = arena_strdup(a, path);

	while (strlen(target) > 1 && text_ends(target, "/"))
		target = arena_strndup(a, target, strlen(target) - 1);
	if (file_exists(target) && !is_empty(target, a))
		return fail(err, ERR_CONFLICT, folder_is_one(target) ?
		    "%s is a data folder already" : "%s is not empty", target);
	const char *beside = arena_printf(a, "%s.%d.new", target, (int)getpid());
	if (!folder_make(beside, 0700, err))
		return false;
	bool ok = fill(beside, wish, now_ms, a, err);
	if (ok && file_exists(target) && rmdir(target) != 0)
		ok = fail_errno(err, "could not use the folder %s", target);
	if (ok && rename(beside, target) != 0)
		ok = fail_errno(err, "could not make %s", target);
	if (!ok)
		folder_remove(beside);
	return ok;
}

bool
folder_create(const char *path, const struct folder_wish *wish, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	bool ok = create_in(path, wish, now_ms, &a, err);

	arena_clear(&a);
	return ok;
}

bool
folder_catalog(const char *path, const char *name, struct arena *a, const char **ret_file,
    bool *ret_is_shipped, struct str *out, struct err *err)
{
	const struct asset *shipped = asset_find(arena_printf(a, "config/%s", name));

	if (shipped == NULL)
		BUG("config/%s is not built in", name);
	*ret_file = path_join(a, path, arena_printf(a, "catalogs/%s", name));
	*ret_is_shipped = !file_exists(*ret_file);
	if (!*ret_is_shipped)
		return file_read(*ret_file, SETTINGS_BYTES_MAX, out, err);
	str_add_bytes(out, shipped->bytes, shipped->len);
	return true;
}

/* catalogs/credential_types.yaml, beside the settings because all that reads records needs it. */
static const struct catalog *
read_catalog(const char *path, struct arena *a, struct problems *problems)
{
	const char *file = path_join(a, path, "catalogs/credential_types.yaml");
	struct catalog *catalog = arena_alloc(a, sizeof(*catalog));
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	bool ok = true;

	if (!file_read(file, SETTINGS_BYTES_MAX, &text, &err))
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "%s", err.text);
	else
		ok = catalog_parse(file, text.text, text.len, a, catalog, problems);
	str_clear(&text);
	return ok && err.kind == ERR_NONE ? catalog : NULL;
}

/* One of the other catalogs: its text, and what read it. */
typedef bool (*catalog_reader)(const char *file, const char *bytes, size_t len, struct arena *a, void *ret,
    struct problems *problems);

static bool
read_duties(const char *file, const char *bytes, size_t len, struct arena *a, void *ret, struct problems *problems)
{
	return duty_parse(file, bytes, len, a, ret, problems);
}

static bool
read_retention(const char *file, const char *bytes, size_t len, struct arena *a, void *ret,
    struct problems *problems)
{
	return retention_parse(file, bytes, len, a, ret, problems);
}

static bool
read_payer_clocks(const char *file, const char *bytes, size_t len, struct arena *a, void *ret,
    struct problems *problems)
{
	return payer_clocks_parse(file, bytes, len, a, ret, problems);
}

static bool
read_roles(const char *file, const char *bytes, size_t len, struct arena *a, void *ret, struct problems *problems)
{
	return role_parse(file, bytes, len, a, ret, problems);
}

/* A folder of an earlier program has no such file: the shipped one stands for it. */
static bool
read_or_shipped(const char *path, const char *name, catalog_reader reader, struct arena *a, void *ret,
    struct problems *problems)
{
	struct str text = STR_INIT;
	struct err err = ERR_INIT;
	bool ok = true, is_shipped;
	const char *file;

	if (!folder_catalog(path, name, a, &file, &is_shipped, &text, &err))
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "%s", err.text);
	else
		ok = reader(file, text.text, text.len, a, ret, problems);
	str_clear(&text);
	return ok && err.kind == ERR_NONE;
}

/* org.calendar: needed where letters keep to working hours.  One of the practice's own, or the shipped one. */
static bool
read_workdays(const char *path, struct settings *s, struct arena *a, struct problems *problems)
{
	const char *name = arena_printf(a, "%s.yaml", s->calendar);
	const char *file = path_join(a, path, arena_printf(a, "catalogs/%s", name));
	const struct asset *shipped = asset_find(arena_printf(a, "config/%s", name));
	struct str text = STR_INIT;
	struct err err = ERR_INIT;

	if (s->mail.send_from == NULL)
		return true;
	if (shipped != NULL && !file_exists(file))
		str_add_bytes(&text, shipped->bytes, shipped->len);
	else if (!file_read(file, SETTINGS_BYTES_MAX, &text, &err))
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "%s", err.text);
	if (err.kind == ERR_NONE)
		s->workdays = workday_parse(file, text.text, text.len, a, problems);
	str_clear(&text);
	return s->workdays != NULL;
}

struct settings *
folder_settings_text(const char *path, const char *text, size_t len, struct arena *a, struct problems *problems)
{
	struct settings *settings = text == NULL ? NULL :
	    settings_parse(path_join(a, path, SETTINGS_FILE), text, len, a, problems);
	const struct catalog *catalog = read_catalog(path, a, problems);
	struct duties *duties = arena_alloc(a, sizeof(*duties));
	struct retention *retention = arena_alloc(a, sizeof(*retention));
	struct payer_clocks *clocks = arena_alloc(a, sizeof(*clocks));
	struct roles *roles = arena_alloc(a, sizeof(*roles));
	bool has_duties = read_or_shipped(path, "duties.yaml", read_duties, a, duties, problems);
	bool has_retention = read_or_shipped(path, "retention.yaml", read_retention, a, retention, problems);
	bool has_clocks = read_or_shipped(path, "payer_clocks.yaml", read_payer_clocks, a, clocks, problems);
	bool has_roles = read_or_shipped(path, "roles.yaml", read_roles, a, roles, problems);
	if (settings == NULL || !read_workdays(path, settings, a, problems) || catalog == NULL || !has_duties ||
	    !has_retention || !has_clocks || !has_roles)
		return NULL;
	settings->catalog = catalog;
	settings->duties = duties;
	settings->retention = retention;
	settings->payer_clocks = clocks;
	settings->roles = roles;
	return settings;
}

struct settings *
folder_settings(const char *path, struct arena *a, struct problems *problems)
{
	const char *file = path_join(a, path, SETTINGS_FILE);
	struct str text = STR_INIT;
	struct err err = ERR_INIT;

	bool ok = file_read(file, SETTINGS_BYTES_MAX, &text, &err);
	if (!ok)
		problems_add(problems, file, 0, 0, PROBLEM_ERROR, "%s", err.text);
	struct settings *settings = folder_settings_text(path, ok ? text.text : NULL, text.len, a, problems);
	str_clear(&text);
	return settings;
}

bool
folder_secret(const char *path, const struct settings *settings, const char *spec, struct arena *a,
    const char **ret_secret, struct err *err)
{
	*ret_secret = "";
	if (spec == NULL || secret_read(spec, path, a, ret_secret, err))
		return true;
	for (size_t i = 0; i < settings->secrets; i++) {
		const struct setting_secret *s = &settings->secret[i];
		if (s->spec == spec)
			return fail_in(err, "%s:%d:%d", s->file, s->line, s->column);
	}
	return false;
}

bool
folder_lend_key(const char *path, struct db *db, struct err *err)
{
	struct seal_key key;

	if (!folder_seal_key(path, "sensitive field", &key, err))
		return false;
	db_set_seal_key(db, &key);
	seal_key_clear(&key);
	return true;
}

bool
folder_open_db(const char *path, int64_t now_ms, struct db **ret_db, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct db *db;

	bool ok = db_open(path_join(&a, path, DATABASE_FILE), DB_WRITE, &db, err);
	arena_clear(&a);
	if (!ok)
		return false;
	if (!folder_lend_key(path, db, err) || !migrate_run(db, now_ms, err)) {
		db_close(db);
		return false;
	}
	*ret_db = db;
	return true;
}
