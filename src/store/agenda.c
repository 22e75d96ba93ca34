/* agenda: deadlines and tasks as one list. */
#include "store/agenda.h"

#include "base/banned.h"

/* Each half is read by its index and no farther than the page is long. */
#define DEADLINES \
	" FROM deadline WHERE status = 'open' AND on_day BETWEEN :from_day AND :until_day" \
	" AND (:kind IS NULL OR kind = :kind)"
#define TASKS \
	" FROM task WHERE status = 'open' AND due_day BETWEEN :from_day AND :until_day" \
	" AND (:kind IS NULL OR :kind = 'followups')"

static void
bind(struct query *q, int32_t from_day, int32_t until_day, const char *kind)
{
	query_bind_day(q, ":from_day", from_day);
	query_bind_day(q, ":until_day", until_day);
	query_bind_text(q, ":kind", kind);
}

void
agenda_query_counts(struct query *q, struct db *db, int32_t from_day, int32_t until_day, const char *kind)
{
	query_open(q, db, "SELECT day, sum(count) AS count FROM (SELECT on_day AS day, count(*) AS count"
	    DEADLINES " GROUP BY on_day UNION ALL SELECT due_day, count(*)" TASKS " GROUP BY due_day)"
	    " GROUP BY day ORDER BY day /*scan*/");
	bind(q, from_day, until_day, kind);
}

void
agenda_query_list(struct query *q, struct db *db, int32_t from_day, int32_t until_day, const char *kind,
    const struct agenda_after *after, int64_t limit)
{
	query_open(q, db, "SELECT x.what, x.id, x.title, x.day, x.kind, x.what = 'task' AS is_task, c.case_id,"
	    " c.workflow, c.state, c.provider_id, p.last_name, p.first_name, y.name AS payer_name FROM"
	    " (SELECT * FROM (SELECT 'deadline' AS what, deadline_id AS id, title, on_day AS day, kind, case_id"
	    DEADLINES " AND (on_day, 'deadline', deadline_id) > (:after_day, :after_what, :after_id)"
	    "  ORDER BY on_day, deadline_id LIMIT :limit)"
	    " UNION ALL SELECT * FROM (SELECT 'task', task_id, title, due_day, 'followups', case_id"
	    TASKS " AND (due_day, 'task', task_id) > (:after_day, :after_what, :after_id)"
	    "  ORDER BY due_day, task_id LIMIT :limit)) x"
	    " LEFT JOIN case_file c ON c.case_id = x.case_id"
	    " LEFT JOIN provider p ON p.provider_id = c.provider_id"
	    " LEFT JOIN payer y ON y.payer_id = c.payer_id ORDER BY x.day, x.what, x.id LIMIT :limit /*scan*/");
	bind(q, from_day, until_day, kind);
	query_bind_text(q, ":after_day", "");
	if (after != NULL)
		query_bind_day(q, ":after_day", after->day);
	query_bind_text(q, ":after_what", after != NULL ? after->what : "");
	query_bind_int(q, ":after_id", after != NULL ? after->id : 0);
	query_bind_int(q, ":limit", limit);
}
