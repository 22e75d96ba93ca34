/* feeds: which calendars are subscribed to, and by what; never their secrets. */
#include "store/feed.h"

#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define FEEDS_MAX	200

/* What it is limited to: "kind expirables, provider 3". */
static const char *
only_words(const struct request *r, const struct json *only)
{
	const char *words = "", *key;
	struct json *value;

	for (size_t i = 0; json_entry(only, i, &key, &value); i++)
		words = json_as_text(value) != NULL ?
		    arena_printf(r->a, "%s%s%s %s", words, i > 0 ? ", " : "", key, json_as_text(value)) :
		    arena_printf(r->a, "%s%s%s %lld", words, i > 0 ? ", " : "", key,
		    (long long)json_as_int(value, 0));
	return words[0] != '\0' ? words : "everything";
}

bool
page_feeds(struct request *r, struct reply *reply, struct err *err)
{
	struct json *data = json_new_object(), *rows;
	struct query q;

	json_set_text(data, "title", "Calendar feeds");
	json_set_bool(data, "at_calendar", true);
	json_set_text(data, "folder", r->web->folder);
	feed_query_list(&q, r->web->db);
	if (!page_rows(r, data, "feeds", &q, FEEDS_MAX, &rows, err)) {
		json_free(data);
		return false;
	}
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_text(row, "only_words", only_words(r, json_get(row, "only")));
		page_since(r, row, "created_ms", "created_words");
		page_since(r, row, "fetched_ms", "fetched_words");
		page_since(r, row, "revoked_ms", "revoked_words");
	}
	return page_render(r, reply, "feeds", data, err);
}
