/* workflow: a published version: its picture and its text, line by line, so that a "why" can point there. */
#include "store/definition.h"

#include <string.h>

#include "web/page.h"
#include "web/pages.h"
#include "web/picture.h"
#include "web/words.h"
#include "base/banned.h"

static const struct notice notices[] = { { "published", "It is published: new cases begin with it." }, { NULL, NULL } };

/* Files of letters among what belongs to it. */
static struct json *
letters_of(const struct published *row)
{
	struct json *letters = json_new_array();

	for (size_t i = 0; i < row->assets; i++)
		if (text_ends(row->asset[i].name, ".txt"))
			json_push(letters, json_new_text(row->asset[i].name));
	return letters;
}

static struct json *
lines_of(const char *source, struct arena *a)
{
	struct json *lines = json_new_array();
	int64_t number = 0;

	while (*source != '\0') {
		size_t len = strcspn(source, "\n");
		struct json *line = json_new_object();
		json_set_int(line, "number", ++number);
		json_set_text(line, "text", arena_strndup(a, source, len));
		json_push(lines, line);
		source += len + (source[len] == '\n');
	}
	return lines;
}

bool
page_workflow(struct request *r, struct reply *reply, struct err *err)
{
	const struct graph_view whole = { .here = NULL };
	struct published row;
	int64_t definition_id;

	if (!request_id(r, 0, &definition_id, err) ||
	    !definition_load(r->web->db, definition_id, r->a, &row, err))
		return false;
	struct json *data = json_new_object();
	json_set_text(data, "title", arena_printf(r->a, "%s, version %lld", words_title(row.name, r->a),
	    (long long)row.version));
	json_set_int(data, "id", definition_id);
	page_notice(r, data, notices);
	json_set_text(data, "file", row.file);
	json_set_bool(data, "is_current", row.is_current);
	json_set_text(data, "by", row.published_by);
	json_set_text(data, "published", words_since(row.published_ms, r->now_ms,
	    r->web->settings->zone, r->a));
	json_set(data, "letters", letters_of(&row));
	json_set_text(data, "picture", picture_find(r->web, definition_id, &whole));
	json_set(data, "lines", lines_of(row.source, r->a));
	return page_render(r, reply, "workflow", data, err);
}

bool
page_workflows(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object(), *rows;
	struct query q;

	json_set_text(data, "title", "Workflows");
	json_set_bool(data, "at_administration", true);
	definition_query_list(&q, r->web->db);
	if (!page_rows(r, data, "workflows", &q, 200, &rows, err)) {
		json_free(data);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++)
		json_set_text(json_at(rows, i), "name_words",
		    words_title(json_get_text(json_at(rows, i), "name"), r->a));
	return page_render(r, reply, "workflows", data, err);
}
