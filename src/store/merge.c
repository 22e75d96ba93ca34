/*
 * merge: each value that is written is kept with what it was, so that merge_undo.c can take it back.
 * What must not be broken: a column that points to a provider stands in one of the two tables below, as
 * moved or as staying; a test holds them against the schema.
 */
#include "store/merge.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/changed.h"
#include "store/merge_inside.h"
#include "base/banned.h"

/* What pointed to the merged one, in this order: a case about a license goes with the license. */
static const struct move { const char *table, *column, *rows; } moves[] = {
	{ "provider_name", "provider_id", "SELECT provider_name_id, :kept FROM provider_name"
	  " WHERE provider_id = :gone ORDER BY 1 /*scan*/" },
	{ "credential", "provider_id", "SELECT credential_id, :kept FROM credential"
	  " WHERE provider_id = :gone ORDER BY 1" },
	{ "document", "provider_id", "SELECT document_id, :kept FROM document"
	  " WHERE provider_id = :gone ORDER BY 1 /*scan*/" },
	{ "enrollment", "provider_id", "SELECT enrollment_id, :kept FROM enrollment"
	  " WHERE provider_id = :gone ORDER BY 1" },
	{ "background", "provider_id", "SELECT background_id, :kept FROM background"
	  " WHERE provider_id = :gone ORDER BY 1" },
	{ "provider_link", "provider_id", "SELECT link_id, :kept FROM provider_link"
	  " WHERE provider_id = :gone ORDER BY 1" },
	/* One open one for a field: what was said of the kept record stands. */
	{ "proposal", "provider_id", "SELECT proposal_id, :kept FROM proposal"
	  " WHERE provider_id = :gone AND (status <> 'open' OR NOT EXISTS (SELECT 1 FROM proposal k"
	  " WHERE k.provider_id = :kept AND k.field = proposal.field AND k.status = 'open')) ORDER BY 1" },
	{ "committee_item", "provider_id", "SELECT committee_item_id, :kept FROM committee_item"
	  " WHERE provider_id = :gone ORDER BY 1" },
	{ "legal_hold", "provider_id", "SELECT legal_hold_id, :kept FROM legal_hold"
	  " WHERE provider_id = :gone ORDER BY 1" },
	{ "contact", "owner_id", "SELECT contact_id, :kept FROM contact"
	  " WHERE owner_type = 'provider' AND owner_id = :gone ORDER BY 1" },
	{ "case_file", "subject_id", "SELECT case_id, :kept FROM case_file"
	  " WHERE subject_type = 'provider' AND subject_id = :gone ORDER BY 1 /*scan*/" },
	{ "case_file", "provider_id", "SELECT c.case_id, :kept FROM case_file c"
	  " WHERE c.provider_id = :gone AND :kept = CASE c.subject_type"
	  "  WHEN 'credential' THEN (SELECT provider_id FROM credential WHERE credential_id = c.subject_id)"
	  "  WHEN 'enrollment' THEN (SELECT provider_id FROM enrollment WHERE enrollment_id = c.subject_id)"
	  "  ELSE c.subject_id END ORDER BY 1" },
	{ "screening_match", "subject_id", "SELECT match_id, :kept FROM screening_match"
	  " WHERE subject_type = 'provider' AND subject_id = :gone ORDER BY 1" },
	{ "feed", "only_json", "SELECT feed_id, json_set(only_json, '$.provider', :kept) FROM feed"
	  " WHERE json_extract(only_json, '$.provider') = :gone ORDER BY 1 /*scan*/" },
};

const char *const merge_stays[] = {
	"merge.kept_id", "merge.gone_id", "provider_pair.low_id", "provider_pair.high_id",	/* history */
	"screening_proof.provider_id",		/* somebody signed that page */
	"screening_identity.subject_id",	/* whom earlier runs looked for */
	"changed.subject_id",			/* both are marked anyway */
	"said_elsewhere.provider_id",		/* the next extract says it of the record that is left */
	"nppes_record.provider_id",		/* what the registry says of that number */
	"registry_lookup.provider_id",		/* whom we knew under that number then */
	"caqh_status.provider_id",		/* what CAQH says of that number */
	NULL
};

bool
merge_moves(const char *table, const char *column)
{
	for (size_t i = 0; i < LEN(moves); i++)
		if (strcmp(moves[i].table, table) == 0 && strcmp(moves[i].column, column) == 0)
			return true;
	return false;
}

