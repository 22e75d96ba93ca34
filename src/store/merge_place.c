/* merge_place: the columns that a merge may write, each with its two statements. */
#include <inttypes.h>
#include <string.h>

#include "store/merge_inside.h"
#include "base/banned.h"

#define PLACE(table, key, column) \
	{ #table, #column, "SELECT " #column " FROM " #table " WHERE " #key " = :row", \
	  "UPDATE " #table " SET " #column " = :value WHERE " #key " = :row" }
#define FILLED(column)	PLACE(provider, provider_id, column)

/* Where a merge may write, and how. */
static const struct merge_place places[] = {
	PLACE(provider_name, provider_name_id, provider_id),
	PLACE(credential, credential_id, provider_id),
	PLACE(document, document_id, provider_id),
	PLACE(enrollment, enrollment_id, provider_id),
	PLACE(background, background_id, provider_id),
	PLACE(provider_link, link_id, provider_id),
	PLACE(committee_item, committee_item_id, provider_id),
	PLACE(contact, contact_id, owner_id),
	PLACE(case_file, case_id, subject_id),
	PLACE(case_file, case_id, provider_id),
	PLACE(screening_match, match_id, subject_id),
	PLACE(feed, feed_id, only_json),
	FILLED(status), FILLED(suffix), FILLED(provider_type), FILLED(specialty), FILLED(taxonomy_code),
	FILLED(birth_day), FILLED(ssn), FILLED(bank_routing), FILLED(bank_account), FILLED(home_address),
	FILLED(discipline),
	FILLED(sex), FILLED(email), FILLED(phone), FILLED(practice_state),
	FILLED(start_day), FILLED(caqh_id), FILLED(caqh_attested_day), FILLED(dea_number), FILLED(note),
};

const char *const merge_filled[] = { "suffix", "provider_type", "specialty", "taxonomy_code", "birth_day", "ssn", "bank_routing", "bank_account", "home_address", "discipline", "sex", "email", "phone", "practice_state", "start_day", "caqh_id", "caqh_attested_day", "dea_number", "note", NULL };

const struct merge_place *
merge_place(const char *table, const char *column)
{
	for (size_t i = 0; i < LEN(places); i++)
		if (strcmp(places[i].table, table) == 0 && strcmp(places[i].column, column) == 0)
			return &places[i];
	BUG("a merge does not write %s.%s", table, column);
}

bool
merge_load_value(struct db *db, const struct merge_place *p, int64_t row, struct arena *a, const char **ret_value,
    struct err *err)
{
	struct query q;

	query_open(&q, db, p->select);
	query_bind_int(&q, ":row", row);
	bool found = query_row(&q);
	*ret_value = found ? query_text(&q, 0, a) : NULL;
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "%s %" PRId64 " is not there any more", p->table, row);
}

bool
merge_save_value(struct db *db, const struct merge_place *p, int64_t row, const char *value, struct err *err)
{
	struct query q;

	query_open(&q, db, p->update);
	query_bind_text(&q, ":value", value);
	query_bind_int(&q, ":row", row);
	return query_run(&q, NULL, err);
}
