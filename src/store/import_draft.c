/* import_draft: its row.  Bytes that nobody needs any more go when the next file comes. */
#include "store/import_draft.h"

#include "base/zone.h"
#include "store/document_file.h"
#include "base/banned.h"

#define KEPT_MS		MS_PER_DAY

bool
import_draft_add(struct db *db, const struct import_draft *d, int64_t *ret_id, struct err *err)
{
	static const char sql[] = "INSERT INTO import_draft (kind, name, sha256, sheet, map, status, added_by, added_ms)"
	    " VALUES (:kind, :name, :sha256, :sheet, :map, 'new', :added_by, :added_ms) RETURNING import_draft_id";
	struct query q;

	query_open(&q, db, sql);
	query_bind_text(&q, ":kind", d->kind);
	query_bind_text(&q, ":name", d->name);
	query_bind_text(&q, ":sha256", d->sha256);
	query_bind_text(&q, ":sheet", d->sheet);
	query_bind_text(&q, ":map", d->map);
	query_bind_text(&q, ":added_by", d->added_by);
	query_bind_int(&q, ":added_ms", d->added_ms);
	return query_run_int(&q, ret_id, err);
}

bool
import_draft_load(struct db *db, int64_t id, struct arena *a, struct import_draft *ret, struct err *err)
{
	static const char sql[] = "SELECT kind, name, sha256, sheet, map, status, unsealed(result), rejects_sha256, added_by,"
	    " added_ms, taken_ms FROM import_draft WHERE import_draft_id = :id";
	struct query q;

	query_open(&q, db, sql);
	query_bind_int(&q, ":id", id);
	bool found = query_row(&q);
	if (found)
		*ret = (struct import_draft){ .import_draft_id = id, .kind = query_text(&q, 0, a),
		    .name = query_text(&q, 1, a), .sha256 = query_text(&q, 2, a), .sheet = query_text(&q, 3, a),
		    .map = query_text(&q, 4, a), .status = query_text(&q, 5, a), .result = query_text(&q, 6, a),
		    .rejects_sha256 = query_text(&q, 7, a), .added_by = query_text(&q, 8, a),
		    .added_ms = query_instant(&q, 9), .taken_ms = query_instant(&q, 10) };
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no file %lld to be imported", (long long)id);
}

bool
import_draft_save(struct db *db, const struct import_draft *d, struct err *err)
{
	static const char sql[] = "UPDATE import_draft SET sheet = :sheet, map = :map, status = :status,"
	    " result = sealed(:result), rejects_sha256 = :rejects, taken_ms = :taken_ms WHERE import_draft_id = :id";
	struct query q;

	query_open(&q, db, sql);
	query_bind_text(&q, ":sheet", d->sheet);
	query_bind_text(&q, ":map", d->map);
	query_bind_text(&q, ":status", d->status);
	query_bind_text(&q, ":result", d->result);
	query_bind_text(&q, ":rejects", d->rejects_sha256);
	query_bind_instant(&q, ":taken_ms", d->taken_ms);
	query_bind_int(&q, ":id", d->import_draft_id);
	return query_run(&q, NULL, err);
}

void
import_draft_query_list(struct query *q, struct db *db, int64_t limit)
{
	static const char sql[] = "SELECT import_draft_id, kind, name, status, added_by, added_ms, taken_ms FROM import_draft"
	    " WHERE kind <> 'exclusion list' ORDER BY import_draft_id DESC LIMIT :limit";

	query_open(q, db, sql);
	query_bind_int(q, ":limit", limit);
}

/* Is it a document's, or of a file that is younger? */
static bool
is_needed(struct db *db, const char *sha256, int64_t before_ms, bool *ret_needed, struct err *err)
{
	static const char sql[] = "SELECT EXISTS (SELECT 1 FROM document WHERE sha256 = :sha256)"
	    " OR EXISTS (SELECT 1 FROM import_draft WHERE added_ms >= :before_ms AND :sha256 IN (sha256, rejects_sha256)) /*scan*/";
	int64_t is = 0;
	struct query q;

	query_open(&q, db, sql);
	query_bind_text(&q, ":sha256", sha256);
	query_bind_int(&q, ":before_ms", before_ms);
	if (!query_run_int(&q, &is, err))
		return false;
	*ret_needed = is != 0;
	return true;
}

static bool
forget(struct db *db, const char *folder, const char *sha256, int64_t now_ms, struct err *err)
{
	static const char sql[] = "UPDATE import_draft SET sha256 = nullif(sha256, :sha256),"
	    " rejects_sha256 = nullif(rejects_sha256, :sha256) WHERE added_ms < :before_ms"
	    " AND :sha256 IN (sha256, rejects_sha256) /*scan*/";
	bool is_kept, gone = true;
	struct query q;

	if (!is_needed(db, sha256, now_ms - KEPT_MS, &is_kept, err) ||
	    (!is_kept && !document_file_remove(folder, sha256, now_ms, &gone, err)))
		return false;
	if (!gone)
		return true;
	query_open(&q, db, sql);
	query_bind_text(&q, ":sha256", sha256);
	query_bind_int(&q, ":before_ms", now_ms - KEPT_MS);
	return query_run(&q, NULL, err);
}

bool
import_draft_sweep(struct db *db, const char *folder, int64_t now_ms, struct err *err)
{
	static const char sql[] = "SELECT sha256 FROM import_draft WHERE added_ms < :before_ms AND sha256 IS NOT NULL"
	    " UNION SELECT rejects_sha256 FROM import_draft WHERE added_ms < :before_ms AND rejects_sha256 IS NOT NULL /*scan*/";
	struct arena a = ARENA_INIT;
	const char **list = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, sql);
	query_bind_int(&q, ":before_ms", now_ms - KEPT_MS);
	while (query_row(&q)) {
		list = arena_grow(&a, list, count, &size, sizeof(*list));
		list[count++] = query_text(&q, 0, &a);
	}
	bool ok = query_close(&q, err);
	for (size_t i = 0; i < count && ok; i++)
		ok = db_begin(db, err) && db_end(db, forget(db, folder, list[i], now_ms, err), err);
	arena_clear(&a);
	return ok;
}