struct merging {
	struct db	*db;
	const struct merge_by *by;
	struct arena	*a;
	int64_t		 kept_id, gone_id, merge_id, ord;
	struct json	*filled, *moved, *left_behind;
};

static bool
note_change(struct merging *m, const char *table, int64_t row, const char *column, const char *was,
    const char *became, struct err *err)
{
	struct query q;

	query_open(&q, m->db, "INSERT INTO merge_change (merge_id, ord, in_table, in_row, in_column, was,"
	    " became) VALUES (:merge_id, :ord, :table, :row, :column, :was, :became)");
	query_bind_int(&q, ":merge_id", m->merge_id);
	query_bind_int(&q, ":ord", ++m->ord);
	query_bind_text(&q, ":table", table);
	query_bind_int(&q, ":row", row);
	query_bind_text(&q, ":column", column);
	query_bind_text(&q, ":was", was);
	query_bind_text(&q, ":became", became);
	return query_run(&q, NULL, err);
}

static bool
write(struct merging *m, const struct merge_place *p, int64_t row, const char *value, struct err *err)
{
	const char *was;

	return merge_load_value(m->db, p, row, m->a, &was, err) && merge_save_value(m->db, p, row, value, err) &&
	    note_change(m, p->table, row, p->column, was, value, err);
}

static void
count_moved(struct merging *m, const char *table)
{
	json_set_int(m->moved, table, json_get_int(m->moved, table, 0) + 1);
}

/* A row of which the kept one has the like already is left where it is. */
static bool
move_row(struct merging *m, const struct move *move, int64_t row, const char *value, struct err *err)
{
	struct err why = ERR_INIT;
	int64_t ord = m->ord;

	if (!db_savepoint(m->db, err))
		return false;
	if (write(m, merge_place(move->table, move->column), row, value, &why)) {
		count_moved(m, move->table);
		return db_release(m->db, err);
	}
	db_undo(m->db);
	m->ord = ord;
	if (why.kind != ERR_CONFLICT) {
		*err = why;
		return false;
	}
	struct json *one = json_new_object();
	json_set_text(one, "table", move->table);
	json_set_int(one, "id", row);
	json_push(m->left_behind, one);
	return true;
}

static bool
move_all(struct merging *m, const struct move *move, struct err *err)
{
	struct row { int64_t id; const char *value; } *rows = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, m->db, move->rows);
	query_bind_int(&q, ":kept", m->kept_id);
	query_bind_int(&q, ":gone", m->gone_id);
	while (query_row(&q)) {
		rows = arena_grow(m->a, rows, count, &size, sizeof(*rows));
		rows[count++] = (struct row){ query_int(&q, 0), query_text(&q, 1, m->a) };
	}
	if (!query_close(&q, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!move_row(m, move, rows[i].id, rows[i].value, err))
			return false;
	return true;
}

/* What the kept record lacks. */
static bool
fill(struct merging *m, const struct merge_place *p, struct err *err)
{
	const char *kept, *gone;

	if (!merge_load_value(m->db, p, m->kept_id, m->a, &kept, err) ||
	    !merge_load_value(m->db, p, m->gone_id, m->a, &gone, err))
		return false;
	if (!text_blank(kept) || text_blank(gone))
		return true;
	json_push(m->filled, json_new_text(p->column));
	return write(m, p, m->kept_id, gone, err);
}

/* The merged record's name is one that the person is known by: screening looks for it, too. */
static bool
add_name(struct merging *m, struct err *err)
{
	struct query q;
	int64_t row = 0;

	query_open(&q, m->db, "INSERT INTO provider_name (provider_id, kind, last_name, first_name)"
	    " SELECT k.provider_id, 'alias', g.last_name, g.first_name FROM provider g, provider k"
	    " WHERE g.provider_id = :gone AND k.provider_id = :kept"
	    " AND fold(g.last_name || ' ' || g.first_name) <> fold(k.last_name || ' ' || k.first_name)"
	    " ON CONFLICT (provider_id, kind, last_name, first_name) DO NOTHING"
	    " RETURNING provider_name_id");
	query_bind_int(&q, ":gone", m->gone_id);
	query_bind_int(&q, ":kept", m->kept_id);
	if (query_row(&q))
		row = query_int(&q, 0);
	return query_close(&q, err) && (row == 0 ||
	    note_change(m, "provider_name", row, "", NULL, "added", err));
}

