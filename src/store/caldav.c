/* caldav: rows of the tables caldav and caldav_item. */
#include "store/caldav.h"

#include "base/str.h"
#include "base/banned.h"

bool
caldav_load(struct db *db, const char *name, const char *place, struct arena *a,
    struct caldav *ret_caldav, bool *ret_known, struct err *err)
{
	struct query q;

	*ret_caldav = (struct caldav){ .name = name, .place = place, .mark = "",
	    .tried_ms = INSTANT_NONE, .pushed_ms = INSTANT_NONE };
	query_open(&q, db, "SELECT url, sync_token, mark, tried_ms, pushed_ms, next_ms, failures, error,"
	    " items, waiting, refused FROM caldav WHERE name = :name AND place = :place");
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":place", place);
	*ret_known = query_row(&q);
	if (*ret_known) {
		ret_caldav->url = query_text(&q, 0, a);
		ret_caldav->sync_token = query_text(&q, 1, a);
		ret_caldav->mark = query_text(&q, 2, a);
		ret_caldav->tried_ms = query_instant(&q, 3);
		ret_caldav->pushed_ms = query_instant(&q, 4);
		ret_caldav->next_ms = query_int(&q, 5);
		ret_caldav->failures = query_int(&q, 6);
		ret_caldav->error = query_text(&q, 7, a);
		ret_caldav->items = query_int(&q, 8);
		ret_caldav->waiting = query_int(&q, 9);
		ret_caldav->refused = query_int(&q, 10);
	}
	return query_close(&q, err);
}

/* Questions about what people did in a calendar, which nobody needs to answer now. */
static bool
end_questions(struct db *db, const char *calendar, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE task SET status = 'cancelled', closed_ms = :now_ms,"
	    " closed_by = 'credence' WHERE status = 'open' AND task_id IN"
	    " (SELECT task_id FROM caldav_item WHERE calendar = :calendar AND task_id IS NOT NULL)"
	    " /*scan*/");
	query_bind_text(&q, ":calendar", calendar);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}

bool
caldav_forget(struct db *db, const char *name, int64_t now_ms, struct err *err)
{
	struct query q;

	if (!end_questions(db, name, now_ms, err))
		return false;
	query_open(&q, db, "DELETE FROM caldav_item WHERE calendar = :name");
	query_bind_text(&q, ":name", name);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "DELETE FROM caldav WHERE name = :name");
	query_bind_text(&q, ":name", name);
	return query_run(&q, NULL, err);
}

bool
caldav_list_names(struct db *db, struct arena *a, const char ***ret_names, size_t *ret_count,
    struct err *err)
{
	size_t size = 0;
	struct query q;

	*ret_names = NULL;
	*ret_count = 0;
	query_open(&q, db, "SELECT name FROM caldav ORDER BY name");
	while (query_row(&q)) {
		*ret_names = arena_grow(a, *ret_names, *ret_count, &size, sizeof(**ret_names));
		(*ret_names)[(*ret_count)++] = query_text(&q, 0, a);
	}
	return query_close(&q, err);
}

bool
caldav_open(struct db *db, const char *name, const char *place, int64_t now_ms, struct arena *a,
    struct caldav *ret_caldav, struct err *err)
{
	bool known;

	if (!caldav_load(db, name, place, a, ret_caldav, &known, err))
		return false;
	return known || (caldav_forget(db, name, now_ms, err) && caldav_save(db, ret_caldav, err));
}

bool
caldav_save(struct db *db, const struct caldav *c, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO caldav (name, place, url, sync_token, mark, tried_ms, pushed_ms,"
	    " next_ms, failures, error, items, waiting, refused) VALUES (:name, :place, :url, :sync_token,"
	    " :mark, :tried_ms, :pushed_ms, :next_ms, :failures, :error, :items, :waiting, :refused)"
	    " ON CONFLICT (name) DO UPDATE SET items = excluded.items, waiting = excluded.waiting,"
	    " refused = excluded.refused,"
	    " place = excluded.place, url = excluded.url, sync_token = excluded.sync_token,"
	    " mark = excluded.mark, tried_ms = excluded.tried_ms, pushed_ms = excluded.pushed_ms,"
	    " next_ms = excluded.next_ms, failures = excluded.failures, error = excluded.error");
	query_bind_text(&q, ":name", c->name);
	query_bind_text(&q, ":place", c->place);
	query_bind_text(&q, ":url", c->url);
	query_bind_text(&q, ":sync_token", c->sync_token);
	query_bind_text(&q, ":mark", c->mark);
	query_bind_instant(&q, ":tried_ms", c->tried_ms);
	query_bind_instant(&q, ":pushed_ms", c->pushed_ms);
	query_bind_int(&q, ":next_ms", c->next_ms);
	query_bind_int(&q, ":failures", c->failures);
	query_bind_text(&q, ":error", c->error);
	query_bind_int(&q, ":items", c->items);
	query_bind_int(&q, ":waiting", c->waiting);
	query_bind_int(&q, ":refused", c->refused);
	return query_run(&q, NULL, err);
}

