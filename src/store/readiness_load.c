/* readiness_load: each list of a provider's file by its index; nothing here grows with the others. */
#include <string.h>

#include "base/str.h"
#include "store/nppes_record.h"
#include "store/readiness_inside.h"
#include "store/said.h"
#include "store/screening.h"
#include "base/banned.h"

#define DECISION_NEAR_DAYS 180	/* a decision so far ahead is prepared for */

struct load {
	struct db			*db;
	const struct readiness_ask	*ask;
	struct arena			*a;
	struct readiness_file		*file;
};

static bool
load_provider(struct load *l, struct err *err)
{
	struct readiness_field *field;
	struct query q;

	query_open(&q, l->db, "SELECT * FROM provider WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", l->ask->provider_id);
	if (!query_row(&q))
		return query_close(&q, err) && fail(err, ERR_MISSING, "there is no provider %lld",
		    (long long)l->ask->provider_id);
	size_t count = (size_t)query_columns(&q);
	l->file->facts.field = field = arena_array(l->a, count, sizeof(*field));
	l->file->facts.fields = count;
	for (size_t i = 0; i < count; i++)
		field[i] = (struct readiness_field){
			arena_strdup(l->a, query_column_name(&q, (int)i)), query_text(&q, (int)i, l->a) };
	return query_close(&q, err);
}

static const char *
field_of(const struct load *l, const char *name)
{
	for (size_t i = 0; i < l->file->facts.fields; i++)
		if (strcmp(l->file->facts.field[i].name, name) == 0)
			return l->file->facts.field[i].value;
	BUG("a provider has no column \"%s\"", name);
}

static void
spread_provider(struct load *l)
{
	struct readiness_file *f = l->file;
	const char *attested = field_of(l, "caqh_attested_day");

	f->npi = field_of(l, "npi");
	f->facts.practice_state = field_of(l, "practice_state");
	f->facts.caqh_attested_day = DAY_NONE;
	if (attested != NULL)
		day_parse(attested, &f->facts.caqh_attested_day);
	f->mismatch = (struct mismatch_facts){
		.last_name = field_of(l, "last_name"), .first_name = field_of(l, "first_name"),
		.provider_type = field_of(l, "provider_type"),
		.taxonomy_code = field_of(l, "taxonomy_code"),
		.practice_state = field_of(l, "practice_state"), .dea_number = field_of(l, "dea_number"),
	};
}

static bool
load_credentials(struct load *l, struct err *err)
{
	struct readiness_credential *c = NULL;
	struct mismatch_credential *m;
	const char **issuer = NULL;
	size_t count = 0, size = 0, issuers = 0;
	struct query q;

	query_open(&q, l->db, "SELECT credential_id, credential_type, state, number, status,"
	    " issued_day, expires_day, verified_day, issuer FROM credential"
	    " WHERE provider_id = :provider_id AND status <> 'retired' ORDER BY credential_id");
	query_bind_int(&q, ":provider_id", l->ask->provider_id);
	while (query_row(&q)) {
		c = arena_grow(l->a, c, count, &size, sizeof(*c));
		issuer = arena_grow(l->a, issuer, count, &issuers, sizeof(*issuer));
		issuer[count] = query_text(&q, 8, l->a);
		c[count++] = (struct readiness_credential){
			.credential_id = query_int(&q, 0), .type = query_text(&q, 1, l->a),
			.state = query_text(&q, 2, l->a), .number = query_text(&q, 3, l->a),
			.status = query_text(&q, 4, l->a), .issued_day = query_day(&q, 5),
			.expires_day = query_day(&q, 6), .verified_day = query_day(&q, 7) };
	}
	m = arena_array(l->a, count, sizeof(*m));
	for (size_t i = 0; i < count; i++)
		m[i] = (struct mismatch_credential){ c[i].credential_id, c[i].type, c[i].state, c[i].number, issuer[i],
		    c[i].expires_day };
	l->file->facts.credential = c;
	l->file->mismatch.credential = m;
	l->file->facts.credentials = l->file->mismatch.credentials = count;
	return query_close(&q, err);
}

static bool
load_documents(struct load *l, struct err *err)
{
	struct readiness_document *d = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, l->db, "SELECT document_id, kind, status, state FROM document"
	    " WHERE provider_id = :provider_id ORDER BY document_id");
	query_bind_int(&q, ":provider_id", l->ask->provider_id);
	while (query_row(&q)) {
		d = arena_grow(l->a, d, count, &size, sizeof(*d));
		d[count++] = (struct readiness_document){ query_int(&q, 0), query_text(&q, 1, l->a),
			query_text(&q, 2, l->a), query_text(&q, 3, l->a) };
	}
	l->file->facts.document = d;
	l->file->facts.documents = count;
	return query_close(&q, err);
}

static bool
load_names(struct load *l, struct err *err)
{
	struct mismatch_name *n = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, l->db, "SELECT last_name, first_name FROM provider_name"
	    " WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", l->ask->provider_id);
	while (query_row(&q)) {
		n = arena_grow(l->a, n, count, &size, sizeof(*n));
		n[count++] = (struct mismatch_name){ query_text(&q, 0, l->a), query_text(&q, 1, l->a) };
	}
	l->file->mismatch.name = n;
	l->file->mismatch.names = count;
	return query_close(&q, err);
}

static bool
load_screening(struct load *l, struct err *err)
{
	return screening_last_day(l->db, l->ask->provider_id, l->ask->today_day,
	    &l->file->facts.screened_day, err) &&
	    screening_count_matches(l->db, l->ask->provider_id, true, &l->file->facts.matches, err);
}

