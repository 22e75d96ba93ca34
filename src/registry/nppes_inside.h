/* nppes_inside: a record of the registry between its form and our tables. */
#ifndef REGISTRY_NPPES_INSIDE_H
#define REGISTRY_NPPES_INSIDE_H

#include "base/json.h"
#include "base/str.h"
#include "registry/nppes.h"
#include "store/nppes_record.h"

#define NPPES_TAXONOMIES_MAX	15		/* of a row of the file; the API gives no more */
#define NPPES_NAMES_MAX		16

/* Texts as they stand there; "" where nothing is said. */
struct nppes_record {
	const char	*npi, *entity;		/* entity: "1", "2", "" when deactivated */
	const char	*last, *first, *middle, *suffix, *credential, *sex;
	const char	*organization;
	const char	*address_1, *address_2, *city, *state, *zip, *country, *phone;
	const char	*enumerated, *updated, *deactivated, *reactivated;
	struct nppes_taxonomy { const char *code, *words, *license, *state; bool is_primary; }
			 taxonomy[NPPES_TAXONOMIES_MAX];
	size_t		 taxonomies;
	struct nppes_name { const char *kind, *last, *first; } name[NPPES_NAMES_MAX];
	size_t		 names;
	int		 line, column;		/* where it stands in the file */
};

/* Takes one record as a row of the import.  False when the import ends. */
bool	nppes_take(struct import *in, const struct nppes_record *n, int64_t bytes_read,
	    struct err *err);

/* Between import_row_begin() and the end of the row: its texts may live in in->row_arena. */
bool	nppes_begin(struct import *in, struct err *err);

bool	nppes_import_json(struct import *in, const char *bytes, size_t len, int *ret_line,
	    int *ret_column, struct err *err);
bool	nppes_import_csv(struct import *in, struct csv *csv, int *ret_line, int *ret_column,
	    struct err *err);

/* Fields of our record and what the registry has for them, names as people write them; "": nothing. */
struct nppes_field { const char *field, *text; };
#define NPPES_FIELDS	12
void	nppes_fields(const struct nppes_record *n, struct arena *a,
	    struct nppes_field field[NPPES_FIELDS]);

/* One of the "results" of an answer; texts live in it. */
void	nppes_read_result(const struct json *result, struct nppes_record *n);

/* Words the "Errors" of an answer; returns false. */
bool	nppes_fail_as_told(const struct json *errors, struct err *err);

/* The taxonomy that is marked, else the first; NULL where there is none. */
const struct nppes_taxonomy *nppes_primary(const struct nppes_record *n);

/* A degree without what no person writes: "M.D." is MD, "LPC," is LPC. */
const char *nppes_degree(const char *credential, struct arena *a);

/* What is kept for comparing; the caller says from where and when. */
void	nppes_said(const struct nppes_record *n, int32_t today_day, struct arena *a,
	    struct nppes_record_row *row);

/* "1" (former), "2" (professional), "5" (other) as our words. */
const char *nppes_name_kind(const char *code);

#endif
