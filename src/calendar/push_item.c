/*
 * push_item: one resource: what the server has of it, what a person did to it, and the question that
 * follows.  Part of push.h.
 */
#include "calendar/push_inside.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

const char *
push_url(const struct push *p, const struct caldav_item *item, struct arena *a)
{
	return arena_printf(a, "%s%s", p->state.url, item->name);
}

bool
push_fetch(struct push *p, const struct caldav_item *item, struct arena *a,
    struct push_there *ret_there, struct err *err)
{
	/* Not packed: some servers change the ETag of what they pack, and know it not when it comes back. */
	const struct http_request request = { .url = push_url(p, item, a),
	    .headers = { "Accept: text/calendar", "Accept-Encoding: identity" } };
	struct err unreadable = ERR_INIT;
	struct http_answer answer;

	*ret_there = (struct push_there){ .exists = false };
	if (!dav_send(&p->dav, &request, a, &answer, err))
		return false;
	if (answer.status == 404 || answer.status == 410)
		return true;
	if (answer.status != 200 || http_is_type(&answer, "text/html"))
		return http_refuse(&answer, err);
	ret_there->exists = true;
	ret_there->etag = http_header(&answer, "ETag");
	ret_there->is_readable = calendar_object_read(answer.body, answer.body_len,
	    p->wish->settings->zone, a, &ret_there->object, &unreadable);
	return true;
}

/* What the server took last; of a new one, what it is to take. */
static struct calendar_object
ours_of(const struct push *p, const struct caldav_item *item, struct arena *a)
{
	struct calendar_object ours = {
		.sequence = item->sequence, .on_day = item->on_day,
		.is_done = text_equal(item->status, "done"),
		.is_cancelled = text_equal(item->status, "cancelled"),
	};
	struct err err = ERR_INIT;

	if (item->hash == NULL && item->ics != NULL &&
	    !calendar_object_read(item->ics, strlen(item->ics), p->wish->settings->zone, a, &ours, &err))
		BUG("our own calendar cannot be read: %s", err.text);
	return ours;
}

/* What cannot be read, and what ended here anyway, is no news.  An older version of ours is none, either. */
const char *
push_deed(const struct push *p, const struct caldav_item *item, const struct push_there *there)
{
	struct arena a = ARENA_INIT;
	struct calendar_object ours = ours_of(p, item, &a);
	bool is_older = item->hash == NULL && there->object.sequence < ours.sequence;

	arena_clear(&a);
	if (!there->is_readable || ours.is_done || ours.is_cancelled || is_older)
		return NULL;
	if (there->object.is_done || there->object.is_cancelled)
		return "ended";
	return there->object.on_day != ours.on_day ? "moved" : NULL;
}

void
push_leave(struct push_item *w, const char *deed, int32_t deed_day, const char *left_hash)
{
	w->deed = deed;
	w->deed_day = deed_day;
	w->item.left = deed;
	w->item.left_hash = left_hash;
	w->item.pending = w->item.ics = w->item.error = NULL;
	w->item.tries = w->item.next_ms = 0;
}

bool
push_end_question(struct push *p, struct caldav_item *item, struct err *err)
{
	int64_t task_id = item->task_id;
	struct task task;
	struct arena a = ARENA_INIT;

	item->task_id = 0;
	if (task_id == 0 || !item->is_asking)
		return true;
	item->is_asking = false;
	/* A person may have closed it since the item was read. */
	bool ok = task_load(p->wish->db, task_id, &a, &task, err) && (!text_equal(task.status, "open") ||
	    task_end(p->wish->db, task_id, "cancelled", "credence", p->wish->now_ms, err));
	arena_clear(&a);
	return ok;
}

/* Our own words and days alone: nothing that a stranger wrote into a calendar is repeated here. */
static const char *
question(const struct push *p, const struct push_item *w, struct arena *a)
{
	char day[DAY_TEXT_BYTES];

	if (text_equal(w->deed, "removed"))
		return arena_printf(a, "Removed from the calendar \"%s\": %s", p->state.name, w->item.title);
	if (text_equal(w->deed, "ended"))
		return arena_printf(a, "%s in the calendar \"%s\": %s", p->account->component ==
		    COMPONENT_TODO ? "Ticked off" : "Called off", p->state.name, w->item.title);
	if (w->deed_day == DAY_NONE)
		return arena_printf(a, "Without its day in the calendar \"%s\": %s", p->state.name,
		    w->item.title);
	return arena_printf(a, "Moved to %s in the calendar \"%s\": %s", day_format(w->deed_day, day),
	    p->state.name, w->item.title);
}

/* The same deed again is the same question; another one takes its place. */
static bool
ask(struct push *p, struct push_item *w, struct arena *a, struct err *err)
{
	struct caldav_item *item = &w->item;
	const struct task task = {
		.case_id = item->case_id, .due_day = DAY_NONE, .created_ms = p->wish->now_ms,
		.name = arena_printf(a, "calendar item %lld", (long long)item->item_id),
		.title = question(p, w, a),
	};
	int64_t before = item->task_id, task_id;

	if (!task_add(p->wish->db, &task, &task_id, err))
		return false;
	if (item->is_asking && task_id == before)
		return true;
	if (!push_end_question(p, item, err))
		return false;
	item->task_id = task_id;
	p->counts->asked++;
	return audit_add(p->wish->db, "credence", "calendar asked", arena_printf(a, "task %lld",
	    (long long)task_id), task.title, p->wish->now_ms, err);
}

static bool
save_one(struct push *p, struct push_item *w, struct arena *a, struct err *err)
{
	if (w->is_gone)
		return push_end_question(p, &w->item, err) &&
		    caldav_item_remove(p->wish->db, w->item.item_id, err);
	if (w->deed != NULL ? !ask(p, w, a, err) :
	    w->item.left == NULL && !push_end_question(p, &w->item, err))
		return false;
	return caldav_item_save(p->wish->db, &w->item, err);
}

bool
push_save(struct push *p, struct push_item *item, size_t count, struct err *err)
{
	struct arena a = ARENA_INIT;

	if (count == 0)
		return true;
	bool ok = db_begin(p->wish->db, err);
	if (!ok)
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = save_one(p, &item[i], &a, err);
	arena_clear(&a);
	return db_end(p->wish->db, ok, err);
}
