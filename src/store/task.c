/* task: rows of the table task. */
#include "store/task.h"

#include "base/str.h"
#include "store/audit.h"
#include "store/user.h"
#include "base/banned.h"

static bool
find_same(struct db *db, const struct task *task, int64_t *ret_task_id, struct err *err)
{
	struct query q;

	if (task->case_id != 0) {
		query_open(&q, db, "SELECT task_id FROM task WHERE case_id = :case_id"
		    " AND status = 'open' AND name = :name AND title = :title AND role = :role");
		query_bind_int(&q, ":case_id", task->case_id);
	} else {
		query_open(&q, db, "SELECT task_id FROM task WHERE case_id IS NULL"
		    " AND status = 'open' AND name = :name AND title = :title AND role = :role");
	}
	query_bind_text(&q, ":name", task->name);
	query_bind_text(&q, ":title", task->title);
	query_bind_text(&q, ":role", task->role != NULL ? task->role : "coordinator");
	*ret_task_id = query_row(&q) ? query_int(&q, 0) : 0;
	return query_close(&q, err);
}

bool
task_add(struct db *db, const struct task *task, int64_t *ret_task_id, struct err *err)
{
	int64_t same;
	struct query q;

	if (!find_same(db, task, &same, err))
		return false;
	if (same != 0) {
		*ret_task_id = same;
		return true;
	}
	query_open(&q, db, "INSERT INTO task (case_id, seq, rule, name, title, role, assignee,"
	    " due_day, is_escalation, event, created_ms) VALUES (:case_id, :seq, :rule, :name,"
	    " :title, :role, :assignee, :due_day, :is_escalation, :event, :created_ms)"
	    " RETURNING task_id");
	query_bind_id(&q, ":case_id", task->case_id);
	query_bind_id(&q, ":seq", task->seq);
	query_bind_text(&q, ":rule", task->rule != NULL ? task->rule : "");
	query_bind_text(&q, ":name", task->name);
	query_bind_text(&q, ":title", task->title);
	query_bind_text(&q, ":role", task->role != NULL ? task->role : "coordinator");
	query_bind_text(&q, ":assignee", task->assignee);
	query_bind_day(&q, ":due_day", task->due_day);
	query_bind_int(&q, ":is_escalation", task->is_escalation);
	query_bind_text(&q, ":event", task->event);
	query_bind_int(&q, ":created_ms", task->created_ms);
	return query_run_int(&q, ret_task_id, err);
}

bool
task_load(struct db *db, int64_t task_id, struct arena *a, struct task *ret_task, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id, seq, rule, name, title, role, assignee, due_day,"
	    " is_escalation, status, created_ms, closed_ms, closed_by, event FROM task"
	    " WHERE task_id = :task_id");
	query_bind_int(&q, ":task_id", task_id);
	bool found = query_row(&q);
	if (found)
		*ret_task = (struct task){
			.task_id = task_id,
			.case_id = query_int(&q, 0),
			.seq = query_int(&q, 1),
			.rule = query_text(&q, 2, a),
			.name = query_text(&q, 3, a),
			.title = query_text(&q, 4, a),
			.role = query_text(&q, 5, a),
			.assignee = query_text(&q, 6, a),
			.due_day = query_day(&q, 7),
			.is_escalation = query_int(&q, 8),
			.status = query_text(&q, 9, a),
			.created_ms = query_int(&q, 10),
			.closed_ms = query_instant(&q, 11),
			.closed_by = query_text(&q, 12, a),
			.event = query_text(&q, 13, a),
		};
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no task %lld", (long long)task_id);
}

/* What calendars see of it becomes another version of the same event. */
#define CHANGES ", sequence = sequence + 1, modified_ms = :now_ms"

bool
task_close(struct db *db, int64_t case_id, const char *name, int64_t seq, const char *status,
    const char *by, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET status = :status, closed_ms = :now_ms, closed_by = :by" CHANGES
	    " WHERE case_id = :case_id AND status = 'open' AND (name = :name"
	    " OR (:name IS NULL AND seq < :seq))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":seq", seq);
	query_bind_text(&q, ":status", status);
	query_bind_text(&q, ":by", by);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
task_take_over(struct db *db, int64_t task_id, int64_t seq, const char *rule, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET seq = :seq, rule = :rule WHERE task_id = :task_id"
	    " AND seq <> :seq");
	query_bind_int(&q, ":task_id", task_id);
	query_bind_int(&q, ":seq", seq);
	query_bind_text(&q, ":rule", rule);
	return query_run(&q, NULL, err);
}

bool
task_end_named(struct db *db, const char *name, const char *by, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET status = 'done', closed_ms = :now_ms, closed_by = :by" CHANGES
	    " WHERE status = 'open' AND name = :name");
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":by", by);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
task_end(struct db *db, int64_t task_id, const char *status, const char *by, int64_t now_ms,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t changed;
	struct task task;
	struct query q;

	query_open(&q, db, "UPDATE task SET status = :status, closed_ms = :now_ms, closed_by = :by" CHANGES
	    " WHERE task_id = :task_id AND status = 'open'");
	query_bind_int(&q, ":task_id", task_id);
	query_bind_text(&q, ":status", status);
	query_bind_text(&q, ":by", by);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed == 1)
		return true;
	if (task_load(db, task_id, &a, &task, err))
		fail(err, ERR_CONFLICT, "task %lld is %s already", (long long)task_id, task.status);
	arena_clear(&a);
	return false;
}

#define REOPENS "UPDATE task SET status = 'open', closed_ms = NULL, closed_by = NULL" CHANGES

