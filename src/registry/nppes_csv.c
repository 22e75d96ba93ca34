/*
 * nppes_csv: rows of the file "npidata_pfile".  Columns are found by their headings, because CMS
 * has added and renamed some; a row of a deactivated NPI holds little else than its day.
 */
#include "registry/nppes_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

#define NO_COLUMN	SIZE_MAX

/* Which column each field is.  Headings as CMS writes them. */
enum { F_NPI, F_ENTITY, F_ORGANIZATION, F_LAST, F_FIRST, F_MIDDLE, F_SUFFIX, F_CREDENTIAL,
	F_OTHER_LAST, F_OTHER_FIRST, F_OTHER_CODE, F_ADDRESS_1, F_ADDRESS_2, F_CITY, F_STATE, F_ZIP,
	F_COUNTRY, F_PHONE, F_ENUMERATED, F_UPDATED, F_DEACTIVATED, F_REACTIVATED, F_SEX, FIELDS };

#define AT "Provider Business Practice Location Address "
static const char *const headings[FIELDS] = {
	[F_NPI] = "NPI",
	[F_ENTITY] = "Entity Type Code",
	[F_ORGANIZATION] = "Provider Organization Name (Legal Business Name)",
	[F_LAST] = "Provider Last Name (Legal Name)",
	[F_FIRST] = "Provider First Name",
	[F_MIDDLE] = "Provider Middle Name",
	[F_SUFFIX] = "Provider Name Suffix Text",
	[F_CREDENTIAL] = "Provider Credential Text",
	[F_OTHER_LAST] = "Provider Other Last Name",
	[F_OTHER_FIRST] = "Provider Other First Name",
	[F_OTHER_CODE] = "Provider Other Last Name Type Code",
	[F_ADDRESS_1] = "Provider First Line Business Practice Location Address",
	[F_ADDRESS_2] = "Provider Second Line Business Practice Location Address",
	[F_CITY] = AT "City Name",
	[F_STATE] = AT "State Name",
	[F_ZIP] = AT "Postal Code",
	[F_COUNTRY] = AT "Country Code (If outside U.S.)",
	[F_PHONE] = AT "Telephone Number",
	[F_ENUMERATED] = "Provider Enumeration Date",
	[F_UPDATED] = "Last Update Date",
	[F_DEACTIVATED] = "NPI Deactivation Date",
	[F_REACTIVATED] = "NPI Reactivation Date",
	[F_SEX] = "Provider Sex Code",
};
#define OLD_SEX "Provider Gender Code"		/* up to 2025 */

struct columns {
	size_t		field[FIELDS];
	struct { size_t code, license, state, primary; } taxonomy[NPPES_TAXONOMIES_MAX];
};

static size_t
find(const struct csv_row *header, const char *heading)
{
	for (size_t i = 0; i < header->fields; i++)
		if (text_equal_nocase(header->field[i].text, heading))
			return i;
	return NO_COLUMN;
}

static size_t
find_numbered(const struct csv_row *header, const char *heading, size_t number)
{
	char name[96];

	snprintf(name, sizeof(name), "%s_%zu", heading, number);
	return find(header, name);
}

/* "pl_pfile" and "othername_pfile" lie in the same archive. */
static const char *
other_file(const struct csv_row *header)
{
	if (find(header, "Provider Secondary Practice Location Address- Address Line 1") != NO_COLUMN)
		return " It is the file of secondary locations; records are in \"npidata_pfile\"";
	if (find(header, "Provider Other Organization Name Type Code") != NO_COLUMN)
		return " It is the file of other names; records are in \"npidata_pfile\"";
	if (find(header, "Endpoint Type") != NO_COLUMN)
		return " It is the file of endpoints; records are in \"npidata_pfile\"";
	return "";
}

