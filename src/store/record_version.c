/* record_version: look and change in one transaction, so that nobody comes between them. */
#include "store/record_version.h"

#include "store/record_part.h"
#include "base/banned.h"

static bool
is_stale(const struct json *row, int64_t seen_ms)
{
	int64_t now_ms;

	return seen_ms != 0 && instant_parse(json_get_text(row, "modified_ms"), zone_utc(), &now_ms, NULL) &&
	    now_ms != seen_ms;
}

static bool
change(struct db *db, struct record *r, int64_t id, const struct record_by *by, const struct zone *zone,
    struct json **ret_stale, struct err *err)
{
	enum record_outcome outcome;
	struct json *row;

	if (!record_load_row(db, r->kind->name, id, zone, &row, err))
		return false;
	if (is_stale(row, by->seen_ms)) {
		*ret_stale = row;
		return true;
	}
	json_free(row);
	return record_set(db, r, id, by, &outcome, err);
}

bool
record_set_seen(struct db *db, struct record *r, int64_t id, const struct record_by *by, const struct zone *zone,
    struct json **ret_stale, struct err *err)
{
	struct json *stale = NULL;

	if (!db_begin(db, err) || !db_end(db, change(db, r, id, by, zone, &stale, err), err)) {
		json_free(stale);
		return false;
	}
	*ret_stale = stale;
	return true;
}
