/*
 * import: a savepoint a row, a commit every 40 milliseconds.  What must not be broken: a row whose
 * second record is refused leaves nothing of its first.
 */
#include "store/import.h"

#include "base/stopwatch.h"
#include "base/banned.h"

#define BATCH_NS	40000000LL	/* nobody feels it, and the disk is waited for a fifth as often as at 8 ms */

void
import_init(struct import *in)
{
	in->rows = in->added = in->updated = in->unchanged = in->refused = in->unlisted = 0;
	problems_init(&in->problems, in->arena);
	in->row_arena = (struct arena)ARENA_INIT;
}

void
import_clear(struct import *in)
{
	arena_clear(&in->row_arena);
}

bool
import_row_begin(struct import *in, struct err *err)
{
	arena_clear(&in->row_arena);
	if (!db_in_transaction(in->db)) {
		if (!db_begin(in->db, err))
			return false;
		in->batch_end_ns = stopwatch_ns() + BATCH_NS;
	}
	in->has_record = false;
	in->outcome = RECORD_UNCHANGED;
	return db_savepoint(in->db, err);
}

bool
import_row_put(struct import *in, struct record *r, int64_t *ret_id, struct err *err)
{
	enum record_outcome outcome;

	if (!record_upsert(in->db, r, &in->by, ret_id, &outcome, err))
		return false;
	if (!in->has_record)
		in->outcome = outcome;
	else if (outcome != RECORD_UNCHANGED)
		import_row_changed(in);
	in->has_record = true;
	return true;
}

void
import_row_changed(struct import *in)
{
	if (in->outcome == RECORD_UNCHANGED)
		in->outcome = RECORD_UPDATED;
}

bool
import_is_refusal(const struct err *err)
{
	return err->kind == ERR_INPUT || err->kind == ERR_MISSING || err->kind == ERR_CONFLICT;
}

static bool
turn(struct import *in, int64_t bytes_read, struct err *err)
{
	if (stopwatch_ns() < in->batch_end_ns)
		return true;
	if (!db_commit(in->db, err))
		return false;
	db_give_turn(in->db);
	if (in->on_progress != NULL)
		in->on_progress(in->context, bytes_read);
	return true;
}

bool
import_row_pass(struct import *in, int64_t bytes_read, struct err *err)
{
	in->rows++;
	return db_release(in->db, err) && turn(in, bytes_read, err);
}

bool
import_row_end(struct import *in, int64_t bytes_read, struct err *err)
{
	in->rows++;
	in->added += in->outcome == RECORD_ADDED;
	in->updated += in->outcome == RECORD_UPDATED;
	in->unchanged += in->outcome == RECORD_UNCHANGED;
	return db_release(in->db, err) && turn(in, bytes_read, err);
}

bool
import_row_refuse(struct import *in, int64_t bytes_read, struct err *err)
{
	in->rows++;
	in->refused++;
	db_undo(in->db);
	return turn(in, bytes_read, err);
}

bool
import_row_refuse_fault(struct import *in, const struct csv_row *row, int64_t bytes_read, struct err *err)
{
	import_problem(in, row->fault_line, row->fault_column, PROBLEM_ERROR, "%s", row->fault);
	return import_row_begin(in, err) && import_row_refuse(in, bytes_read, err);
}

bool
import_row_settle(struct import *in, bool ok, const struct err *why, int line, int column, int64_t bytes_read,
    struct err *err)
{
	if (ok)
		return import_row_end(in, bytes_read, err);
	if (!import_is_refusal(why)) {
		*err = *why;
		return false;
	}
	import_problem(in, line, column, PROBLEM_ERROR, "%s", why->text);
	return import_row_refuse(in, bytes_read, err);
}

bool
import_rows_end(struct import *in, const struct csv_row *row, const struct err *why, int *ret_line,
    int *ret_column, struct err *err)
{
	if (why->kind == ERR_NONE)
		return true;
	if (why->kind != ERR_INPUT || in->rows == 0) {
		*ret_line = row->line;
		*ret_column = row->column;
		*err = *why;
		return false;
	}
	import_problem(in, row->line, row->column, PROBLEM_ERROR, "%s. Nothing behind this place was "
	    "read", why->text);
	in->rows++;
	in->refused++;
	return true;
}

bool
import_finish(struct import *in, struct err *err)
{
	return !db_in_transaction(in->db) || db_commit(in->db, err);
}

void
import_set_counts(const struct import *in, struct json *json)
{
	json_set_int(json, "rows", in->rows);
	json_set_int(json, "added", in->added);
	json_set_int(json, "updated", in->updated);
	json_set_int(json, "unchanged", in->unchanged);
	json_set_int(json, "refused", in->refused);
}

void
import_problem(struct import *in, int line, int column, enum problem_severity severity,
    const char *format, ...)
{
	struct str text = STR_INIT;
	va_list ap;

	if (in->problems.count >= IMPORT_PROBLEMS_MAX) {
		in->unlisted++;
		return;
	}
	va_start(ap, format);
	str_vprintf(&text, format, ap);
	va_end(ap);
	problems_add(&in->problems, in->file, line, column, severity, "%s", text.text);
	str_clear(&text);
}
