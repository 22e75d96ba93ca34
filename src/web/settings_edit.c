/*
 * settings_edit: the settings and the catalogs in a form: checked while somebody types, saved with a note of why, each
 * version kept and brought back as a text to be saved anew.  What is wrong stands beside its line and column and
 * changes nothing.  What leads to secrets, servers or the machine is not changed here (core/settings_guard.h).
 */
#include "store/settings_file.h"

#include <string.h>

#include "base/log.h"
#include "store/catalog_version.h"
#include "web/edit_form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/start.h"
#include "web/words.h"
#include "base/banned.h"

#define VERSIONS_SHOWN	20

struct settings_edit {
	struct request		*r;
	const struct settings_file *file;
	const char		*now;		/* what it says */
	const char		*text;		/* as typed */
	const char		*seen;		/* of what it said when the page was opened */
	const char		*warning;	/* NULL: none */
	int64_t			 version;	/* whose text is shown; 0: that of the file */
	struct problems		 problems;
};

static void
check(struct settings_edit *e, const char *text)
{
	problems_init(&e->problems, e->r->a);
	settings_file_check(e->r->web->folder, e->file, text, e->r->web->settings, e->r->a, &e->problems);
}

/* A file that cannot be read as it lies there may hold what nobody must see: it is mended where it is. */
static bool
begin(struct request *r, struct settings_edit *e, struct err *err)
{
	*e = (struct settings_edit){ .r = r, .file = settings_file_find(r->word[0]) };
	if (e->file == NULL)
		return fail(err, ERR_MISSING, "there is no file \"%.40s\" that is changed here", r->word[0]);
	if (!settings_file_load(r->web->folder, e->file, r->a, &e->now, err))
		return false;
	check(e, e->now);
	if (e->problems.errors > 0)
		return fail(err, ERR_CONFLICT, "%s was changed on the machine and has mistakes: \"credence check\" says which. It is "
		    "shown here when it can be read", e->file->path);
	return true;
}

/* ["a","b"] as "added a, b". */
static const char *
change_words(const struct json *changes, struct arena *a)
{
	static const char *const kinds[] = { "added", "changed", "gone" };
	const char *text = "";

	for (size_t k = 0; k < LEN(kinds); k++) {
		const struct json *keys = json_get(changes, kinds[k]);
		for (size_t i = 0; i < json_count(keys); i++)
			text = arena_printf(a, "%s%s%s", text, i > 0 ? ", " : arena_printf(a, "%s%s ", text[0] != '\0' ? "; " : "",
			    kinds[k]), json_as_text(json_at(keys, i)));
	}
	return text;
}

/* The newest first. */
static bool
add_versions(const struct settings_edit *e, struct json *data, struct err *err)
{
	struct request *r = e->r;
	struct json *rows, *list = json_new_array();
	struct query q;

	catalog_query_history(&q, r->web->writer.db, e->file->name);
	if (!query_json(&q, r->web->settings->zone, &rows, err)) {
		json_free(list);
		return false;
	}
	for (size_t i = json_count(rows); i > 0 && json_count(list) < VERSIONS_SHOWN; i--) {
		struct json *row = json_duplicate(json_at(rows, i - 1));
		page_since(r, row, "noted_ms", "noted_words");
		json_set_text(row, "changes_words", change_words(json_get(row, "changes"), r->a));
		json_set_bool(row, "is_current", i == json_count(rows));
		json_push(list, row);
	}
	json_set_bool(data, "has_versions", json_count(list) > 0);
	json_set(data, "versions", list);
	json_free(rows);
	return true;
}

