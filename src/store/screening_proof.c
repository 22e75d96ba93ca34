/*
 * screening_proof: a month's runs put together.  Somebody counts as screened with the last run of the
 * month that looked for them, and under the names that it used.
 */
#include "store/screening_proof.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

#define SIGN_NAME	"screening proof %s"

struct proving {
	struct db	*db;
	const struct screening_month *month;
	const struct zone *zone;
	int64_t		 provider_id;		/* 0: everybody */
};

bool
screening_month(const char *text, int32_t today_day, struct screening_month *ret_month,
    struct err *err)
{
	char first[DAY_TEXT_BYTES];
	struct screening_month m;

	m.first_day = day_begin_of_month(today_day);
	if (text != NULL && !day_parse_month(text, &m.first_day))
		return fail(err, ERR_INPUT, "\"%s\" is no month. One is written 2026-11", text);
	if (m.first_day > today_day)
		return fail(err, ERR_INPUT, "%s has not begun yet", text);
	m.last_day = day_end_of_month(m.first_day);
	day_format(m.first_day, first);
	first[7] = '\0';
	memcpy(m.text, first, sizeof(m.text));
	*ret_month = m;
	return true;
}

static void
bind(struct query *q, const struct proving *p)
{
	query_bind_day(q, ":first_day", p->month->first_day);
	query_bind_day(q, ":last_day", p->month->last_day);
	query_bind_id(q, ":one", p->provider_id);
}

#define ONE(type, id)	"(:one IS NULL OR (" type " = 'provider' AND " id " = :one))"
#define MONTH \
	"WITH month AS (SELECT * FROM screening_run WHERE on_day BETWEEN :first_day AND :last_day)"

static bool
rows(const struct proving *p, const char *sql, struct json **ret_rows, struct err *err)
{
	struct query q;

	query_open(&q, p->db, sql);
	bind(&q, p);
	return query_json(&q, p->zone, ret_rows, err);
}

/* With :one, runs that looked at that provider. */
static const char runs_sql[] = MONTH
    " SELECT r.screening_run_id, r.at_ms AS at_ms, r.by, r.is_all, r.screened, r.found, r.sha256"
    " FROM month r WHERE :one IS NULL OR EXISTS (SELECT 1 FROM screening_run_subject s"
    "  WHERE s.screening_run_id = r.screening_run_id AND s.subject_type = 'provider'"
    "  AND :one BETWEEN s.first_id AND s.last_id) ORDER BY r.screening_run_id";

/* The day is that of the first run that used it: the same file may be confirmed later in the month. */
static const char lists_sql[] = MONTH
    " SELECT l.list AS name, x.list_day AS date, l.row_count AS rows, l.malformed, l.reinstated,"
    " l.sha256, l.file, l.loaded_ms, l.loaded_by, count(*) AS runs FROM month r"
    " JOIN screening_run_list x ON x.screening_run_id = r.screening_run_id"
    " JOIN screening_list l ON l.screening_list_id = x.screening_list_id"
    " WHERE :one IS NULL OR EXISTS (SELECT 1 FROM screening_run_subject s"
    "  WHERE s.screening_run_id = r.screening_run_id AND s.subject_type = 'provider'"
    "  AND :one BETWEEN s.first_id AND s.last_id)"
    " GROUP BY l.screening_list_id, x.list_day ORDER BY l.list, x.list_day, l.screening_list_id";

