/*
 * screening_match: what was found, and what people decided.  What must not be broken: a decision
 * holds for that row of the list; another row, or more that speaks for it, is another question.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/changed.h"
#include "store/screening_inside.h"
#include "store/task.h"
#include "base/banned.h"

#define TASKS_MAX	20	/* of one run; further matches share one task */
#define MANY		"screening matches"
#define ANSWER_DAYS	5	/* a match should be looked at by then; acting on a true one is for today */

const char *const screening_decisions[] = { "false", "true", "waived", "open", NULL };

/* A match as it is, before something happens to it. */
struct kept { int64_t match_id; const char *status; int rank; };

struct row { const char *key, *json; };

static bool
load_row(struct db *db, int64_t entry_id, struct arena *a, struct row *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT row_key, row_json FROM screening_row"
	    " WHERE screening_entry_id = :entry_id");
	query_bind_int(&q, ":entry_id", entry_id);
	bool found = query_row(&q);
	if (found)
		*ret = (struct row){ query_text(&q, 0, a), query_text(&q, 1, a) };
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_BUSY, "a list was replaced meanwhile. Run the screening again");
}

static bool
find_kept(struct db *db, const struct screening_found *f, const char *row_key, struct arena *a,
    struct kept *ret, struct err *err)
{
	struct query q;

	*ret = (struct kept){ 0, "", 0 };
	query_open(&q, db, "SELECT match_id, status, rank FROM screening_match"
	    " WHERE subject_type = :type AND subject_id = :id AND list = :list AND row_key = :key");
	query_bind_text(&q, ":type", f->subject_type);
	query_bind_int(&q, ":id", f->subject_id);
	query_bind_text(&q, ":list", f->list);
	query_bind_text(&q, ":key", row_key);
	if (query_row(&q))
		*ret = (struct kept){ query_int(&q, 0), query_text(&q, 1, a), (int)query_int(&q, 2) };
	return query_close(&q, err);
}

static const char *
task_name(int64_t match_id, struct arena *a)
{
	return arena_printf(a, "screening match %" PRId64, match_id);
}

static bool
add_task(struct db *db, const char *name, const char *title, const char *role, int days,
    const struct screening_by *by, struct err *err)
{
	const struct task task = { .name = name, .title = title, .role = role,
		.due_day = zone_day(by->zone, by->now_ms) + days, .created_ms = by->now_ms };
	int64_t task_id;

	return task_add(db, &task, &task_id, err);
}

/* One run's matches on their way in. */
struct keeping {
	struct db		*db;
	int64_t			 run_id;
	const struct screening_by *by;
	size_t			 asked;
	struct arena		 a;		/* of one match */
};

static bool
ask(struct keeping *k, int64_t match_id, const struct screening_found *f, struct err *err)
{
	if (k->asked++ >= TASKS_MAX)
		return true;
	return add_task(k->db, task_name(match_id, &k->a), arena_printf(&k->a, "Is %s the one on the "
	    "exclusion list %s? Match %" PRId64 ", rank %d, score %d (screen matches, screen resolve)",
	    f->who, f->list, match_id, f->rank, f->score), "manager", ANSWER_DAYS, k->by, err);
}

static bool
ask_of_the_rest(struct keeping *k, struct err *err)
{
	return k->asked <= TASKS_MAX || add_task(k->db, MANY, arena_printf(&k->a, "%zu more matches "
	    "with exclusion lists wait for a decision (screen matches --open)", k->asked - TASKS_MAX),
	    "manager", ANSWER_DAYS, k->by, err);
}

static bool
add_match(struct keeping *k, const struct screening_found *f, const struct row *row,
    struct err *err)
{
	int64_t match_id;
	struct query q;

	query_open(&q, k->db, "INSERT INTO screening_match (subject_type, subject_id, list, row_key,"
	    " row_json, rank, score, reasons_json, found_ms, first_run_id, last_run_id) VALUES (:type,"
	    " :id, :list, :key, :row, :rank, :score, :reasons, :now_ms, :run_id, :run_id)"
	    " RETURNING match_id");
	query_bind_text(&q, ":type", f->subject_type);
	query_bind_int(&q, ":id", f->subject_id);
	query_bind_text(&q, ":list", f->list);
	query_bind_text(&q, ":key", row->key);
	query_bind_text(&q, ":row", row->json);
	query_bind_int(&q, ":rank", f->rank);
	query_bind_int(&q, ":score", f->score);
	query_bind_text(&q, ":reasons", f->reasons_json);
	query_bind_int(&q, ":now_ms", k->by->now_ms);
	query_bind_int(&q, ":run_id", k->run_id);
	return query_run_int(&q, &match_id, err) && ask(k, match_id, f, err);
}

