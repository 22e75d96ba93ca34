/*
 * push_look: what changed in the collection since the last look: by sync-collection (RFC 6578), or by a
 * list of all ETags where the server has no such thing.  Part of push.h.
 */
#include "calendar/push_inside.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/banned.h"

#define LOST_MIN	5	/* so many gone at once, and most of all: nobody did that one by one */
#define SAVE_ITEMS	50
#define CHANGED_MAX	5000	/* looked at in one round; the next one goes on */
#define SYNC_TURNS	100	/* a server may tell in parts */

static const char ask_etags[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:getetag/></d:prop></d:propfind>\n";

struct item_list { struct caldav_item *item; size_t count, size; };

struct looking {
	struct push	*push;
	bool		 is_whole;	/* all of the collection is listed, not changes */
	bool		 is_rebuilt;	/* the server does not know what we knew: what is missing was lost */
	bool		 is_cut;	/* there is more to be asked for */
	bool		 is_more;	/* than we look at in this round */
	struct item_list changed, missing;
	struct arena	 arena;
};

static void
add_item(struct looking *l, struct item_list *list, const struct caldav_item *item)
{
	list->item = arena_grow(&l->arena, list->item, list->count, &list->size, sizeof(*item));
	list->item[list->count++] = *item;
}

/* The resource's name in the collection; NULL for the collection itself. */
static const char *
name_of(const char *href)
{
	const char *name = path_name(href);

	return name[0] != '\0' ? name : NULL;
}

static bool
take_change(void *context, const struct dav_item *there, struct err *err)
{
	struct looking *l = context;
	struct push *p = l->push;
	const char *name = name_of(there->href);
	struct caldav_item item;

	if (name == NULL) {
		l->is_cut = l->is_cut || there->status == 507;
		return true;
	}
	if (l->is_whole && !caldav_seen_add(p->wish->db, name, err))
		return false;
	if (!caldav_item_find_name(p->wish->db, p->state.name, name, &l->arena, &item, err))
		return false;
	if (item.item_id == 0 || item.hash == NULL)
		return true;		/* a stranger's, or one that we are about to make */
	bool is_gone = there->status == 404 || there->status == 410;
	if (is_gone && !text_equal(item.left, "removed"))
		add_item(l, &l->missing, &item);
	if (is_gone || (there->etag != NULL && text_equal(there->etag, item.etag)))
		return true;
	if (l->changed.count < CHANGED_MAX)
		add_item(l, &l->changed, &item);
	else
		l->is_more = true;
	return true;
}

static const char *
sync_body(const char *token, struct arena *a)
{
	struct str body = STR_INIT;

	str_add(&body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:sync-collection xmlns:d=\"DAV:\">"
	    "<d:sync-token>");
	str_add_html(&body, token);
	str_add(&body, "</d:sync-token><d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop>"
	    "</d:sync-collection>\n");
	const char *text = arena_strdup(a, body.text);
	str_clear(&body);
	return text;
}

/* No fault of the report: the account, the server's day, or that there is no such collection. */
static bool
is_of_server(int status)
{
	return status == 401 || status == 404 || status == 408 || status == 410 || status == 429 ||
	    (status >= 500 && status != 501);
}

/* Changes since *token, in as many parts as the server likes; *ret_known false: it does not take the token,
 * or no such question. */
static bool
sync_since(struct looking *l, const char **token, bool *ret_known, struct err *err)
{
	struct push *p = l->push;

	for (int turn = 0; turn < SYNC_TURNS; turn++) {
		const char *body = sync_body(*token != NULL ? *token : "", &l->arena);
		struct dav_list list;
		l->is_cut = false;
		if (!dav_list(&p->dav, "REPORT", p->state.url, "0", body, take_change, l, &l->arena, &list,
		    err))
			return false;
		*ret_known = list.status == 207 && list.sync_token != NULL;
		if (!*ret_known)
			return !is_of_server(list.status) || http_refuse(&list.answer, err);
		bool is_new = !text_equal(*token, list.sync_token);
		*token = list.sync_token;
		if (!l->is_cut || !is_new)
			return true;
	}
	return fail(err, ERR_INPUT, "%s tells of changes without end",
	    http_host(&l->arena, p->state.url));
}

static bool
list_all(struct looking *l, struct err *err)
{
	struct push *p = l->push;
	struct dav_list list;

	if (!dav_list(&p->dav, "PROPFIND", p->state.url, "1", ask_etags, take_change, l, &l->arena, &list,
	    err))
		return false;
	return list.status == 207 || http_refuse(&list.answer, err);
}

static bool
begin_whole(struct looking *l, struct err *err)
{
	l->is_whole = true;
	l->is_more = false;
	l->changed.count = l->missing.count = 0;
	return caldav_seen_begin(l->push->wish->db, err);
}

/* Fills what changed and what is missing; *ret_token: from where to ask next time. */
static bool
find_changes(struct looking *l, const char **ret_token, struct err *err)
{
	struct push *p = l->push;
	bool known = false;

	*ret_token = p->state.sync_token;
	if (*ret_token != NULL && !sync_since(l, ret_token, &known, err))
		return false;
	if (known)
		return true;
	l->is_rebuilt = *ret_token != NULL;
	*ret_token = NULL;
	if (!begin_whole(l, err) || !sync_since(l, ret_token, &known, err))
		return false;
	if (!known && (!begin_whole(l, err) || !list_all(l, err)))
		return false;
	return caldav_list_unseen(p->wish->db, p->state.name, true, &l->arena, &l->missing.item,
	    &l->missing.count, err);
}

/* Lost with the collection: made anew by the plan, and nobody is asked. */
static bool
repair(struct looking *l, struct err *err)
{
	struct push *p = l->push;
	bool ok = db_begin(p->wish->db, err);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < l->missing.count; i++) {
		struct caldav_item *item = &l->missing.item[i];
		item->hash = item->etag = item->left = item->left_hash = NULL;
		ok = push_end_question(p, item, err) && caldav_item_save(p->wish->db, item, err);
	}
	p->counts->repaired += (int64_t)l->missing.count;
	return db_end(p->wish->db, ok, err);
}

