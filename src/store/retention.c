/* retention: which papers have had their time, and what people decide about them. */
#include "store/retention.h"

#include <inttypes.h>

#include "store/audit.h"
#include "base/banned.h"

/* One document that still has its file. */
struct paper {
	int64_t				 document_id, provider_id;	/* 0: of nobody */
	const char			*npi, *last_name, *name, *sha256;
	struct retention_paper		 is;
	bool				 has_left, is_held;
	const struct retention_rule	*rule;
	int32_t				 until_day;
};

typedef bool (*paper_fn)(void *context, const struct paper *paper, struct err *err);

static void
read_paper(struct query *q, const struct retention_ask *ask, struct arena *a, struct paper *ret)
{
	int64_t decided_ms = query_instant(q, 10);

	*ret = (struct paper){
		.document_id = query_int(q, 0), .provider_id = query_int(q, 1), .npi = query_text(q, 2, a),
		.last_name = query_text(q, 3, a), .name = query_text(q, 5, a), .sha256 = query_text(q, 7, a),
		.is = { .kind = query_text(q, 4, a), .status = query_text(q, 6, a), .left_day = query_day(q, 9),
		    .decided_day = decided_ms == INSTANT_NONE ? DAY_NONE : zone_day(ask->zone, decided_ms) },
		.has_left = query_int(q, 8) != 0, .is_held = query_int(q, 11) != 0,
	};
	if (!ret->has_left)	/* who comes back has not left */
		ret->is.left_day = DAY_NONE;
	ret->rule = retention_find(ask->rules, &ret->is, &ret->until_day);
}

/* Those whose time may be over, with the rule they fall under. */
static bool
each_paper(struct db *db, const struct retention_ask *ask, paper_fn each, void *context, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct paper paper;
	struct query q;
	bool ok = true;

	query_open(&q, db, "SELECT d.document_id, d.provider_id, p.npi, p.last_name, d.kind, d.name, d.status,"
	    " d.sha256, coalesce(p.status = 'left', 0), p.left_day, d.decided_ms,"
	    " EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_ms IS NULL"
	    "  AND (h.provider_id IS NULL OR h.provider_id = d.provider_id))"
	    " FROM document d LEFT JOIN provider p ON p.provider_id = d.provider_id WHERE d.sha256 IS NOT NULL"
	    " AND (p.status = 'left' OR d.decided_ms IS NOT NULL) ORDER BY d.document_id /*scan*/");
	while (ok && query_row(&q)) {
		read_paper(&q, ask, &a, &paper);
		ok = paper.rule == NULL || each(context, &paper, err);
		arena_reset(&a);
	}
	arena_clear(&a);
	return query_close(&q, ok ? err : NULL) && ok;
}

static bool
is_over(const struct paper *paper, const struct retention_ask *ask)
{
	return paper->until_day != DAY_NONE && paper->until_day < ask->today_day;
}

struct listing { const struct retention_ask *ask; struct json *array; int64_t undated; };

static bool
list_one(void *context, const struct paper *paper, struct err *err)
{
	struct listing *l = context;
	char day[DAY_TEXT_BYTES];

	(void)err;
	l->undated += paper->has_left && paper->rule->after == AFTER_LEFT && paper->until_day == DAY_NONE;
	if (!is_over(paper, l->ask))
		return true;
	struct json *row = json_new_object();
	json_set_int(row, "document_id", paper->document_id);
	json_set_id(row, "provider_id", paper->provider_id);
	json_set_text(row, "npi", paper->npi);
	json_set_text(row, "last_name", paper->last_name);
	json_set_text(row, "kind", paper->is.kind);
	json_set_text(row, "name", paper->name);
	json_set_text(row, "status", paper->is.status);
	json_set_text(row, "rule", paper->rule->key);
	json_set_text(row, "until_day", day_format(paper->until_day, day));
	json_set_text(row, "source", paper->rule->source);
	json_set_bool(row, "is_held", paper->is_held);
	json_push(l->array, row);
	return true;
}

