/* import_file: opening, reading, and the rows that come back to be mended. */
#include "store/import_file.h"

#include "base/csv_write.h"
#include "base/str.h"
#include "store/import_sheet.h"
#include "base/banned.h"

#define LOOK_ROWS	30	/* among which a header is looked for */

bool
import_file_open(struct import_file *f, struct import *in, const char *path, bool may_be_workbook, const char *sheet,
    struct err *err)
{
	f->in = in;
	in->context = f;
	if (!file_reader_open_table(&f->source, path, err))
		return false;
	if (!may_be_workbook || f->source.zip != NULL || !xlsx_is_one(path))
		return sheet == NULL || fail(err, ERR_INPUT, "%s is no workbook: only those have sheets", in->file);
	return xlsx_open(path, sheet, &f->xlsx, err) || fail_in(err, "%s", in->file);
}

void
import_file_close(struct import_file *f)
{
	file_reader_close(&f->source);
	xlsx_close(f->xlsx);
	f->xlsx = NULL;
}

static bool
write_rejected(void *context, const char *const *cell, size_t cells, const char *problem, struct err *err)
{
	struct import_file *f = context;
	struct str line = STR_INIT;

	const char **text = arena_array(&f->in->row_arena, cells + 1, sizeof(*text));
	for (size_t i = 0; i < cells; i++)
		text[i] = str_after_apostrophe(cell[i]);
	text[cells] = problem != NULL ? problem : "Problem";
	csv_add_texts(&line, text, cells + 1);
	bool written = fwrite(line.text, 1, line.len, f->rejects) == line.len;
	str_clear(&line);
	return written || fail_errno(err, "could not write %s", f->rejects_name);
}

bool
import_file_refuse_into(struct import_file *f, struct import *in, FILE *rejects, const char *name, struct err *err)
{
	f->rejects = rejects;
	f->rejects_name = name;
	in->on_refused = write_rejected;
	/* Spreadsheets take a file for CP1252 unless it begins so. */
	return fputs("\xef\xbb\xbf", rejects) >= 0 || fail_errno(err, "could not write %s", name);
}

/* A failure with its place; the last transaction ends well also when the import did not. */
bool
import_file_end(struct import *in, bool ok, int line, int column, struct err *err)
{
	if (!ok && err->kind == ERR_INPUT) {
		struct err why = *err;
		if (line > 0)
			fail(err, ERR_INPUT, "%s:%d:%d: %s", in->file, line, column, why.text);
		else
			fail(err, ERR_INPUT, "%s: %s", in->file, why.text);
	}
	return import_finish(in, ok ? err : NULL) && ok;
}

static struct csv *
read_csv(struct import_file *f)
{
	return f->xlsx != NULL ? csv_new(xlsx_read, f->xlsx) : csv_new(file_reader_read, &f->source);
}

bool
import_file_take(struct import_file *f, struct import *in, const struct record_kind *kind, const struct sheet_map *map,
    struct err *err)
{
	struct csv *csv = read_csv(f);
	int line = 0, column = 0;

	bool ok = import_sheet(in, csv, kind, map, &line, &column, err);
	csv_free(csv);
	return import_file_end(in, ok, line, column, err);
}

/* What a header is looked for among: the plan of the fullest row so far, which is the header's where there is one, and
 * the cells of the row below it. */
struct look { struct sheet_plan plan; const char **sample; size_t filled, samples; int line; bool is_header; };

static size_t
count_filled(const struct csv_row *row)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->fields; i++)
		filled += !text_blank(row->field[i].text);
	return filled;
}

static void
take_sample(struct look *look, const struct csv_row *row, struct arena *a)
{
	look->samples = row->fields;
	look->sample = arena_array(a, row->fields, sizeof(*look->sample));
	for (size_t i = 0; i < row->fields; i++)
		look->sample[i] = arena_strdup(a, str_after_apostrophe(row->field[i].text));
}

static bool
look_for_header(struct csv *csv, const struct record_kind *kind, const struct sheet_map *map, struct arena *a,
    struct look *look, struct err *err)
{
	struct csv_row row;

	for (int rows = 0; rows < LOOK_ROWS; rows++) {
		struct err why = ERR_INIT;
		struct sheet_plan plan;
		if (!csv_next(csv, &row, &why)) {
			if (why.kind == ERR_NONE || look->plan.columns > 0)
				return true;
			*err = why;
			return false;
		}
		if (look->plan.columns > 0 && look->sample == NULL)
			take_sample(look, &row, a);
		if (look->is_header)
			return true;
		size_t filled = count_filled(&row);
		look->is_header = sheet_plan(&row, kind, map, a, &plan);
		if (!look->is_header && filled <= look->filled)
			continue;
		*look = (struct look){ .plan = plan, .filled = filled, .line = row.line, .is_header = look->is_header };
	}
	return true;
}

bool
import_file_columns(struct import_file *f, const struct record_kind *kind, const struct sheet_map *map, struct arena *a,
    struct json *columns, int *ret_line, struct err *err)
{
	struct csv *csv = read_csv(f);
	struct look look = { .line = 0 };

	bool ok = look_for_header(csv, kind, map, a, &look, err);
	csv_free(csv);
	for (size_t i = 0; ok && i < look.plan.columns; i++) {
		const struct sheet_target *t = look.plan.column[i];
		struct json *one = json_new_object();
		json_set_text(one, "heading", look.plan.heading[i]);
		json_set_text(one, "target", t != NULL ? t->name : NULL);
		json_set_text(one, "sample", i < look.samples ? look.sample[i] : NULL);
		json_set_bool(one, "is_secret", t != NULL && t->kind != NULL &&
		    (t->kind->field[t->field].flags & FIELD_SECRET) != 0);
		json_push(columns, one);
	}
	*ret_line = look.is_header ? look.line : 0;
	return ok;
}