static bool
load_registry(struct load *l, struct err *err)
{
	struct nppes_record_row *row;

	if (!nppes_record_load(l->db, l->ask->provider_id, l->a, &row, err))
		return false;
	l->file->mismatch.registry = row != NULL ? &row->said : NULL;
	return true;
}

static bool
load_said(struct load *l, struct err *err)
{
	struct mismatch_said *said;
	size_t count;

	if (!said_load(l->db, l->ask->provider_id, l->a, &said, &count, err))
		return false;
	l->file->mismatch.said = said;
	l->file->mismatch.saids = count;
	return true;
}

/* Which day counts, and whether shelf lives do. */
static void
set_day(const struct load *l, struct readiness_scope *s, int32_t decided_day, int months)
{
	int32_t next = decided_day != DAY_NONE ? day_add_months(decided_day, months) : DAY_NONE;
	bool is_near = next != DAY_NONE && next - l->ask->today_day <= DECISION_NEAR_DAYS;

	s->on_day = l->ask->on_day != DAY_NONE ? l->ask->on_day :
	    is_near && next > l->ask->today_day ? next : l->ask->today_day;
	s->is_settled = l->ask->on_day == DAY_NONE && next != DAY_NONE && !is_near;
}

#define SCOPE_COLUMNS \
	" y.payer_id, y.name, y.kind, y.is_caqh_used, l.location_id, l.name, l.tax_id," \
	" coalesce(nullif(l.state, ''), nullif(e.state, ''), nullif(y.state, ''), p.practice_state, '')," \
	" e.enrollment_id, e.caqh_authorized_day, coalesce(e.credentialed_day, e.approved_day)," \
	" y.recredential_months"
#define ENROLLED \
	"SELECT" SCOPE_COLUMNS " FROM enrollment e JOIN provider p ON p.provider_id = e.provider_id" \
	" JOIN payer y ON y.payer_id = e.payer_id" \
	" LEFT JOIN location l ON l.location_id = coalesce(e.location_id, :location_id)" \
	" WHERE e.provider_id = :provider_id AND (:payer_id IS NULL OR e.payer_id = :payer_id)" \
	" AND (:location_id IS NULL OR e.location_id = :location_id OR (e.location_id IS NULL" \
	"  AND (e.state = '' OR l.state IS NULL OR e.state = l.state)))" \
	" AND e.terminated_day IS NULL AND e.status NOT IN ('terminated', 'withdrawn', 'denied')" \
	" ORDER BY y.name, l.name, e.state, e.enrollment_id"
/* Nobody has begun: the payer that was asked about, or the file for itself. */
#define NOT_ENROLLED \
	"SELECT" SCOPE_COLUMNS " FROM provider p LEFT JOIN payer y ON y.payer_id = :payer_id" \
	" LEFT JOIN location l ON l.location_id = :location_id" \
	" LEFT JOIN enrollment e ON e.enrollment_id = 0 WHERE p.provider_id = :provider_id"

static bool
run_scopes(struct load *l, struct query *q, struct err *err)
{
	struct mismatch_site *site = NULL;
	size_t size = 0, sites = 0, site_size = 0;

	query_bind_int(q, ":provider_id", l->ask->provider_id);
	query_bind_id(q, ":payer_id", l->ask->payer_id);
	query_bind_id(q, ":location_id", l->ask->location_id);
	while (query_row(q)) {
		l->file->scope = arena_grow(l->a, l->file->scope, l->file->scopes, &size,
		    sizeof(*l->file->scope));
		struct readiness_scope *s = &l->file->scope[l->file->scopes++];
		*s = (struct readiness_scope){
			.payer_id = query_int(q, 0), .payer = query_text(q, 1, l->a),
			.payer_kind = query_text(q, 2, l->a), .is_caqh_used = query_int(q, 3) != 0,
			.location_id = query_int(q, 4), .location = query_text(q, 5, l->a),
			.state = query_text(q, 7, l->a), .enrollment_id = query_int(q, 8),
			.caqh_authorized_day = query_day(q, 9) };
		set_day(l, s, query_day(q, 10), (int)query_int(q, 11));
		bool seen = s->location == NULL;
		for (size_t i = 0; i < sites; i++)
			seen = seen || strcmp(site[i].name, s->location) == 0;
		if (seen)
			continue;
		site = arena_grow(l->a, site, sites, &site_size, sizeof(*site));
		site[sites++] = (struct mismatch_site){ s->location, query_text(q, 6, l->a) };
	}
	l->file->mismatch.site = site;
	l->file->mismatch.sites = sites;
	return query_close(q, err);
}

static bool
load_scopes(struct load *l, struct err *err)
{
	struct query q;

	query_open(&q, l->db, ENROLLED);
	if (!run_scopes(l, &q, err))
		return false;
	if (l->file->scopes > 0)
		return true;
	query_open(&q, l->db, NOT_ENROLLED);
	return run_scopes(l, &q, err);
}

bool
readiness_load(struct db *db, const struct settings *settings, const struct readiness_ask *ask,
    struct arena *a, struct readiness_file *ret_file, struct err *err)
{
	struct load l = { db, ask, a, ret_file };

	*ret_file = (struct readiness_file){ .facts = { .catalog = settings->catalog,
	    .is_cvo = settings->org_kind == ORG_CVO } };
	if (!load_provider(&l, err))
		return false;
	spread_provider(&l);
	return load_credentials(&l, err) && load_documents(&l, err) && load_names(&l, err) &&
	    load_screening(&l, err) && load_registry(&l, err) && load_said(&l, err) && load_scopes(&l, err);
}
