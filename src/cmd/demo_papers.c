/*
 * demo_papers: the papers of the demo, made from the list that names them, so that they can be opened, looked at and
 * decided like anybody's.  Each says that it is none.
 */
#include "cmd/demo.h"

#include "base/csv_heads.h"
#include "base/file.h"
#include "base/file_reader.h"
#include "base/pdf_writer.h"
#include "base/str.h"
#include "base/banned.h"

enum { P_FILE, P_NPI, P_KIND, P_STATE, COLUMNS };

static const struct csv_head heads[COLUMNS] = {
	[P_FILE] = { { "file" }, true },
	[P_NPI] = { { "npi" }, true },
	[P_KIND] = { { "kind" }, true },
	[P_STATE] = { { "state" }, true },
};

static bool
write_paper(const char *folder, const struct csv_row *row, const size_t *at, struct err *err)
{
	const char *kind = row->field[at[P_KIND]].text, *state = row->field[at[P_STATE]].text;
	struct arena a = ARENA_INIT;
	struct str bytes = STR_INIT;
	const char *title = arena_printf(&a, "%s%s%s", kind[0] != '\0' ? kind : "paper", state[0] != '\0' ? ", " : "", state);
	struct pdf_writer *pdf = pdf_writer_new(title);

	pdf_writer_add(pdf, PDF_TITLE, title);
	pdf_writer_add(pdf, PDF_TEXT, arena_printf(&a, "NPI %s, file %s", row->field[at[P_NPI]].text,
	    row->field[at[P_FILE]].text));
	pdf_writer_add(pdf, PDF_STRONG, "A sample of the demo: nobody issued it, and nobody holds it.");
	pdf_writer_end(pdf, &bytes);
	pdf_writer_free(pdf);
	bool ok = file_write(path_join(&a, folder, row->field[at[P_FILE]].text), bytes.text, bytes.len, 0600, err);
	str_clear(&bytes);
	arena_clear(&a);
	return ok;
}

static bool
write_all(struct csv *csv, const char *folder, struct err *err)
{
	size_t at[COLUMNS];
	struct csv_row row;

	if (!csv_next(csv, &row, err) || csv_heads_find_in(&row, heads, COLUMNS, at) != NULL)
		return err->kind == ERR_NONE && fail(err, ERR_SYSTEM, "the list of the demo's papers lacks a column");
	size_t columns = row.fields;
	while (csv_next(csv, &row, err))
		if (row.fields < columns || !write_paper(folder, &row, at, err))
			return err->kind == ERR_NONE && fail(err, ERR_SYSTEM, "line %d of the demo's papers is cut off", row.line);
	return err->kind == ERR_NONE;
}

bool
demo_write_papers(const char *list, const char *folder, struct err *err)
{
	struct file_reader source;

	if (!folder_make(folder, 0700, err) || !file_reader_open(&source, list, err))
		return false;
	struct csv *csv = csv_new(file_reader_read, &source);
	bool ok = write_all(csv, folder, err);
	csv_free(csv);
	file_reader_close(&source);
	return ok;
}
