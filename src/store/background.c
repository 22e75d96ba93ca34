/* background: rows come by provider; each provider's are judged when the next one begins. */
#include "store/background.h"

#include "base/day.h"
#include "core/work_gap.h"
#include "base/banned.h"

/* What is gathered of one provider. */
struct person {
	int64_t		 provider_id;
	const char	*npi, *last_name, *first_name;
	int32_t		 licensed_day;
	struct work_period *period;
	size_t		 count, size;
};

struct judging {
	int32_t		 today_day;
	bool		 open_only;
	struct json	*array;
};

static int64_t
whole_months(int32_t from, int32_t until)
{
	int months = (until - from) / 31;

	while (day_add_months(from, months + 1) <= until + 1)
		months++;
	return months;
}

static void
judge(struct judging *j, const struct person *p, struct arena *a)
{
	struct work_gap *gap;
	int32_t since;
	size_t count = work_gaps(p->period, p->count, p->licensed_day, j->today_day, a, &gap, &since);

	for (size_t i = 0; i < count; i++) {
		if (gap[i].is_explained && j->open_only)
			continue;
		struct json *row = json_new_object();
		json_set_int(row, "provider_id", p->provider_id);
		json_set_text(row, "npi", p->npi);
		json_set_text(row, "last_name", p->last_name);
		json_set_text(row, "first_name", p->first_name);
		json_set_day(row, "from_day", gap[i].from_day);
		json_set_day(row, "until_day", gap[i].until_day);
		json_set_int(row, "months", whole_months(gap[i].from_day, gap[i].until_day));
		json_set_bool(row, "needs_writing", gap[i].needs_writing);
		json_set_bool(row, "is_explained", gap[i].is_explained);
		json_set_day(row, "since", since);
		json_push(j->array, row);
	}
}

static void
begin_person(struct person *p, struct query *q, struct arena *a)
{
	*p = (struct person){ .provider_id = query_int(q, 0), .npi = query_text(q, 1, a),
		.last_name = query_text(q, 2, a), .first_name = query_text(q, 3, a),
		.licensed_day = query_day(q, 4) };
}

#define PERIODS \
	"SELECT p.provider_id, p.npi, p.last_name, p.first_name, (SELECT min(issued_day) FROM credential c" \
	" WHERE c.provider_id = p.provider_id AND c.credential_type = 'state_license') AS licensed_day," \
	" b.background_id, b.from_day, b.until_day, b.kind = 'gap', b.is_written FROM provider p"
#define THEIRS	" background b ON b.provider_id = p.provider_id AND b.kind IN ('work', 'education', 'training', 'gap')"

bool
background_gaps(struct db *db, int64_t provider_id, int32_t today_day, bool open_only,
    struct json **ret_array, struct err *err)
{
	struct judging j = { today_day, open_only, json_new_array() };
	struct person person = { .provider_id = 0 };
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, provider_id != 0 ?
	    PERIODS " LEFT JOIN" THEIRS " WHERE p.provider_id = :provider_id" :
	    PERIODS " JOIN" THEIRS " WHERE p.status <> 'left' ORDER BY p.provider_id /*scan*/");
	if (provider_id != 0)
		query_bind_int(&q, ":provider_id", provider_id);
	while (query_row(&q)) {
		if (query_int(&q, 0) != person.provider_id) {
			if (person.provider_id != 0)
				judge(&j, &person, &a);
			arena_clear(&a);
			begin_person(&person, &q, &a);
		}
		if (query_null(&q, 5))
			continue;
		person.period = arena_grow(&a, person.period, person.count, &person.size,
		    sizeof(*person.period));
		person.period[person.count++] = (struct work_period){ query_day(&q, 6), query_day(&q, 7),
			query_int(&q, 8) != 0, query_int(&q, 9) != 0 };
	}
	if (person.provider_id != 0)
		judge(&j, &person, &a);
	arena_clear(&a);
	if (query_close(&q, err)) {
		*ret_array = j.array;
		return true;
	}
	json_free(j.array);
	return false;
}

bool
background_is_kept(struct db *db, int64_t provider_id, bool *ret_kept, struct err *err)
{
	struct query q;
	int64_t kept;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM background WHERE provider_id = :provider_id"
	    " AND kind IN ('work', 'education', 'training'))");
	query_bind_int(&q, ":provider_id", provider_id);
	if (!query_run_int(&q, &kept, err))
		return false;
	*ret_kept = kept != 0;
	return true;
}
