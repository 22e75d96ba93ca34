/*
 * screening_list: a list on its way in is a row of status "loading" with its entries; one transaction
 * makes it the current one.  What was before loses its entries afterwards, a part at a time.
 */
#include "store/screening_list.h"

#include <inttypes.h>
#include <string.h>

#include "base/stopwatch.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

#define BATCH_NS	8000000LL
#define MALFORMED_KEPT	1000
#define DELETE_ROWS	2000		/* in one transaction */
#define SHRINK_FROM	20		/* smaller lists may shrink as they like */

static bool
open_batch(struct screening_load *load, struct err *err)
{
	if (db_in_transaction(load->db))
		return true;
	load->batch_end_ns = stopwatch_ns() + BATCH_NS;
	return db_begin(load->db, err);
}

static bool
close_batch(struct screening_load *load, struct err *err)
{
	if (!db_in_transaction(load->db))
		return true;
	if (!db_commit(load->db, err))
		return false;
	db_give_turn(load->db);
	return true;
}

static bool
end_row(struct screening_load *load, struct err *err)
{
	return stopwatch_ns() < load->batch_end_ns || close_batch(load, err);
}

static bool
delete_some(struct db *db, int64_t list_id, int64_t *ret_deleted, struct err *err)
{
	struct query q;

	if (!db_begin(db, err))
		return false;
	query_open(&q, db, "DELETE FROM screening_entry WHERE screening_entry_id IN"
	    " (SELECT screening_entry_id FROM screening_entry WHERE screening_list_id = :list_id"
	    " LIMIT :rows)");
	query_bind_int(&q, ":list_id", list_id);
	query_bind_int(&q, ":rows", DELETE_ROWS);
	if (!query_run(&q, ret_deleted, err)) {
		db_rollback(db);
		return false;
	}
	return db_commit(db, err);
}

static bool
delete_entries(struct db *db, int64_t list_id, struct err *err)
{
	int64_t deleted;

	do {
		if (!delete_some(db, list_id, &deleted, err))
			return false;
		db_give_turn(db);
	} while (deleted == DELETE_ROWS);
	return true;
}

static bool
delete_list(struct db *db, int64_t list_id, struct err *err)
{
	struct query q;

	if (!delete_entries(db, list_id, err))
		return false;
	query_open(&q, db, "DELETE FROM screening_malformed WHERE screening_list_id = :list_id");
	query_bind_int(&q, ":list_id", list_id);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, db, "DELETE FROM screening_list WHERE screening_list_id = :list_id"
	    " AND status = 'loading'");
	query_bind_int(&q, ":list_id", list_id);
	return query_run(&q, NULL, err);
}

/* What loads that were killed left behind. */
static bool
delete_remains(struct screening_load *load, struct err *err)
{
	int64_t list_id;
	struct query q;

	for (;;) {
		query_open(&q, load->db, "SELECT screening_list_id FROM screening_list"
		    " WHERE list = :list AND status = 'loading' LIMIT 1 /*scan*/");
		query_bind_text(&q, ":list", load->list);
		list_id = query_row(&q) ? query_int(&q, 0) : 0;
		if (!query_close(&q, err))
			return false;
		if (list_id == 0)
			return true;
		if (!delete_list(load->db, list_id, err))
			return false;
	}
}

bool
screening_load_begin(struct screening_load *load, struct err *err)
{
	struct query q;

	load->list_id = load->malformed = 0;
	if (!delete_remains(load, err))
		return false;
	query_open(&q, load->db, "INSERT INTO screening_list (list, list_day, file, sha256, bytes,"
	    " row_count, malformed, reinstated, status, loaded_ms, loaded_by) VALUES (:list, '', :file,"
	    " '', 0, 0, 0, 0, 'loading', :now_ms, :by) RETURNING screening_list_id");
	query_bind_text(&q, ":list", load->list);
	query_bind_text(&q, ":file", load->file);
	query_bind_int(&q, ":now_ms", load->now_ms);
	query_bind_text(&q, ":by", load->by);
	return query_run_int(&q, &load->list_id, err);
}

const char *
screening_names_write(const struct listed *listed, struct arena *a)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < listed->names; i++) {
		const struct listed_name *n = &listed->name[i];
		str_printf(&out, "%c|%s|%s|%s%s\n", n->kind, n->name.last, n->name.first,
		    n->name.middle, n->is_cut ? "|cut" : "");
	}
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

/* Cuts the text at the next of these bytes; folded names have none of them. */
static char *
cut(char **p, char end)
{
	char *begin = *p;
	size_t len = strcspn(begin, end == '|' ? "|" : "\n");

	*p = begin + len + (begin[len] != '\0');
	begin[len] = '\0';
	return begin;
}

