/* feeds: which calendars are subscribed to, and by what; a new one, whose secret address is shown once; an end to one. */
#include "store/feed.h"

#include "web/bulk.h"
#include "web/once.h"
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

static const struct notice notices[] = {
	{ "revoked", "Its address answers no more." }, { NULL, NULL },
};

/* "address" is shown once, to who made it: NULL otherwise. */
static bool
show(struct request *r, struct reply *reply, const char *address, struct err *err)
{
	struct json *data = json_new_object(), *rows;
	struct query q;

	json_set_text(data, "title", "Calendar feeds");
	json_set_bool(data, "at_calendar", true);
	json_set_text(data, "folder", r->web->folder);
	json_set_text(data, "address", address);
	page_notice(r, data, notices);
	bulk_add(data);
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

bool
page_feeds(struct request *r, struct reply *reply, struct err *err)
{
	return show(r, reply, NULL, err);
}

/* What the form says, as the command "feed add" takes it. */
static bool
read_feed(struct request *r, struct feed *feed, struct err *err)
{
	const char *key = pairs_get(&r->form, "key"), *value = pairs_get(&r->form, "value");
	const char *detail = pairs_get(&r->form, "detail");

	*feed = (struct feed){ .name = pairs_get(&r->form, "name"), .shape = FEED_SHAPE_INIT };
	if (!text_is_name(feed->name))
		return fail(err, ERR_INPUT, "give the feed a name on one line, of at most %d bytes", TEXT_NAME_BYTES);
	if (text_blank(key) != text_blank(value))
		return fail(err, ERR_INPUT, "say what the feed is limited to, or leave both fields empty");
	return (text_blank(key) || feed_filter_add(r->web->db, key, value, &feed->only, err)) &&
	    (text_blank(detail) || feed_shape_set(&feed->shape, "detail", detail, err));
}

/* The address stands in this one answer and nowhere else: it is a secret. */
bool
post_feed_add(struct request *r, struct reply *reply, struct err *err)
{
	const struct feed_by by = { r->actor, r->now_ms };
	struct db *db = r->web->writer.db;
	char secret[HASH_ID_BYTES];
	struct feed feed;
	int64_t feed_id;
	bool again;

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, "/feeds?did=again");
	if (!read_feed(r, &feed, err) || !db_begin(db, err) ||
	    !db_end(db, feed_add(db, &feed, &by, secret, &feed_id, err), err))
		return false;
	once_take(r);
	return show(r, reply, arena_printf(r->a, "%s/feed/%s.ics", r->web->url, secret), err);
}

bool
post_feed_revoke(struct request *r, struct reply *reply, struct err *err)
{
	const struct feed_by by = { r->actor, r->now_ms };
	const char *name = pairs_get(&r->form, "name");
	struct db *db = r->web->writer.db;

	if (text_blank(name))
		return fail(err, ERR_INPUT, "this form is not complete");
	return db_begin(db, err) && db_end(db, feed_revoke(db, name, &by, err), err) &&
	    reply_redirect(reply, "/feeds?did=revoked");
}