/* Seen again and decided: nothing is asked. */
static bool
see(struct keeping *k, const struct kept *kept, struct err *err)
{
	struct query q;

	query_open(&q, k->db, "UPDATE screening_match SET last_run_id = :run_id, ended_ms = NULL"
	    " WHERE match_id = :match_id");
	query_bind_int(&q, ":run_id", k->run_id);
	query_bind_int(&q, ":match_id", kept->match_id);
	return query_run(&q, NULL, err);
}

/* Seen again and open, or open again. */
static bool
see_open(struct keeping *k, const struct kept *kept, const struct screening_found *f,
    struct err *err)
{
	struct query q;

	query_open(&q, k->db, "UPDATE screening_match SET last_run_id = :run_id, ended_ms = NULL,"
	    " status = 'open', rank = :rank, score = :score, reasons_json = :reasons,"
	    " reason = NULL, resolved_by = NULL, resolved_ms = NULL WHERE match_id = :match_id");
	query_bind_int(&q, ":run_id", k->run_id);
	query_bind_int(&q, ":rank", f->rank);
	query_bind_int(&q, ":score", f->score);
	query_bind_text(&q, ":reasons", f->reasons_json);
	query_bind_int(&q, ":match_id", kept->match_id);
	return query_run(&q, NULL, err) && (strcmp(kept->status, "open") == 0 ||
	    ask(k, kept->match_id, f, err));
}

static bool
keep_one(struct keeping *k, const struct screening_found *f, struct err *err)
{
	struct kept kept;
	struct row row;

	if (!load_row(k->db, f->entry_id, &k->a, &row, err) ||
	    !find_kept(k->db, f, row.key, &k->a, &kept, err))
		return false;
	if (kept.match_id == 0)
		return add_match(k, f, &row, err);
	bool is_waiting = strcmp(kept.status, "open") == 0 || strcmp(kept.status, "gone") == 0;
	bool is_stronger = strcmp(kept.status, "false") == 0 && f->rank < kept.rank;
	return is_waiting || is_stronger ? see_open(k, &kept, f, err) : see(k, &kept, err);
}

/* No longer found: an open question needs no answer; one that was true does. */
static bool
end_one(struct db *db, const struct kept *kept, const char *list, const struct screening_by *by,
    struct arena *a, struct err *err)
{
	bool was_open = strcmp(kept->status, "open") == 0;
	struct query q;

	query_open(&q, db, "UPDATE screening_match SET ended_ms = :now_ms, status = :status"
	    " WHERE match_id = :match_id");
	query_bind_int(&q, ":now_ms", by->now_ms);
	query_bind_text(&q, ":status", was_open ? "gone" : kept->status);
	query_bind_int(&q, ":match_id", kept->match_id);
	if (!query_run(&q, NULL, err))
		return false;
	if (was_open)
		return task_end_named(db, task_name(kept->match_id, a), by->actor, by->now_ms, err);
	return strcmp(kept->status, "false") == 0 || add_task(db, task_name(kept->match_id, a),
	    arena_printf(a, "Match %" PRId64 " is no longer on the list %s: was the reinstatement "
	    "granted?", kept->match_id, list), "manager", ANSWER_DAYS, by, err);
}

static bool
end_unseen(struct db *db, int64_t run_id, int64_t provider_id, const struct screening_by *by,
    struct arena *a, struct err *err)
{
	struct unseen { struct kept kept; const char *list; } *unseen = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT match_id, status, rank, list FROM screening_match"
	    " WHERE ended_ms IS NULL AND last_run_id < :run_id AND (:one IS NULL"
	    " OR (subject_type = 'provider' AND subject_id = :one)) ORDER BY match_id /*scan*/");
	query_bind_int(&q, ":run_id", run_id);
	query_bind_id(&q, ":one", provider_id);
	while (query_row(&q)) {
		unseen = arena_grow(a, unseen, count, &size, sizeof(*unseen));
		unseen[count++] = (struct unseen){ { query_int(&q, 0), query_text(&q, 1, a),
			(int)query_int(&q, 2) }, query_text(&q, 3, a) };
	}
	if (!query_close(&q, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!end_one(db, &unseen[i].kept, unseen[i].list, by, a, err))
			return false;
	return true;
}

