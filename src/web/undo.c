/*
 * undo: takes back what a form did, thing by thing.  A thing that is not as it was left is refused and named, and
 * stops no other.
 */
#include "web/undo.h"

#include <assert.h>
#include <string.h>

#include "base/log.h"
#include "engine/take_back.h"
#include "store/audit.h"
#include "store/message.h"
#include "store/task.h"
#include "web/pages.h"
#include "base/banned.h"

/* The key of what the case was told. */
static bool
dedup_of(const struct request *r, const struct undo_item *item, const char **ret_dedup, struct err *err)
{
	struct message message;

	*ret_dedup = arena_printf(r->a, "u:task %lld", (long long)item->object_id);
	if (item->kind != UNDO_MAIL_ATTACH)
		return true;
	if (!message_load(r->web->writer.db, item->object_id, r->a, &message, err))
		return false;
	*ret_dedup = arena_printf(r->a, "m:%s", message.fingerprint);
	return true;
}

static bool
tell_back(struct request *r, const struct undo_item *item, struct err *err)
{
	const char *dedup;

	return item->case_id == 0 || (dedup_of(r, item, &dedup, err) && engine_take_back_in(&r->web->writer, item->case_id,
	    item->before_json, dedup, r->actor, r->now_ms, r->a, err));
}

bool
undo_is_possible(const struct request *r, const struct undo_item *item)
{
	const char *dedup;

	return item->case_id == 0 || (dedup_of(r, item, &dedup, NULL) && engine_can_take_back(&r->web->writer, item->case_id,
	    item->before_json, dedup, r->now_ms, r->a, NULL));
}

void
undoing_add(const struct request *r, struct undoing *u, struct undo_item item)
{
	if (u->item == NULL)
		u->item = arena_array(r->a, UNDO_MAX, sizeof(*u->item));
	if (u->count < UNDO_MAX)
		u->item[u->count++] = item;
}

const char *
undoing_keep(const struct request *r, const struct undoing *u, const char *address)
{
	struct db *db = r->web->writer.db;
	struct err why = ERR_INIT;
	int64_t undo_id = 0;

	if (u->count == 0)
		return address;
	if (!db_begin(db, &why) || !db_end(db, undo_add(db, r->actor, u->item, u->count, r->now_ms, &undo_id, &why), &why)) {
		log_error("%s cannot be taken back: %s", r->path, why.text);
		return address;
	}
	return arena_printf(r->a, "%s%cundo=%lld", address, strchr(address, '?') != NULL ? '&' : '?', (long long)undo_id);
}

static bool
changed_since(const struct task *task, const char *now, struct err *err)
{
	return fail(err, ERR_CONFLICT, "task %lld was changed since: it is %s, %s now", (long long)task->task_id,
	    task->status, now[0] != '\0' ? now : "without one");
}

static bool
undo_assign(struct request *r, const struct undo_item *item, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct task task;

	if (!task_load(db, item->object_id, r->a, &task, err))
		return false;
	const char *now = task.assignee != NULL ? task.assignee : "";
	if (!text_equal(now, item->became) || !text_equal(task.status, "open"))
		return changed_since(&task, now, err);
	return task_assign(db, task.task_id, item->was[0] != '\0' ? item->was : NULL, r->actor, r->now_ms, err);
}

static bool
undo_move(struct request *r, const struct undo_item *item, struct err *err)
{
	struct db *db = r->web->writer.db;
	char text[DAY_TEXT_BYTES];
	int32_t day = DAY_NONE;
	struct task task;

	if (!task_load(db, item->object_id, r->a, &task, err))
		return false;
	const char *now = task.due_day != DAY_NONE ? day_format(task.due_day, text) : "";
	if (!text_equal(now, item->became) || !text_equal(task.status, "open"))
		return changed_since(&task, now, err);
	return (item->was[0] == '\0' || day_parse(item->was, &day)) &&
	    task_move(db, task.task_id, day, r->actor, r->now_ms, err);
}

static bool
undo_done(struct request *r, const struct undo_item *item, struct err *err)
{
	struct db *db = r->web->writer.db;
	int64_t closed_ms = 0;
	struct task task;

	/* The case's own step may have asked for the same anew, or closed it, too: that goes first. */
	if (!tell_back(r, item, err) ||
	    !task_load(db, item->object_id, r->a, &task, err))
		return false;
	return text_equal(task.status, "open") || (int_parse(item->became, &closed_ms) &&
	    task_reopen(db, item->object_id, closed_ms, r->now_ms, err));
}

static bool
undo_attach(struct request *r, const struct undo_item *item, struct err *err)
{
	return message_set_new(r->web->writer.db, item->object_id, item->case_id, err) && tell_back(r, item, err);
}

static bool
undo_handled(struct request *r, const struct undo_item *item, struct err *err)
{
	return message_set_new(r->web->writer.db, item->object_id, 0, err);
}

static const struct { const char *noun; bool (*undo)(struct request *r, const struct undo_item *item, struct err *err); } ways[] = {
	[UNDO_TASK_ASSIGN] = { "task", undo_assign }, [UNDO_TASK_MOVE] = { "task", undo_move },
	[UNDO_TASK_DONE] = { "task", undo_done }, [UNDO_MAIL_ATTACH] = { "message", undo_attach },
	[UNDO_MAIL_HANDLED] = { "message", undo_handled },
};
static_assert(LEN(ways) == UNDO_KINDS, "every kind can be taken back");

static bool
undo_item(struct request *r, const struct undo_item *item, struct err *err)
{
	struct db *db = r->web->writer.db;

	return db_begin(db, err) && db_end(db, ways[item->kind].undo(r, item, err) && audit_add(db, r->actor, "undo",
	    arena_printf(r->a, "%s %lld", ways[item->kind].noun, (long long)item->object_id), item->became, r->now_ms, err), err);
}

/* The page where the button was; an address of ours and nothing else. */
static const char *
back_to(const struct request *r)
{
	const char *to = pairs_get(&r->form, "back");

	return to != NULL && to[0] == '/' && to[1] != '/' && to[1] != '\\' && strpbrk(to, "\r\n#") == NULL ? to : "/";
}

bool
post_undo(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct undo_item *items;
	struct err why = ERR_INIT;
	size_t count, done = 0;
	int64_t undo_id;

	if (!request_id(r, 0, &undo_id, err) || !undo_load(db, undo_id, r->actor, r->now_ms, r->a, &items, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct err one = ERR_INIT;
		if (undo_item(r, &items[i], &one))
			done++;
		else
			why = one;
	}
	if (done == 0)
		return fail(err, ERR_CONFLICT, "%s", why.text);
	if (!db_begin(db, err) || !db_end(db, undo_close(db, undo_id, r->now_ms, err), err))
		return false;
	const char *to = back_to(r);
	return done == count ? reply_redirect(reply, arena_printf(r->a, "%s%cdid=undone", to,
	    strchr(to, '?') != NULL ? '&' : '?')) :
	    fail(err, ERR_CONFLICT, "%zu of %zu were taken back. The last of the others: %s", done, count, why.text);
}
