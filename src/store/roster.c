/* roster: lines as objects by heading, keyed by NPI and enrollment; two such objects make a delta. */
#include "store/roster.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "base/banned.h"

const char *const roster_fields[] = { "npi", "last_name", "first_name", "middle_name", "suffix",
	"provider_type", "specialty", "taxonomy_code", "caqh_id", "location_name", "address", "city",
	"location_state", "zip", "phone", "tax_id", "group_npi", "state", "status", "submitted_day",
	"effective_day", "provider_number", "license_number", "license_state", "license_expires_day",
	ROSTER_CHANGE, NULL };

/* The license is that of the enrollment's state, the one that holds longest. */
static const char lines_sql[] =
	"SELECT e.enrollment_id, p.npi, p.last_name, p.first_name, p.middle_name, p.suffix, p.provider_type,"
	" p.specialty, p.taxonomy_code, p.caqh_id, l.name AS location_name, l.address, l.city,"
	" l.state AS location_state, l.zip, l.phone, l.tax_id, l.group_npi, e.state, e.status,"
	" e.submitted_day, e.effective_day, e.provider_number, c.number AS license_number,"
	" c.state AS license_state, c.expires_day AS license_expires_day"
	" FROM enrollment e JOIN provider p ON p.provider_id = e.provider_id"
	" LEFT JOIN location l ON l.location_id = e.location_id"
	" LEFT JOIN credential c ON c.credential_id = (SELECT credential_id FROM credential"
	"  WHERE provider_id = p.provider_id AND credential_type = 'state_license' AND status <> 'retired'"
	"  AND state = coalesce(nullif(e.state, ''), p.practice_state)"
	"  ORDER BY expires_day DESC, credential_id LIMIT 1)"
	" WHERE e.payer_id = :payer_id AND p.status <> 'left' AND e.terminated_day IS NULL"
	" AND e.status NOT IN ('denied', 'withdrawn', 'terminated', 'panel closed')"
	" ORDER BY p.npi, e.enrollment_id";

static struct json *
line_of(const struct roster_map *map, const struct json *row)
{
	struct json *line = json_new_object();

	for (size_t i = 0; i < map->columns; i++) {
		const struct roster_column *c = &map->column[i];
		json_set(line, c->heading, c->field == NULL ? json_new_text(c->text) :
		    json_duplicate(json_get(row, c->field)));
	}
	return line;
}

static bool
load_lines(struct db *db, const struct roster_wish *wish, struct json **ret_lines, struct err *err)
{
	struct json *lines = json_new_object();
	struct query q;

	query_open(&q, db, lines_sql);
	query_bind_int(&q, ":payer_id", wish->payer_id);
	while (query_row(&q)) {
		struct json *row = query_row_json(&q, wish->zone);
		struct str key = STR_INIT;
		str_printf(&key, "%s|%lld", json_get_text(row, "npi"),
		    (long long)json_get_int(row, "enrollment_id", 0));
		json_set(lines, key.text, line_of(wish->map, row));
		str_clear(&key);
		json_free(row);
	}
	if (!query_close(&q, err)) {
		json_free(lines);
		return false;
	}
	*ret_lines = lines;
	return true;
}

/* The last accepted one; *ret_id 0 and no lines when there is none. */
static bool
load_accepted(struct db *db, int64_t payer_id, int64_t *ret_id, struct json **ret_lines, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;
	bool ok = true;

	*ret_id = 0;
	*ret_lines = NULL;
	query_open(&q, db, "SELECT roster_id, lines_json FROM roster WHERE payer_id = :payer_id"
	    " AND accepted_ms IS NOT NULL ORDER BY accepted_ms DESC, roster_id DESC LIMIT 1");
	query_bind_int(&q, ":payer_id", payer_id);
	if (query_row(&q)) {
		const char *text = query_text(&q, 1, &a);
		*ret_id = query_int(&q, 0);
		ok = json_parse(text, strlen(text), ret_lines, err);
	}
	arena_clear(&a);
	return query_close(&q, ok ? err : NULL) && ok;
}

static bool
same(const struct json *one, const struct json *other)
{
	struct str a = STR_INIT, b = STR_INIT;

	json_print(one, &a);
	json_print(other, &b);
	bool equal = strcmp(a.text, b.text) == 0;
	str_clear(&a);
	str_clear(&b);
	return equal;
}

