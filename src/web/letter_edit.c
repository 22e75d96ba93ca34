/*
 * letter_edit: a letter's text in a form, shown with the data of a case while somebody types.  Publishing it gives the
 * workflow that sends it a new version: a version never changes.
 */
#include <string.h>

#include "base/file.h"
#include "store/attached.h"
#include "store/lookup.h"
#include "store/overview.h"
#include "web/edit_form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "web/workflow_text.h"
#include "base/banned.h"

#define TEXT_BYTES_MAX	32768

struct letter_edit {
	struct request		*r;
	struct published	 row;		/* the workflow's version */
	const char		*file, *path;	/* "enroll_chase.txt"; where it is to be written */
	const char		*text, *seen;
	const char		*html;		/* its own HTML form in that version; NULL: none */
	const char		*warning;
	int64_t			 case_id;	/* whose data is shown; 0: there is no case */
};

static const char *
asset_text(const struct letter_edit *e, const char *file)
{
	for (size_t i = 0; file != NULL && i < e->row.assets; i++)
		if (strcmp(e->row.asset[i].name, file) == 0)
			return e->row.asset[i].body;
	return NULL;
}

/* A letter that is built in has no file until it is changed. */
static bool
load_text(const struct letter_edit *e, const char **ret_text, struct err *err)
{
	return workflow_text_load(e->r, e->path, TEXT_BYTES_MAX, asset_text(e, e->file), ret_text, err);
}

/* The case that is named, else the one that waits longest. */
static bool
choose_case(struct letter_edit *e, const char *word, struct err *err)
{
	struct json *rows;
	struct query q;

	if (!text_blank(word))
		return lookup_case(e->r->web->db, word, &e->case_id, err);
	overview_query_open(&q, e->r->web->db, e->row.name, NULL, 0, 0, 1);
	if (!query_json(&q, e->r->web->settings->zone, &rows, err))
		return false;
	e->case_id = json_get_int(json_at(rows, 0), "case_id", 0);
	json_free(rows);
	return true;
}

static bool
begin(struct request *r, struct letter_edit *e, const struct pairs *said, struct err *err)
{
	int64_t id;

	*e = (struct letter_edit){ .r = r, .file = r->word[1] };
	if (!request_id(r, 0, &id, err) || !definition_load(r->web->db, id, r->a, &e->row, err))
		return false;
	if (!text_ends(e->file, ".txt") || asset_text(e, e->file) == NULL)
		return fail(err, ERR_MISSING, "this version has no letter \"%.80s\"", e->file);
	e->html = asset_text(e, definition_html_name(e->file, r->a));
	e->path = path_join(r->a, path_join(r->a, path_join(r->a, r->web->folder, "workflows"), "letters"), e->file);
	return choose_case(e, pairs_get(said, "case"), err);
}

static bool
show(struct letter_edit *e, struct reply *reply, struct err *err)
{
	struct request *r = e->r;
	struct letter_words words = { .subject = NULL };
	const char *objection = NULL;
	struct attached *list = NULL;
	size_t count = 0;
	struct err why = ERR_INIT;
	struct json *data;

	if (e->case_id != 0 && !engine_preview(&r->web->reader, e->case_id, e->text, e->html, r->now_ms, r->a,
	    &words, &why) && why.kind != ERR_INPUT && why.kind != ERR_CONFLICT)
		return fail(err, why.kind, "%s", why.text);
	if (!attached_find(r->web->db, e->case_id, words.attach, r->a, &list, &count, err))
		return false;
	objection = attached_objection(list, count, r->web->settings->mail.attachments_bytes_max, r->a);
	data = json_new_object();
	json_set_text(data, "title", arena_printf(r->a, "Letter %s", e->file));
	json_set_bool(data, "at_administration", true);
	json_set_int(data, "id", e->row.definition_id);
	json_set_text(data, "workflow", words_name(e->row.name, r->a));
	json_set_int(data, "version", e->row.version);
	json_set_text(data, "file", e->file);
	json_set_text(data, "text", e->text);
	json_set_text(data, "seen", e->seen);
	json_set_text(data, "warning", e->warning);
	json_set_text(data, "note", pairs_get(&r->form, "note"));
	json_set_id(data, "case_id", e->case_id);
	json_set_text(data, "problem", why.kind == ERR_NONE ? NULL : arena_printf(r->a, "%s: %s", e->file, why.text));
	json_set_text(data, "subject", words.subject);
	json_set_text(data, "body", words.body);
	json_set_text(data, "held", objection);
	json_set_bool(data, "has_html", words.html != NULL);
	struct json *rows = json_new_array();
	for (size_t i = 0; i < count; i++) {
		struct json *row = json_new_object();
		json_set_text(row, "kind", list[i].kind);
		json_set_text(row, "name", list[i].name);
		json_push(rows, row);
	}
	json_set(data, "attachments", rows);
	return page_render(r, reply, "letter_edit", data, err);
}

