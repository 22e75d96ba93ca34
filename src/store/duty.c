/* duty: one UPSERT a duty that touches only what differs; cases hear of what was touched. */
#include "store/duty.h"

#include "base/day.h"
#include "base/str.h"
#include "store/changed.h"
#include "base/banned.h"

#define DIFFERS \
	" WHERE (title, evidence, every_months, every_days, open_days, given_day, status) IS NOT" \
	" (excluded.title, excluded.evidence, excluded.every_months, excluded.every_days," \
	" excluded.open_days, excluded.given_day, 'active')"

static bool
keep_one(struct db *db, const struct duty *duty, int64_t now_ms, struct err *err)
{
	int64_t duty_id = 0;
	struct query q;

	query_open(&q, db, "INSERT INTO duty (key, title, evidence, every_months, every_days, open_days,"
	    " given_day, next_day, created_ms, modified_ms) VALUES (:key, :title, :evidence,"
	    " nullif(:months, 0), nullif(:days, 0), :open_days, :next_day, :next_day, :now_ms, :now_ms)"
	    " ON CONFLICT (key) DO UPDATE SET title = excluded.title, evidence = excluded.evidence,"
	    " every_months = excluded.every_months, every_days = excluded.every_days,"
	    " open_days = excluded.open_days, given_day = excluded.given_day, status = 'active',"
	    " next_day = CASE WHEN given_day = excluded.given_day THEN next_day ELSE excluded.next_day END,"
	    " modified_ms = excluded.modified_ms" DIFFERS " RETURNING duty_id");
	query_bind_text(&q, ":key", duty->key);
	query_bind_text(&q, ":title", duty->title);
	query_bind_text(&q, ":evidence", duty->evidence);
	query_bind_int(&q, ":months", duty->every_months);
	query_bind_int(&q, ":days", duty->every_days);
	query_bind_int(&q, ":open_days", duty->open_days);
	query_bind_day(&q, ":next_day", duty->next_day);
	query_bind_int(&q, ":now_ms", now_ms);
	if (query_row(&q))
		duty_id = query_int(&q, 0);
	return query_close(&q, err) &&
	    (duty_id == 0 || changed_mark(db, "duty", duty_id, now_ms, err));
}

static bool
is_in_force(const struct duties *duties, const char *key)
{
	for (size_t i = 0; i < duties->count; i++)
		if (duties->duty[i].next_day != DAY_NONE && text_equal(duties->duty[i].key, key))
			return true;
	return false;
}

static bool
retire(struct db *db, int64_t duty_id, int64_t now_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE duty SET status = 'retired', modified_ms = :now_ms"
	    " WHERE duty_id = :duty_id");
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_int(&q, ":duty_id", duty_id);
	return query_run(&q, NULL, err) && changed_mark(db, "duty", duty_id, now_ms, err);
}

static bool
retire_others(struct db *db, const struct duties *duties, int64_t now_ms, struct arena *a,
    struct err *err)
{
	int64_t *gone = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT duty_id, key FROM duty WHERE status = 'active' /*scan*/");
	while (query_row(&q))
		if (!is_in_force(duties, query_text(&q, 1, a))) {
			gone = arena_grow(a, gone, count, &size, sizeof(*gone));
			gone[count++] = query_int(&q, 0);
		}
	bool ok = query_close(&q, err);
	for (size_t i = 0; ok && i < count; i++)
		ok = retire(db, gone[i], now_ms, err);
	return ok;
}

/* Most practices that have just begun: no write, and no waiting for others who write. */
static bool
is_nothing_to_do(struct db *db, const struct duties *duties, bool *ret_nothing, struct err *err)
{
	int64_t kept;
	struct query q;

	*ret_nothing = false;
	for (size_t i = 0; i < duties->count; i++)
		if (duties->duty[i].next_day != DAY_NONE)
			return true;
	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM duty WHERE status = 'active' /*scan*/)");
	if (!query_run_int(&q, &kept, err))
		return false;
	*ret_nothing = kept == 0;
	return true;
}

bool
duty_keep(struct db *db, const struct duties *duties, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	bool nothing;

	if (!is_nothing_to_do(db, duties, &nothing, err))
		return false;
	if (nothing)
		return true;
	if (!db_begin(db, err))
		return false;
	bool ok = retire_others(db, duties, now_ms, &a, err);
	for (size_t i = 0; ok && i < duties->count; i++)
		if (duties->duty[i].next_day != DAY_NONE)
			ok = keep_one(db, &duties->duty[i], now_ms, err);
	arena_clear(&a);
	return db_end(db, ok, err);
}
