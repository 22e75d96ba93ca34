/* task: what buttons beside a task do: done, later, whose; and beside several that were chosen. */
#include <string.h>

#include "engine/take_back.h"
#include "store/task.h"
#include "web/bulk.h"
#include "web/guard.h"
#include "web/once.h"
#include "web/pages.h"
#include "web/undo.h"
#include "base/banned.h"

#define SNOOZE_DAYS_MAX	366
#define NAME_BYTES_MAX	100
#define SATURDAY	5	/* of day_weekday() */

/* Back to where the button was: the case, or Today as it was narrowed. */
static bool
back(const struct request *r, struct reply *reply, int64_t case_id, const char *did, const struct undoing *u)
{
	const char *to = pairs_get(&r->form, "back"), *address = arena_printf(r->a, "/?did=%s", did);

	if (text_equal(to, "case") && case_id != 0)
		address = arena_printf(r->a, "/case/%lld?did=%s", (long long)case_id, did);
	else if (to != NULL && text_starts(to, "/?for=") && strpbrk(to, "\r\n&#") == NULL)
		address = arena_printf(r->a, "%s&did=%s", to, did);
	return reply_redirect(reply, undoing_keep(r, u, address));
}

/* Done, and what the case was before it heard of that.  One of several is kept even when it cannot be taken back, so
 * that who takes the others back is told. */
static bool
end(struct request *r, const struct task *task, bool is_one_of_many, struct undoing *u, struct err *err)
{
	struct engine *e = &r->web->writer;
	struct undo_item item = { .kind = UNDO_TASK_DONE, .object_id = task->task_id };
	struct engine_answer answer;
	struct task after;

	if ((task->case_id != 0 && task->event != NULL &&
	    !engine_remember(e, task->case_id, r->a, &item.before_json, err)) ||
	    !engine_end_task(e, task->task_id, NULL, 0, r->actor, r->now_ms, r->a, &answer, err) ||
	    !task_load(e->db, task->task_id, r->a, &after, err))
		return false;
	if (answer.from_state != NULL)		/* it was told */
		item.case_id = task->case_id;
	item.became = arena_printf(r->a, "%lld", (long long)after.closed_ms);
	if (is_one_of_many || undo_is_possible(r, &item))
		undoing_add(r, u, item);
	return true;
}

bool
post_task_done(struct request *r, struct reply *reply, struct err *err)
{
	struct undoing u = { .count = 0 };
	struct task task;
	int64_t task_id;

	/* Where the case needs to be told more than that, its own page has the fields. */
	return request_id(r, 0, &task_id, err) && task_load(r->web->db, task_id, r->a, &task, err) &&
	    guard_case(r, task.case_id, err) && end(r, &task, false, &u, err) && back(r, reply, task.case_id, "task", &u);
}

/* A day, or so many days from today; what falls on a weekend goes to Monday. */
static bool
read_until(const struct request *r, int32_t *ret_day, struct err *err)
{
	const char *days = pairs_get(&r->form, "days"), *on = pairs_get(&r->form, "on");
	int64_t count;

	if (text_blank(days)) {
		if (text_blank(on) || !day_parse(on, ret_day))
			return fail(err, ERR_INPUT, "say until when the task may wait");
		return *ret_day >= r->today_day || fail(err, ERR_INPUT, "%s has passed", on);
	}
	if (!int_parse(days, &count) || count < 1 || count > SNOOZE_DAYS_MAX)
		return fail(err, ERR_INPUT, "\"%s\" is no number of days from 1 to %d", days,
		    SNOOZE_DAYS_MAX);
	*ret_day = r->today_day + (int32_t)count;
	while (day_weekday(*ret_day) >= SATURDAY)
		++*ret_day;
	return true;
}

