/*
 * duty: one UPSERT a duty that touches only what differs; cases hear of what was touched.  Those that are
 * switched off stand in the catalog alone.
 */
#include "store/duty.h"

#include "base/day.h"
#include "base/str.h"
#include "store/case_file.h"
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

static const struct duty *
find_in_catalog(const struct duties *duties, const char *key)
{
	for (size_t i = 0; i < duties->count; i++)
		if (text_equal(duties->duty[i].key, key))
			return &duties->duty[i];
	return NULL;
}

static bool
has_row(const struct json *rows, const char *key)
{
	for (size_t i = 0; i < json_count(rows); i++)
		if (text_equal(json_get_text(json_at(rows, i), "key"), key))
			return true;
	return false;
}

/* What stands in the catalog alone. */
static void
push_without_row(struct json *array, const struct duty *duty)
{
	static const char *const absent[] = { "done_day", "done_by", "done_evidence", "case_id", "state" };
	struct json *row = json_new_object();
	char day[DAY_TEXT_BYTES];
	bool is_off = duty->next_day == DAY_NONE;

	json_set(row, "duty_id", json_new_null());
	json_set_text(row, "key", duty->key);
	json_set_text(row, "title", duty->title);
	json_set_text(row, "evidence", duty->evidence);
	json_set(row, "every_months", duty->every_months > 0 ? json_new_int(duty->every_months) : json_new_null());
	json_set(row, "every_days", duty->every_days > 0 ? json_new_int(duty->every_days) : json_new_null());
	json_set_int(row, "open_days", duty->open_days);
	json_set_text(row, "next_day", is_off ? NULL : day_format(duty->next_day, day));
	for (size_t i = 0; i < LEN(absent); i++)
		json_set(row, absent[i], json_new_null());
	json_set_text(row, "status", is_off ? "off" : "begins");
	json_set_bool(row, "is_open", false);
	json_set_text(row, "source", duty->source);
	json_push(array, row);
}

bool
duty_list(struct db *db, const struct duties *duties, const struct zone *zone,
    struct json **ret_array, struct err *err)
{
	struct json *rows;
	struct query q;

	query_open(&q, db, "SELECT d.duty_id, d.key, d.title, d.evidence, d.every_months, d.every_days,"
	    " d.open_days, d.next_day, d.done_day, d.done_by, d.done_evidence, c.case_id, c.state, d.status,"
	    " coalesce(c.state = 'open', 0) AS is_open FROM duty d LEFT JOIN case_file c"
	    " ON c.subject_type = 'duty' AND c.subject_id = d.duty_id AND c.workflow = 'practice_duty'"
	    " AND c.status IN ('open', 'stuck') ORDER BY d.status, d.next_day, d.key /*scan*/");
	if (!query_json(&q, zone, &rows, err))
		return false;
	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *row = json_at(rows, i);
		const struct duty *duty = find_in_catalog(duties, json_get_text(row, "key"));
		json_set_text(row, "source", duty != NULL ? duty->source : NULL);
	}
	for (size_t i = 0; i < duties->count; i++)
		if (!has_row(rows, duties->duty[i].key))
			push_without_row(rows, &duties->duty[i]);
	*ret_array = rows;
	return true;
}

bool
duty_list_until(struct db *db, const struct duties *duties, const struct zone *zone, int32_t until_day,
    struct json **ret_array, struct err *err)
{
	struct json *rows, *due;

	if (!duty_list(db, duties, zone, &rows, err))
		return false;
	due = json_new_array();
	for (size_t i = 0; i < json_count(rows); i++) {
		const char *text = json_get_text(json_at(rows, i), "next_day");
		int32_t day;
		if (until_day == DAY_NONE || (text != NULL && day_parse(text, &day) && day <= until_day &&
		    !text_equal(json_get_text(json_at(rows, i), "status"), "retired")))
			json_push(due, json_duplicate(json_at(rows, i)));
	}
	json_free(rows);
	*ret_array = due;
	return true;
}

bool
duty_find_case(struct db *db, const struct duties *duties, const char *word, int64_t *ret_duty_id,
    int64_t *ret_case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT duty_id FROM duty WHERE key = :word"
	    " OR duty_id = CASE WHEN :word NOT GLOB '*[^0-9]*' THEN CAST(:word AS INTEGER) END");
	query_bind_text(&q, ":word", word);
	int64_t duty_id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	if (duty_id == 0 && find_in_catalog(duties, word) != NULL)
		return fail(err, ERR_CONFLICT, "\"%s\" is switched off. Give it the day on which it is next "
		    "due in catalogs/duties.yaml, then \"credence tick\"", word);
	if (duty_id == 0)
		return fail(err, ERR_MISSING, "there is no duty \"%s\". \"credence duty list\" has them all", word);
	*ret_duty_id = duty_id;
	return case_find_open(db, "practice_duty", "duty", duty_id, ret_case_id, err) &&
	    (*ret_case_id != 0 || fail(err, ERR_CONFLICT, "no case is open for the duty \"%s\". "
	    "\"credence tick\" opens it when it is in the catalog", word));
}

void
duty_query_one(struct query *q, struct db *db, int64_t duty_id)
{
	query_open(q, db, "SELECT duty_id, key, next_day, done_day, done_by, done_evidence FROM duty"
	    " WHERE duty_id = :duty_id");
	query_bind_int(q, ":duty_id", duty_id);
}
