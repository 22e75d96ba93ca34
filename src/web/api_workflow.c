/* api_workflow: workflow files that programs look at, check and publish. */
#include <string.h>

#include "base/file.h"
#include "engine/workflow_view.h"
#include "store/lookup.h"
#include "web/api_act.h"
#include "web/workflow_text.h"
#include "base/banned.h"

bool
act_workflows(struct call *c, struct err *err)
{
	(void)err;
	definition_query_list(&c->rows, c->db);
	return true;
}

bool
act_workflow(struct call *c, struct err *err)
{
	return engine_workflow_view(c->e, c->r->word[0], c->r->a, &c->answer, err);
}

/* A text that was sent, and where its file would be. */
struct text {
	struct problems		 problems;
	struct publication	 publication;
	const char		*path;
	bool			 is_whole;	/* it has no mistakes: "publication" and "path" are set */
};

/* The file of the version that is current, else one of the workflow's own name, which is a word: it leads nowhere else. */
static bool
find_path(const struct call *c, struct text *text, struct err *err)
{
	struct published current;
	int64_t id;

	if (definition_find_current(c->db, text->publication.row.name, &id, err)) {
		if (!definition_load(c->db, id, c->r->a, &current, err))
			return false;
		text->path = workflow_text_path(c->r, &current);
		return true;
	}
	if (err->kind != ERR_MISSING)
		return false;
	text->path = path_join(c->r->a, path_join(c->r->a, c->r->web->folder, "workflows"),
	    arena_printf(c->r->a, "%s.yaml", text->publication.row.name));
	return true;
}

/* What it names (letters, calendars) is looked for in the data folder, as for its file. */
static bool
read_text(const struct call *c, struct text *ret_text, struct err *err)
{
	const char *place = path_join(c->r->a, path_join(c->r->a, c->r->web->folder, "workflows"), "sent.yaml");

	problems_init(&ret_text->problems, c->r->a);
	ret_text->is_whole = publication_read_text(place, arena_strdup(c->r->a, wish_get(&c->w, "source")), c->r->a,
	    &ret_text->problems, &ret_text->publication) && ret_text->problems.errors == 0;
	problems_unify(&ret_text->problems);
	if (!ret_text->is_whole)
		return true;
	if (!find_path(c, ret_text, err))
		return false;
	ret_text->publication.row.file = ret_text->path;
	return true;
}

static struct json *
problems_json(const struct problems *problems)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->item[i];
		struct json *one = json_new_object();
		json_set_int(one, "line", p->line);
		json_set_int(one, "column", p->column);
		json_set_text(one, "severity", problem_severity_name(p->severity));
		json_set_text(one, "message", p->text);
		json_push(list, one);
	}
	return list;
}

bool
act_workflow_check(struct call *c, struct err *err)
{
	struct text text = { .path = NULL };

	if (!read_text(c, &text, err))
		return false;
	c->answer = json_new_object();
	json_set_bool(c->answer, "is_valid", text.is_whole);
	json_set(c->answer, "problems", problems_json(&text.problems));
	return true;
}

bool
act_workflow_publish(struct call *c, struct err *err)
{
	struct text text = { .path = NULL };
	const struct published *row = &text.publication.row;

	if (!read_text(c, &text, err))
		return false;
	if (!text.is_whole) {
		const struct problem *first = problems_first_error(&text.problems);
		return fail(err, ERR_INPUT, "nothing was published: %d:%d: %s (all of it: /api/workflows/check)", first->line,
		    first->column, first->text);
	}
	if (!workflow_text_publish(c->r, &text.publication, text.path, wish_get(&c->w, "note"), err))
		return false;
	c->status = 201;
	c->answer = json_new_object();
	json_set_text(c->answer, "name", row->name);
	json_set_int(c->answer, "version", row->version);
	json_set_int(c->answer, "definition_id", row->definition_id);
	json_set_bool(c->answer, "is_new", row->is_current);
	return true;
}
