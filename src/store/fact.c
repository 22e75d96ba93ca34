/* fact: the table of single values.  Which ones there are: schema/0001_base.sql. */
#include "store/fact.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"


bool
fact_load(struct db *db, const char *name, struct arena *a, const char **ret_value,
    struct err *err)
{
	const char *value = NULL;
	struct query q;

	query_open(&q, db, "SELECT value FROM fact WHERE name = :name");
	query_bind_text(&q, ":name", name);
	if (query_row(&q))
		value = query_text(&q, 0, a);
	if (!query_close(&q, err))
		return false;
	*ret_value = value;
	return true;
}

bool
fact_save(struct db *db, const char *name, const char *value, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO fact (name, value) VALUES (:name, :value)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
	query_bind_text(&q, ":name", name);
	query_bind_text(&q, ":value", value);
	return query_run(&q, NULL, err);
}

bool
fact_database_id(struct db *db, struct arena *a, const char **ret_id, struct err *err)
{
	char text[HASH_ID_BYTES];
	const char *id;

	if (!fact_load(db, "database_id", a, &id, err))
		return false;
	if (id == NULL) {
		id = arena_strdup(a, random_id(text));
		if (!fact_save(db, "database_id", id, err))
			return false;
	}
	*ret_id = id;
	return true;
}

bool
fact_clock(struct db *db, int64_t now_ms, int64_t *ret_now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	const char *value;
	int64_t last;

	if (!fact_load(db, FACT_CLOCK, &a, &value, err))
		return false;
	if (value != NULL && int_parse(value, &last) && last > now_ms)
		now_ms = last;
	arena_clear(&a);
	*ret_now_ms = now_ms;
	return true;
}

bool
fact_clock_save(struct db *db, int64_t now_ms, struct err *err)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, now_ms);
	return fact_save(db, FACT_CLOCK, text, err);
}