static const char screened_sql[] = MONTH
    ", seen AS (SELECT i.subject_type, i.subject_id, max(r.screening_run_id) AS run_id,"
    "  count(DISTINCT r.screening_run_id) AS runs FROM month r"
    "  JOIN screening_run_subject s ON s.screening_run_id = r.screening_run_id"
    "  JOIN screening_identity i ON i.subject_type = s.subject_type"
    "  AND i.subject_id BETWEEN s.first_id AND s.last_id WHERE "
    ONE("i.subject_type", "i.subject_id") " GROUP BY i.subject_type, i.subject_id)"
    " SELECT CASE WHEN n.subject_type = 'provider' THEN n.subject_id END AS provider_id,"
    " CASE WHEN n.subject_type = 'party' THEN n.subject_id END AS party_id, y.relation,"
    " r.at_ms, r.by, n.runs, CASE WHEN EXISTS (SELECT 1 FROM screening_match m"
    "  WHERE m.subject_type = n.subject_type AND m.subject_id = n.subject_id"
    "  AND m.first_run_id <= (SELECT max(screening_run_id) FROM month)"
    "  AND m.last_run_id >= (SELECT min(screening_run_id) FROM month))"
    " THEN 'see matches' ELSE 'no match' END AS result, (SELECT unsealed(i.text) FROM screening_identity i"
    "  WHERE i.subject_type = n.subject_type AND i.subject_id = n.subject_id"
    "  AND i.from_run_id <= n.run_id ORDER BY i.from_run_id DESC LIMIT 1) AS text"
    " FROM seen n JOIN screening_run r ON r.screening_run_id = n.run_id"
    " LEFT JOIN party y ON n.subject_type = 'party' AND y.party_id = n.subject_id"
    " ORDER BY n.subject_type DESC, n.subject_id";

#define NOT_SEEN(type, id) \
	" NOT EXISTS (SELECT 1 FROM month r JOIN screening_run_subject s" \
	" ON s.screening_run_id = r.screening_run_id AND s.subject_type = '" type "'" \
	" AND " id " BETWEEN s.first_id AND s.last_id)"

static const char not_screened_sql[] = MONTH
    " SELECT p.provider_id, NULL AS party_id, p.npi, p.last_name, p.first_name FROM provider p"
    " WHERE p.status IN ('active', 'leaving') AND p.created_ms < :end_ms"
    " AND (:one IS NULL OR p.provider_id = :one) AND " NOT_SEEN("provider", "p.provider_id")
    " UNION ALL SELECT NULL, y.party_id, y.npi, coalesce(nullif(y.last_name, ''), y.business_name),"
    " y.first_name FROM party y WHERE y.status = 'active' AND y.created_ms < :end_ms"
    " AND :one IS NULL AND " NOT_SEEN("party", "y.party_id") " /*scan*/";

static const char matches_sql[] = MONTH
    " SELECT m.match_id, CASE WHEN m.subject_type = 'provider' THEN m.subject_id END AS provider_id,"
    " CASE WHEN m.subject_type = 'party' THEN m.subject_id END AS party_id,"
    " m.list, m.rank, m.score, m.reasons_json, m.row_json, m.status, m.reason, m.resolved_by,"
    " m.resolved_ms, m.found_ms, (SELECT unsealed(i.text) FROM screening_identity i"
    "  WHERE i.subject_type = m.subject_type AND i.subject_id = m.subject_id"
    "  AND i.from_run_id <= (SELECT max(screening_run_id) FROM month)"
    "  ORDER BY i.from_run_id DESC LIMIT 1) AS text FROM screening_match m WHERE m.first_run_id <= (SELECT max(screening_run_id) FROM month)"
    " AND m.last_run_id >= (SELECT min(screening_run_id) FROM month) AND "
    ONE("m.subject_type", "m.subject_id") " ORDER BY m.match_id /*scan*/";

/* The next cell of an identity; what follows it in *p. */
static const char *
cell(const char **p, char end, struct arena *a)
{
	size_t len = strcspn(*p, end == '|' ? "|" : "\n");
	const char *text = arena_strndup(a, *p, len);

	*p += len + ((*p)[len] != '\0');
	return text;
}

/* "Ada M Larkspur", "Ada Thorne (former)". */
static struct json *
one_name(const char **p, struct arena *a)
{
	const char *kind = cell(p, '|', a), *last = cell(p, '|', a), *first = cell(p, '|', a);
	const char *middle = cell(p, '\n', a);
	struct str out = STR_INIT;

	str_printf(&out, "%s%s%s%s%s", first, first[0] != '\0' ? " " : "", middle,
	    middle[0] != '\0' ? " " : "", last);
	if (strcmp(kind, "present") != 0)
		str_printf(&out, " (%s)", kind);
	struct json *name = json_new_text(out.text);
	str_clear(&out);
	return name;
}