bool
page_letter_edit(struct request *r, struct reply *reply, struct err *err)
{
	struct letter_edit e;

	if (!begin(r, &e, &r->query, err) || !load_text(&e, &e.text, err))
		return false;
	e.seen = edit_form_tag(r, e.text);
	return show(&e, reply, err);
}

/* The workflow's text with the next version, which is all that changes in it. */
static const char *
next_version(const struct letter_edit *e, const char *source)
{
	const char *line = text_starts(source, "version:") ? source : strstr(source, "\nversion:");

	if (line == NULL)
		return NULL;
	line += *line == '\n';
	return arena_printf(e->r->a, "%.*sversion: %lld%s", (int)(line - source), source, (long long)e->row.version + 1,
	    line + strcspn(line, "\n"));
}

/* The letter's file first: the workflow is read with it.  Undone when the version cannot be published. */
static bool
publish(struct letter_edit *e, const char *note, const char *before, struct err *err)
{
	struct request *r = e->r;
	const char *path = workflow_text_path(r, &e->row);
	const char *source = next_version(e, e->row.source);
	struct publication publication;
	struct problems problems;

	problems_init(&problems, r->a);
	if (source == NULL)
		return fail(err, ERR_INPUT, "the workflow's text has no line \"version:\"");
	if (!file_write(e->path, e->text, strlen(e->text), 0644, err))
		return false;
	bool ok = publication_read_text(path, source, r->a, &problems, &publication) && problems.errors == 0;
	if (!ok)
		fail(err, ERR_INPUT, "%s", problems.count > 0 ? problems.item[0].text : "the workflow cannot be read");
	ok = ok && workflow_text_publish(r, &publication, path, arena_printf(r->a, "%s: %s", e->file, note), err);
	if (ok)
		e->row.definition_id = publication.row.definition_id;
	else
		file_write(e->path, before, strlen(before), 0644, NULL);
	return ok;
}

static bool
try_publish(struct letter_edit *e, struct reply *reply, struct err *err)
{
	struct err why = ERR_INIT;
	const char *note, *now;

	if (!load_text(e, &now, err))
		return false;
	reply->status = 400;
	e->warning = edit_form_note(e->r, "published", &note);
	if (e->warning != NULL)
		return show(e, reply, err);
	if (!e->row.is_current || !text_equal(e->seen, edit_form_tag(e->r, now))) {
		reply->status = 409;
		e->warning = "Somebody changed this letter or its workflow since you looked. Nothing was published: what you typed "
		    "is below; open this page anew beside it.";
	} else if (!publish(e, note, now, &why)) {
		reply->status = why.kind == ERR_CONFLICT ? 409 : 400;
		e->warning = why.text;
	} else {
		reply->status = 0;
		return reply_redirect(reply, arena_printf(e->r->a, "/workflow/%lld?did=published",
		    (long long)e->row.definition_id));
	}
	return show(e, reply, err);
}

bool
post_letter_edit(struct request *r, struct reply *reply, struct err *err)
{
	const char *text = pairs_get(&r->form, "text"), *what = pairs_get(&r->form, "do");
	struct letter_edit e;

	if (text == NULL || what == NULL || strlen(text) > TEXT_BYTES_MAX)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!begin(r, &e, &r->form, err))
		return false;
	e.text = words_plain_lines(text, r->a);
	e.seen = pairs_get(&r->form, "seen");
	return strcmp(what, "publish") == 0 ? try_publish(&e, reply, err) : show(&e, reply, err);
}