static bool
take_missing(struct looking *l, struct err *err)
{
	struct push *p = l->push;
	struct caldav_counts counts = { 0 };
	bool ok = true;

	if (!caldav_item_count(p->wish->db, p->state.name, &counts, err))
		return false;
	if (l->is_rebuilt || (l->missing.count >= LOST_MIN &&
	    (int64_t)l->missing.count * 2 > counts.there))
		return repair(l, err);
	for (size_t i = 0; ok && i < l->missing.count; i++) {
		struct push_item w = { .item = l->missing.item[i] };
		bool ended = !text_equal(w.item.status, "open");
		w.item.etag = NULL;
		if (ended)
			w.is_gone = true;	/* nobody needs it there any more */
		else
			push_leave(&w, "removed", DAY_NONE, NULL);
		ok = push_save(p, &w, 1, err);
	}
	return ok;
}

/* What is there, and whether a person did something that matters. */
static bool
look_at(struct push *p, struct push_item *w, struct arena *a, struct err *err)
{
	struct push_there there;

	if (!push_fetch(p, &w->item, a, &there, err))
		return false;
	if (!there.exists)
		return true;		/* gone in the meantime: the next look tells */
	const char *deed = push_deed(p, &w->item, &there);
	w->item.etag = there.etag;
	if (deed != NULL)
		push_leave(w, deed, there.object.on_day, NULL);
	else
		w->item.left = w->item.left_hash = NULL;	/* nothing, or not any more */
	return true;
}

static bool
take_changed(struct looking *l, bool *ret_all, struct err *err)
{
	struct push *p = l->push;
	struct push_item work[SAVE_ITEMS];
	struct arena a = ARENA_INIT;
	size_t count = 0, i;
	bool ok = true;

	for (i = 0; ok && i < l->changed.count && !push_is_over(p); i++) {
		work[count] = (struct push_item){ .item = l->changed.item[i] };
		ok = look_at(p, &work[count], &a, err);
		count += ok;
		if (ok && count == SAVE_ITEMS) {
			ok = push_save(p, work, count, err);
			count = 0;
			arena_reset(&a);
		}
	}
	/* What was read before a failure stands. */
	if (!push_save(p, work, count, ok ? err : NULL))
		ok = false;
	*ret_all = i == l->changed.count;
	arena_clear(&a);
	return ok;
}

static bool
look(struct looking *l, struct err *err)
{
	struct push *p = l->push;
	const char *token;
	bool all;

	if (!find_changes(l, &token, err) || !take_missing(l, err) || !take_changed(l, &all, err))
		return false;
	p->is_behind = !all || l->is_more;
	if (!p->is_behind)
		p->state.sync_token = arena_strdup(&p->arena, token);
	return true;
}

bool
push_look(struct push *p, struct err *err)
{
	struct looking l = { .push = p };
	bool ok = look(&l, err);

	arena_clear(&l.arena);
	return ok;
}