/* The identity in words in the place of its text; the birth day itself stays where it is. */
static struct json *
with_names(const struct json *row, struct arena *a)
{
	const char *p = json_get_text(row, "text"), *key;
	struct json *out = json_new_object(), *names = json_new_array(), *value;

	for (size_t i = 0; json_entry(row, i, &key, &value); i++)
		if (strcmp(key, "text") != 0)
			json_set(out, key, json_duplicate(value));
	const char *npi = cell(&p, '|', a);
	json_set_text(out, "npi", npi[0] != '\0' ? npi : NULL);
	json_set_bool(out, "is_birth_known", cell(&p, '|', a)[0] != '\0');
	cell(&p, '\n', a);
	while (*p != '\0')
		json_push(names, one_name(&p, a));
	json_set(out, "names", names);
	return out;
}

static bool
rows_with_names(const struct proving *p, const char *sql, struct json **ret_rows, struct err *err)
{
	struct json *array = json_new_array();
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, p->db, sql);
	bind(&q, p);
	while (query_row(&q)) {
		struct json *row = query_row_json(&q, p->zone);
		json_push(array, with_names(row, &a));
		json_free(row);
		arena_reset(&a);
	}
	arena_clear(&a);
	*ret_rows = array;
	return query_close(&q, err) || (json_free(array), false);
}

/* Also told when the month ends. */
static bool
rows_until(const struct proving *p, const char *sql, struct json **ret_rows, struct err *err)
{
	struct query q;

	query_open(&q, p->db, sql);
	bind(&q, p);
	query_bind_int(&q, ":end_ms", zone_instant(p->zone, p->month->last_day + 1, 0));
	return query_json(&q, p->zone, ret_rows, err);
}

static bool
latest_signature(const struct proving *p, const char *sha256, struct json **ret_signed,
    struct err *err)
{
	struct json *array;
	struct query q;

	query_open(&q, p->db, "SELECT signed_by AS by, signed_ms AS at_ms, sha256 = :sha256"
	    " AS is_unchanged FROM screening_proof WHERE month = :month"
	    " AND coalesce(provider_id, 0) = :provider_id ORDER BY screening_proof_id DESC LIMIT 1");
	query_bind_text(&q, ":month", p->month->text);
	query_bind_int(&q, ":provider_id", p->provider_id);
	query_bind_text(&q, ":sha256", sha256);
	if (!query_json(&q, p->zone, &array, err))
		return false;
	*ret_signed = json_count(array) > 0 ? json_duplicate(json_at(array, 0)) : json_new_null();
	json_free(array);
	return true;
}

static const char *
digest(const struct json *proof, char sha256[HASH_TEXT_BYTES])
{
	struct str text = STR_INIT;

	json_print(proof, &text);
	hash_text(text.text, text.len, sha256);
	str_clear(&text);
	return sha256;
}

static bool
has_open(const struct json *matches)
{
	for (size_t i = 0; i < json_count(matches); i++)
		if (text_equal(json_get_text(json_at(matches, i), "status"), "open"))
			return true;
	return false;
}

static bool
is_complete(const struct json *proof)
{
	return json_count(json_get(proof, "runs")) > 0 &&
	    json_count(json_get(proof, "screened")) > 0 &&
	    json_count(json_get(proof, "not_screened")) == 0 && !has_open(json_get(proof, "matches"));
}

typedef bool load_fn(const struct proving *p, const char *sql, struct json **ret_rows,
    struct err *err);

static bool
add_part(const struct proving *p, struct json *proof, const char *key, load_fn *load,
    const char *sql, struct err *err)
{
	struct json *array;

	if (!load(p, sql, &array, err))
		return false;
	json_set(proof, key, array);
	return true;
}

