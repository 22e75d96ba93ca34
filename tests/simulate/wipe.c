/* wipe: see wipe.h.  A row that others point to goes after them; which tables those are shows by trying. */
#include "simulate/wipe.h"

struct wipe_table { const char *sql; int64_t last; };

static bool
last_rows(struct wipe *w, struct db *db, struct err *err)
{
	struct query q;

	for (size_t i = 0; i < w->count; i++) {
		query_open(&q, db, arena_printf(&w->arena, "SELECT coalesce(max(rowid), 0) FROM %s", w->table[i].sql));
		if (!query_run_int(&q, &w->table[i].last, err))
			return false;
		w->table[i].sql = arena_printf(&w->arena, "DELETE FROM %s WHERE rowid > :last", w->table[i].sql);
	}
	return true;
}

bool
wipe_init(struct wipe *w, struct db *db, struct err *err)
{
	size_t size = 0;
	struct query q;

	*w = (struct wipe){ .arena = ARENA_INIT };
	query_open(&q, db, "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT wr"
	    " AND schema = 'main' AND name NOT LIKE 'sqlite%'");
	while (query_row(&q)) {
		w->table = arena_grow(&w->arena, w->table, w->count, &size, sizeof(*w->table));
		w->table[w->count++].sql = query_text(&q, 0, &w->arena);
	}
	return query_close(&q, err) && last_rows(w, db, err);
}

/* One that is still pointed to changes its place with the next, and so it is in order the next time. */
static bool
wipe_from(struct wipe *w, struct db *db, size_t i, struct err *err)
{
	struct query q;

	for (size_t j = i; j < w->count; j++) {
		struct wipe_table t = w->table[j];
		query_open(&q, db, t.sql);
		query_bind_int(&q, ":last", t.last);
		if (query_run(&q, NULL, err)) {
			w->table[j] = w->table[i];
			w->table[i] = t;
			return true;
		}
		if (err->kind != ERR_CONFLICT)
			return false;
		*err = (struct err)ERR_INIT;
	}
	return fail(err, ERR_CONFLICT, "tables point to each other in a circle");
}

bool
wipe_run(struct wipe *w, struct db *db, struct err *err)
{
	bool ok = db_begin(db, err);

	for (size_t i = 0; ok && i < w->count; i++)
		ok = wipe_from(w, db, i, err);
	return db_end(db, ok, err);
}

void
wipe_clear(struct wipe *w)
{
	arena_clear(&w->arena);
}