static void
push(const struct roster_map *map, struct json *rows, const struct json *line, const char *change)
{
	struct json *row = json_duplicate(line);

	for (size_t i = 0; i < map->columns; i++)
		if (text_equal(map->column[i].field, ROSTER_CHANGE))
			json_set_text(row, map->column[i].heading, change);
	json_push(rows, row);
}

static void
compare(const struct roster_wish *wish, const struct json *now, const struct json *before,
    struct roster_made *made)
{
	struct json *line;
	const char *key;

	for (size_t i = 0; json_entry(now, i, &key, &line); i++) {
		const struct json *old = json_get(before, key);
		bool is_same = old != NULL && same(old, line);
		made->added += old == NULL;
		made->changed += old != NULL && !is_same;
		made->unchanged += is_same;
		if (!is_same || !wish->is_delta)
			push(wish->map, made->rows, line, old == NULL ? "add" : is_same ? NULL : "change");
	}
	for (size_t i = 0; json_entry(before, i, &key, &line); i++) {
		if (json_get(now, key) != NULL)
			continue;
		made->ended++;
		if (wish->is_delta)
			push(wish->map, made->rows, line, "terminate");
	}
}

static bool
keep(struct db *db, const struct roster_wish *wish, const struct json *lines, int64_t since_id,
    int64_t *ret_id, struct err *err)
{
	struct str text = STR_INIT;
	struct query q;

	json_print(lines, &text);
	query_open(&q, db, "INSERT INTO roster (payer_id, made_ms, made_by, since_id, lines_json)"
	    " VALUES (:payer_id, :made_ms, :made_by, :since_id, :lines) RETURNING roster_id");
	query_bind_int(&q, ":payer_id", wish->payer_id);
	query_bind_int(&q, ":made_ms", wish->now_ms);
	query_bind_text(&q, ":made_by", wish->actor);
	query_bind_id(&q, ":since_id", wish->is_delta ? since_id : 0);
	query_bind_text(&q, ":lines", text.text);
	bool ok = query_run_int(&q, ret_id, err);
	str_clear(&text);
	return ok;
}

bool
roster_make(struct db *db, const struct roster_wish *wish, struct roster_made *ret_made, struct err *err)
{
	struct roster_made made = { .rows = json_new_array() };
	struct json *now = NULL, *before = NULL;
	int64_t since_id = 0;

	bool ok = load_accepted(db, wish->payer_id, &since_id, &before, err);
	if (ok && wish->is_delta && since_id == 0)
		ok = fail(err, ERR_MISSING, "the payer accepted no roster so far, so there is nothing to take a "
		    "delta from. Make one without --since-last, then \"roster accept\" it");
	ok = ok && load_lines(db, wish, &now, err) &&
	    keep(db, wish, now, since_id, &made.roster_id, err);
	if (ok)
		compare(wish, now, before, &made);
	json_free(now);
	json_free(before);
	if (!ok) {
		json_free(made.rows);
		return false;
	}
	*ret_made = made;
	return true;
}

bool
roster_accept(struct db *db, int64_t roster_id, const char *actor, int64_t now_ms, struct err *err)
{
	int64_t changed, there;
	struct query q;

	query_open(&q, db, "UPDATE roster SET accepted_ms = :now_ms, accepted_by = :actor"
	    " WHERE roster_id = :roster_id AND accepted_ms IS NULL");
	query_bind_int(&q, ":roster_id", roster_id);
	query_bind_int(&q, ":now_ms", now_ms);
	query_bind_text(&q, ":actor", actor);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed > 0) {
		struct arena a = ARENA_INIT;
		bool ok = audit_add(db, actor, "roster accept", arena_printf(&a, "roster %lld", (long long)roster_id), "",
		    now_ms, err);
		arena_clear(&a);
		return ok;
	}
	query_open(&q, db, "SELECT count(*) FROM roster WHERE roster_id = :roster_id");
	query_bind_int(&q, ":roster_id", roster_id);
	if (!query_run_int(&q, &there, err))
		return false;
	return there > 0 ? fail(err, ERR_CONFLICT, "roster %lld was accepted before", (long long)roster_id) :
	    fail(err, ERR_MISSING, "there is no roster %lld", (long long)roster_id);
}

void
roster_query_list(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT r.roster_id, y.name AS payer_name, r.made_ms, r.made_by, r.since_id,"
	    " r.accepted_ms, r.accepted_by FROM roster r JOIN payer y ON y.payer_id = r.payer_id"
	    " ORDER BY r.roster_id DESC /*scan*/");
}
