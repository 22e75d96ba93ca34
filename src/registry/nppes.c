/*
 * nppes: a record becomes rows.  What the registry says is self-reported, so a field that does not
 * hold up is left out with a warning instead of refusing the person.
 */
#include "registry/nppes.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/person_name.h"
#include "core/sheet_day.h"
#include "registry/nppes_inside.h"
#include "registry/source.h"
#include "store/lookup.h"
#include "store/merge.h"
#include "store/provider_name.h"
#include "base/banned.h"

const char *
nppes_name_kind(const char *code)
{
	return text_equal(code, "1") ? "former" : text_equal(code, "2") ? "professional" : "alias";
}

bool
nppes_begin(struct import *in, struct err *err)
{
	return import_row_begin(in, err);
}

static void
begin_record(struct import *in, struct record *r, const char *kind)
{
	record_init(r, record_kind_find(kind), in->catalog, in->today_day, &in->row_arena);
	r->is_import = true;
}

/* A field that may be left out. */
static void
assign(struct import *in, const struct nppes_record *n, struct record *r, const char *field,
    const char *text)
{
	struct err why = ERR_INIT;

	if (text_blank(text) || sheet_nothing(text))
		return;
	if (!record_assign(r, field, text, &why))
		import_problem(in, n->line, n->column, PROBLEM_WARNING, "%s of NPI %s is left out: %s",
		    field, n->npi, why.text);
}

/* Fields in which what we have is kept; all others of "yes" are the registry's. */
static void
keep_all_but(struct record *r, const char *const *theirs, size_t count)
{
	bool *keeps = arena_array(r->arena, r->kind->fields, sizeof(*keeps));

	for (size_t i = 0; i < r->kind->fields; i++) {
		keeps[i] = true;
		for (size_t t = 0; t < count; t++)
			if (strcmp(r->kind->field[i].name, theirs[t]) == 0)
				keeps[i] = false;
	}
	r->keeps = keeps;
}

static bool
is_here(const struct nppes_record *n)
{
	return n->country[0] == '\0' || text_equal_nocase(n->country, "US");
}

static void
fill_provider(struct import *in, const struct nppes_record *n, struct record *r)
{
	static const char *const theirs[] = { "taxonomy_code", "enumerated_day",
		"nppes_updated_day" };
	struct nppes_field field[NPPES_FIELDS];

	begin_record(in, r, "provider");
	keep_all_but(r, theirs, LEN(theirs));
	nppes_fields(n, &in->row_arena, field);
	for (size_t i = 0; i < NPPES_FIELDS; i++)
		assign(in, n, r, field[i].field, field[i].text);
}

/* A name that differs is worth a look: a marriage, or somebody else's NPI in the old list. */
static bool
compare_name(struct import *in, const struct nppes_record *n, int64_t provider_id, struct err *err)
{
	struct str ours = STR_INIT, theirs = STR_INIT;
	const char *last_name;

	if (!lookup_provider_name(in->db, provider_id, &in->row_arena, &last_name, err))
		return false;
	utf8_fold(last_name, &ours);
	utf8_fold(n->last, &theirs);
	if (strcmp(ours.text, theirs.text) != 0)
		import_problem(in, n->line, n->column, PROBLEM_WARNING, "NPI %s has the last name "
		    "\"%s\" in the registry and \"%s\" here. Look whether it is the same person", n->npi,
		    n->last, last_name);
	str_clear(&ours);
	str_clear(&theirs);
	return true;
}

/* A license that the provider told the registry of: unverified. */
static bool
take_license(struct import *in, const struct nppes_record *n, const struct nppes_taxonomy *t,
    struct err *err)
{
	struct err why = ERR_INIT;
	struct record r;
	int64_t id;

	begin_record(in, &r, "credential");
	keep_all_but(&r, NULL, 0);
	bool ok = record_assign(&r, "provider", n->npi, &why) &&
	    record_assign(&r, "credential_type", "state_license", &why) &&
	    record_assign(&r, "number", t->license, &why) &&
	    record_assign(&r, "state", t->state, &why) &&
	    record_assign(&r, "note", "self-reported to NPPES", &why) &&
	    import_row_put(in, &r, &id, &why);
	if (ok)
		return true;
	if (!import_is_refusal(&why)) {
		*err = why;
		return false;
	}
	import_problem(in, n->line, n->column, PROBLEM_WARNING, "the license \"%s\" of NPI %s is left "
	    "out: %s", t->license, n->npi, why.text);
	return true;
}

static bool
take_licenses(struct import *in, const struct nppes_record *n, struct err *err)
{
	for (size_t i = 0; i < n->taxonomies; i++)
		if (!text_blank(n->taxonomy[i].license) && !sheet_nothing(n->taxonomy[i].license) &&
		    !take_license(in, n, &n->taxonomy[i], err))
			return false;
	return true;
}

static bool
take_names(struct import *in, const struct nppes_record *n, int64_t provider_id, struct err *err)
{
	for (size_t i = 0; i < n->names; i++) {
		bool added;
		if (text_blank(n->name[i].last))
			continue;
		if (!provider_name_add(in->db, provider_id, n->name[i].kind,
		    person_name_recase(n->name[i].last, &in->row_arena),
		    person_name_recase(n->name[i].first, &in->row_arena), &added, err))
			return false;
		if (added)
			import_row_changed(in);
	}
	return true;
}

