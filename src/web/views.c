/* views: a list is saved as its address, which stays the truth: a view is a link and nothing else. */
#include "web/views.h"

#include <string.h>

#include "store/saved_view.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

/* Pages that can be narrowed. */
static const char *const lists[] = {
	"/", "/providers", "/payers", "/grid", "/expirables", "/calendar", "/cases", "/documents", "/reports", "/search",
};

/* The page that an address leads to; NULL: it is no list of ours. */
static const char *
list_of(const char *address)
{
	size_t len = strcspn(address, "?");

	for (size_t i = 0; i < LEN(lists); i++)
		if (strlen(lists[i]) == len && memcmp(lists[i], address, len) == 0)
			return lists[i];
	return NULL;
}

bool
views_add(struct request *r, struct json *data, const char *here, struct err *err)
{
	const char *list = list_of(r->path);
	struct json *rows;
	struct query q;

	if (list == NULL || request_is_change(r) || !request_may(r, RIGHT_NAMES))
		return true;
	saved_view_query(&q, r->web->db, r->actor, list);
	if (!query_json(&q, r->web->settings->zone, &rows, err))
		return false;
	bool has_own = false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		json_set_bool(row, "is_chosen", text_equal(json_get_text(row, "address"), here));
		json_set_bool(row, "of_other", !json_get_bool(row, "is_own"));
		has_own |= json_get_bool(row, "is_own");
	}
	struct json *bar = json_new_object(), *bars = json_new_array();
	json_set_bool(bar, "has_saved", json_count(rows) > 0);
	json_set_bool(bar, "has_own", has_own);
	json_set(bar, "saved", rows);
	json_push(bars, bar);
	json_set(data, "views", bars);
	return true;
}

static bool
back(const struct request *r, struct reply *reply, const char *did)
{
	const char *to = pairs_get(&r->form, "address");

	to = to != NULL && list_of(to) != NULL && strpbrk(to, "\r\n#") == NULL ? to : "/";
	return reply_redirect(reply, arena_printf(r->a, "%s%cdid=%s", to, strchr(to, '?') != NULL ? '&' : '?', did));
}

bool
post_view_save(struct request *r, struct reply *reply, struct err *err)
{
	struct saved_view view = { .owner = r->actor, .name = pairs_get(&r->form, "name"),
	    .address = pairs_get(&r->form, "address"), .is_shared = pairs_get(&r->form, "shared") != NULL };
	struct db *db = r->web->writer.db;

	if (view.address == NULL || list_of(view.address) == NULL || strpbrk(view.address, "\r\n#\\ ") != NULL)
		return fail(err, ERR_INPUT, "there is no list at this address");
	if (view.is_shared && !request_may(r, RIGHT_WORK | RIGHT_ADMIN))
		return fail(err, ERR_AUTH, "a view is shared by those who may change things; save it for yourself");
	return db_begin(db, err) && db_end(db, saved_view_add(db, &view, r->now_ms, err), err) && back(r, reply, "view");
}

bool
post_view_forget(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t id;

	return request_id(r, 0, &id, err) && db_begin(db, err) &&
	    db_end(db, saved_view_forget(db, id, r->actor, err), err) && back(r, reply, "forget");
}