void
screening_names_read(const char *names, struct arena *a, struct listed *listed)
{
	char *text = arena_strdup(a, names);
	size_t count = 0;

	for (const char *p = text; *p != '\0'; p++)
		count += *p == '\n';
	struct listed_name *name = arena_array(a, count, sizeof(*name));
	for (size_t i = 0; i < count; i++) {
		char *line = cut(&text, '\n'), *kind = cut(&line, '|');
		name[i].kind = (enum listed_kind)kind[0];
		name[i].name.last = cut(&line, '|');
		name[i].name.first = cut(&line, '|');
		name[i].name.middle = cut(&line, '|');
		name[i].is_cut = line[0] != '\0';
	}
	listed->name = name;
	listed->names = count;
}

static bool
add_entry(struct screening_load *load, const struct listed *listed, int line, const char *key,
    const char *json, struct arena *a, struct err *err)
{
	int64_t entry_id;
	struct query q;

	query_open(&q, load->db, "INSERT INTO screening_entry (screening_list_id, line, npis,"
	    " birth_day, state, names) VALUES (:list_id, :line, :npis, :birth_day, :state, :names)"
	    " RETURNING screening_entry_id");
	query_bind_int(&q, ":list_id", load->list_id);
	query_bind_int(&q, ":line", line);
	query_bind_text(&q, ":npis", listed->npis);
	query_bind_day(&q, ":birth_day", listed->birth_day);
	query_bind_text(&q, ":state", listed->state);
	query_bind_text(&q, ":names", screening_names_write(listed, a));
	if (!query_run_int(&q, &entry_id, err))
		return false;
	query_open(&q, load->db, "INSERT INTO screening_row (screening_entry_id, row_key, row_json)"
	    " VALUES (:entry_id, :key, :json)");
	query_bind_int(&q, ":entry_id", entry_id);
	query_bind_text(&q, ":key", key);
	query_bind_text(&q, ":json", json);
	return query_run(&q, NULL, err);
}

bool
screening_load_row(struct screening_load *load, const struct listed *listed, int line,
    const char *key, const char *json, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = open_batch(load, err) && add_entry(load, listed, line, key, json, &a, err) &&
	    end_row(load, err);
	arena_clear(&a);
	return ok;
}

bool
screening_load_malformed(struct screening_load *load, int line, const char *why, struct err *err)
{
	struct query q;

	if (load->malformed++ >= MALFORMED_KEPT)
		return true;
	if (!open_batch(load, err))
		return false;
	query_open(&q, load->db, "INSERT INTO screening_malformed (screening_list_id, line, text)"
	    " VALUES (:list_id, :line, :text)");
	query_bind_int(&q, ":list_id", load->list_id);
	query_bind_int(&q, ":line", line);
	query_bind_text(&q, ":text", why);
	return query_run(&q, NULL, err) && end_row(load, err);
}

void
screening_load_discard(struct screening_load *load)
{
	if (db_in_transaction(load->db))
		db_rollback(load->db);
	if (load->list_id != 0)
		delete_list(load->db, load->list_id, NULL);
}

/* The list in force. */
struct before { int64_t list_id, rows; int32_t day; bool is_day_given; const char *sha256; };

static bool
load_before(struct db *db, const char *list, struct arena *a, struct before *ret, struct err *err)
{
	struct query q;

	*ret = (struct before){ 0, 0, DAY_NONE, false, "" };
	query_open(&q, db, "SELECT screening_list_id, row_count, list_day, is_day_given, sha256"
	    " FROM screening_list WHERE list = :list AND status = 'current'");
	query_bind_text(&q, ":list", list);
	if (query_row(&q))
		*ret = (struct before){ query_int(&q, 0), query_int(&q, 1), query_day(&q, 2),
			query_int(&q, 3), query_text(&q, 4, a) };
	return query_close(&q, err);
}

/* Half a download, or last month's, must not replace what is in force. */
static bool
check_size_and_age(const struct before *before, const struct screening_file *file, struct err *err)
{
	char ours[DAY_TEXT_BYTES], theirs[DAY_TEXT_BYTES];

	if (before->list_id == 0 || file->may_shrink)
		return true;
	if (before->rows >= SHRINK_FROM && file->rows * 10 < before->rows * 9)
		return fail(err, ERR_CONFLICT, "it has %" PRId64 " rows where the list in force has %"
		    PRId64 ": was it downloaded whole? --anyway takes it nevertheless", file->rows,
		    before->rows);
	if (file->is_day_given && before->is_day_given && file->list_day < before->day)
		return fail(err, ERR_CONFLICT, "it is of %s and the list in force of %s. --anyway takes "
		    "it nevertheless", day_format(file->list_day, ours),
		    day_format(before->day, theirs));
	return true;
}