/* What readiness compares with, whatever of it was taken over. */
static bool
keep_said(struct import *in, const struct nppes_record *n, int64_t provider_id, struct err *err)
{
	struct nppes_record_row row = { .read_from = in->file, .read_ms = in->by.now_ms };

	nppes_said(n, in->today_day, &in->row_arena, &row);
	return nppes_record_save(in->db, provider_id, &row, err);
}

/* What the registry says of a merged record's number may be about somebody else. */
static bool
check_merged(const struct import *in, const struct nppes_record *n, struct err *err)
{
	struct err unknown = ERR_INIT;
	int64_t record_id, provider_id;

	if (!lookup_provider_record(in->db, n->npi, &record_id, &unknown))
		return true;
	if (!merge_follow(in->db, record_id, &provider_id, err))
		return false;
	return record_id == provider_id || fail(err, ERR_INPUT, "NPI %s is of a record that was merged "
	    "into provider %lld. What the registry says of it is left out", n->npi,
	    (long long)provider_id);
}

static bool
put_person(struct import *in, const struct nppes_record *n, struct err *err)
{
	struct record r;
	int64_t provider_id;

	fill_provider(in, n, &r);
	return check_merged(in, n, err) && record_assign(&r, "npi", n->npi, err) &&
	    import_row_put(in, &r, &provider_id, err) &&
	    compare_name(in, n, provider_id, err) && keep_said(in, n, provider_id, err) &&
	    take_licenses(in, n, err) && take_names(in, n, provider_id, err);
}

static bool
put_organization(struct import *in, const struct nppes_record *n, struct err *err)
{
	const char *name;
	struct record r;
	int64_t id;

	if (text_blank(n->organization))
		return fail(err, ERR_INPUT, "NPI %s is an organization without a name", n->npi);
	if (!lookup_location_name(in->db, n->npi, n->organization, &in->row_arena, &name, err))
		return false;
	begin_record(in, &r, "location");
	keep_all_but(&r, NULL, 0);
	assign(in, n, &r, "address", text_blank(n->address_2) ? n->address_1 :
	    arena_printf(&in->row_arena, "%s, %s", n->address_1, n->address_2));
	assign(in, n, &r, "city", n->city);
	if (is_here(n)) {
		assign(in, n, &r, "state", n->state);
		assign(in, n, &r, "zip", n->zip);
		assign(in, n, &r, "phone", n->phone);
	}
	return record_assign(&r, "group_npi", n->npi, err) && record_assign(&r, "name", name, err) &&
	    import_row_put(in, &r, &id, err);
}

/* Deactivated and not reactivated since. */
static bool
put_deactivated(const struct import *in, const struct nppes_record *n, struct err *err)
{
	struct err unknown = ERR_INIT;
	int64_t provider_id = 0;

	bool known = lookup_provider(in->db, n->npi, &provider_id, &unknown);
	return fail(err, ERR_INPUT, "NPI %s was deactivated%s%s: nobody may bill under it%s", n->npi,
	    text_blank(n->deactivated) ? "" : " on ", n->deactivated,
	    known ? ". It is kept as a provider here, so look into it" : "");
}

static bool
put(struct import *in, const struct nppes_record *n, struct err *err)
{
	if (text_blank(n->entity) ||
	    (!text_blank(n->deactivated) && text_blank(n->reactivated)))
		return put_deactivated(in, n, err);
	if (strcmp(n->entity, "1") == 0)
		return put_person(in, n, err);
	if (strcmp(n->entity, "2") == 0)
		return put_organization(in, n, err);
	return fail(err, ERR_INPUT, "NPI %s is of the unknown entity type \"%s\"", n->npi, n->entity);
}

bool
nppes_take(struct import *in, const struct nppes_record *n, int64_t bytes_read, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t provider_id;
	bool is_ours = true;

	if (in->is_known_only && !lookup_npi_is_ours(in->db, n->npi, &is_ours, &provider_id, err))
		return false;
	if (!is_ours)
		return import_row_pass(in, bytes_read, err);
	bool ok = put(in, n, &why);
	return import_row_settle(in, ok, &why, n->line, n->column, bytes_read, err);
}

static bool
take_csv(void *context, struct csv *csv, int *ret_line, int *ret_column, struct err *err)
{
	return nppes_import_csv(context, csv, ret_line, ret_column, err);
}

static bool
take_json(void *context, const char *bytes, size_t len, int *ret_line, int *ret_column, struct err *err)
{
	return nppes_import_json(context, bytes, len, ret_line, ret_column, err);
}

bool
nppes_import(struct import *in, csv_read_fn read, void *context, int *ret_line, int *ret_column,
    struct err *err)
{
	const struct registry_forms forms = { take_csv, take_json, in };
	char sha256[HASH_TEXT_BYTES];

	return registry_source_take(read, context, &forms, sha256, ret_line, ret_column, err);
}
