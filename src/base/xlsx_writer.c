/* xlsx_writer: libxlsxwriter with its memory held constant: a row is on the disk when the next one begins. */
#include "base/xlsx_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/day.h"
#include "base/str.h"
#include "base/banned.h"

struct xlsx_writer {
	char		*path, *temporary;
	lxw_workbook	*book;
	lxw_worksheet	*sheet;
	lxw_format	*head, *day;
	lxw_row_t	 row;
};

struct xlsx_writer *
xlsx_writer_open(const char *path, const char *sheet, int64_t now_ms)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_doc_properties properties = { .created = (time_t)(now_ms / 1000) };
	struct xlsx_writer *w = heap_alloc(sizeof(*w));
	struct str temporary = STR_INIT;

	str_printf(&temporary, "%s.new", path);
	*w = (struct xlsx_writer){ .path = heap_strdup(path), .temporary = str_take(&temporary) };
	w->book = workbook_new_opt(w->temporary, &options);
	workbook_set_properties(w->book, &properties);
	w->sheet = workbook_add_worksheet(w->book, sheet);
	w->head = workbook_add_format(w->book);
	format_set_bold(w->head);
	w->day = workbook_add_format(w->book);
	format_set_num_format(w->day, "yyyy-mm-dd");
	return w;
}

void
xlsx_writer_add_heads(struct xlsx_writer *w, const struct json *row)
{
	struct json *value;
	const char *key;

	worksheet_freeze_panes(w->sheet, 1, 0);
	for (size_t i = 0; json_entry(row, i, &key, &value); i++)
		worksheet_write_string(w->sheet, w->row, (lxw_col_t)i, key, w->head);
	w->row++;
}

static bool
add_text(struct xlsx_writer *w, lxw_col_t column, const char *text, struct err *err)
{
	if (worksheet_write_string(w->sheet, w->row, column, text, NULL) == LXW_NO_ERROR)
		return true;
	return fail(err, ERR_INPUT, "row %u holds a text that is longer than the cell of a workbook. CSV "
	    "has it whole", (unsigned)w->row + 1);
}

static void
add_day(struct xlsx_writer *w, lxw_col_t column, int32_t day)
{
	struct civil civil = day_to_civil(day);
	lxw_datetime date = { .year = civil.year, .month = civil.month, .day = civil.day };

	worksheet_write_datetime(w->sheet, w->row, column, &date, w->day);
}

static bool
add_cell(struct xlsx_writer *w, lxw_col_t column, const char *key, const struct json *value, struct err *err)
{
	const char *text = json_as_text(value);
	struct str out = STR_INIT;
	int32_t day;
	bool ok = true;

	switch (json_kind_of(value)) {
	case JSON_IS_NULL:
		break;
	case JSON_IS_TEXT:
		/* Days before the system of 1900 stay text. */
		if (text_ends(key, "_day") && day_parse(text, &day) && strcmp(text, "1900-03-01") >= 0)
			add_day(w, column, day);
		else
			ok = add_text(w, column, text, err);
		break;
	case JSON_IS_BOOL:
		ok = add_text(w, column, json_as_bool(value) ? "yes" : "no", err);
		break;
	case JSON_IS_NUMBER:
		json_print(value, &out);
		worksheet_write_number(w->sheet, w->row, column, strtod(out.text, NULL), NULL);
		break;
	case JSON_IS_ARRAY:
	case JSON_IS_OBJECT:
		json_print(value, &out);
		ok = add_text(w, column, out.text, err);
		break;
	}
	str_clear(&out);
	return ok;
}

bool
xlsx_writer_add_row(struct xlsx_writer *w, const struct json *row, struct err *err)
{
	struct json *value;
	const char *key;

	if (w->row >= XLSX_ROWS_MAX)
		return fail(err, ERR_INPUT, "a workbook holds %d rows and no more. CSV has them all",
		    XLSX_ROWS_MAX);
	for (size_t i = 0; json_entry(row, i, &key, &value); i++)
		if (!add_cell(w, (lxw_col_t)i, key, value, err))
			return false;
	w->row++;
	return true;
}

static void
forget(struct xlsx_writer *w)
{
	free(w->path);
	free(w->temporary);
	free(w);
}

bool
xlsx_writer_close(struct xlsx_writer *w, struct err *err)
{
	mode_t before = umask(077);		/* the library opens the file here, for its owner alone */
	lxw_error error = workbook_close(w->book);
	umask(before);
	bool ok = error == LXW_NO_ERROR;

	if (!ok)
		fail(err, ERR_SYSTEM, "could not write %s: %s", w->path, lxw_strerror(error));
	else if (rename(w->temporary, w->path) != 0)
		ok = fail_errno(err, "could not write %s", w->path);
	if (!ok)
		unlink(w->temporary);
	forget(w);
	return ok;
}

void
xlsx_writer_drop(struct xlsx_writer *w)
{
	if (w == NULL)
		return;
	workbook_close(w->book);
	unlink(w->temporary);
	forget(w);
}
