/* checkup: one query a finding; the pairs of store/duplicate are one more. */
#include "store/checkup.h"

#include <string.h>

#include "core/readiness.h"
#include "store/duplicate.h"
#include "base/banned.h"

#define DUPLICATE_SCORE_MIN	60

#define NAME	"p.npi, p.last_name || CASE WHEN p.first_name = '' THEN '' ELSE ', ' || p.first_name END AS provider, "
#define CREDENTIAL " FROM credential c JOIN provider p ON p.provider_id = c.provider_id" \
	" WHERE p.status <> 'left' AND c.status <> 'retired'"
#define WITH_STATE "c.credential_type || CASE WHEN c.state = '' THEN '' ELSE ' ' || c.state END"

/* :today, :soon (30 days on), :attested and :attested_il: the last days on which an attestation still holds. */
static const struct finding {
	int		 harm;
	const char	*name, *label, *advice, *sql;
} findings[] = {
	{ 1, "license_expired", "licenses and registrations that are past",
	  "nobody may practise or bill on these: renew them, or mend the day",
	  "SELECT " NAME WITH_STATE " || ' ' || c.number || ' expired ' || c.expires_day AS detail" CREDENTIAL
	  " AND c.credential_type IN ('state_license', 'dea', 'cds') AND c.expires_day < :today"
	  " ORDER BY c.expires_day, p.npi /*scan*/" },
	{ 1, "cover_expired", "malpractice cover that is past",
	  "payers take nobody without cover: ask for the new certificate",
	  "SELECT " NAME "'expired ' || c.expires_day AS detail" CREDENTIAL
	  " AND c.credential_type = 'malpractice_insurance' AND c.expires_day < :today"
	  " ORDER BY c.expires_day, p.npi /*scan*/" },
	{ 1, "attestation_lapsed", "CAQH profiles whose attestation has lapsed",
	  "payers stop reading a profile that is not attested: ask the provider to attest today",
	  "SELECT " NAME "'last attested ' || p.caqh_attested_day AS detail FROM provider p"
	  " WHERE p.status <> 'left' AND p.caqh_attested_day < CASE p.practice_state WHEN 'IL' THEN"
	  " :attested_il ELSE :attested END ORDER BY p.caqh_attested_day, p.npi /*scan*/" },
	{ 2, "expires_soon", "what expires within 30 days",
	  "renewals take weeks: begin them now",
	  "SELECT " NAME WITH_STATE " || ' expires ' || c.expires_day AS detail" CREDENTIAL
	  " AND c.expires_day BETWEEN :today AND :soon ORDER BY c.expires_day, p.npi /*scan*/" },
	{ 2, "attestation_missing", "providers without a day of attestation at CAQH",
	  "look the day up in ProView and add it (column \"CAQH last attested\")",
	  "SELECT " NAME "CASE WHEN p.caqh_id IS NULL THEN 'no CAQH number either' ELSE 'CAQH ' || p.caqh_id END"
	  " AS detail FROM provider p WHERE p.status <> 'left' AND p.caqh_attested_day IS NULL"
	  " ORDER BY p.npi /*scan*/" },
	{ 2, "license_missing", "providers without a license",
	  "add its number, state and last day (columns \"License number\", \"License state\", \"License expires\")",
	  "SELECT " NAME "'in ' || coalesce(p.practice_state, 'no state') AS detail FROM provider p"
	  " WHERE p.status <> 'left' AND NOT EXISTS (SELECT 1 FROM credential c WHERE"
	  " c.provider_id = p.provider_id AND c.credential_type = 'state_license' AND c.status <> 'retired')"
	  " ORDER BY p.npi /*scan*/" },
	{ 3, "day_missing", "licenses and registrations without their last day",
	  "nothing can remind of these: add the day",
	  "SELECT " NAME WITH_STATE " || ' ' || c.number AS detail" CREDENTIAL
	  " AND c.credential_type IN ('state_license', 'dea', 'cds', 'malpractice_insurance')"
	  " AND c.expires_day IS NULL ORDER BY p.npi /*scan*/" },
};

static const struct finding twice = { 3, "duplicates", "records that may be one person",
	"look at both; then \"provider merge\", or \"provider distinct\" when they are two people", NULL };

static void
push(struct json *array, const struct finding *f, struct json *rows, int64_t count)
{
	struct json *one = json_new_object();

	if (count == 0) {
		json_free(one);
		json_free(rows);
		return;
	}
	json_set_int(one, "harm", f->harm);
	json_set_text(one, "finding", f->name);
	json_set_text(one, "label", f->label);
	json_set_text(one, "advice", f->advice);
	json_set_int(one, "count", count);
	json_set(one, "rows", rows);
	json_push(array, one);
}

static bool
find(struct db *db, const struct finding *f, int32_t today_day, struct json *array, struct err *err)
{
	static const struct { const char *name; int days; } days[] = {
		{ ":today", 0 }, { ":soon", 30 }, { ":attested", -CAQH_DAYS },
		{ ":attested_il", -CAQH_DAYS_ILLINOIS },
	};
	struct json *rows = json_new_array();
	int64_t count = 0;
	struct query q;

	query_open(&q, db, f->sql);
	for (size_t i = 0; i < LEN(days); i++)
		if (strstr(f->sql, days[i].name) != NULL)
			query_bind_day(&q, days[i].name, today_day + days[i].days);
	while (query_row(&q))
		if (count++ < CHECKUP_ROWS_MAX)
			json_push(rows, query_row_json(&q, NULL));
	if (!query_close(&q, err)) {
		json_free(rows);
		return false;
	}
	push(array, f, rows, count);
	return true;
}

static bool
find_twice(struct db *db, struct json *array, struct err *err)
{
	struct json *pairs, *rows = json_new_array();

	if (!duplicate_list(db, 0, DUPLICATE_SCORE_MIN, &pairs, err)) {
		json_free(rows);
		return false;
	}
	for (size_t i = 0; i < json_count(pairs) && i < CHECKUP_ROWS_MAX; i++) {
		const struct json *pair = json_at(pairs, i);
		struct json *row = json_new_object();
		struct str detail = STR_INIT;
		str_printf(&detail, "and %s, NPI %s", json_get_text(pair, "other_name"),
		    json_get_text(pair, "other_npi"));
		json_set_text(row, "npi", json_get_text(pair, "npi"));
		json_set_text(row, "provider", json_get_text(pair, "name"));
		json_set_text(row, "detail", detail.text);
		json_push(rows, row);
		str_clear(&detail);
	}
	push(array, &twice, rows, (int64_t)json_count(pairs));
	json_free(pairs);
	return true;
}

bool
checkup_list(struct db *db, int32_t today_day, struct json *array, struct err *err)
{
	for (size_t i = 0; i < LEN(findings); i++)
		if (!find(db, &findings[i], today_day, array, err))
			return false;
	return find_twice(db, array, err);
}
