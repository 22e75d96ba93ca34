/*
 * push_plan: what Credence says, held against what the server took: the difference becomes "pending".
 * The walk over all days only reads, so that others can write meanwhile; what it found is written at its
 * end, at most PLAN_MAX at once.  Part of push.h.
 */
#include "calendar/push_inside.h"

#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

#define PLAN_MAX	5000

struct planning {
	struct push		*push;
	struct push_item	*step;		/* what is to be written */
	size_t			 steps, size;
	bool			 is_more;	/* than fits into one plan */
	struct arena		 kept;		/* of the steps */
	struct arena		 arena;		/* of one event */
	struct str		 ics;
};

/* Written at the end of the walk: its texts are copied. */
static void
add_step(struct planning *g, const struct caldav_item *item, bool is_gone)
{
	struct push_item step = { .item = *item, .is_gone = is_gone };
	const char **text[] = {
		&step.item.uid, &step.item.name, &step.item.title, &step.item.hash, &step.item.etag,
		&step.item.status, &step.item.pending, &step.item.ics, &step.item.left,
		&step.item.left_hash, &step.item.error,
	};

	step.item.calendar = g->push->state.name;
	for (size_t i = 0; i < LEN(text); i++)
		*text[i] = arena_strdup(&g->kept, *text[i]);
	g->step = arena_grow(&g->kept, g->step, g->steps, &g->size, sizeof(step));
	g->step[g->steps++] = step;
}

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

/* A person did something there: it stands until its question is closed, or until this day changes here.
 * The first plan after it notes what this day was like. */
static void
plan_left(struct planning *g, struct caldav_item *item, const struct feed_event *event,
    const char *hash)
{
	if (item->left_hash == NULL) {
		item->left_hash = hash;
		clear_pending(item);
		add_step(g, item, false);
		return;
	}
	if (item->is_asking && text_equal(item->left_hash, hash))
		return;
	if (text_equal(item->left, "removed"))
		item->hash = item->etag = NULL;
	item->left = item->left_hash = NULL;
	set_pending(item, g->ics.text);
	add_step(g, item, !is_wanted(item, event));
}

static void
plan_known(struct planning *g, struct caldav_item *item, const struct feed_event *event,
    const char *hash)
{
	bool was_pending = item->pending != NULL, in_step = text_equal(item->hash, hash);
	const char *before = item->ics;

	item->title = event->title;
	item->case_id = event->case_id;
	if (item->left != NULL) {
		plan_left(g, item, event, hash);
	} else if (!is_wanted(item, event)) {
		add_step(g, item, true);
	} else if (!in_step) {
		set_pending(item, g->ics.text);
		if (item->ics != before)
			add_step(g, item, false);
	} else if (was_pending) {
		clear_pending(item);
		add_step(g, item, false);
	}
}

static void
plan_new(struct planning *g, const struct feed_event *event)
{
	char id[HASH_ID_BYTES];
	struct caldav_item item = {
		.uid = event->uid, .title = event->title, .case_id = event->case_id,
		.on_day = event->on_day, .status = "open",
		.name = arena_printf(&g->arena, "%s.ics", hash_id(event->uid, strlen(event->uid), id)),
	};

	if (!is_wanted(&item, event))
		return;
	set_pending(&item, g->ics.text);
	add_step(g, &item, false);
}

/* When there is enough for one plan, the rest is not looked at. */
static bool
plan_event(void *context, const struct feed_event *event, struct err *err)
{
	struct planning *g = context;
	struct push *p = g->push;
	struct caldav_item item;
	char hash[HASH_ID_BYTES];

	if (g->steps >= PLAN_MAX) {
		g->is_more = true;
		return true;
	}
	arena_reset(&g->arena);
	str_truncate(&g->ics, 0);
	if (!caldav_seen_add(p->wish->db, event->uid, err) ||
	    !calendar_object_write(event, p->account->component, &p->shape, &g->ics, err) ||
	    !caldav_item_find(p->wish->db, p->state.name, event->uid, &g->arena, &item, err))
		return false;
	if (item.item_id == 0)
		plan_new(g, event);
	else
		plan_known(g, &item, event, hash_fast_id(g->ics.text, g->ics.len, hash));
	return true;
}

/* What Credence does not show any more. */
static bool
plan_gone(struct planning *g, struct err *err)
{
	struct push *p = g->push;
	struct arena a = ARENA_INIT;
	struct caldav_item *items;
	size_t count;

	bool ok = caldav_list_unseen(p->wish->db, p->state.name, false, &a, &items, &count, err);
	for (size_t i = 0; ok && i < count; i++) {
		struct caldav_item *item = &items[i];
		bool is_there = item->hash != NULL && !text_equal(item->left, "removed");
		if (text_equal(item->pending, "delete"))
			continue;
		clear_pending(item);
		item->pending = "delete";
		item->left = item->left_hash = NULL;
		add_step(g, item, !is_there);
	}
	arena_clear(&a);
	return ok;
}

bool
push_plan(struct push *p, bool *ret_more, struct err *err)
{
	struct planning g = { .push = p, .ics = STR_INIT };

	bool ok = caldav_seen_begin(p->wish->db, err) &&
	    calendar_feed_each(p->wish->db, &p->only, &p->shape, plan_event, &g, err) &&
	    (g.is_more || plan_gone(&g, err)) && push_save(p, g.step, g.steps, err);
	*ret_more = g.is_more;
	str_clear(&g.ics);
	arena_clear(&g.arena);
	arena_clear(&g.kept);
	return ok;
}