/* The shared task ends with the last open match. */
static bool
end_many(struct db *db, const struct screening_by *by, struct err *err)
{
	struct query q;
	int64_t open;

	query_open(&q, db, "SELECT count(*) FROM screening_match WHERE status = 'open'");
	if (!query_run_int(&q, &open, err))
		return false;
	return open > 0 || task_end_named(db, MANY, by->actor, by->now_ms, err);
}

bool
screening_keep_found(struct db *db, int64_t run_id, int64_t provider_id,
    const struct screening_found *found, size_t count, const struct screening_by *by,
    struct err *err)
{
	struct keeping k = { .db = db, .run_id = run_id, .by = by, .a = ARENA_INIT };
	bool ok = true;

	for (size_t i = 0; i < count && ok; i++) {
		ok = keep_one(&k, &found[i], err);
		arena_reset(&k.a);
	}
	ok = ok && ask_of_the_rest(&k, err) && end_unseen(db, run_id, provider_id, by, &k.a, err) &&
	    end_many(db, by, err);
	arena_clear(&k.a);
	return ok;
}

#define MATCHES \
	"SELECT m.match_id, m.status, m.rank, m.score, m.list," \
	" CASE WHEN m.subject_type = 'provider' THEN m.subject_id END AS provider_id," \
	" CASE WHEN m.subject_type = 'party' THEN m.subject_id END AS party_id, p.npi," \
	" coalesce(p.last_name, nullif(s.last_name, ''), s.business_name) AS last_name," \
	" coalesce(p.first_name, s.first_name) AS first_name, m.reasons_json, m.reason," \
	" m.resolved_by, m.resolved_ms, m.found_ms, m.ended_ms, m.row_json FROM screening_match m" \
	" LEFT JOIN provider p ON m.subject_type = 'provider' AND p.provider_id = m.subject_id" \
	" LEFT JOIN party s ON m.subject_type = 'party' AND s.party_id = m.subject_id"

void
screening_query_matches(struct query *q, struct db *db, bool open_alone)
{
	if (open_alone)
		query_open(q, db, MATCHES " WHERE m.status = 'open' ORDER BY m.rank, m.score DESC,"
		    " m.match_id");
	else
		query_open(q, db, MATCHES " ORDER BY m.match_id /*scan*/");
}

void
screening_query_some(struct query *q, struct db *db, bool open, int64_t limit)
{
	if (open)
		query_open(q, db, MATCHES " WHERE m.status = 'open' ORDER BY m.rank, m.score DESC,"
		    " m.match_id LIMIT :limit");
	else
		query_open(q, db, MATCHES " WHERE m.resolved_ms IS NOT NULL AND m.status <> 'open'"
		    " ORDER BY m.resolved_ms DESC, m.match_id DESC LIMIT :limit /*scan*/");
	query_bind_int(q, ":limit", limit);
}

void
screening_query_match(struct query *q, struct db *db, int64_t match_id)
{
	query_open(q, db, MATCHES " WHERE m.match_id = :match_id");
	query_bind_int(q, ":match_id", match_id);
}

static bool
load_kept(struct db *db, int64_t match_id, struct arena *a, struct kept *ret, const char **ret_who,
    struct err *err)
{
	struct query q;

	screening_query_match(&q, db, match_id);
	bool found = query_row(&q);
	if (found) {
		*ret = (struct kept){ match_id, query_text(&q, 1, a), (int)query_int(&q, 2) };
		const char *first = query_text(&q, 9, a), *last = query_text(&q, 8, a);
		*ret_who = arena_printf(a, "%s%s%s is on the exclusion list %s", first != NULL ? first :
		    "", text_blank(first) ? "" : " ", last, query_text(&q, 4, a));
	}
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no screening match %" PRId64, match_id);
}

