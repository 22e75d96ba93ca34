/* stale: each type of the catalog that ages; each of its verifications beside each decision to come. */
#include "store/stale.h"

#include "base/day.h"
#include "core/catalog.h"
#include "base/banned.h"

struct looking {
	struct db	*db;
	int64_t		 provider_id;
	int32_t		 today_day;
	const struct credential_type *type;
	int64_t		 shelf_days;
	struct json	*array;
};

/* When it will be decided; DAY_NONE: not soon. */
static int32_t
decision_day(const struct looking *l, struct query *q)
{
	int32_t decided = query_day(q, 8), submitted = query_day(q, 10);
	int64_t turnaround = query_null(q, 11) ? STALE_TURNAROUND_DAYS : query_int(q, 11);
	int32_t day;

	if (decided != DAY_NONE)
		day = day_add_months(decided, (int)query_int(q, 9));
	else
		day = (submitted != DAY_NONE ? submitted : l->today_day) + (int32_t)turnaround;
	if (decided == DAY_NONE && day < l->today_day)
		day = l->today_day;
	return day <= l->today_day + STALE_AHEAD_DAYS ? day : DAY_NONE;
}

static void
push(struct looking *l, struct query *q, int32_t verified, int32_t decision, struct arena *a)
{
	static const char *const names[] = { "npi", "last_name", "first_name", "state", "number" };
	int32_t good_until = verified + (int32_t)l->shelf_days;
	struct json *row = json_new_object();

	json_set_int(row, "credential_id", query_int(q, 0));
	json_set_int(row, "provider_id", query_int(q, 1));
	for (int i = 0; i < (int)LEN(names); i++)
		json_set_text(row, names[i], query_text(q, 2 + i, a));
	json_set_text(row, "credential_type", l->type->key);
	json_set_text(row, "label", l->type->label);
	json_set_day(row, "verified_day", verified);
	json_set_day(row, "good_until_day", good_until);
	json_set_text(row, "payer_name", query_text(q, 12, a));
	json_set_day(row, "decision_day", decision);
	json_set_int(row, "short_days", decision - good_until);
	json_push(l->array, row);
}

static bool
look(struct looking *l, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, l->db, "SELECT c.credential_id, p.provider_id, p.npi, p.last_name, p.first_name, c.state,"
	    " c.number, c.verified_day, coalesce(e.credentialed_day, e.approved_day), y.recredential_months,"
	    " e.submitted_day, y.turnaround_days, y.name FROM credential c"
	    " JOIN provider p ON p.provider_id = c.provider_id"
	    " JOIN enrollment e ON e.provider_id = c.provider_id JOIN payer y ON y.payer_id = e.payer_id"
	    " WHERE c.credential_type = :type AND c.verified_day IS NOT NULL AND c.status = 'verified'"
	    " AND p.status <> 'left' AND (:provider_id = 0 OR p.provider_id = :provider_id)"
	    " AND e.terminated_day IS NULL AND e.denied_day IS NULL"
	    " AND e.status NOT IN ('terminated', 'withdrawn', 'denied') /*scan*/");
	query_bind_text(&q, ":type", l->type->key);
	query_bind_int(&q, ":provider_id", l->provider_id);
	while (query_row(&q)) {
		int32_t verified = query_day(&q, 7), decision = decision_day(l, &q);
		if (decision != DAY_NONE && decision >= l->today_day && verified + l->shelf_days < decision)
			push(l, &q, verified, decision, &a);
	}
	arena_clear(&a);
	return query_close(&q, err);
}

bool
stale_list(struct db *db, const struct settings *settings, int64_t provider_id, int32_t today_day,
    struct json **ret_array, struct err *err)
{
	struct looking l = { .db = db, .provider_id = provider_id, .today_day = today_day,
	    .array = json_new_array() };
	const struct catalog *c = settings->catalog;
	bool ok = true;

	for (size_t i = 0; ok && i < c->types; i++) {
		l.type = &c->type[i];
		l.shelf_days = catalog_shelf_days(l.type, settings->org_kind == ORG_CVO);
		ok = l.shelf_days == 0 || l.type->is_verified_once || look(&l, err);
	}
	if (ok)
		*ret_array = l.array;
	else
		json_free(l.array);
	return ok;
}