bool
caldav_is_answered(struct db *db, const char *name, bool *ret_answered, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM caldav_item i INDEXED BY caldav_item_task JOIN task t ON t.task_id = i.task_id"
	    " WHERE i.task_id IS NOT NULL AND i.calendar = :name AND t.status <> 'open' LIMIT 1 /*scan*/");
	query_bind_text(&q, ":name", name);
	*ret_answered = query_row(&q);
	return query_close(&q, err);
}

void
caldav_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT c.name, c.pushed_ms, c.tried_ms, c.next_ms, c.failures, c.error,"
	    " c.items, c.waiting, c.refused, (SELECT count(*) FROM caldav_item i INDEXED BY caldav_item_task"
	    "  JOIN task t ON t.task_id = i.task_id WHERE i.task_id IS NOT NULL AND i.calendar = c.name"
	    "  AND t.status = 'open') AS asked, (SELECT x.error FROM caldav_item x"
	    "  INDEXED BY caldav_item_pending WHERE x.pending IS NOT NULL AND x.calendar = c.name"
	    "  AND x.error IS NOT NULL LIMIT 1) AS reason, c.url FROM caldav c ORDER BY c.name /*scan*/");
}

#define ITEM_COLUMNS \
	"SELECT i.item_id, i.calendar, i.uid, i.name, i.title, i.case_id, i.hash, i.etag, i.sequence," \
	" i.on_day, i.status, i.pending, i.left, i.left_hash, i.task_id, t.status = 'open', i.tries," \
	" i.next_ms, i.error, i.ics"
#define ITEM_TABLES " FROM caldav_item i LEFT JOIN task t ON t.task_id = i.task_id"

static void
read_item(struct query *q, struct arena *a, struct caldav_item *ret_item)
{
	*ret_item = (struct caldav_item){
		.item_id = query_int(q, 0),
		.calendar = query_text(q, 1, a),
		.uid = query_text(q, 2, a),
		.name = query_text(q, 3, a),
		.title = query_text(q, 4, a),
		.case_id = query_int(q, 5),
		.hash = query_text(q, 6, a),
		.etag = query_text(q, 7, a),
		.sequence = query_int(q, 8),
		.on_day = query_day(q, 9),
		.status = query_text(q, 10, a),
		.pending = query_text(q, 11, a),
		.left = query_text(q, 12, a),
		.left_hash = query_text(q, 13, a),
		.task_id = query_int(q, 14),
		.is_asking = query_int(q, 15) != 0,
		.tries = query_int(q, 16),
		.next_ms = query_int(q, 17),
		.error = query_text(q, 18, a),
		.ics = query_text(q, 19, a),
	};
}

/* Reads at most one and ends the query. */
static bool
find_item(struct query *q, struct arena *a, struct caldav_item *ret_item, struct err *err)
{
	if (query_row(q))
		read_item(q, a, ret_item);
	else
		*ret_item = (struct caldav_item){ .item_id = 0 };
	return query_close(q, err);
}

bool
caldav_item_find(struct db *db, const char *calendar, const char *uid, struct arena *a,
    struct caldav_item *ret_item, struct err *err)
{
	struct query q;

	query_open(&q, db, ITEM_COLUMNS ITEM_TABLES " WHERE i.calendar = :calendar AND i.uid = :uid");
	query_bind_text(&q, ":calendar", calendar);
	query_bind_text(&q, ":uid", uid);
	return find_item(&q, a, ret_item, err);
}

bool
caldav_item_find_name(struct db *db, const char *calendar, const char *name, struct arena *a,
    struct caldav_item *ret_item, struct err *err)
{
	struct query q;

	query_open(&q, db, ITEM_COLUMNS ITEM_TABLES " WHERE i.calendar = :calendar AND i.name = :name");
	query_bind_text(&q, ":calendar", calendar);
	query_bind_text(&q, ":name", name);
	return find_item(&q, a, ret_item, err);
}

