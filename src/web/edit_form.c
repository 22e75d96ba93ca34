/* edit_form: see edit_form.h. */
#include "web/edit_form.h"

#include <string.h>

#include "base/hash.h"
#include "base/banned.h"

#define NOTE_BYTES_MAX	500

const char *
edit_form_tag(const struct request *r, const char *text)
{
	return hash_id(text, strlen(text), arena_alloc(r->a, HASH_ID_BYTES));
}

const char *
edit_form_note(const struct request *r, const char *done, const char **ret_note)
{
	*ret_note = pairs_get(&r->form, "note");
	return text_blank(*ret_note) || strlen(*ret_note) > NOTE_BYTES_MAX ?
	    arena_printf(r->a, "Nothing was %s: say why it is changed, in at most %d bytes.", done, NOTE_BYTES_MAX) : NULL;
}

struct json *
edit_form_problems(const struct problems *problems, const char *path)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->item[i];
		struct json *one = json_new_object();
		json_set_line(one, "line", p->line);
		json_set_line(one, "column", p->column);
		json_set_text(one, "other", text_ends(p->file, path) ? NULL : p->file);
		json_set_text(one, "text", p->text);
		json_set_bool(one, "is_error", p->severity == PROBLEM_ERROR);
		json_push(list, one);
	}
	return list;
}