static bool
show(struct settings_edit *e, struct reply *reply, struct err *err)
{
	static const struct notice notices[] = {
		{ "saved", "Saved. It counts here at once, and for mail, calendars and the clock within a minute." }, { NULL, NULL } };
	struct json *data = json_new_object();

	json_set_text(data, "title", e->file->label);
	json_set_bool(data, "at_administration", true);
	json_set_text(data, "name", e->file->name);
	json_set_text(data, "path", e->file->path);
	json_set_bool(data, "is_settings", strcmp(e->file->name, "credence.yaml") == 0);
	json_set_text(data, "text", e->text);
	json_set_text(data, "seen", e->seen);
	json_set_text(data, "note", pairs_get(&e->r->form, "note"));
	json_set_text(data, "warning", e->warning);
	json_set_id(data, "shown_version", e->version);
	json_set_bool(data, "has_problems", e->problems.count > 0);
	json_set(data, "problems", edit_form_problems(&e->problems, e->file->path));
	page_notice(e->r, data, notices);
	if (add_versions(e, data, err))
		return page_render(e->r, reply, "settings_edit", data, err);
	json_free(data);
	return false;
}

/* The text of an earlier version, where one is named. */
static bool
load_version(struct settings_edit *e, struct err *err)
{
	const char *word = pairs_get(&e->r->query, "version");
	struct query q;

	if (word == NULL)
		return true;
	if (!int_parse(word, &e->version) || e->version < 1)
		return fail(err, ERR_INPUT, "version is a number");
	e->text = NULL;
	catalog_query_version(&q, e->r->web->writer.db, e->file->name, e->version);
	if (query_row(&q))
		e->text = query_text(&q, 6, e->r->a);
	return query_close(&q, err) && (e->text != NULL ||
	    fail(err, ERR_MISSING, "%s has no version %lld", e->file->name, (long long)e->version));
}

bool
page_settings_edit(struct request *r, struct reply *reply, struct err *err)
{
	struct settings_edit e;

	if (!begin(r, &e, err))
		return false;
	e.text = e.now;
	e.seen = edit_form_tag(r, e.now);
	if (!load_version(&e, err))
		return false;
	if (e.version > 0)
		check(&e, e.text);
	return show(&e, reply, err);
}

/* Whatever cannot be read now, was read a moment ago: the pages go on with what they have, and say it. */
static void
reread(struct request *r)
{
	struct err err = ERR_INIT;

	if (!web_reread(r->web, &err))
		log_warn("the settings that were saved could not be read anew: %s", err.text);
}

static bool
try_save(struct settings_edit *e, struct reply *reply, struct err *err)
{
	struct request *r = e->r;
	struct err why = ERR_INIT;
	const char *note;

	reply->status = 400;
	e->warning = e->problems.errors > 0 ? "Nothing was saved: there are mistakes." : edit_form_note(r, "saved", &note);
	if (e->warning != NULL)
		return show(e, reply, err);
	reply->status = 409;
	if (strcmp(e->now, e->text) != 0 && !text_equal(e->seen, edit_form_tag(r, e->now))) {
		e->warning = "Somebody changed the file since you looked. Nothing was saved: what you typed is below; open this page "
		    "anew beside it, and bring both together.";
		return show(e, reply, err);
	}
	if (!catalog_save(r->web->writer.db, r->web->folder, e->file->name, e->text, note, r->actor, r->now_ms, &why)) {
		if (why.kind != ERR_CONFLICT)
			return fail(err, why.kind, "%s", why.text);
		e->warning = arena_printf(r->a, "Nothing was saved: %s.", why.text);
		return show(e, reply, err);
	}
	reread(r);
	reply->status = 0;
	return reply_redirect(reply, arena_printf(r->a, "/settings/%s?did=saved", e->file->name));
}

bool
post_settings_edit(struct request *r, struct reply *reply, struct err *err)
{
	const char *text = pairs_get(&r->form, "text"), *what = pairs_get(&r->form, "do");
	struct settings_edit e;

	if (text == NULL || what == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!begin(r, &e, err))
		return false;
	e.text = words_plain_lines(text, r->a);
	e.seen = pairs_get(&r->form, "seen");
	check(&e, e.text);
	return strcmp(what, "save") == 0 ? try_save(&e, reply, err) : show(&e, reply, err);
}