static bool
note(struct screening_load *load, const char *action, const struct screening_file *file,
    struct arena *a, struct err *err)
{
	char day[DAY_TEXT_BYTES];

	return audit_add(load->db, load->by, action, arena_printf(a, "screening list %s", load->list),
	    arena_printf(a, "%s of %s, %" PRId64 " rows, %" PRId64 " malformed, sha256 %s", load->file,
	    day_format(file->list_day, day), file->rows, file->malformed, file->sha256),
	    load->now_ms, err) &&
	    task_end_named(load->db, arena_printf(a, "screening list %s", load->list), load->by,
	    load->now_ms, err);
}

static bool
touch(struct screening_load *load, const struct screening_file *file, const struct before *before,
    struct arena *a, struct err *err)
{
	struct query q;

	if (file->list_day <= before->day)
		return true;
	query_open(&q, load->db, "UPDATE screening_list SET list_day = :day,"
	    " is_day_given = :is_day_given WHERE screening_list_id = :list_id");
	query_bind_day(&q, ":day", file->list_day);
	query_bind_int(&q, ":is_day_given", file->is_day_given);
	query_bind_int(&q, ":list_id", before->list_id);
	return query_run(&q, NULL, err) && note(load, "screening list confirm", file, a, err);
}

static bool
replace(struct screening_load *load, const struct screening_file *file,
    const struct before *before, struct arena *a, struct err *err)
{
	struct query q;

	query_open(&q, load->db, "UPDATE screening_list SET status = 'replaced'"
	    " WHERE screening_list_id = :list_id");
	query_bind_int(&q, ":list_id", before->list_id);
	if (!query_run(&q, NULL, err))
		return false;
	query_open(&q, load->db, "UPDATE screening_list SET status = 'current', list_day = :day,"
	    " is_day_given = :is_day_given,"
	    " sha256 = :sha256, bytes = :bytes, row_count = :rows, malformed = :malformed,"
	    " reinstated = :reinstated WHERE screening_list_id = :list_id");
	query_bind_day(&q, ":day", file->list_day);
	query_bind_int(&q, ":is_day_given", file->is_day_given);
	query_bind_text(&q, ":sha256", file->sha256);
	query_bind_int(&q, ":bytes", file->bytes);
	query_bind_int(&q, ":rows", file->rows);
	query_bind_int(&q, ":malformed", file->malformed);
	query_bind_int(&q, ":reinstated", file->reinstated);
	query_bind_int(&q, ":list_id", load->list_id);
	return query_run(&q, NULL, err) && note(load, "screening list load", file, a, err);
}

static bool
finish(struct screening_load *load, const struct screening_file *file, struct arena *a,
    enum screening_outcome *ret_outcome, int64_t *ret_drop, struct err *err)
{
	struct before before;

	if (!load_before(load->db, load->list, a, &before, err))
		return false;
	if (strcmp(before.sha256, file->sha256) == 0) {
		*ret_outcome = LIST_UNCHANGED;
		*ret_drop = load->list_id;
		return touch(load, file, &before, a, err);
	}
	*ret_outcome = before.list_id != 0 ? LIST_REPLACED : LIST_LOADED;
	*ret_drop = before.list_id;
	return check_size_and_age(&before, file, err) && replace(load, file, &before, a, err);
}

bool
screening_load_finish(struct screening_load *load, const struct screening_file *file,
    enum screening_outcome *ret_outcome, struct err *err)
{
	struct arena a = ARENA_INIT;
	enum screening_outcome outcome;
	int64_t drop;

	if (!close_batch(load, err) || !db_begin(load->db, err))
		return false;
	bool ok = finish(load, file, &a, &outcome, &drop, err);
	arena_clear(&a);
	if (!ok) {
		db_rollback(load->db);
		return false;
	}
	if (!db_commit(load->db, err))
		return false;
	*ret_outcome = outcome;
	if (outcome == LIST_UNCHANGED)
		return delete_list(load->db, drop, err);
	return drop == 0 || delete_entries(load->db, drop, err);
}

void
screening_query_lists(struct query *q, struct db *db, bool all)
{
	query_open(q, db, "SELECT screening_list_id, list, list_day, row_count, malformed, reinstated,"
	    " file, sha256, bytes, status, loaded_ms, loaded_by FROM screening_list"
	    " WHERE status = 'current' OR (:all AND status = 'replaced')"
	    " ORDER BY list, screening_list_id DESC /*scan*/");
	query_bind_int(q, ":all", all);
}