/* The day that the form showed must stand still: whoever moved it meanwhile had a reason. */
static bool
snooze(struct request *r, const struct task *task, const char *shown, int32_t day, struct undoing *u, struct err *err)
{
	const char *now;
	char text[DAY_TEXT_BYTES], wish[DAY_TEXT_BYTES];
	struct db *db = r->web->writer.db;

	now = task->due_day == DAY_NONE ? "" : day_format(task->due_day, text);
	day_format(day, wish);
	if (shown == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (!text_equal(shown, now) && task->due_day != day)
		return fail(err, ERR_CONFLICT, "somebody moved task %lld meanwhile: it was for %s, is for %s "
		    "now, and you chose %s. Nothing was changed", (long long)task->task_id,
		    shown[0] != '\0' ? shown : "no day", now[0] != '\0' ? now : "no day", wish);
	if (task->due_day != day)
		undoing_add(r, u, (struct undo_item){ .kind = UNDO_TASK_MOVE, .object_id = task->task_id,
		    .was = arena_strdup(r->a, now), .became = arena_strdup(r->a, wish) });
	return task_move(db, task->task_id, day, r->actor, r->now_ms, err);
}

bool
post_task_snooze(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct undoing u = { .count = 0 };
	struct task task;
	int64_t task_id;
	int32_t day;

	return request_id(r, 0, &task_id, err) && read_until(r, &day, err) && db_begin(db, err) &&
	    db_end(db, task_load(db, task_id, r->a, &task, err) &&
	    snooze(r, &task, pairs_get(&r->form, "shown"), day, &u, err), err) &&
	    back(r, reply, task.case_id, "snooze", &u);
}

static bool
assign(struct request *r, const struct task *task, const char *shown, const char *name, struct undoing *u,
    struct err *err)
{
	const char *now = task->assignee != NULL ? task->assignee : "";
	struct db *db = r->web->writer.db;

	if (shown == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	if (text_equal(now, name))
		return true;
	if (!text_equal(task->status, "open"))
		return fail(err, ERR_CONFLICT, "task %lld is %s already", (long long)task->task_id,
		    task->status);
	if (!text_equal(shown, now))
		return fail(err, ERR_CONFLICT, "somebody gave task %lld to %s meanwhile, and you chose %s. "
		    "Nothing was changed", (long long)task->task_id, now[0] != '\0' ? now : "nobody",
		    name[0] != '\0' ? name : "nobody");
	undoing_add(r, u, (struct undo_item){ .kind = UNDO_TASK_ASSIGN, .object_id = task->task_id, .was = now, .became = name });
	return task_assign(db, task->task_id, name[0] != '\0' ? name : NULL, r->actor, r->now_ms, err);
}

/* Without blanks around it, so that "maria" and "maria " are one person. */
static bool
read_name(const struct request *r, const char **ret_name, struct err *err)
{
	const char *text = pairs_get(&r->form, "assignee");

	if (text == NULL)
		return fail(err, ERR_INPUT, "this form is not complete");
	text += strspn(text, " \t\r\n");
	size_t len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	if (len > NAME_BYTES_MAX)
		return fail(err, ERR_INPUT, "a name holds at most %d bytes", NAME_BYTES_MAX);
	*ret_name = arena_strndup(r->a, text, len);
	return true;
}

bool
post_task_assign(struct request *r, struct reply *reply, struct err *err)
{
	struct db *db = r->web->writer.db;
	struct undoing u = { .count = 0 };
	const char *name = "";
	struct task task;
	int64_t task_id;

	return request_id(r, 0, &task_id, err) && read_name(r, &name, err) && db_begin(db, err) &&
	    db_end(db, task_load(db, task_id, r->a, &task, err) && assign(r, &task, pairs_get(&r->form, "shown"), name, &u, err), err) &&
	    back(r, reply, task.case_id, "assign", &u);
}

/* What is done with all that were chosen. */
struct bulk { const char *word, *did, *done_words; int32_t day; const char *name; struct undoing u; };

static bool
read_bulk(const struct request *r, struct bulk *ret, struct err *err)
{
	const char *word = pairs_get(&r->form, "do");

	*ret = (struct bulk){ .word = word, .did = "snoozes", .done_words = "moved", .day = DAY_NONE };
	if (text_equal(word, "done")) {
		ret->did = "tasks";
		ret->done_words = "done";
		return true;
	}
	if (!text_equal(word, "assign"))
		return read_until(r, &ret->day, err);
	ret->did = "assigns";
	ret->done_words = "given";
	return read_name(r, &ret->name, err);
}

/* One of the chosen, "12@2026-11-30@maria": its number, and the day and the person that the page showed. */
static bool
do_chosen(struct request *r, const char *chosen, void *context, struct err *err)
{
	struct bulk *bulk = context;
	struct undoing *u = &bulk->u;
	struct db *db = r->web->writer.db;
	const char *shown, *person;
	size_t kept = u->count;
	struct task task;
	int64_t task_id;

	if (!bulk_id(r, chosen, &task_id, &shown, err))
		return false;
	person = strchr(shown, '@');
	if (text_equal(bulk->word, "done"))
		return task_load(r->web->db, task_id, r->a, &task, err) && end(r, &task, true, u, err);
	const char *day = arena_strndup(r->a, shown, strcspn(shown, "@"));
	if (db_begin(db, err) && db_end(db, task_load(db, task_id, r->a, &task, err) && (bulk->name != NULL ?
	    assign(r, &task, person != NULL ? person + 1 : NULL, bulk->name, u, err) :
	    snooze(r, &task, day, bulk->day, u, err)), err))
		return true;
	u->count = kept;
	return false;
}

bool
post_tasks(struct request *r, struct reply *reply, struct err *err)
{
	struct bulk bulk;
	bool again;

	if (!once_is_taken(r, &again, err) || !read_bulk(r, &bulk, err))
		return false;
	if (again)
		return back(r, reply, 0, "again", &bulk.u);
	return bulk_run(r, "task", "tasks", bulk.done_words, do_chosen, &bulk, err) &&
	    back(r, reply, 0, bulk.did, &bulk.u);
}
