/* screening_page: counts, moments and decisions of a month in words. */
#include "store/screening_page.h"

#include "base/str.h"
#include "base/zone.h"
#include "base/banned.h"

static const struct { const char *status, *words; } decisions[] = {
	{ "open", "not decided yet" }, { "false", "somebody else" }, { "true", "the same" },
	{ "waived", "the same, but waived" }, { "gone", "left the list before it was decided" },
};

static const char *
decision_words(const char *status)
{
	for (size_t i = 0; i < LEN(decisions); i++)
		if (text_equal(decisions[i].status, status))
			return decisions[i].words;
	return status;
}

static void
set_moment(struct arena *a, struct json *row, const char *key, const char *words_key)
{
	const char *instant = json_get_text(row, key);

	json_set_text(row, words_key, instant != NULL ? instant_to_minute(instant, a) : NULL);
}

/* The cells of the list's row as a list, for the template. */
static void
set_cells(struct json *match)
{
	struct json *cells = json_new_array(), *value;
	const char *key;

	for (size_t i = 0; json_entry(json_get(match, "row"), i, &key, &value); i++) {
		struct json *one = json_new_object();
		json_set_text(one, "key", key);
		json_set(one, "value", json_duplicate(value));
		json_push(cells, one);
	}
	json_set(match, "cells", cells);
}

void
screening_page_match(struct json *match, struct arena *a)
{
	json_set_text(match, "decision", decision_words(json_get_text(match, "status")));
	set_moment(a, match, "found_ms", "found_words");
	set_moment(a, match, "resolved_ms", "resolved_words");
	set_cells(match);
}

static size_t
set_matches(struct arena *a, struct json *matches)
{
	size_t open = 0;

	for (size_t i = 0; i < json_count(matches); i++) {
		struct json *match = json_at(matches, i);
		open += text_equal(json_get_text(match, "status"), "open");
		screening_page_match(match, a);
	}
	return open;
}

/* How many of them have no match. */
static size_t
set_screened(struct arena *a, struct json *screened)
{
	size_t clean = 0;

	for (size_t i = 0; i < json_count(screened); i++) {
		struct json *one = json_at(screened, i);
		set_moment(a, one, "at_ms", "at_words");
		clean += text_equal(json_get_text(one, "result"), "no match");
	}
	return clean;
}

static void
set_count(struct json *proof, const char *key, size_t count)
{
	json_set(proof, key, count > 0 ? json_new_int((int64_t)count) : json_new_null());
}

void
screening_page_words(struct json *proof, const struct settings *settings, int64_t now_ms,
    struct arena *a)
{
	static const char *const arrays[][2] = { { "lists", "has_lists" }, { "runs", "has_runs" },
		{ "screened", "has_screened" }, { "not_screened", "has_not_screened" },
		{ "matches", "has_matches" } };
	char printed[INSTANT_TEXT_BYTES];
	struct json *lists = json_get(proof, "lists"), *runs = json_get(proof, "runs");

	for (size_t i = 0; i < LEN(arrays); i++)
		json_set_bool(proof, arrays[i][1], json_count(json_get(proof, arrays[i][0])) > 0);
	for (size_t i = 0; i < json_count(lists); i++)
		set_moment(a, json_at(lists, i), "loaded_ms", "loaded_words");
	for (size_t i = 0; i < json_count(runs); i++)
		set_moment(a, json_at(runs, i), "at_ms", "at_words");
	json_set_int(proof, "screened_count", (int64_t)json_count(json_get(proof, "screened")));
	json_set_int(proof, "match_count", (int64_t)json_count(json_get(proof, "matches")));
	json_set_int(proof, "clean_count", (int64_t)set_screened(a, json_get(proof, "screened")));
	set_count(proof, "open_count", set_matches(a, json_get(proof, "matches")));
	set_count(proof, "missing_count", json_count(json_get(proof, "not_screened")));
	if (json_kind_of(json_get(proof, "signed")) == JSON_IS_OBJECT)
		set_moment(a, json_get(proof, "signed"), "at_ms", "at_words");
	json_set_text(proof, "org", settings->org_name);
	json_set_text(proof, "zone", settings->timezone);
	json_set_text(proof, "printed", instant_to_minute(instant_format(now_ms,
	    settings->zone, printed), a));
	json_set(proof, "one_name", json_get_int(proof, "provider_id", 0) == 0 ? json_new_null() :
	    json_duplicate(json_at(json_get(json_at(json_get(proof, "screened"), 0), "names"), 0)));
}
