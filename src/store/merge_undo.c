/* merge_undo: a merge taken back, value by value, while nobody has changed any of them since. */
#include "store/merge.h"

#include <inttypes.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/merge_inside.h"
#include "base/banned.h"

bool
merge_follow(struct db *db, int64_t provider_id, int64_t *ret_provider_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "WITH RECURSIVE f(id, n) AS (SELECT :provider_id, 0 UNION ALL"
	    " SELECT m.kept_id, f.n + 1 FROM f JOIN merge m ON m.gone_id = f.id"
	    "  AND m.undone_ms IS NULL) SELECT id FROM f ORDER BY n DESC LIMIT 1");
	query_bind_int(&q, ":provider_id", provider_id);
	return query_run_int(&q, ret_provider_id, err);
}

/* One that is to be undone. */
struct change { const char *table; int64_t row; const char *column, *was, *became; };

static bool
load_changes(struct db *db, int64_t merge_id, struct arena *a, struct change **ret_changes,
    size_t *ret_count, struct err *err)
{
	struct change *changes = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT in_table, in_row, in_column, was, became FROM merge_change"
	    " WHERE merge_id = :merge_id ORDER BY ord DESC");
	query_bind_int(&q, ":merge_id", merge_id);
	while (query_row(&q)) {
		changes = arena_grow(a, changes, count, &size, sizeof(*changes));
		changes[count++] = (struct change){ query_text(&q, 0, a), query_int(&q, 1),
			query_text(&q, 2, a), query_text(&q, 3, a), query_text(&q, 4, a) };
	}
	*ret_changes = changes;
	*ret_count = count;
	return query_close(&q, err);
}

static bool
undo_one(struct db *db, const struct change *c, struct arena *a, struct err *err)
{
	const char *now;
	struct query q;

	if (c->column[0] == '\0') {
		query_open(&q, db, "DELETE FROM provider_name WHERE provider_name_id = :row");
		query_bind_int(&q, ":row", c->row);
		return query_run(&q, NULL, err);
	}
	const struct merge_place *p = merge_place(c->table, c->column);
	if (!merge_load_value(db, p, c->row, a, &now, err))
		return false;
	if (!text_equal(now, c->became))
		return fail(err, ERR_CONFLICT, "the merge cannot be taken back: %s of %s %" PRId64
		    " has changed since", c->column, c->table, c->row);
	return merge_save_value(db, p, c->row, c->was, err);
}

static bool
find_merge(struct db *db, int64_t gone_id, int64_t *ret_merge_id, int64_t *ret_kept_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT merge_id, kept_id FROM merge WHERE gone_id = :gone_id"
	    " AND undone_ms IS NULL");
	query_bind_int(&q, ":gone_id", gone_id);
	bool found = query_row(&q);
	if (found) {
		*ret_merge_id = query_int(&q, 0);
		*ret_kept_id = query_int(&q, 1);
	}
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "provider %" PRId64 " was not merged", gone_id);
}

static bool
undo(struct db *db, int64_t gone_id, const struct merge_by *by, struct arena *a, int64_t *ret_kept_id,
    struct err *err)
{
	struct change *changes;
	int64_t merge_id = 0;
	size_t count;
	struct query q;

	if (!find_merge(db, gone_id, &merge_id, ret_kept_id, err) ||
	    !load_changes(db, merge_id, a, &changes, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!undo_one(db, &changes[i], a, err))
			return false;
	query_open(&q, db, "UPDATE merge SET undone_ms = :now_ms, undone_by = :actor"
	    " WHERE merge_id = :merge_id");
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_text(&q, ":actor", by->actor);
	query_bind_int(&q, ":merge_id", merge_id);
	return query_run(&q, NULL, err) && merge_mark(db, *ret_kept_id, gone_id, by->now_ms, err) &&
	    audit_add(db, by->actor, "provider unmerge", arena_printf(a, "provider %" PRId64, gone_id),
	    arena_printf(a, "no longer merged into provider %" PRId64, *ret_kept_id), by->now_ms, err);
}

bool
merge_undo(struct db *db, int64_t gone_id, const struct merge_by *by, int64_t *ret_kept_id,
    struct err *err)
{
	struct arena a = ARENA_INIT;

	if (!db_begin(db, err))
		return false;
	bool ok = undo(db, gone_id, by, &a, ret_kept_id, err);
	arena_clear(&a);
	return db_end(db, ok, err);
}
