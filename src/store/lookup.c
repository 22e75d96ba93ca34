/* lookup: ids from the words of people. */
#include "store/lookup.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "store/merge.h"
#include "base/banned.h"

/* Runs a query that gives an id; words the absence. */
static bool
found(struct query *q, const char *what, const char *word, int64_t *ret_id, struct err *err)
{
	struct err mine = ERR_INIT;

	if (query_run_int(q, ret_id, &mine))
		return true;
	if (mine.kind == ERR_MISSING)
		return fail(err, ERR_MISSING, "there is no %s \"%s\"", what, word);
	if (err != NULL)
		*err = mine;
	return false;
}

/* The number in the word, or 0, which is the id of nothing. */
static int64_t
number_in(const char *word)
{
	int64_t number;

	return int_parse(word, &number) && number > 0 ? number : 0;
}

bool
lookup_case(struct db *db, const char *word, int64_t *ret_case_id, struct err *err)
{
	int64_t id = number_in(strncasecmp(word, "CR-", 3) == 0 ? word + 3 : word);
	struct query q;

	if (id == 0)
		return fail(err, ERR_INPUT, "\"%s\" is no case. Cases are written 1042 or CR-1042",
		    word);
	query_open(&q, db, "SELECT case_id FROM case_file WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", id);
	return found(&q, "case", word, ret_case_id, err);
}

bool
lookup_provider(struct db *db, const char *word, int64_t *ret_provider_id, struct err *err)
{
	int64_t id;

	return lookup_provider_record(db, word, &id, err) && merge_follow(db, id, ret_provider_id, err);
}

bool
lookup_provider_record(struct db *db, const char *word, int64_t *ret_provider_id, struct err *err)
{
	struct query q;

	/* Ten digits are an NPI; ids stay far below. */
	if (strlen(word) == 10) {
		query_open(&q, db, "SELECT provider_id FROM provider WHERE npi = :npi");
		query_bind_text(&q, ":npi", word);
	} else {
		if (number_in(word) == 0)
			return fail(err, ERR_INPUT, "\"%s\" is no provider. "
			    "Give the number or the NPI", word);
		query_open(&q, db, "SELECT provider_id FROM provider"
		    " WHERE provider_id = :provider_id");
		query_bind_int(&q, ":provider_id", number_in(word));
	}
	return found(&q, "provider", word, ret_provider_id, err);
}

bool
lookup_payer(struct db *db, const char *word, int64_t *ret_payer_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT payer_id FROM payer WHERE payer_id = :payer_id"
	    " OR name = :name OR folded_name = fold(:name) LIMIT 1");
	query_bind_int(&q, ":payer_id", number_in(word));
	query_bind_text(&q, ":name", word);
	return found(&q, "payer", word, ret_payer_id, err);
}

bool
lookup_location(struct db *db, const char *word, int64_t *ret_location_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT location_id FROM location WHERE location_id = :location_id"
	    " OR name = :name OR folded_name = fold(:name) LIMIT 1");
	query_bind_int(&q, ":location_id", number_in(word));
	query_bind_text(&q, ":name", word);
	return found(&q, "location", word, ret_location_id, err);
}

bool
lookup_record(struct db *db, const char *kind, const char *word, int64_t *ret_id, struct err *err)
{
	static const struct { const char *kind; lookup_fn *look; } looks[] = {
		{ "provider", lookup_provider }, { "payer", lookup_payer }, { "location", lookup_location },
	};
	int64_t id = number_in(word);

	for (size_t i = 0; i < LEN(looks); i++)
		if (strcmp(looks[i].kind, kind) == 0)
			return looks[i].look(db, word, ret_id, err);
	if (id == 0)
		return fail(err, ERR_INPUT, "\"%s\" is no %s number", word, kind);
	*ret_id = id;
	return true;
}

bool
lookup_provider_name(struct db *db, int64_t provider_id, struct arena *a,
    const char **ret_last_name, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT last_name FROM provider WHERE provider_id = :provider_id");
	query_bind_int(&q, ":provider_id", provider_id);
	*ret_last_name = query_row(&q) ? query_text(&q, 0, a) : "";
	return query_close(&q, err);
}

bool
lookup_location_name(struct db *db, const char *group_npi, const char *name, struct arena *a,
    const char **ret_name, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT name FROM location WHERE group_npi = :group_npi"
	    " ORDER BY location_id LIMIT 1");
	query_bind_text(&q, ":group_npi", group_npi);
	const char *known = query_row(&q) ? query_text(&q, 0, a) : NULL;
	if (!query_close(&q, err))
		return false;
	query_open(&q, db, "SELECT 1 FROM location WHERE folded_name = fold(:name)"
	    " AND group_npi IS NOT NULL LIMIT 1");
	query_bind_text(&q, ":name", name);
	bool taken = query_row(&q);
	*ret_name = known != NULL ? known : taken ? arena_printf(a, "%s (%s)", name, group_npi) : name;
	return query_close(&q, err);
}

bool
lookup_npi_is_ours(struct db *db, const char *npi, bool *ret_ours, int64_t *ret_provider_id,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT (SELECT provider_id FROM provider WHERE npi = :npi),"
	    " EXISTS (SELECT 1 FROM location WHERE group_npi = :npi AND retired_day IS NULL)");
	query_bind_text(&q, ":npi", npi);
	if (query_row(&q)) {
		*ret_provider_id = query_int(&q, 0);
		*ret_ours = *ret_provider_id != 0 || query_int(&q, 1) != 0;
	}
	return query_close(&q, err);
}
