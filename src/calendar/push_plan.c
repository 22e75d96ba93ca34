/*
 * push_plan: what Credence says, held against what the server took: the difference becomes "pending".
 * Part of push.h.
 */
#include "calendar/push_inside.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

struct planning {
	struct push	*push;
	struct arena	 arena;		/* of one event */
	struct str	 ics;
};

static void
set_pending(struct caldav_item *item, const char *ics)
{
	if (text_equal(item->pending, "put") && text_equal(item->ics, ics))
		return;			/* one that was refused keeps its pause */
	item->pending = "put";
	item->ics = ics;
	item->tries = 0;
	item->next_ms = 0;
	item->error = NULL;
}

static void
clear_pending(struct caldav_item *item)
{
	item->pending = item->ics = item->error = NULL;
	item->tries = item->next_ms = 0;
}

/* Nothing new ever begins with what has ended. */
static bool
is_wanted(const struct caldav_item *item, const struct feed_event *event)
{
	return item->hash != NULL || text_equal(event->status, "open");
}

/* A person did something there: it stands until its question is closed, or until this day changes here. */
static bool
plan_left(struct push *p, struct caldav_item *item, const char *hash, bool *ret_stands,
    struct err *err)
{
	*ret_stands = item->left_hash == NULL ||
	    (item->is_asking && text_equal(item->left_hash, hash));
	if (*ret_stands) {
		item->left_hash = arena_strdup(&p->arena, hash);
		clear_pending(item);
		return true;
	}
	if (text_equal(item->left, "removed"))
		item->hash = item->etag = NULL;
	item->left = item->left_hash = NULL;
	return push_end_question(p, item, err);
}

static bool
plan_known(struct planning *g, struct caldav_item *item, const struct feed_event *event,
    const char *hash, struct err *err)
{
	bool answered = item->left != NULL, stands = false;

	if (answered && !plan_left(g->push, item, hash, &stands, err))
		return false;
	if (!is_wanted(item, event))
		return caldav_item_remove(g->push->wish->db, item->item_id, err);
	item->title = event->title;
	item->case_id = event->case_id;
	if (!stands && (answered || !text_equal(item->hash, hash)))
		set_pending(item, g->ics.text);
	else if (item->pending != NULL)
		clear_pending(item);
	else if (!answered)
		return true;		/* as it was */
	return caldav_item_save(g->push->wish->db, item, err);
}

static bool
plan_new(struct planning *g, const struct feed_event *event, struct err *err)
{
	char id[HASH_ID_BYTES];
	struct caldav_item item = {
		.calendar = g->push->state.name, .uid = event->uid, .title = event->title,
		.case_id = event->case_id, .on_day = event->on_day, .status = "open",
		.name = arena_printf(&g->arena, "%s.ics", hash_id(event->uid, strlen(event->uid), id)),
	};

	if (!is_wanted(&item, event))
		return true;
	set_pending(&item, g->ics.text);
	return caldav_item_save(g->push->wish->db, &item, err);
}

static bool
plan_event(void *context, const struct feed_event *event, struct err *err)
{
	struct planning *g = context;
	struct push *p = g->push;
	struct caldav_item item;
	char hash[HASH_ID_BYTES];

	arena_reset(&g->arena);
	str_truncate(&g->ics, 0);
	if (!caldav_seen_add(p->wish->db, event->uid, err) ||
	    !calendar_object_write(event, p->account->component, &p->shape, &g->ics, err) ||
	    !caldav_item_find(p->wish->db, p->state.name, event->uid, &g->arena, &item, err))
		return false;
	return item.item_id == 0 ? plan_new(g, event, err) :
	    plan_known(g, &item, event, hash_fast_id(g->ics.text, g->ics.len, hash), err);
}

/* What Credence does not show any more. */
static bool
plan_gone(struct push *p, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct caldav_item *items;
	size_t count;

	bool ok = caldav_list_unseen(p->wish->db, p->state.name, false, &a, &items, &count, err);
	for (size_t i = 0; ok && i < count; i++) {
		struct caldav_item *item = &items[i];
		bool is_there = item->hash != NULL && !text_equal(item->left, "removed");
		if (text_equal(item->pending, "delete"))
			continue;
		ok = push_end_question(p, item, err);
		clear_pending(item);
		item->pending = "delete";
		item->left = item->left_hash = NULL;
		ok = ok && (is_there ? caldav_item_save(p->wish->db, item, err) :
		    caldav_item_remove(p->wish->db, item->item_id, err));
	}
	arena_clear(&a);
	return ok;
}

static bool
plan(struct push *p, struct err *err)
{
	struct planning g = { .push = p, .ics = STR_INIT };
	bool ok = calendar_feed_each(p->wish->db, &p->only, &p->shape, plan_event, &g, err) &&
	    plan_gone(p, err);

	str_clear(&g.ics);
	arena_clear(&g.arena);
	return ok;
}

bool
push_plan(struct push *p, struct err *err)
{
	if (!caldav_seen_begin(p->wish->db, err) || !db_begin(p->wish->db, err))
		return false;
	if (plan(p, err))
		return db_commit(p->wish->db, err);
	db_rollback(p->wish->db);
	return false;
}
