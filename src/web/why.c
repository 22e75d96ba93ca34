/* why: the chain from an effect to its first cause; of a case also what holds it now. */
#include "engine/why.h"

#include <string.h>

#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

static const struct { const char *what, *title; } kinds[] = {
	{ "mail", "Why this letter?" }, { "task", "Why this task?" },
	{ "case", "Why is this case here?" }, { "deadline", "Why this deadline?" },
};

static void
split_reasons(const struct request *r, struct json *link)
{
	struct json *list = json_new_array();
	const char *because = json_get_text(link, "because"), *part;

	while ((part = why_next_part(&because, r->a)) != NULL)
		json_push(list, json_new_text(part));
	json_set(link, "reasons_list", list);
}

static void
set_words(const struct request *r, struct json *links,
    void (*when)(const struct request *, struct json *, const char *, const char *))
{
	for (size_t i = 0; i < json_count(links); i++) {
		when(r, json_at(links, i), "at", "at_words");
		split_reasons(r, json_at(links, i));
	}
}

static bool
add_reasons(struct request *r, struct json *data, int64_t case_id, struct err *err)
{
	struct json *reasons;

	if (!why_not(&r->web->reader, &(struct why_not_question){ .case_id = case_id,
	    .at_ms = INSTANT_NONE }, r->now_ms, &reasons, err))
		return false;
	set_words(r, reasons, page_until);
	json_set_bool(data, "has_reasons", json_count(reasons) > 0);
	json_set(data, "reasons", reasons);
	return true;
}

bool
page_why(struct request *r, struct reply *reply, struct err *err)
{
	const char *what = r->word[0], *title = NULL;
	struct json *data, *chain;
	int64_t id;

	for (size_t i = 0; i < LEN(kinds); i++)
		if (text_equal(kinds[i].what, what))
			title = kinds[i].title;
	if (title == NULL)
		return fail(err, ERR_MISSING, "there is no page at this address");
	if (!request_id(r, 1, &id, err) || !why_chain(&r->web->reader, what, id, &chain, err))
		return false;
	set_words(r, chain, page_since);
	data = json_new_object();
	json_set_text(data, "title", title);
	json_set(data, "chain", chain);
	if (strcmp(what, "case") == 0) {
		json_set_int(data, "of_case", id);
		if (!add_reasons(r, data, id, err)) {
			json_free(data);
			return false;
		}
	}
	return page_render(r, reply, "why", data, err);
}