bool
retention_list(struct db *db, const struct retention_ask *ask, struct json **ret_array,
    int64_t *ret_undated, struct err *err)
{
	struct listing l = { ask, json_new_array(), 0 };

	if (!each_paper(db, ask, list_one, &l, err)) {
		json_free(l.array);
		return false;
	}
	*ret_array = l.array;
	*ret_undated = l.undated;
	return true;
}

struct destroying {
	struct db			*db;
	const struct retention_ask	*ask;
	const struct document_by	*by;
	const char			*reason;
	int64_t				 count;
};

static bool
end_document(struct destroying *d, const struct paper *paper, const char *words, struct err *err)
{
	struct query q;

	query_open(&q, d->db, "UPDATE document SET sha256 = NULL, bytes = NULL, content_type = NULL, status = 'expired',"
	    " decided_by = :by, decided_ms = :now_ms, decided_reason = :words, modified_ms = :now_ms"
	    " WHERE document_id = :document_id");
	query_bind_int(&q, ":document_id", paper->document_id);
	query_bind_text(&q, ":by", d->by->actor);
	query_bind_int(&q, ":now_ms", d->by->now_ms);
	query_bind_text(&q, ":words", words);
	return query_run(&q, NULL, err);
}

static bool
record(struct destroying *d, const struct paper *paper, struct err *err)
{
	struct query q;

	query_open(&q, d->db, "INSERT INTO destroyed (document_id, name, sha256, rule, until_day, reason, destroyed_by,"
	    " destroyed_ms) VALUES (:document_id, :name, :sha256, :rule, :until_day, :reason, :by, :now_ms)");
	query_bind_int(&q, ":document_id", paper->document_id);
	query_bind_text(&q, ":name", paper->name);
	query_bind_text(&q, ":sha256", paper->sha256);
	query_bind_text(&q, ":rule", paper->rule->key);
	query_bind_day(&q, ":until_day", paper->until_day);
	query_bind_text(&q, ":reason", d->reason);
	query_bind_text(&q, ":by", d->by->actor);
	query_bind_int(&q, ":now_ms", d->by->now_ms);
	return query_run(&q, NULL, err);
}

static bool
destroy_one(void *context, const struct paper *paper, struct err *err)
{
	struct destroying *d = context;
	struct arena a = ARENA_INIT;
	char day[DAY_TEXT_BYTES];

	if (!is_over(paper, d->ask) || paper->is_held)
		return true;
	const char *words = arena_printf(&a, "destroyed: %s, kept until %s: %s", paper->rule->key,
	    day_format(paper->until_day, day), d->reason);
	bool ok = record(d, paper, err) && end_document(d, paper, words, err) && audit_add(d->db, d->by->actor,
	    "document destroy", arena_printf(&a, "document %" PRId64, paper->document_id),
	    arena_printf(&a, "%s, sha256 %s", words, paper->sha256), d->by->now_ms, err);
	arena_clear(&a);
	d->count++;
	return ok;
}

bool
retention_destroy(struct db *db, const struct retention_ask *ask, int64_t seen, const char *reason,
    const struct document_by *by, struct err *err)
{
	struct destroying d = { db, ask, by, reason, 0 };

	return each_paper(db, ask, destroy_one, &d, err) && (d.count == seen || fail(err, ERR_CONFLICT,
	    "%" PRId64 " documents would go, not %" PRId64 ": look at \"retention list\" again", d.count, seen));
}

/* One of them, in a transaction of its own: while it lasts, nobody else names the file. */
static bool
sweep_one(struct db *db, const struct document_by *by, int64_t destroyed_id, const char *sha256, bool *ret_gone,
    struct err *err)
{
	int64_t named;
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM document WHERE sha256 = :sha256");
	query_bind_text(&q, ":sha256", sha256);
	if (!query_run_int(&q, &named, err))
		return false;
	*ret_gone = named > 0;
	if (named == 0 && !document_file_remove(by->folder, sha256, by->now_ms, ret_gone, err))
		return false;
	query_open(&q, db, "UPDATE destroyed SET is_gone = :is_gone WHERE destroyed_id = :destroyed_id");
	query_bind_int(&q, ":is_gone", *ret_gone);
	query_bind_int(&q, ":destroyed_id", destroyed_id);
	return query_run(&q, NULL, err);
}