static bool
write_decision(struct db *db, int64_t match_id, const char *decision, const char *reason,
    const struct screening_by *by, struct err *err)
{
	bool is_open = strcmp(decision, "open") == 0;
	struct query q;

	query_open(&q, db, "UPDATE screening_match SET status = :status, reason = :reason,"
	    " resolved_by = :by, resolved_ms = :now_ms WHERE match_id = :match_id");
	query_bind_text(&q, ":status", decision);
	query_bind_text(&q, ":reason", is_open ? NULL : reason);
	query_bind_text(&q, ":by", is_open ? NULL : by->actor);
	query_bind_instant(&q, ":now_ms", is_open ? INSTANT_NONE : by->now_ms);
	query_bind_int(&q, ":match_id", match_id);
	return query_run(&q, NULL, err);
}

/* Workflows about a provider hear of it. */
static bool
mark_changed(struct db *db, int64_t match_id, int64_t now_ms, struct err *err)
{
	int64_t provider_id = 0;
	struct query q;

	query_open(&q, db, "SELECT subject_id FROM screening_match WHERE match_id = :match_id"
	    " AND subject_type = 'provider'");
	query_bind_int(&q, ":match_id", match_id);
	if (query_row(&q))
		provider_id = query_int(&q, 0);
	return query_close(&q, err) &&
	    (provider_id == 0 || changed_mark(db, "provider", provider_id, now_ms, err));
}

static bool
resolve(struct db *db, int64_t match_id, const char *decision, const char *reason,
    const struct screening_by *by, struct arena *a, struct err *err)
{
	const char *who, *name = task_name(match_id, a);
	struct kept kept;

	if (!load_kept(db, match_id, a, &kept, &who, err))
		return false;
	if (strcmp(kept.status, decision) == 0)
		return fail(err, ERR_CONFLICT, "match %" PRId64 " is \"%s\" already", match_id,
		    decision);
	if (!write_decision(db, match_id, decision, reason, by, err) ||
	    !mark_changed(db, match_id, by->now_ms, err) ||
	    !task_end_named(db, name, by->actor, by->now_ms, err) || !end_many(db, by, err) ||
	    !audit_add(db, by->actor, "screening resolve", name, arena_printf(a, "%s: %s", decision,
	    reason), by->now_ms, err))
		return false;
	if (strcmp(decision, "true") == 0)
		return add_task(db, name, arena_printf(a, "%s: no federal program may be billed for "
		    "their work. Stop it, and tell who must know", who), "manager", 0, by, err);
	return strcmp(decision, "open") != 0 || add_task(db, name, arena_printf(a, "%s? Match %"
	    PRId64 " is open again (screen matches, screen resolve)", who, match_id), "manager",
	    ANSWER_DAYS, by, err);
}

bool
screening_resolve(struct db *db, int64_t match_id, const char *decision, const char *reason,
    const struct screening_by *by, struct err *err)
{
	return db_begin(db, err) && db_end(db, screening_decide(db, match_id, decision, reason, by, err), err);
}

bool
screening_decide(struct db *db, int64_t match_id, const char *decision, const char *reason,
    const struct screening_by *by, struct err *err)
{
	struct arena a = ARENA_INIT;

	bool ok = resolve(db, match_id, decision, reason, by, &a, err);
	arena_clear(&a);
	return ok;
}

bool
screening_last_day(struct db *db, int64_t provider_id, int32_t today_day, int32_t *ret_day,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT r.on_day FROM screening_run r WHERE r.on_day >= :since"
	    " AND EXISTS (SELECT 1 FROM screening_run_subject s"
	    "  WHERE s.screening_run_id = r.screening_run_id AND s.subject_type = 'provider'"
	    "  AND s.first_id <= :provider_id AND s.last_id >= :provider_id)"
	    " ORDER BY r.on_day DESC LIMIT 1");
	query_bind_day(&q, ":since", today_day - 365);
	query_bind_int(&q, ":provider_id", provider_id);
	*ret_day = query_row(&q) ? query_day(&q, 0) : DAY_NONE;
	return query_close(&q, err);
}

bool
screening_count_matches(struct db *db, int64_t provider_id, bool or_open, int64_t *ret_matches,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM screening_match WHERE subject_type = 'provider'"
	    " AND subject_id = :provider_id AND (status = 'true' OR (:or_open AND status = 'open'))"
	    " AND ended_ms IS NULL");
	query_bind_int(&q, ":provider_id", provider_id);
	query_bind_int(&q, ":or_open", or_open);
	return query_run_int(&q, ret_matches, err);
}
