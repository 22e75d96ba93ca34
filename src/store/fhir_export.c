/* fhir_export: one query a kind of row; what belongs to a provider is looked up beside it. */
#include "store/fhir_export.h"

#include <string.h>

#include "core/fhir.h"
#include "base/banned.h"

struct exporting {
	struct db			*db;
	const struct fhir_export_wish	*wish;
	bool	(*write)(void *context, const char *bytes, size_t len, struct err *err);
	void	*context;
	int64_t	 rows;
};

/* Writes one resource and frees it; NULL is none. */
static bool
put(struct exporting *x, struct json *resource, struct err *err)
{
	struct str line = STR_INIT;

	if (resource == NULL)
		return true;
	json_print(resource, &line);
	str_add_char(&line, '\n');
	json_free(resource);
	bool ok = x->write(x->context, line.text, line.len, err);
	str_clear(&line);
	x->rows++;
	return ok;
}

/* The rows that belong to a provider, as a member of its row. */
static bool
add_rows(struct exporting *x, struct json *row, const char *key, const char *sql, struct err *err)
{
	struct json *rows;
	struct query q;

	query_open(&q, x->db, sql);
	query_bind_int(&q, ":provider_id", json_get_int(row, "provider_id", 0));
	if (!query_json(&q, x->wish->settings->zone, &rows, err))
		return false;
	json_set(row, key, rows);
	return true;
}

static bool
open_birth(struct exporting *x, struct json *row, struct err *err)
{
	const char *sealed = json_get_text(row, "birth_day");
	struct str day = STR_INIT;

	if (sealed == NULL || !x->wish->with_birth_days)
		return true;
	bool ok = db_unseal(x->db, sealed, &day, err);
	if (ok)
		json_set_text(row, "birth_day", day.text);
	explicit_bzero(day.text, day.len);
	str_clear(&day);
	return ok;
}

static bool
put_practitioner(struct exporting *x, struct json *row, struct err *err)
{
	return open_birth(x, row, err) && add_rows(x, row, "names", "SELECT kind, last_name, first_name FROM provider_name"
	    " WHERE provider_id = :provider_id ORDER BY provider_name_id", err) &&
	    add_rows(x, row, "credentials", "SELECT * FROM credential"
	    " WHERE provider_id = :provider_id ORDER BY credential_id", err) &&
	    put(x, fhir_practitioner(row, x->wish->settings->catalog, x->wish->with_birth_days), err);
}

/* At which sites: those of enrollments that did not end. */
static bool
put_role(struct exporting *x, struct json *row, struct err *err)
{
	struct json *ids = json_new_array();
	struct query q;

	query_open(&q, x->db, "SELECT DISTINCT location_id FROM enrollment WHERE provider_id = :provider_id"
	    " AND location_id IS NOT NULL AND terminated_day IS NULL AND denied_day IS NULL"
	    " ORDER BY location_id");
	query_bind_int(&q, ":provider_id", json_get_int(row, "provider_id", 0));
	while (query_row(&q))
		json_push(ids, json_new_int(query_int(&q, 0)));
	json_set(row, "location_ids", ids);
	return query_close(&q, err) && put(x, fhir_role(row), err);
}

static bool
put_payer(struct exporting *x, struct json *row, struct err *err)
{
	return put(x, fhir_payer(row), err);
}

static bool
put_location(struct exporting *x, struct json *row, struct err *err)
{
	return put(x, fhir_location(row), err);
}

static bool
put_verification(struct exporting *x, struct json *row, struct err *err)
{
	return put(x, fhir_verification(row, x->wish->settings->catalog), err);
}

static const struct type {
	const char	*name, *sql;
	bool		(*put)(struct exporting *x, struct json *row, struct err *err);
} types[] = {
	{ "Organization", "SELECT * FROM payer ORDER BY payer_id /*scan*/", put_payer },
	{ "Location", "SELECT * FROM location ORDER BY location_id /*scan*/", put_location },
	{ "Practitioner", "SELECT * FROM provider ORDER BY provider_id /*scan*/", put_practitioner },
	{ "PractitionerRole", "SELECT * FROM provider ORDER BY provider_id /*scan*/ ", put_role },
	{ "VerificationResult", "SELECT * FROM credential ORDER BY credential_id /*scan*/",
	  put_verification },
};

const char *
fhir_export_type(size_t i)
{
	return i < LEN(types) ? types[i].name : NULL;
}

static const struct type *
find_type(const char *name)
{
	for (size_t i = 0; i < LEN(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	BUG("no resource \"%s\"", name);
}

bool
fhir_export_rows(struct db *db, const char *name, const struct fhir_export_wish *wish,
    bool (*write)(void *context, const char *bytes, size_t len, struct err *err), void *context,
    int64_t *ret_rows, struct err *err)
{
	struct exporting x = { .db = db, .wish = wish, .write = write, .context = context };
	const struct type *type = find_type(name);
	struct query q;
	bool ok = true;

	if (strcmp(name, "Organization") == 0)
		ok = put(&x, fhir_practice(wish->settings->org_name), err);
	query_open(&q, db, type->sql);
	while (ok && query_row(&q)) {
		struct json *row = query_row_json(&q, wish->settings->zone);
		ok = type->put(&x, row, err);
		json_free(row);
	}
	*ret_rows = x.rows;
	return query_close(&q, ok ? err : NULL) && ok;
}
