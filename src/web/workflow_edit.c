/*
 * workflow_edit: a workflow's text in a form: checked while somebody types, played out on an invented case, and
 * published with a note of why.  What is wrong stands beside its line and publishes nothing; what was typed stays.
 */
#include <string.h>

#include "base/yaml.h"
#include "web/edit_form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "web/workflow_text.h"
#include "workflow/play_script.h"
#include "base/banned.h"

#define PLAYED_DAYS	400
#define PLAYED_MAX	150		/* rows that are shown */

struct workflow_edit {
	struct request		*r;
	struct published	 current;	/* the version that the page was opened from */
	const char		*path;		/* of its file in the data folder */
	const char		*source;	/* as typed */
	const char		*seen;		/* of the file's text when the page was opened */
	const char		*warning;	/* NULL: none */
	struct problems		 problems;
	struct publication	 publication;
	bool			 is_whole;	/* it can be read: "publication" is set */
};

static bool
begin(struct request *r, struct workflow_edit *e, struct err *err)
{
	int64_t id;

	*e = (struct workflow_edit){ .r = r };
	problems_init(&e->problems, r->a);
	if (!request_id(r, 0, &id, err) || !definition_load(r->web->db, id, r->a, &e->current, err))
		return false;
	e->path = workflow_text_path(r, &e->current);
	return true;
}

static void
check(struct workflow_edit *e)
{
	struct problems *problems = &e->problems;

	e->is_whole = publication_read_text(e->path, e->source, e->r->a, problems, &e->publication);
	if (!e->is_whole)
		return;
	const struct published *p = &e->publication.row;
	if (strcmp(p->name, e->current.name) != 0)
		problems_add(problems, e->path, 1, 0, PROBLEM_ERROR, "this page changes \"%s\": another workflow begins "
		    "with a file of its own", e->current.name);
	else if (p->version <= e->current.version && strcmp(p->source, e->current.source) != 0)
		problems_add(problems, e->path, 1, 0, PROBLEM_ERROR, "version %lld is published: cases run by it. Write "
		    "\"version: %lld\"", (long long)p->version, (long long)e->current.version + 1);
	problems_unify(problems);
}

/* An ordinary record, to whom nobody answers: what happens by itself. */
static void
add_played(const struct workflow_edit *e, struct json *data)
{
	struct request *r = e->r;
	struct play play = { .definition = e->publication.definition, .zone = r->web->settings->zone,
	    .begin_ms = r->now_ms };
	struct json *rows = json_new_array();
	struct play_result result;
	struct problems problems;

	problems_init(&problems, r->a);
	if (!play_script_read(NULL, NULL, 0, r->a, &problems, &play))
		BUG("no script has mistakes");
	play.until_ms = r->now_ms + PLAYED_DAYS * MS_PER_DAY;
	play_run(&play, r->a, &result);
	for (size_t i = 0; i < result.rows && i < PLAYED_MAX; i++) {
		const struct play_row *row = &result.row[i];
		struct json *one = json_new_object();
		json_set_text(one, "at", words_instant(row->at_ms, play.zone, r->a));
		json_set_text(one, "what", play_words[row->kind]);
		json_set_text(one, "name", words_name(row->name, r->a));
		json_set_text(one, "text", row->problem != NULL ? row->problem : row->text);
		json_set_text(one, "to", row->to);
		json_set_line(one, "line", row->line);
		json_push(rows, one);
	}
	json_set_bool(data, "is_played", true);
	json_set_bool(data, "has_played", json_count(rows) > 0);
	json_set_bool(data, "played_more", result.rows > PLAYED_MAX);
	json_set_text(data, "stopped", result.stopped);
	json_set_text(data, "ends_in", result.state != NULL ? words_name(result.state, r->a) : NULL);
	json_set(data, "played", rows);
}

static bool
show(struct workflow_edit *e, struct reply *reply, bool plays, struct err *err)
{
	struct json *data = json_new_object();

	json_set_text(data, "title", arena_printf(e->r->a, "Edit %s", words_name(e->current.name, e->r->a)));
	json_set_bool(data, "at_administration", true);
	json_set_int(data, "id", e->current.definition_id);
	json_set_int(data, "version", e->current.version);
	json_set_text(data, "path", e->path);
	json_set_text(data, "source", e->source);
	json_set_text(data, "seen", e->seen);
	json_set_text(data, "note", pairs_get(&e->r->form, "note"));
	json_set_text(data, "warning", e->warning);
	json_set_bool(data, "has_problems", e->problems.count > 0);
	json_set_bool(data, "has_errors", e->problems.errors > 0);
	json_set(data, "problems", edit_form_problems(&e->problems, e->path));
	if (plays && e->is_whole)
		add_played(e, data);
	return page_render(e->r, reply, "workflow_edit", data, err);
}

bool
page_workflow_edit(struct request *r, struct reply *reply, struct err *err)
{
	struct workflow_edit e;

	if (!begin(r, &e, err) || !workflow_text_load(r, e.path, YAML_BYTES_MAX, e.current.source, &e.source, err))
		return false;
	e.seen = edit_form_tag(r, e.source);
	check(&e);
	return show(&e, reply, false, err);
}

static bool
try_publish(struct workflow_edit *e, struct reply *reply, struct err *err)
{
	struct err why = ERR_INIT;
	const char *note, *now;

	if (!workflow_text_load(e->r, e->path, YAML_BYTES_MAX, e->current.source, &now, err))
		return false;
	reply->status = 400;
	e->warning = e->problems.errors > 0 ? "Nothing was published: there are mistakes." :
	    edit_form_note(e->r, "published", &note);
	if (e->warning != NULL)
		return show(e, reply, false, err);
	if (!text_equal(e->seen, edit_form_tag(e->r, now)) && strcmp(now, e->source) != 0) {
		reply->status = 409;
		e->warning = "Somebody changed the file since you looked. Nothing was published: what you typed is below; open "
		    "this page anew beside it, and bring both together.";
	} else if (!workflow_text_publish(e->r, &e->publication, e->path, note, &why)) {
		reply->status = why.kind == ERR_CONFLICT ? 409 : 400;
		e->warning = why.text;
	} else {
		reply->status = 0;
		return reply_redirect(reply, arena_printf(e->r->a, "/workflow/%lld?did=published",
		    (long long)e->publication.row.definition_id));
	}
	return show(e, reply, false, err);
}

bool
post_workflow_edit(struct request *r, struct reply *reply, struct err *err)
{
	const char *source = pairs_get(&r->form, "source"), *what = pairs_get(&r->form, "do");
	struct workflow_edit e;

	if (source == NULL || what == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!begin(r, &e, err))
		return false;
	e.source = words_plain_lines(source, r->a);
	e.seen = pairs_get(&r->form, "seen");
	check(&e);
	if (strcmp(what, "publish") == 0)
		return try_publish(&e, reply, err);
	return show(&e, reply, strcmp(what, "simulate") == 0, err);
}
