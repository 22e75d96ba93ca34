/*
 * timer: rows of the table timer.  The scan for due ones walks an index that ends at "now", so a
 * million sleeping timers cost as much as none.
 */
#include "store/timer.h"

#include "base/banned.h"

static const char *
needs_name(bool needs_mail)
{
	return needs_mail ? "mail" : "none";
}

bool
timer_list(struct db *db, int64_t case_id, struct arena *a, struct armed_timer **ret_timers,
    size_t *ret_count, struct err *err)
{
	struct armed_timer *timers = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT name, rule, due_ms, anchor_ms, n, max_n, needs, set_seq"
	    " FROM timer WHERE case_id = :case_id ORDER BY name");
	query_bind_int(&q, ":case_id", case_id);
	while (query_row(&q)) {
		timers = arena_grow(a, timers, count, &size, sizeof(*timers));
		timers[count++] = (struct armed_timer){
			.name = query_text(&q, 0, a),
			.rule = query_text(&q, 1, a),
			.due_ms = query_int(&q, 2),
			.anchor_ms = query_int(&q, 3),
			.n = query_int(&q, 4),
			.max_n = query_int(&q, 5),
			.needs_mail = query_text(&q, 6, a)[0] == 'm',
			.set_seq = query_int(&q, 7),
		};
	}
	*ret_timers = timers;
	*ret_count = count;
	return query_close(&q, err);
}

bool
timer_set(struct db *db, int64_t case_id, const struct armed_timer *timer, bool is_held,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO timer (case_id, name, due_ms, anchor_ms, n, max_n, needs,"
	    " set_seq, rule, is_held) VALUES (:case_id, :name, :due_ms, :anchor_ms, :n, :max_n,"
	    " :needs, :set_seq, :rule, :is_held)"
	    " ON CONFLICT (case_id, name) DO UPDATE SET due_ms = excluded.due_ms,"
	    " anchor_ms = excluded.anchor_ms, n = excluded.n, max_n = excluded.max_n,"
	    " needs = excluded.needs, set_seq = excluded.set_seq, rule = excluded.rule,"
	    " is_held = excluded.is_held");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", timer->name);
	query_bind_int(&q, ":due_ms", timer->due_ms);
	query_bind_int(&q, ":anchor_ms", timer->anchor_ms);
	query_bind_int(&q, ":n", timer->n);
	query_bind_int(&q, ":max_n", timer->max_n);
	query_bind_text(&q, ":needs", needs_name(timer->needs_mail));
	query_bind_int(&q, ":set_seq", timer->set_seq);
	query_bind_text(&q, ":rule", timer->rule);
	query_bind_int(&q, ":is_held", is_held);
	return query_run(&q, NULL, err);
}

bool
timer_cancel(struct db *db, int64_t case_id, const char *name, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM timer WHERE case_id = :case_id AND name = :name");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	return query_run(&q, NULL, err);
}

bool
timer_cancel_all(struct db *db, int64_t case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM timer WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	return query_run(&q, NULL, err);
}

bool
timer_hold(struct db *db, int64_t case_id, const char *name, bool is_held, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE timer SET is_held = :is_held"
	    " WHERE case_id = :case_id AND (:name IS NULL OR name = :name)");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":name", name);
	query_bind_int(&q, ":is_held", is_held);
	return query_run(&q, NULL, err);
}

bool
timer_list_due(struct db *db, const char *needs, int64_t until_ms, int64_t limit,
    struct arena *a, struct due_timer **ret_timers, size_t *ret_count, struct err *err)
{
	struct due_timer *timers = arena_array(a, (size_t)limit, sizeof(*timers));
	size_t count = 0;
	struct query q;

	query_open(&q, db, "SELECT case_id, due_ms, name, n, set_seq FROM timer"
	    " WHERE needs = :needs AND due_ms <= :until_ms AND is_held = 0"
	    " ORDER BY due_ms, case_id, name LIMIT :limit");
	query_bind_text(&q, ":needs", needs);
	query_bind_int(&q, ":until_ms", until_ms);
	query_bind_int(&q, ":limit", limit);
	while (query_row(&q))
		timers[count++] = (struct due_timer){
			.case_id = query_int(&q, 0),
			.due_ms = query_int(&q, 1),
			.name = query_text(&q, 2, a),
			.n = query_int(&q, 3),
			.set_seq = query_int(&q, 4),
		};
	*ret_timers = timers;
	*ret_count = count;
	return query_close(&q, err);
}

bool
timer_count_due(struct db *db, const char *needs, int64_t until_ms, int64_t limit,
    int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM (SELECT 1 FROM timer WHERE needs = :needs"
	    " AND due_ms <= :until_ms AND is_held = 0 LIMIT :limit) AS due");
	query_bind_text(&q, ":needs", needs);
	query_bind_int(&q, ":until_ms", until_ms);
	query_bind_int(&q, ":limit", limit);
	return query_run_int(&q, ret_count, err);
}

bool
timer_watermark(struct db *db, int64_t *ret_ms, struct err *err)
{
	struct query q;
	int64_t synced_ms;

	query_open(&q, db, "SELECT CASE WHEN count(*) = count(synced_ms) THEN min(synced_ms) END"
	    " FROM mailbox");
	synced_ms = query_row(&q) ? query_instant(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = synced_ms;
	return true;
}

bool
timer_next_due(struct db *db, const char *needs, int64_t *ret_ms, struct err *err)
{
	struct query q;
	int64_t due_ms;

	query_open(&q, db, "SELECT min(due_ms) FROM timer WHERE needs = :needs AND is_held = 0");
	query_bind_text(&q, ":needs", needs);
	due_ms = query_row(&q) ? query_instant(&q, 0) : INSTANT_NONE;
	if (!query_close(&q, err))
		return false;
	*ret_ms = due_ms;
	return true;
}
