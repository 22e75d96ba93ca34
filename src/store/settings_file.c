/* settings_file: the table of the files, and what reads each. */
#include "store/settings_file.h"

#include <string.h>

#include "base/asset.h"
#include "base/file.h"
#include "core/catalog.h"
#include "core/duty.h"
#include "core/list_map.h"
#include "core/payer_clock.h"
#include "core/requirement.h"
#include "core/retention.h"
#include "core/role.h"
#include "core/settings_guard.h"
#include "store/folder.h"
#include "workflow/letter_text.h"
#include "workflow/template.h"
#include "workflow/workday.h"
#include "base/banned.h"

struct checking {
	const char		*folder;
	const struct settings_file *file;
	const char		*text;
	size_t			 len;
	const struct settings	*settings;	/* in use */
	struct arena		*a;
	struct problems		*problems;
};

typedef void check_fn(const struct checking *c);

static check_fn check_settings, check_types, check_requirements, check_roles, check_retention, check_duties, check_clocks,
	check_states, check_workdays, check_committee_letter;

static const struct row { struct settings_file file; check_fn *check; } rows[] = {
	{ { "credence.yaml", "credence.yaml", "Settings" }, check_settings },
	{ { "credential_types.yaml", "catalogs/credential_types.yaml", "Types of credentials" }, check_types },
	{ { "requirements.yaml", "catalogs/requirements.yaml", "What a file must hold" }, check_requirements },
	{ { "roles.yaml", "catalogs/roles.yaml", "What each role may see and do" }, check_roles },
	{ { "retention.yaml", "catalogs/retention.yaml", "How long papers are kept" }, check_retention },
	{ { "duties.yaml", "catalogs/duties.yaml", "Duties of the practice" }, check_duties },
	{ { "payer_clocks.yaml", "catalogs/payer_clocks.yaml", "Days that the law gives payers" }, check_clocks },
	{ { "state_lists.yaml", "catalogs/state_lists.yaml", "Columns of states' exclusion lists" }, check_states },
	{ { "us_business.yaml", "catalogs/us_business.yaml", "Working days and holidays" }, check_workdays },
	{ { "committee_letter.txt", "catalogs/committee_letter.txt", "Letter of a committee's decision" }, check_committee_letter },
};

const struct settings_file *
settings_file_list(size_t i)
{
	return i < LEN(rows) ? &rows[i].file : NULL;
}

const struct settings_file *
settings_file_find(const char *name)
{
	for (size_t i = 0; i < LEN(rows); i++)
		if (strcmp(rows[i].file.name, name) == 0)
			return &rows[i].file;
	return NULL;
}

bool
settings_file_load(const char *folder, const struct settings_file *file, struct arena *a, const char **ret_text,
    struct err *err)
{
	const struct asset *shipped = asset_find(arena_printf(a, "config/%s", file->name));
	const char *path = path_join(a, folder, file->path);
	struct str text = STR_INIT;
	bool ok = true;

	if (shipped != NULL && !file_exists(path))
		str_add_bytes(&text, shipped->bytes, shipped->len);
	else
		ok = file_read(path, SETTINGS_FILE_BYTES_MAX, &text, err);
	if (ok)
		*ret_text = arena_strndup(a, text.text, text.len);
	str_clear(&text);
	return ok;
}

static const char *
text_of(const struct checking *c, const char *name)
{
	struct err err = ERR_INIT;
	const char *text;

	if (settings_file_load(c->folder, settings_file_find(name), c->a, &text, &err))
		return text;
	problems_add(c->problems, name, 0, 0, PROBLEM_ERROR, "%s", err.text);
	return NULL;
}

static void
check_settings(const struct checking *c)
{
	const char *before = text_of(c, "credence.yaml");

	if (folder_settings_text(c->folder, c->text, c->len, c->a, c->problems) != NULL && before != NULL)
		settings_guard(c->file->path, before, c->text, c->a, c->problems);
}

/* What a file must hold is said by types: the list of it has to fit the new ones. */
static void
check_types(const struct checking *c)
{
	const char *path = settings_file_find("requirements.yaml")->path, *asked;
	struct requirements requirements;
	struct catalog catalog;

	if (!catalog_parse(c->file->path, c->text, c->len, c->a, &catalog, c->problems))
		return;
	if ((asked = text_of(c, "requirements.yaml")) != NULL)
		requirement_parse(path, asked, strlen(asked), &catalog, !file_exists(path_join(c->a, c->folder, path)), c->a,
		    &requirements, c->problems);
}

static void
check_requirements(const struct checking *c)
{
	struct requirements requirements;

	requirement_parse(c->file->path, c->text, c->len, c->settings->catalog, false, c->a, &requirements, c->problems);
}

static void
check_roles(const struct checking *c)
{
	struct roles roles;

	role_parse(c->file->path, c->text, c->len, c->a, &roles, c->problems);
}

static void
check_retention(const struct checking *c)
{
	struct retention retention;

	retention_parse(c->file->path, c->text, c->len, c->a, &retention, c->problems);
}

static void
check_duties(const struct checking *c)
{
	struct duties duties;

	duty_parse(c->file->path, c->text, c->len, c->a, &duties, c->problems);
}

static void
check_clocks(const struct checking *c)
{
	struct payer_clocks clocks;

	payer_clocks_parse(c->file->path, c->text, c->len, c->a, &clocks, c->problems);
}

static void
check_states(const struct checking *c)
{
	struct list_map *maps;
	size_t count;

	list_map_parse(c->file->path, c->text, c->len, c->a, &maps, &count, c->problems);
}

static void
check_workdays(const struct checking *c)
{
	workday_parse(c->file->path, c->text, c->len, c->a, c->problems);
}

static void
check_committee_letter(const struct checking *c)
{
	struct json *nothing = json_new_object();
	const struct template_options options = { .escape = ESCAPE_NONE };
	struct str out = STR_INIT;
	struct letter_text letter;
	struct err err = ERR_INIT;

	if (!letter_text_read(c->text, c->a, &letter, &err) ||
	    !template_render(letter.subject, nothing, &options, &out, &err) ||
	    !template_render(letter.body, nothing, &options, &out, &err))
		problems_add(c->problems, c->file->path, 0, 0, PROBLEM_ERROR, "%s", err.text);
	str_clear(&out);
	json_free(nothing);
}

void
settings_file_check(const char *folder, const struct settings_file *file, const char *text, const struct settings *s,
    struct arena *a, struct problems *problems)
{
	const struct checking c = { folder, file, text, strlen(text), s, a, problems };

	if (strlen(text) > SETTINGS_FILE_BYTES_MAX)
		problems_add(problems, file->path, 0, 0, PROBLEM_ERROR, "this page takes %d KB of text. More is changed in the file",
		    SETTINGS_FILE_BYTES_MAX >> 10);
	else
		for (size_t i = 0; i < LEN(rows); i++)
			if (&rows[i].file == file)
				rows[i].check(&c);
	problems_unify(problems);
}
