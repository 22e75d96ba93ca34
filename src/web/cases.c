/* cases: open applications and other cases, narrowed by workflow, state and version. */
#include "store/overview.h"

#include "web/bulk.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/words.h"
#include "base/banned.h"

#define CASES_MAX	200

/* What the list is narrowed to; NULL: nothing. */
struct narrow { const char *workflow, *state; int64_t definition_id, after_id; };

static bool
add_counts(struct request *r, struct json *data, const struct narrow *narrow, struct err *err)
{
	struct json *rows;
	struct query q;

	overview_query_counts(&q, r->web->db);
	if (!page_rows(r, data, "counts", &q, CASES_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		page_case_words(r, row);
		json_set_bool(row, "is_chosen",
		    text_equal(json_get_text(row, "workflow"), narrow->workflow) &&
		    text_equal(json_get_text(row, "state"), narrow->state));
	}
	return true;
}

static bool
add_cases(struct request *r, struct json *data, const struct narrow *narrow, struct err *err)
{
	struct json *rows;
	struct query q;

	overview_query_open(&q, r->web->db, narrow->workflow, narrow->state, narrow->definition_id,
	    narrow->after_id, CASES_MAX + 1);
	if (!page_rows(r, data, "cases", &q, CASES_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		page_case_words(r, json_at(rows, i));
		page_since(r, json_at(rows, i), "entered_ms", "since_words");
		page_until(r, json_at(rows, i), "next_ms", "next_words");
		json_set_int(data, "last", json_get_int(json_at(rows, i), "case_id", 0));
	}
	return true;
}

/* What the form below the list did. */
static const struct notice notices[] = {
	{ "calls", "The call is written down in each of them." }, { "pauses", "They are paused." },
	{ "resumes", "They go on." }, { NULL, NULL },
};

bool
page_cases(struct request *r, struct reply *reply, struct err *err)
{
	const char *workflow = pairs_get(&r->query, "workflow"), *state = pairs_get(&r->query, "state");
	const char *version = pairs_get(&r->query, "definition");
	struct narrow narrow = { text_blank(workflow) ? NULL : workflow, text_blank(state) ? NULL : state, 0, 0 };

	if (!page_after(r, &narrow.after_id, err))
		return false;
	if (!text_blank(version) && (!int_parse(version, &narrow.definition_id) || narrow.definition_id <= 0))
		return fail(err, ERR_INPUT, "\"%s\" is no version of a workflow", version);
	struct json *data = json_new_object();
	json_set_text(data, "workflow", narrow.workflow);
	json_set_text(data, "state", narrow.state);
	json_set_text(data, "definition", narrow.definition_id != 0 ? version : NULL);
	json_set_text(data, "title", "Open cases");
	json_set_bool(data, "at_cases", true);
	page_notice(r, data, notices);
	bulk_add(data);
	json_set_bool(data, "is_narrowed", narrow.workflow != NULL || narrow.state != NULL || narrow.definition_id != 0);
	if (add_counts(r, data, &narrow, err) && add_cases(r, data, &narrow, err))
		return page_render(r, reply, "cases", data, err);
	json_free(data);
	return false;
}