static bool
add_merge(struct merging *m, struct err *err)
{
	struct query q;

	query_open(&q, m->db, "INSERT INTO merge (kept_id, gone_id, actor, at_ms) VALUES (:kept, :gone,"
	    " :actor, :now_ms) RETURNING merge_id");
	query_bind_int(&q, ":kept", m->kept_id);
	query_bind_int(&q, ":gone", m->gone_id);
	query_bind_text(&q, ":actor", m->by->actor);
	query_bind_int(&q, ":now_ms", m->by->now_ms);
	return query_run_int(&q, &m->merge_id, err);
}

bool
merge_mark(struct db *db, int64_t one_id, int64_t other_id, int64_t now_ms, struct err *err)
{
	return changed_mark(db, "provider", one_id, now_ms, err) &&
	    changed_mark(db, "provider", other_id, now_ms, err) &&
	    changed_mark_of_provider(db, one_id, now_ms, err) &&
	    changed_mark_of_provider(db, other_id, now_ms, err);
}

static bool
merge_all(struct merging *m, struct err *err)
{
	if (!add_merge(m, err))
		return false;
	for (size_t i = 0; i < LEN(moves); i++)
		if (!move_all(m, &moves[i], err))
			return false;
	for (size_t i = 0; merge_filled[i] != NULL; i++)
		if (!fill(m, merge_place("provider", merge_filled[i]), err))
			return false;
	return add_name(m, err) && write(m, merge_place("provider", "status"), m->gone_id, "left", err) &&
	    merge_mark(m->db, m->kept_id, m->gone_id, m->by->now_ms, err) &&
	    audit_add(m->db, m->by->actor, "provider merge", arena_printf(m->a, "provider %" PRId64,
	    m->kept_id), arena_printf(m->a, "provider %" PRId64 " merged into it", m->gone_id),
	    m->by->now_ms, err) &&
	    audit_add(m->db, m->by->actor, "provider merge", arena_printf(m->a, "provider %" PRId64,
	    m->gone_id), arena_printf(m->a, "merged into provider %" PRId64, m->kept_id),
	    m->by->now_ms, err);
}

/* The older one is kept; of two that came at the same moment the one with the smaller number. */
static bool
choose(struct merging *m, int64_t one_id, int64_t other_id, struct err *err)
{
	struct query q;
	int64_t ids[2] = { 0, 0 }, gone[2] = { 0, 0 };

	if (one_id == other_id)
		return fail(err, ERR_INPUT, "that is one record: give two");
	query_open(&q, m->db, "SELECT p.provider_id, EXISTS (SELECT 1 FROM merge m WHERE"
	    " m.gone_id = p.provider_id AND m.undone_ms IS NULL) FROM provider p"
	    " WHERE p.provider_id IN (:one, :other) ORDER BY p.created_ms, p.provider_id");
	query_bind_int(&q, ":one", one_id);
	query_bind_int(&q, ":other", other_id);
	for (size_t i = 0; i < LEN(ids) && query_row(&q); i++) {
		ids[i] = query_int(&q, 0);
		gone[i] = query_int(&q, 1);
	}
	if (!query_close(&q, err))
		return false;
	for (size_t i = 0; i < LEN(ids); i++)
		if (gone[i])
			return fail(err, ERR_CONFLICT, "provider %" PRId64 " was merged already", ids[i]);
	m->kept_id = ids[0];
	m->gone_id = ids[1];
	return ids[1] != 0 || fail(err, ERR_MISSING, "there are no such two providers");
}

static struct json *
result(struct merging *m, bool dry_run)
{
	struct json *json = json_new_object();

	json_set(json, "merge_id", dry_run ? json_new_null() : json_new_int(m->merge_id));
	json_set_int(json, "provider_id", m->kept_id);
	json_set_int(json, "merged_id", m->gone_id);
	json_set(json, "filled", m->filled);
	json_set(json, "moved", m->moved);
	json_set(json, "left_behind", m->left_behind);
	return json;
}

bool
merge_providers(struct db *db, int64_t one_id, int64_t other_id, bool dry_run,
    const struct merge_by *by, struct json **ret_result, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct merging m = { .db = db, .by = by, .a = &a };

	if (!db_begin(db, err))
		return false;
	m.filled = json_new_array();
	m.moved = json_new_object();
	m.left_behind = json_new_array();
	bool ok = choose(&m, one_id, other_id, err) && merge_all(&m, err);
	if (!ok || dry_run)
		db_rollback(db);
	else
		ok = db_commit(db, err);
	struct json *json = result(&m, dry_run);
	if (ok)
		*ret_result = json;
	else
		json_free(json);
	arena_clear(&a);
	return ok;
}
