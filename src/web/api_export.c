/*
 * api_export: tables that programs take with them, as "export KIND" writes them.  A table may be long: an errand writes
 * it into a file that has no name, as of one moment, and everybody else is served meanwhile.  Who took what is in the
 * audit log before they have it.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/audit.h"
#include "store/export.h"
#include "web/api.h"
#include "web/errand.h"
#include "web/guard.h"
#include "web/pages.h"
#include "base/banned.h"

#define SENSITIVE	(RIGHT_BIRTH | RIGHT_SSN | RIGHT_BANK)	/* what "sensitive" takes along */
#define PIECE_BYTES	65536

/* One on its way out; lives in the request's arena, but for the file. */
struct taking {
	struct export_wish	 wish;
	const char		*folder, *actor;
	int64_t			 now_ms;
	struct str		 piece;		/* of the file, not written yet */
	int			 fd;		/* -1: none */
	int64_t			 bytes;
};

bool
api_export_list(struct request *r, struct reply *reply, struct err *err)
{
	struct json *list = json_new_array();

	(void)r;
	(void)err;
	for (size_t i = 0; export_table(i) != NULL; i++) {
		struct json *one = json_new_object();
		json_set_text(one, "table", export_table(i));
		json_set_bool(one, "is_imported", export_is_imported(export_table(i)));
		json_push(list, one);
	}
	return api_answer(reply, 200, list);
}

static bool
write_piece(struct taking *t, struct err *err)
{
	bool ok = file_write_all(t->fd, t->piece.text, t->piece.len);

	t->bytes += (int64_t)t->piece.len;
	str_truncate(&t->piece, 0);
	return ok || fail_errno(err, "could not write into the data folder");
}

static bool
add(void *context, const char *bytes, size_t len, struct err *err)
{
	struct taking *t = context;

	str_add_bytes(&t->piece, bytes, len);
	return t->piece.len < PIECE_BYTES || write_piece(t, err);
}

static bool
note(const struct taking *t, struct db *db, struct err *err)
{
	return db_begin(db, err) && db_end(db, audit_add(db, t->actor, "export", t->wish.table, t->wish.sensitive != 0 ?
	    "by the API, with sensitive fields" : "by the API", t->now_ms, err), err);
}

static bool
write_table(struct taking *t, struct db *db, struct err *err)
{
	int64_t rows;

	if (!note(t, db, err) || !db_snapshot(db, err))
		return false;
	bool ok = export_rows(db, &t->wish, add, t, &rows, err) && write_piece(t, err);
	db_rollback(db);
	return ok;
}

static void
drop(void *context)
{
	struct taking *t = context;

	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}

static bool
work(void *context, struct err *err)
{
	struct taking *t = context;
	struct db *db;

	t->fd = file_nameless(t->folder);
	if (t->fd < 0)
		return fail_errno(err, "could not make a file in the data folder");
	bool ok = errand_open_db(t->folder, t->now_ms, &db, err);
	if (ok) {
		ok = write_table(t, db, err);
		db_close(db);
	}
	str_clear(&t->piece);
	if (!ok)
		drop(t);
	return ok;
}

static bool
finish(void *context, struct request *r, struct reply *reply, struct err *err)
{
	struct taking *t = context;

	(void)r;
	(void)err;
	reply->status = 200;
	reply->type = t->wish.format == EXPORT_CSV ? "text/csv; charset=utf-8" : "application/json";
	reply->has_file = true;
	reply->file_fd = t->fd;
	reply->file_bytes = t->bytes;
	t->fd = -1;			/* the answer's from now on */
	return true;
}

/* All of the rights that its fields need, not one of them. */
static bool
may_see(const struct request *r, unsigned rights, struct err *err)
{
	for (unsigned right = 1; right != 0 && right <= rights; right <<= 1)
		if ((rights & right) != 0 && !guard_right(r, right, err))
			return false;
	return true;
}

static bool
read_wish(struct request *r, struct export_wish *wish, struct err *err)
{
	*wish = (struct export_wish){ .table = r->word[0], .format = EXPORT_JSON, .zone = r->web->settings->zone };
	if (!export_known(wish->table))
		return fail(err, ERR_MISSING, "there is no table \"%.40s\": /api/exports names them", wish->table);
	for (size_t i = 0; i < r->query.count; i++) {
		const char *name = r->query.item[i].name, *value = r->query.item[i].value;
		if (strcmp(name, "format") == 0 && (text_equal(value, "csv") || text_equal(value, "json")))
			wish->format = text_equal(value, "csv") ? EXPORT_CSV : EXPORT_JSON;
		else if (strcmp(name, "sensitive") == 0 && (text_equal(value, "true") || text_equal(value, "yes")))
			wish->sensitive = SENSITIVE;
		else
			return fail(err, ERR_INPUT, "an export takes format=csv or format=json, and sensitive=true, not %.40s=%.40s",
			    name, value);
	}
	return may_see(r, wish->sensitive, err);
}

bool
api_export(struct request *r, struct reply *reply, struct err *err)
{
	struct errand *errand = arena_alloc(r->a, sizeof(*errand));
	struct taking *t = arena_alloc(r->a, sizeof(*t));

	*t = (struct taking){ .folder = r->web->folder, .actor = r->actor, .now_ms = r->now_ms, .piece = STR_INIT, .fd = -1 };
	if (!read_wish(r, &t->wish, err))
		return false;
	*errand = (struct errand){ .work = work, .finish = finish, .drop = drop, .context = t };
	reply->errand = errand;
	return true;
}