bool
caldav_item_save(struct db *db, const struct caldav_item *item, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO caldav_item (item_id, calendar, uid, name, case_id, title, hash,"
	    " etag, sequence, on_day, status, pending, ics, left, left_hash, task_id, tries, next_ms,"
	    " error) VALUES (:item_id, :calendar, :uid, :name, :case_id, :title, :hash, :etag, :sequence,"
	    " :on_day, :status, :pending, :ics, :left, :left_hash, :task_id, :tries, :next_ms, :error)"
	    " ON CONFLICT (item_id) DO UPDATE SET case_id = excluded.case_id, title = excluded.title,"
	    " hash = excluded.hash, etag = excluded.etag, sequence = excluded.sequence,"
	    " on_day = excluded.on_day, status = excluded.status, pending = excluded.pending,"
	    " ics = excluded.ics, left = excluded.left, left_hash = excluded.left_hash,"
	    " task_id = excluded.task_id, tries = excluded.tries, next_ms = excluded.next_ms,"
	    " error = excluded.error");
	query_bind_id(&q, ":item_id", item->item_id);
	query_bind_text(&q, ":calendar", item->calendar);
	query_bind_text(&q, ":uid", item->uid);
	query_bind_text(&q, ":name", item->name);
	query_bind_id(&q, ":case_id", item->case_id);
	query_bind_text(&q, ":title", item->title);
	query_bind_text(&q, ":hash", item->hash);
	query_bind_text(&q, ":etag", item->etag);
	query_bind_int(&q, ":sequence", item->sequence);
	query_bind_day(&q, ":on_day", item->on_day);
	query_bind_text(&q, ":status", item->status);
	query_bind_text(&q, ":pending", item->pending);
	query_bind_text(&q, ":ics", item->ics);
	query_bind_text(&q, ":left", item->left);
	query_bind_text(&q, ":left_hash", item->left_hash);
	query_bind_id(&q, ":task_id", item->task_id);
	query_bind_int(&q, ":tries", item->tries);
	query_bind_int(&q, ":next_ms", item->next_ms);
	query_bind_text(&q, ":error", item->error);
	return query_run(&q, NULL, err);
}

bool
caldav_item_remove(struct db *db, int64_t item_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM caldav_item WHERE item_id = :item_id");
	query_bind_int(&q, ":item_id", item_id);
	return query_run(&q, NULL, err);
}

/* Reads all and ends the query. */
static bool
list_items(struct query *q, struct arena *a, struct caldav_item **ret_items,
    size_t *ret_count, struct err *err)
{
	struct caldav_item *all = NULL;
	size_t count = 0, size = 0;

	while (query_row(q)) {
		all = arena_grow(a, all, count, &size, sizeof(*all));
		read_item(q, a, &all[count++]);
	}
	*ret_items = all;
	*ret_count = count;
	return query_close(q, err);
}

bool
caldav_item_list_pending(struct db *db, const char *calendar, int64_t after_id, int64_t now_ms,
    size_t limit, struct arena *a, struct caldav_item **ret_items, size_t *ret_count,
    struct err *err)
{
	struct query q;

	query_open(&q, db, ITEM_COLUMNS ITEM_TABLES " WHERE i.pending IS NOT NULL"
	    " AND i.calendar = :calendar AND i.item_id > :after_id AND i.next_ms <= :now_ms"
	    " ORDER BY i.item_id LIMIT :limit");
	query_bind_text(&q, ":calendar", calendar);
	query_bind_int(&q, ":after_id", after_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":limit", (int64_t)limit);
	return list_items(&q, a, ret_items, ret_count, err);
}

bool
caldav_item_forget_all(struct db *db, const char *calendar, int64_t now_ms, struct err *err)
{
	struct query q;

	if (!end_questions(db, calendar, now_ms, err))
		return false;
	query_open(&q, db, "UPDATE caldav_item SET hash = NULL, etag = NULL, pending = NULL, ics = NULL,"
	    " left = NULL, left_hash = NULL, task_id = NULL, tries = 0, next_ms = 0, error = NULL"
	    " WHERE calendar = :calendar");
	query_bind_text(&q, ":calendar", calendar);
	return query_run(&q, NULL, err);
}

bool
caldav_item_count(struct db *db, const char *calendar, struct caldav_counts *ret_counts,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(hash), count(pending), count(error) FROM caldav_item"
	    " WHERE calendar = :calendar");
	query_bind_text(&q, ":calendar", calendar);
	if (query_row(&q))
		*ret_counts = (struct caldav_counts){ query_int(&q, 0), query_int(&q, 1),
		    query_int(&q, 2) };
	return query_close(&q, err);
}

bool
caldav_seen_begin(struct db *db, struct err *err)
{
	return db_run_script(db, "CREATE TEMP TABLE IF NOT EXISTS caldav_seen"
	    " (text TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; DELETE FROM caldav_seen", err);
}

bool
caldav_seen_add(struct db *db, const char *text, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT OR IGNORE INTO caldav_seen (text) VALUES (:text)");
	query_bind_text(&q, ":text", text);
	return query_run(&q, NULL, err);
}

bool
caldav_list_unseen(struct db *db, const char *calendar, bool by_name, struct arena *a,
    struct caldav_item **ret_items, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, ITEM_COLUMNS ITEM_TABLES " WHERE i.calendar = :calendar"
	    " AND (CASE WHEN :by_name THEN i.name ELSE i.uid END) NOT IN (SELECT text FROM caldav_seen)"
	    " AND (NOT :by_name OR (i.hash IS NOT NULL AND i.left IS NOT 'removed')) /*scan*/");
	query_bind_text(&q, ":calendar", calendar);
	query_bind_int(&q, ":by_name", by_name);
	return list_items(&q, a, ret_items, ret_count, err);
}
