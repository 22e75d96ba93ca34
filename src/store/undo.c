/* undo: rows of undo and undo_item. */
#include "store/undo.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

#define KEPT_MS		MS_PER_DAY
#define ITEMS_MAX	1000

static const char *const kinds[] = {
	[UNDO_TASK_ASSIGN] = "task assign", [UNDO_TASK_MOVE] = "task move", [UNDO_TASK_DONE] = "task done",
	[UNDO_MAIL_ATTACH] = "mail attach", [UNDO_MAIL_HANDLED] = "mail handled",
};
static_assert(LEN(kinds) == UNDO_KINDS, "every kind has its word");

static bool
forget_old(struct db *db, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "DELETE FROM undo WHERE at_ms < :until_ms /*scan*/");
	query_bind_int(&q, ":until_ms", now_ms - KEPT_MS);
	return query_run(&q, NULL, err);
}

static bool
add_item(struct db *db, int64_t undo_id, const struct undo_item *item, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO undo_item (undo_id, kind, object_id, was, became, case_id, before_json)"
	    " VALUES (:undo_id, :kind, :object_id, :was, :became, :case_id, :before_json)");
	query_bind_int(&q, ":undo_id", undo_id);
	query_bind_text(&q, ":kind", kinds[item->kind]);
	query_bind_int(&q, ":object_id", item->object_id);
	query_bind_text(&q, ":was", item->was != NULL ? item->was : "");
	query_bind_text(&q, ":became", item->became != NULL ? item->became : "");
	query_bind_id(&q, ":case_id", item->case_id);
	query_bind_text(&q, ":before_json", item->before_json != NULL ? item->before_json : "");
	return query_run(&q, NULL, err);
}

bool
undo_add(struct db *db, const char *actor, const struct undo_item *item, size_t count, int64_t now_ms,
    int64_t *ret_undo_id, struct err *err)
{
	struct query q;

	if (!forget_old(db, now_ms, err))
		return false;
	query_open(&q, db, "INSERT INTO undo (actor, at_ms) VALUES (:actor, :now_ms) RETURNING undo_id");
	query_bind_text(&q, ":actor", actor);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run_int(&q, ret_undo_id, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_item(db, *ret_undo_id, &item[i], err))
			return false;
	return true;
}

/* An act of that person; *ret_open: may it be taken back? */
static bool
look(struct db *db, int64_t undo_id, const char *actor, int64_t now_ms, bool *ret_open, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT undone_ms IS NULL AND at_ms > :since_ms FROM undo"
	    " WHERE undo_id = :undo_id AND actor = :actor");
	query_bind_int(&q, ":undo_id", undo_id);
	query_bind_text(&q, ":actor", actor);
	query_bind_int(&q, ":since_ms", now_ms - UNDO_FOR_MS);
	bool found = query_row(&q);
	*ret_open = found && query_int(&q, 0) != 0;
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is nothing of yours to be taken back here");
}

bool
undo_is_offered(struct db *db, int64_t undo_id, const char *actor, int64_t now_ms)
{
	bool open;

	return look(db, undo_id, actor, now_ms, &open, NULL) && open;
}

static enum undo_kind
kind_of(const char *word)
{
	for (size_t i = 0; i < LEN(kinds); i++)
		if (strcmp(kinds[i], word) == 0)
			return (enum undo_kind)i;
	BUG("no kind of undo is called \"%s\"", word);
}

bool
undo_load(struct db *db, int64_t undo_id, const char *actor, int64_t now_ms, struct arena *a,
    struct undo_item **ret_items, size_t *ret_count, struct err *err)
{
	struct undo_item *items = arena_array(a, ITEMS_MAX, sizeof(*items));
	size_t count = 0;
	struct query q;
	bool open;

	if (!look(db, undo_id, actor, now_ms, &open, err))
		return false;
	if (!open)
		return fail(err, ERR_CONFLICT, "this was taken back already, or it is too long ago: there are %lld minutes for it",
		    (long long)(UNDO_FOR_MS / MS_PER_MINUTE));
	query_open(&q, db, "SELECT kind, object_id, was, became, case_id, before_json FROM undo_item"
	    " WHERE undo_id = :undo_id ORDER BY undo_item_id DESC");
	query_bind_int(&q, ":undo_id", undo_id);
	while (count < ITEMS_MAX && query_row(&q))
		items[count++] = (struct undo_item){
			.kind = kind_of(query_text(&q, 0, a)),
			.object_id = query_int(&q, 1),
			.was = query_text(&q, 2, a),
			.became = query_text(&q, 3, a),
			.case_id = query_int(&q, 4),
			.before_json = query_text(&q, 5, a),
		};
	*ret_items = items;
	*ret_count = count;
	return query_close(&q, err);
}

bool
undo_close(struct db *db, int64_t undo_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE undo SET undone_ms = :now_ms WHERE undo_id = :undo_id");
	query_bind_int(&q, ":undo_id", undo_id);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, NULL, err);
}