static bool
read_header(const struct csv_row *header, struct columns *c, struct err *err)
{
	for (size_t i = 0; i < FIELDS; i++)
		c->field[i] = find(header, headings[i]);
	if (c->field[F_SEX] == NO_COLUMN)
		c->field[F_SEX] = find(header, OLD_SEX);
	for (size_t i = 0; i < NPPES_TAXONOMIES_MAX; i++) {
		c->taxonomy[i].code = find_numbered(header, "Healthcare Provider Taxonomy Code", i + 1);
		c->taxonomy[i].license = find_numbered(header, "Provider License Number", i + 1);
		c->taxonomy[i].state = find_numbered(header, "Provider License Number State Code",
		    i + 1);
		c->taxonomy[i].primary = find_numbered(header,
		    "Healthcare Provider Primary Taxonomy Switch", i + 1);
	}
	static const int must[] = { F_NPI, F_ENTITY, F_LAST, F_DEACTIVATED };
	for (size_t i = 0; i < LEN(must); i++)
		if (c->field[must[i]] == NO_COLUMN)
			return fail(err, ERR_INPUT, "this is no NPPES file: the column \"%s\" is "
			    "missing.%s", headings[must[i]], other_file(header));
	return true;
}

static const char *
cell(const struct csv_row *row, size_t column)
{
	const char *text = column < row->fields ? row->field[column].text : "";

	return strcmp(text, "<UNAVAIL>") == 0 ? "" : text;
}

static void
read_taxonomies(const struct csv_row *row, const struct columns *c, struct nppes_record *n)
{
	for (size_t i = 0; i < NPPES_TAXONOMIES_MAX; i++) {
		const char *code = cell(row, c->taxonomy[i].code);
		if (code[0] == '\0')
			continue;
		n->taxonomy[n->taxonomies++] = (struct nppes_taxonomy){ code, "",
			cell(row, c->taxonomy[i].license), cell(row, c->taxonomy[i].state),
			text_equal(cell(row, c->taxonomy[i].primary), "Y") };
	}
}

static void
read_row(const struct csv_row *row, const struct columns *c, struct nppes_record *n)
{
	const char *text[FIELDS];

	for (size_t i = 0; i < FIELDS; i++)
		text[i] = cell(row, c->field[i]);
	*n = (struct nppes_record){
		.npi = text[F_NPI], .entity = text[F_ENTITY], .last = text[F_LAST],
		.first = text[F_FIRST], .middle = text[F_MIDDLE], .suffix = text[F_SUFFIX],
		.credential = text[F_CREDENTIAL], .sex = text[F_SEX],
		.organization = text[F_ORGANIZATION], .address_1 = text[F_ADDRESS_1],
		.address_2 = text[F_ADDRESS_2], .city = text[F_CITY], .state = text[F_STATE],
		.zip = text[F_ZIP], .country = text[F_COUNTRY], .phone = text[F_PHONE],
		.enumerated = text[F_ENUMERATED], .updated = text[F_UPDATED],
		.deactivated = text[F_DEACTIVATED], .reactivated = text[F_REACTIVATED],
		.line = row->line, .column = row->column,
	};
	read_taxonomies(row, c, n);
	if (text[F_OTHER_LAST][0] != '\0')
		n->name[n->names++] = (struct nppes_name){ nppes_name_kind(text[F_OTHER_CODE]),
			text[F_OTHER_LAST], text[F_OTHER_FIRST] };
}

static bool
take_row(struct import *in, const struct csv *csv, const struct csv_row *row,
    const struct columns *c, struct err *err)
{
	struct nppes_record n;

	if (!nppes_begin(in, err))
		return false;
	if (row->fault != NULL) {
		import_problem(in, row->fault_line, row->fault_column, PROBLEM_ERROR, "%s", row->fault);
		return import_row_refuse(in, csv_bytes_read(csv), err);
	}
	read_row(row, c, &n);
	return nppes_take(in, &n, csv_bytes_read(csv), err);
}

bool
nppes_import_csv(struct import *in, struct csv *csv, int *ret_line, int *ret_column,
    struct err *err)
{
	struct columns c;
	struct csv_row row;
	struct err why = ERR_INIT;

	bool any = csv_next(csv, &row, &why);
	*ret_line = row.line;
	*ret_column = row.column;
	if (!any && why.kind == ERR_NONE)
		return fail(err, ERR_INPUT, "the file is empty");
	if (!any) {
		*err = why;
		return false;
	}
	if (!read_header(&row, &c, err))
		return false;
	while (csv_next(csv, &row, &why))
		if (!take_row(in, csv, &row, &c, err))
			return false;
	return import_rows_end(in, &row, &why, ret_line, ret_column, err);
}