static bool
fill(const struct proving *p, struct json *proof, struct err *err)
{
	char day[DAY_TEXT_BYTES], sha256[HASH_TEXT_BYTES];
	struct json *signature;

	json_set_text(proof, "month", p->month->text);
	json_set_text(proof, "first_day", day_format(p->month->first_day, day));
	json_set_text(proof, "last_day", day_format(p->month->last_day, day));
	json_set_id(proof, "provider_id", p->provider_id);
	if (!add_part(p, proof, "lists", rows, lists_sql, err) ||
	    !add_part(p, proof, "runs", rows, runs_sql, err) ||
	    !add_part(p, proof, "screened", rows_with_names, screened_sql, err) ||
	    !add_part(p, proof, "matches", rows_with_names, matches_sql, err))
		return false;
	digest(proof, sha256);
	if (!add_part(p, proof, "not_screened", rows_until, not_screened_sql, err) ||
	    !latest_signature(p, sha256, &signature, err))
		return false;
	json_set_bool(proof, "is_complete", is_complete(proof));
	json_set_text(proof, "sha256", sha256);
	json_set(proof, "signed", signature);
	return true;
}

static bool
prove(const struct proving *p, struct json **ret_proof, struct err *err)
{
	struct json *proof = json_new_object();

	if (!fill(p, proof, err)) {
		json_free(proof);
		return false;
	}
	*ret_proof = proof;
	return true;
}

bool
screening_proof(struct db *db, const struct screening_month *month, int64_t provider_id,
    const struct zone *zone, struct json **ret_proof, struct err *err)
{
	const struct proving p = { db, month, zone, provider_id };

	if (!db_snapshot(db, err))
		return false;
	bool ok = prove(&p, ret_proof, err);
	db_rollback(db);
	return ok;
}

/* What is missing on the page, in words. */
static bool
check_complete(const struct screening_month *month, const struct json *proof, struct err *err)
{
	size_t missing = json_count(json_get(proof, "not_screened"));

	if (json_count(json_get(proof, "screened")) == 0)
		return fail(err, ERR_CONFLICT, "nobody was screened in %s", month->text);
	if (missing > 0)
		return fail(err, ERR_CONFLICT, "%zu %s not screened in %s (screen proof names them). "
		    "--anyway signs nevertheless", missing, missing == 1 ? "was" : "were", month->text);
	if (has_open(json_get(proof, "matches")))
		return fail(err, ERR_CONFLICT, "a match of %s still waits for a decision (screen matches "
		    "--open). --anyway signs nevertheless", month->text);
	return true;
}

static bool
add_signature(const struct proving *p, const char *sha256, const struct screening_by *by,
    struct err *err)
{
	struct query q;

	query_open(&q, p->db, "INSERT INTO screening_proof (month, provider_id, sha256, signed_by,"
	    " signed_ms) VALUES (:month, :provider_id, :sha256, :by, :now_ms)");
	query_bind_text(&q, ":month", p->month->text);
	query_bind_id(&q, ":provider_id", p->provider_id);
	query_bind_text(&q, ":sha256", sha256);
	query_bind_text(&q, ":by", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	return query_run(&q, NULL, err);
}

static bool
sign(const struct proving *p, bool anyway, const struct screening_by *by, struct arena *a,
    struct err *err)
{
	struct json *proof;

	if (!prove(p, &proof, err))
		return false;
	const char *sha256 = arena_strdup(a, json_get_text(proof, "sha256"));
	const char *name = arena_printf(a, SIGN_NAME, p->month->text);
	bool ok = (anyway && json_count(json_get(proof, "screened")) > 0) ||
	    check_complete(p->month, proof, err);
	json_free(proof);
	return ok && add_signature(p, sha256, by, err) && audit_add(p->db, by->actor, "screening sign",
	    p->provider_id != 0 ? arena_printf(a, "provider %" PRId64, p->provider_id) : name,
	    arena_printf(a, "%s, sha256 %s", p->month->text, sha256), by->now_ms, err) &&
	    (p->provider_id != 0 || task_end_named(p->db, name, by->actor, by->now_ms, err));
}

bool
screening_proof_sign(struct db *db, const struct screening_month *month, int64_t provider_id,
    bool anyway, const struct screening_by *by, struct err *err)
{
	const struct proving p = { db, month, by->zone, provider_id };
	struct arena a = ARENA_INIT;

	if (!db_begin(db, err))
		return false;
	bool ok = sign(&p, anyway, by, &a, err);
	arena_clear(&a);
	return db_end(db, ok, err);
}