bool
task_reopen(struct db *db, int64_t task_id, int64_t closed_ms, int64_t now_ms, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, REOPENS " WHERE task_id = :task_id AND status = 'done' AND closed_ms = :closed_ms"
	    " AND NOT EXISTS (SELECT 1 FROM task o WHERE o.case_id IS task.case_id AND o.status = 'open'"
	    " AND o.name = task.name AND o.title = task.title AND o.role = task.role)");
	query_bind_int(&q, ":task_id", task_id);
	query_bind_int(&q, ":closed_ms", closed_ms);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, &changed, err))
		return false;
	return changed == 1 || fail(err, ERR_CONFLICT, "task %lld is not as it was left, or the same was asked for anew",
	    (long long)task_id);
}

bool
task_has_done(struct db *db, int64_t case_id, int64_t seq, bool *ret_done, struct err *err)
{
	int64_t done;
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM task WHERE case_id = :case_id AND status = 'done'"
	    " AND seq = :seq)");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	if (!query_run_int(&q, &done, err))
		return false;
	*ret_done = done != 0;
	return true;
}

bool
task_cancel_of_step(struct db *db, int64_t case_id, int64_t seq, const char *by, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET status = 'cancelled', closed_ms = :now_ms, closed_by = :by" CHANGES
	    " WHERE case_id = :case_id AND status = 'open' AND seq = :seq");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":seq", seq);
	query_bind_text(&q, ":by", by);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
task_reopen_closed(struct db *db, int64_t case_id, const char *name, int64_t closed_ms, int64_t now_ms,
    struct err *err)
{
	struct query q;

	query_open(&q, db, REOPENS " WHERE case_id = :case_id AND status = 'done' AND name = :name"
	    " AND closed_ms = :closed_ms");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":closed_ms", closed_ms);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

static bool
note(struct db *db, const char *action, int64_t task_id, const char *detail, const char *actor, int64_t now_ms,
    struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = audit_add(db, actor, action, arena_printf(&a, "task %lld", (long long)task_id), detail, now_ms, err);
	arena_clear(&a);
	return ok;
}

bool
task_move(struct db *db, int64_t task_id, int32_t due_day, const char *actor, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	char day[DAY_TEXT_BYTES];
	struct task task;
	int64_t changed;
	struct query q;

	bool ok = task_load(db, task_id, &a, &task, err);
	if (ok && !text_equal(task.status, "open"))
		ok = fail(err, ERR_CONFLICT, "task %lld is %s already", (long long)task_id, task.status);
	arena_clear(&a);
	if (!ok)
		return false;
	query_open(&q, db, "UPDATE task SET due_day = :due_day" CHANGES
	    " WHERE task_id = :task_id AND due_day IS NOT :due_day");
	query_bind_int(&q, ":task_id", task_id);
	query_bind_day(&q, ":due_day", due_day);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, &changed, err) &&
	    (changed == 0 || note(db, "task move", task_id, day_format(due_day, day), actor, now_ms, err));
}

bool
task_assign(struct db *db, int64_t task_id, const char *assignee, const char *actor, int64_t now_ms, struct err *err)
{
	int64_t changed;
	struct query q;

	if (assignee != NULL && !user_check_assignee(db, assignee, err))
		return false;
	query_open(&q, db, "UPDATE task SET assignee = :assignee WHERE task_id = :task_id");
	query_bind_int(&q, ":task_id", task_id);
	query_bind_text(&q, ":assignee", assignee);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed == 0)
		return fail(err, ERR_MISSING, "there is no task %lld", (long long)task_id);
	return note(db, "task assign", task_id, assignee != NULL ? assignee : "", actor, now_ms, err);
}

#define LIST_START \
	"SELECT t.task_id, t.due_day, t.title, t.role, t.assignee, t.case_id, t.name," \
	" c.workflow, c.state, c.provider_id, p.last_name, p.first_name, c.payer_id," \
	" t.is_escalation, t.event, t.status, t.created_ms, t.closed_ms, t.closed_by" \
	" FROM task t LEFT JOIN case_file c ON c.case_id = t.case_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id"
#define LIST_END \
	" AND (:status IS NULL OR t.status = :status) AND (:role IS NULL OR t.role = :role)" \
	" AND (:assignee IS NULL OR t.assignee = :assignee)" \
	" AND (:provider_id IS NULL OR c.provider_id = :provider_id)" \
	" AND (:until_day IS NULL OR t.due_day IS NULL OR t.due_day <= :until_day)" \
	" ORDER BY t.due_day IS NULL, t.due_day, t.is_escalation DESC, t.task_id"

void
task_query_list(struct query *q, struct db *db, const struct task_filter *filter)
{
	if (filter->case_id != 0) {
		query_open(q, db, LIST_START " WHERE t.case_id = :case_id" LIST_END);
		query_bind_int(q, ":case_id", filter->case_id);
	} else if (text_equal(filter->status, "open")) {
		query_open(q, db, LIST_START " WHERE t.status = 'open'" LIST_END);
	} else {
		query_open(q, db, LIST_START " WHERE true" LIST_END " /*scan*/");
	}
	query_bind_text(q, ":status", filter->status);
	query_bind_text(q, ":role", filter->role);
	query_bind_text(q, ":assignee", filter->assignee);
	query_bind_id(q, ":provider_id", filter->provider_id);
	query_bind_day(q, ":until_day", filter->until_day);
}

void
task_query_open(struct query *q, struct db *db, int64_t case_id)
{
	const struct task_filter filter = { .case_id = case_id, .status = "open", .until_day = DAY_NONE };

	task_query_list(q, db, &filter);
}
