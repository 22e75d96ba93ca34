/* saved_view: rows of saved_view. */
#include "store/saved_view.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "store/audit.h"
#include "base/banned.h"

static bool
check(struct db *db, const struct saved_view *view, struct err *err)
{
	int64_t count;
	struct query q;

	if (text_blank(view->name) || strlen(view->name) > SAVED_VIEW_NAME_MAX || strpbrk(view->name, "\r\n\t") != NULL)
		return fail(err, ERR_INPUT, "give the view a name of one line, at most %d bytes long", SAVED_VIEW_NAME_MAX);
	if (strlen(view->address) > SAVED_VIEW_ADDRESS_MAX)
		return fail(err, ERR_INPUT, "this list is narrowed by more than a view can hold");
	query_open(&q, db, "SELECT count(*) FROM saved_view WHERE owner = :owner AND name <> :name");
	query_bind_text(&q, ":owner", view->owner);
	query_bind_text(&q, ":name", view->name);
	if (!query_run_int(&q, &count, err))
		return false;
	return count < SAVED_VIEW_MAX || fail(err, ERR_INPUT, "you have %d views already: forget one first", SAVED_VIEW_MAX);
}

bool
saved_view_add(struct db *db, const struct saved_view *view, int64_t now_ms, struct err *err)
{
	int64_t changed;
	struct query q;

	if (!check(db, view, err))
		return false;
	query_open(&q, db, "INSERT INTO saved_view (owner, name, address, is_shared, created_ms)"
	    " VALUES (:owner, :name, :address, :shared, :now_ms) ON CONFLICT (owner, name) DO UPDATE"
	    " SET address = excluded.address, is_shared = excluded.is_shared"
	    " WHERE address <> excluded.address OR is_shared <> excluded.is_shared");
	query_bind_text(&q, ":owner", view->owner);
	query_bind_text(&q, ":name", view->name);
	query_bind_text(&q, ":address", view->address);
	query_bind_int(&q, ":shared", view->is_shared);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, &changed, err) && (changed == 0 || audit_add(db, view->owner, view->is_shared ? "view share" :
	    "view save", view->name, view->address, now_ms, err));
}

bool
saved_view_forget(struct db *db, int64_t saved_view_id, const char *owner, struct err *err)
{
	int64_t changed;
	struct query q;

	query_open(&q, db, "DELETE FROM saved_view WHERE saved_view_id = :id AND owner = :owner");
	query_bind_int(&q, ":id", saved_view_id);
	query_bind_text(&q, ":owner", owner);
	if (!query_run(&q, &changed, err))
		return false;
	return changed == 1 || fail(err, ERR_MISSING, "there is no view %lld of yours", (long long)saved_view_id);
}

void
saved_view_query(struct query *q, struct db *db, const char *owner, const char *path)
{
	query_open(q, db, "SELECT saved_view_id, name, address, owner, is_shared, owner = :owner AS is_own FROM saved_view"
	    " WHERE (owner = :owner OR is_shared = 1) AND (address = :path OR substr(address, 1, length(:path) + 1) = :path || '?')"
	    " ORDER BY name, saved_view_id LIMIT 200 /*scan*/");
	query_bind_text(q, ":owner", owner);
	query_bind_text(q, ":path", path);
}
