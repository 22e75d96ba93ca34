/* invite: a provider's own page as the desk sees it: who was sent an address, what they said, taking it back. */
#include "web/invite.h"

#include "store/folder.h"
#include "store/provider_link.h"
#include "store/readiness.h"
#include "web/bulk.h"
#include "web/once.h"
#include "web/page.h"
#include "web/pages.h"
#include "base/banned.h"

#define ROWS_MAX	20

bool
invite_add(struct request *r, struct json *data, int64_t provider_id, struct err *err)
{
	char once[HASH_ID_BYTES];
	struct json *rows;
	struct query q;

	json_set_int(data, "provider_id", provider_id);
	json_set_text(data, "invite_once", random_id(once));
	provider_link_query_list(&q, r->web->db, provider_id, r->now_ms);
	if (!page_rows(r, data, "links", &q, ROWS_MAX, &rows, err))
		return false;
	bool any = false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		any = any || json_get_bool(row, "is_open");
		page_since(r, row, "created_ms", "created_words");
		page_until(r, row, "expires_ms", "expires_words");
		page_since(r, row, "seen_ms", "seen_words");
	}
	json_set_bool(data, "has_open_link", any);
	provider_link_query_said(&q, r->web->db, provider_id);
	if (!page_rows(r, data, "said", &q, ROWS_MAX, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++)
		page_since(r, json_at(rows, i), "said_ms", "said_words");
	return true;
}

static bool
back(const struct request *r, struct reply *reply, int64_t provider_id, const char *did)
{
	return reply_redirect(reply, arena_printf(r->a, "/provider/%lld?did=%s", (long long)provider_id, did));
}

bool
invite_make(struct request *r, int64_t provider_id, int64_t days, const char **ret_url, const char **ret_recipient,
    struct err *err)
{
	struct provider_link_wish wish = { .provider_id = provider_id, .now_ms = r->now_ms, .by_mail = true,
	    .actor = r->actor, .expires_ms = r->now_ms + days * MS_PER_DAY, .base_url = r->web->url };
	struct db *db = r->web->writer.db;
	struct seal_key key;

	if (!readiness_needs(db, r->web->folder, r->web->settings, provider_id, r->today_day, r->a, &wish.needs, err) ||
	    !folder_seal_key(r->web->folder, PROVIDER_LINK_PURPOSE, &key, err))
		return false;
	bool ok = db_begin(db, err) && db_end(db, provider_link_add(db, &key, r->web->settings, &wish, r->a, ret_url,
	    ret_recipient, err), err);
	seal_key_clear(&key);
	return ok;
}

bool
post_provider_invite(struct request *r, struct reply *reply, struct err *err)
{
	const char *url, *recipient;
	int64_t provider_id;
	bool again;

	if (!request_id(r, 0, &provider_id, err) || !once_is_taken(r, &again, err))
		return false;
	if (again)
		return back(r, reply, provider_id, "again");
	if (!invite_make(r, provider_id, PROVIDER_LINK_DAYS, &url, &recipient, err))
		return false;
	once_take(r);
	return back(r, reply, provider_id, "invited");
}

bool
post_provider_uninvite(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t provider_id, count;

	return request_id(r, 0, &provider_id, err) && db_begin(db, err) &&
	    db_end(db, provider_link_revoke(db, provider_id, r->actor, r->now_ms, &count, err), err) &&
	    back(r, reply, provider_id, count > 0 ? "uninvited" : "again");
}

/* Somebody with two papers that end stands twice in the list, and is written to once. */
struct invited { int64_t *id; size_t count; };

static bool
invite_one(struct request *r, const char *chosen, void *context, struct err *err)
{
	struct invited *all = context;
	const char *shown, *url, *recipient;
	int64_t provider_id;

	if (!bulk_id(r, chosen, &provider_id, &shown, err))
		return false;
	for (size_t i = 0; i < all->count; i++)
		if (all->id[i] == provider_id)
			return true;
	if (!invite_make(r, provider_id, PROVIDER_LINK_DAYS, &url, &recipient, err))
		return false;
	all->id[all->count++] = provider_id;
	return true;
}

bool
post_providers_invite(struct request *r, struct reply *reply, struct err *err)
{
	struct invited all = { arena_array(r->a, r->form.count, sizeof(*all.id)), 0 };
	bool again;

	if (!once_is_taken(r, &again, err))
		return false;
	if (again)
		return reply_redirect(reply, bulk_back(r, "/providers", "again"));
	return bulk_run(r, "provider", "providers", "asked", invite_one, &all, err) &&
	    reply_redirect(reply, bulk_back(r, "/providers", "asked"));
}
