/*
 * exclusion: one pass over a list.  The header is found by the headings of the map; each row after it
 * becomes one struct exclusion_row in an arena of its own.
 */
#include "registry/exclusion.h"

#include <string.h>

#include "base/str.h"
#include "core/identifier.h"
#include "core/sheet_day.h"
#include "registry/exclusion_inside.h"
#include "base/banned.h"

#define HEADER_ROWS_MAX	20	/* titles may stand above it */

/* The file on its way through: hashed and counted; its last byte says whether it ends with a line. */
struct source {
	csv_read_fn	 read;
	void		*context;
	struct hasher	*hasher;
	int64_t		 bytes;
	char		 last;
};

static bool
read_source(void *context, char *bytes, size_t size, size_t *ret_len, struct err *err)
{
	struct source *s = context;

	if (!s->read(s->context, bytes, size, ret_len, err))
		return false;
	hasher_add(s->hasher, bytes, *ret_len);
	s->bytes += (int64_t)*ret_len;
	if (*ret_len > 0)
		s->last = bytes[*ret_len - 1];
	return true;
}

struct reading {
	const struct list_map	*map;
	const struct exclusion_sink *sink;
	struct exclusion_counts	 counts;
	struct columns		 columns;
	struct arena		 header, row;
	int32_t			 today_day;
	int			 bad_line;	/* of the last row, when it was malformed; else 0 */
};

static bool
has_heading(const struct csv_row *row, const char *heading, size_t *ret_at)
{
	for (size_t i = 0; i < row->fields; i++)
		if (list_map_is_heading(heading, row->field[i].text)) {
			*ret_at = i;
			return true;
		}
	return false;
}

/* Is this the header?  It has a name, and what the list alone has. */
static bool
find_columns(struct reading *r, const struct csv_row *row)
{
	struct columns *c = &r->columns;
	size_t at;

	for (size_t role = 0; role < ROLES; role++) {
		c->at[role] = COLUMN_NONE;
		for (size_t i = 0; i < LIST_HEADINGS_MAX && r->map->heading[role][i] != NULL; i++)
			if (has_heading(row, r->map->heading[role][i], &at))
				c->at[role] = at;
	}
	for (size_t role = 0; role < ROLES; role++)
		if (r->map->heading[role][0] != NULL && c->at[role] == COLUMN_NONE)
			return false;
	if (r->map->needed != NULL && !has_heading(row, r->map->needed, &at))
		return false;
	c->count = row->fields;
	c->heading = arena_array(&r->header, row->fields, sizeof(*c->heading));
	for (size_t i = 0; i < row->fields; i++)
		c->heading[i] = exclusion_trim(row->field[i].text, &r->header);
	return true;
}

/* Which heading is missing, for the refusal: that of the first row of several columns. */
static bool
refuse_header(const struct reading *r, struct err *err)
{
	struct str headings = STR_INIT;

	for (size_t role = 0; role < ROLES; role++)
		if (r->map->heading[role][0] != NULL)
			str_printf(&headings, "%s\"%s\"", headings.len > 0 ? ", " : "",
			    r->map->heading[role][0]);
	if (r->map->needed != NULL)
		str_printf(&headings, ", \"%s\"", r->map->needed);
	fail(err, ERR_INPUT, "this is not the list %s: there is no header with %s", r->map->list,
	    headings.text);
	str_clear(&headings);
	return false;
}

static bool
read_header(struct reading *r, struct csv *csv, int *ret_line, struct err *err)
{
	struct csv_row row;

	*ret_line = 1;
	for (size_t i = 0; i < HEADER_ROWS_MAX; i++) {
		if (!csv_next(csv, &row, err)) {
			if (err->kind != ERR_NONE)
				*ret_line = row.line;
			return err->kind == ERR_NONE && refuse_header(r, err);
		}
		if (find_columns(r, &row))
			return true;
	}
	return refuse_header(r, err);
}

static bool
leave_out(struct reading *r, const struct csv_row *row, const char *why, struct err *err)
{
	r->counts.malformed++;
	r->bad_line = row->line;
	return r->sink->malformed(r->sink->context, row->line, why, err);
}

/* What is wrong with the shape of a row; NULL: nothing. */
static const char *
fault_of(struct reading *r, const struct csv_row *row)
{
	size_t fields = row->fields;

	while (fields > r->columns.count && text_blank(row->field[fields - 1].text))
		fields--;		/* commas at the end */
	if (fields != r->columns.count)
		return arena_printf(&r->row, "%zu fields instead of %zu%s%s", fields,
		    r->columns.count, row->fault != NULL ? ": " : "",
		    row->fault != NULL ? row->fault : "");
	return row->is_broken || (row->fault != NULL && r->map->is_by_line &&
	    strstr(row->fault, "not closed") != NULL) ? row->fault : NULL;
}

static bool
take(struct reading *r, const struct csv_row *row, struct err *err)
{
	struct exclusion_row out;
	const char *why = fault_of(r, row);

	r->bad_line = 0;
	if (why != NULL)
		return leave_out(r, row, why, err);
	if (!exclusion_row_read(r->map, &r->columns, row, r->today_day, &r->row, &out))
		return leave_out(r, row, "it names nobody", err);
	r->counts.rows++;
	if (exclusion_row_ended(r->map, &r->columns, row)) {
		r->counts.reinstated++;
		return true;
	}
	return r->sink->row(r->sink->context, &out, err);
}

/* All rows; then: was that all of the file? */
static bool
read_rows(struct reading *r, struct csv *csv, const struct source *s, int *ret_line,
    struct err *err)
{
	struct csv_row row;

	while (csv_next(csv, &row, err)) {
		*ret_line = 0;
		bool ok = take(r, &row, err);
		arena_reset(&r->row);
		if (!ok)
			return false;
	}
	*ret_line = err->kind != ERR_NONE ? row.line : r->bad_line;
	if (err->kind != ERR_NONE)
		return false;
	if (r->bad_line != 0 && s->last != '\n' && s->last != '\r')
		return fail(err, ERR_INPUT, "the file is cut off in its last line. Download it again");
	*ret_line = 0;
	if (r->counts.rows == 0)
		return fail(err, ERR_INPUT, "there is no row that could be read");
	if (r->counts.reinstated == r->counts.rows)
		return fail(err, ERR_INPUT, "this lists reinstatements alone, not who is excluded");
	return true;
}

static bool
read_all(struct reading *r, struct source *s, int *ret_line, struct err *err)
{
	struct csv *csv = csv_new(read_source, s);

	if (r->map->is_by_line)
		csv_end_rows_at_lines(csv);
	else
		csv_end_file_at_open_quote(csv);
	bool ok = read_header(r, csv, ret_line, err) && read_rows(r, csv, s, ret_line, err);
	csv_free(csv);
	return ok;
}

bool
exclusion_read(const struct list_map *map, csv_read_fn read, void *context, int32_t today_day,
    const struct exclusion_sink *sink, struct exclusion_counts *ret_counts, int *ret_line,
    struct err *err)
{
	struct reading r = { .map = map, .sink = sink, .today_day = today_day,
		.header = ARENA_INIT, .row = ARENA_INIT };
	struct source s = { .read = read, .context = context, .hasher = hasher_new() };
	struct err why = ERR_INIT;

	*ret_line = 0;
	bool ok = read_all(&r, &s, ret_line, &why);
	hasher_end(s.hasher, r.counts.sha256);
	r.counts.bytes = s.bytes;
	arena_clear(&r.header);
	arena_clear(&r.row);
	if (ok)
		*ret_counts = r.counts;
	else
		*err = why;
	return ok;
}