bool
retention_sweep(struct db *db, const struct document_by *by, int64_t *ret_left, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t destroyed_id = 0;
	bool ok = true;

	*ret_left = 0;
	while (ok) {
		struct query q;
		query_open(&q, db, "SELECT destroyed_id, sha256 FROM destroyed WHERE is_gone = 0"
		    " AND destroyed_id > :destroyed_id ORDER BY destroyed_id LIMIT 1");
		query_bind_int(&q, ":destroyed_id", destroyed_id);
		bool found = query_row(&q), gone = false;
		destroyed_id = found ? query_int(&q, 0) : 0;
		const char *sha256 = found ? query_text(&q, 1, &a) : NULL;
		ok = query_close(&q, err) && (!found || (db_begin(db, err) &&
		    db_end(db, sweep_one(db, by, destroyed_id, sha256, &gone, err), err)));
		*ret_left += ok && found && !gone;
		if (!found)
			break;
		arena_reset(&a);
	}
	arena_clear(&a);
	return ok;
}

void
retention_query_destroyed(struct query *q, struct db *db)
{
	query_open(q, db, "SELECT e.destroyed_id, e.document_id, p.npi, p.last_name, d.kind, e.name, e.sha256, e.rule,"
	    " e.until_day, e.reason, e.destroyed_by, e.destroyed_ms, e.is_gone FROM destroyed e"
	    " JOIN document d ON d.document_id = e.document_id LEFT JOIN provider p ON p.provider_id = d.provider_id"
	    " ORDER BY e.destroyed_id DESC /*scan*/");
}

bool
retention_hold(struct db *db, int64_t provider_id, const char *reason, const struct document_by *by,
    int64_t *ret_hold_id, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO legal_hold (provider_id, reason, placed_by, placed_ms)"
	    " VALUES (:provider_id, :reason, :by, :now_ms) RETURNING legal_hold_id");
	query_bind_id(&q, ":provider_id", provider_id);
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":by", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	bool ok = query_run_int(&q, ret_hold_id, err) && audit_add(db, by->actor, "retention hold",
	    provider_id == 0 ? "all papers" : arena_printf(&a, "provider %" PRId64, provider_id), reason,
	    by->now_ms, err);
	arena_clear(&a);
	return ok;
}

bool
retention_lift(struct db *db, int64_t hold_id, const char *reason, const struct document_by *by,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t standing, known;
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM legal_hold WHERE legal_hold_id = :hold_id");
	query_bind_int(&q, ":hold_id", hold_id);
	if (!query_run_int(&q, &known, err))
		return false;
	if (known == 0)
		return fail(err, ERR_MISSING, "there is no hold %" PRId64, hold_id);
	query_open(&q, db, "UPDATE legal_hold SET lifted_reason = :reason, lifted_by = :by, lifted_ms = :now_ms"
	    " WHERE legal_hold_id = :hold_id AND lifted_ms IS NULL");
	query_bind_int(&q, ":hold_id", hold_id);
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":by", by->actor);
	query_bind_int(&q, ":now_ms", by->now_ms);
	if (!query_run(&q, &standing, err))
		return false;
	if (standing == 0)
		return fail(err, ERR_CONFLICT, "hold %" PRId64 " was lifted before", hold_id);
	bool ok = audit_add(db, by->actor, "retention lift", arena_printf(&a, "hold %" PRId64, hold_id), reason,
	    by->now_ms, err);
	arena_clear(&a);
	return ok;
}

void
retention_query_holds(struct query *q, struct db *db, int64_t hold_id)
{
	query_open(q, db, "SELECT h.legal_hold_id, h.provider_id, p.npi, p.last_name, h.reason, h.placed_by, h.placed_ms,"
	    " h.lifted_reason, h.lifted_by, h.lifted_ms FROM legal_hold h"
	    " LEFT JOIN provider p ON p.provider_id = h.provider_id WHERE :hold_id IN (0, h.legal_hold_id)"
	    " ORDER BY h.lifted_ms IS NOT NULL, h.legal_hold_id DESC /*scan*/");
	query_bind_int(q, ":hold_id", hold_id);
}
