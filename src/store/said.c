/* said: rows of said_elsewhere.  Columns are found by their headings; only NPI must be there. */
#include "store/said.h"

#include <string.h>

#include "base/csv_heads.h"
#include "base/str.h"
#include "core/identifier.h"
#include "core/sheet_day.h"
#include "store/lookup.h"
#include "base/banned.h"

#define AHEAD_YEARS	20
#define CELL_BYTES_MAX	200

enum { S_NPI, S_LAST, S_FIRST, S_TYPE, S_TAXONOMY, S_STATE, S_LICENSE, S_LICENSE_STATE, S_LICENSE_UNTIL, S_DEA, S_DEA_UNTIL,
	S_TAX, S_POLICY, S_ISSUER, S_POLICY_UNTIL, FIELDS };

static const struct csv_head heads[FIELDS] = {
	[S_NPI] = { { "npi", "individual npi", "provider npi", "npi number" }, true },
	[S_LAST] = { { "last_name", "last name", "provider last name", "insured last name" }, false },
	[S_FIRST] = { { "first_name", "first name", "provider first name", "insured first name" }, false },
	[S_TYPE] = { { "provider_type", "provider type", "degree", "type" }, false },
	[S_TAXONOMY] = { { "taxonomy_code", "taxonomy code", "taxonomy", "primary taxonomy" }, false },
	[S_STATE] = { { "state", "practice state", "primary practice state", "practice_state" }, false },
	[S_LICENSE] = { { "license_number", "license number", "state license number", "license" }, false },
	[S_LICENSE_STATE] = { { "license_state", "license state", "state of license" }, false },
	[S_LICENSE_UNTIL] = { { "license_until", "license expiration date", "license expires", "license expiration" }, false },
	[S_DEA] = { { "dea_number", "dea number", "dea" }, false },
	[S_DEA_UNTIL] = { { "dea_until", "dea expiration date", "dea expires", "dea expiration" }, false },
	[S_TAX] = { { "tax_id", "tax id", "tin", "practice tax id" }, false },
	[S_POLICY] = { { "policy_number", "policy number", "malpractice policy number", "policy" }, false },
	[S_ISSUER] = { { "policy_issuer", "insurance carrier", "carrier", "malpractice carrier" }, false },
	[S_POLICY_UNTIL] = { { "policy_until", "policy expiration date", "policy expires", "expiration date" }, false },
};

/* The kind of identifier of a cell; "day"; NULL: text as it stands. */
static const char *const forms[FIELDS] = {
	[S_NPI] = "npi", [S_STATE] = "state", [S_LICENSE_STATE] = "state", [S_LICENSE_UNTIL] = "day", [S_DEA_UNTIL] = "day",
	[S_POLICY_UNTIL] = "day",
};

static const struct { const char *source, *where; } sources[] = {
	{ "caqh", "CAQH extract" }, { "coi", "certificate of insurance" },
};

static const char *
where_of(const char *source)
{
	return strcmp(source, sources[0].source) == 0 ? sources[0].where : sources[1].where;
}

bool
said_load(struct db *db, int64_t provider_id, struct arena *a, struct mismatch_said **ret_said, size_t *ret_count,
    struct err *err)
{
	struct mismatch_said *said = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT source, last_name, first_name, provider_type, taxonomy_code, state, license_number,"
	    " license_state, dea_number, tax_id, policy_number, policy_issuer, license_until, dea_until, policy_until"
	    " FROM said_elsewhere WHERE provider_id = :provider_id ORDER BY source");
	query_bind_int(&q, ":provider_id", provider_id);
	while (query_row(&q)) {
		said = arena_grow(a, said, count, &size, sizeof(*said));
		said[count++] = (struct mismatch_said){ where_of(query_text(&q, 0, a)), query_text(&q, 1, a),
		    query_text(&q, 2, a), query_text(&q, 3, a), query_text(&q, 4, a), query_text(&q, 5, a),
		    { query_text(&q, 6, a), query_text(&q, 7, a) }, query_text(&q, 8, a), query_text(&q, 9, a),
		    query_text(&q, 10, a), query_text(&q, 11, a), query_day(&q, 12), query_day(&q, 13), query_day(&q, 14) };
	}
	*ret_said = said;
	*ret_count = count;
	return query_close(&q, err);
}

/* A cell in its normal form; "" is NULL where it is a day. */
static bool
read_cell(struct import *in, int field, const char *text, const char **ret_text, struct err *err)
{
	struct str normal = STR_INIT;
	char day_text[DAY_TEXT_BYTES];
	int32_t day;

	if (strlen(text) > CELL_BYTES_MAX)
		return fail(err, ERR_INPUT, "this is longer than %d bytes", CELL_BYTES_MAX);
	*ret_text = text;
	if (forms[field] == NULL || (text_blank(text) && strcmp(forms[field], "day") != 0))
		return true;
	if (strcmp(forms[field], "day") == 0) {
		if (!sheet_day_parse(text, in->today_day, AHEAD_YEARS, &day, err))
			return false;
		*ret_text = day == DAY_NONE ? NULL : arena_strdup(&in->row_arena, day_format(day, day_text));
		return true;
	}
	bool ok = identifier_read(forms[field], text, &normal, err);
	if (ok)
		*ret_text = arena_strdup(&in->row_arena, normal.text);
	str_clear(&normal);
	return ok;
}

