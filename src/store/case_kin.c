/* case_kin: the parent stands in the child's row, the others in shared_case. */
#include "store/case_kin.h"

#include "base/banned.h"

bool
case_list_children(struct db *db, int64_t parent_case_id, const char *workflow,
    bool bound_only, struct arena *a, int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM case_file WHERE parent_case_id = :parent_case_id"
	    " AND status IN ('open', 'stuck') AND (:workflow IS NULL OR workflow = :workflow)"
	    " AND is_bound_to_parent >= :bound_only ORDER BY case_id");
	query_bind_int(&q, ":parent_case_id", parent_case_id);
	query_bind_text(&q, ":workflow", workflow);
	query_bind_int(&q, ":bound_only", bound_only);
	return query_run_ids(&q, a, ret_ids, ret_count, err);
}

bool
case_list_shared(struct db *db, int64_t parent_case_id, const char *workflow, struct arena *a,
    int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT w.case_id FROM shared_case w JOIN case_file c ON c.case_id = w.case_id"
	    " WHERE w.parent_case_id = :parent_case_id AND c.status IN ('open', 'stuck')"
	    " AND (:workflow IS NULL OR c.workflow = :workflow) ORDER BY w.case_id");
	query_bind_int(&q, ":parent_case_id", parent_case_id);
	query_bind_text(&q, ":workflow", workflow);
	return query_run_ids(&q, a, ret_ids, ret_count, err);
}

static bool
wait_too(struct db *db, int64_t case_id, int64_t parent_case_id, const char *parent_event, bool is_bound,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO shared_case (case_id, parent_case_id, parent_event, is_bound_to_parent)"
	    " SELECT :case_id, :parent_case_id, :parent_event, :is_bound FROM case_file"
	    " WHERE case_id = :case_id AND parent_case_id <> :parent_case_id ON CONFLICT DO NOTHING");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":parent_case_id", parent_case_id);
	query_bind_text(&q, ":parent_event", parent_event);
	query_bind_int(&q, ":is_bound", is_bound);
	return query_run(&q, NULL, err);
}

bool
case_adopt(struct db *db, int64_t case_id, int64_t parent_case_id, const char *parent_event,
    bool is_bound, struct err *err)
{
	struct query q;
	int64_t changed;

	query_open(&q, db, "UPDATE case_file SET parent_case_id = :parent_case_id,"
	    " parent_event = :parent_event, is_bound_to_parent = :is_bound"
	    " WHERE case_id = :case_id AND (parent_case_id IS NULL OR EXISTS (SELECT 1 FROM case_file p"
	    " WHERE p.case_id = case_file.parent_case_id AND p.status IN ('done', 'cancelled')))");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":parent_case_id", parent_case_id);
	query_bind_text(&q, ":parent_event", parent_event);
	query_bind_int(&q, ":is_bound", is_bound);
	if (!query_run(&q, &changed, err))
		return false;
	return changed > 0 ? case_leave(db, case_id, parent_case_id, err) :
	    wait_too(db, case_id, parent_case_id, parent_event, is_bound, err);
}

bool
case_list_waiters(struct db *db, int64_t case_id, struct arena *a, struct case_waiter **ret_waiters,
    size_t *ret_count, struct err *err)
{
	struct case_waiter *waiters = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT w.parent_case_id, w.parent_event FROM shared_case w JOIN case_file p"
	    " ON p.case_id = w.parent_case_id WHERE w.case_id = :case_id AND p.status IN ('open', 'stuck')"
	    " ORDER BY w.parent_case_id");
	query_bind_int(&q, ":case_id", case_id);
	while (query_row(&q)) {
		waiters = arena_grow(a, waiters, count, &size, sizeof(*waiters));
		waiters[count++] = (struct case_waiter){ query_int(&q, 0), query_text(&q, 1, a) };
	}
	*ret_waiters = waiters;
	*ret_count = count;
	return query_close(&q, err);
}

bool
case_hand_over(struct db *db, int64_t case_id, bool *ret_is_kept, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET (parent_case_id, parent_event, is_bound_to_parent) ="
	    " (SELECT w.parent_case_id, w.parent_event, w.is_bound_to_parent FROM shared_case w JOIN case_file p"
	    "  ON p.case_id = w.parent_case_id WHERE w.case_id = :case_id AND p.status IN ('open', 'stuck')"
	    "  ORDER BY w.parent_case_id LIMIT 1) WHERE case_id = :case_id AND EXISTS (SELECT 1 FROM shared_case w"
	    "  JOIN case_file p ON p.case_id = w.parent_case_id WHERE w.case_id = :case_id"
	    "  AND p.status IN ('open', 'stuck')) RETURNING parent_case_id");
	query_bind_int(&q, ":case_id", case_id);
	*ret_is_kept = query_row(&q);
	int64_t parent_case_id = *ret_is_kept ? query_int(&q, 0) : 0;
	return query_close(&q, err) && (!*ret_is_kept || case_leave(db, case_id, parent_case_id, err));
}

bool
case_leave(struct db *db, int64_t case_id, int64_t parent_case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM shared_case WHERE case_id = :case_id AND parent_case_id = :parent_case_id");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":parent_case_id", parent_case_id);
	return query_run(&q, NULL, err);
}