#define NEW_ROW "(:last, :first, :type, :taxonomy, :state, :license, :license_state, :license_until, :dea, :dea_until," \
	" :tax, :policy, :issuer, :policy_until)"
#define COLUMNS "last_name, first_name, provider_type, taxonomy_code, state, license_number, license_state, license_until," \
	" dea_number, dea_until, tax_id, policy_number, policy_issuer, policy_until"

static bool
save(struct import *in, const char *source, int64_t provider_id, const char *const text[FIELDS], struct err *err)
{
	static const char *const names[FIELDS] = { [S_LAST] = ":last", [S_FIRST] = ":first", [S_TYPE] = ":type",
		[S_TAXONOMY] = ":taxonomy", [S_STATE] = ":state", [S_LICENSE] = ":license", [S_LICENSE_STATE] = ":license_state",
		[S_LICENSE_UNTIL] = ":license_until", [S_DEA] = ":dea", [S_DEA_UNTIL] = ":dea_until", [S_TAX] = ":tax",
		[S_POLICY] = ":policy", [S_ISSUER] = ":issuer", [S_POLICY_UNTIL] = ":policy_until" };
	int64_t changed, was = 0;
	struct query q;

	query_open(&q, in->db, "SELECT count(*) FROM said_elsewhere WHERE provider_id = :provider_id AND source = :source");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_text(&q, ":source", source);
	if (!query_run_int(&q, &was, err))
		return false;
	query_open(&q, in->db, "INSERT INTO said_elsewhere (provider_id, source, " COLUMNS ", read_ms, read_from)"
	    " VALUES (:provider_id, :source, :last, :first, :type, :taxonomy, :state, :license, :license_state, :license_until,"
	    " :dea, :dea_until, :tax, :policy, :issuer, :policy_until, :now_ms, :file)"
	    " ON CONFLICT (provider_id, source) DO UPDATE SET (" COLUMNS ", read_ms, read_from) = (:last, :first, :type,"
	    " :taxonomy, :state, :license, :license_state, :license_until, :dea, :dea_until, :tax, :policy, :issuer,"
	    " :policy_until, :now_ms, :file) WHERE (" COLUMNS ") IS NOT " NEW_ROW);
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_text(&q, ":source", source);
	for (int f = S_LAST; f < FIELDS; f++)
		query_bind_text(&q, names[f], text[f]);
	query_bind_int(&q, ":now_ms", in->by.now_ms);
	query_bind_text(&q, ":file", in->file);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed > 0)
		in->outcome = was > 0 ? RECORD_UPDATED : RECORD_ADDED;
	return true;
}

/* *ret_field: of a failure, the cell that is to blame. */
static bool
put(struct import *in, const char *source, const char *text[FIELDS], int *ret_field, struct err *err)
{
	int64_t provider_id;

	for (int f = 0; f < FIELDS; f++) {
		*ret_field = f;
		if (!read_cell(in, f, text[f], &text[f], err))
			return fail_in(err, "%s", heads[f].name[0]);
	}
	*ret_field = S_NPI;
	return lookup_provider(in->db, text[S_NPI], &provider_id, err) && save(in, source, provider_id, text, err);
}

static bool
take_row(struct import *in, const char *source, const struct csv *csv, const struct csv_row *row,
    const size_t at[FIELDS], struct err *err)
{
	struct err why = ERR_INIT;
	const char *text[FIELDS];
	int field;

	if (row->fault != NULL)
		return import_row_refuse_fault(in, row, csv_bytes_read(csv), err);
	if (!import_row_begin(in, err))
		return false;
	for (size_t f = 0; f < FIELDS; f++)
		text[f] = at[f] < row->fields ? str_after_apostrophe(row->field[at[f]].text) : "";
	bool ok = put(in, source, text, &field, &why);
	bool is_cell = at[field] < row->fields;
	return import_row_settle(in, ok, &why, is_cell ? row->field[at[field]].line : row->line,
	    is_cell ? row->field[at[field]].column : row->column, csv_bytes_read(csv), err);
}

static bool
take_all(struct import *in, const char *source, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	struct err why = ERR_INIT;
	const char *missing = NULL;
	size_t at[FIELDS];
	struct csv_row row;

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	if (any && (missing = csv_heads_find_in(&row, heads, FIELDS, at)) != NULL)
		return fail(err, ERR_INPUT, "this says of nobody anything: the column \"%s\" is missing", missing);
	while (any && csv_next(csv, &row, &why))
		if (!take_row(in, source, csv, &row, at, err))
			return false;
	return import_rows_end(in, &row, &why, ret_line, ret_column, err);
}

static bool
take(struct import *in, const char *source, csv_read_fn read, void *context, int *ret_line, int *ret_column,
    struct err *err)
{
	struct csv *csv = csv_new(read, context);

	*ret_line = *ret_column = 0;
	bool ok = take_all(in, source, csv, ret_line, ret_column, err);
	csv_free(csv);
	return ok;
}

bool
said_import_caqh(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column, struct err *err)
{
	return take(in, "caqh", read, context, ret_line, ret_column, err);
}

bool
said_import_coi(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column, struct err *err)
{
	return take(in, "coi", read, context, ret_line, ret_column, err);
}
