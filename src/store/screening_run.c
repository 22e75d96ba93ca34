/*
 * screening_run: one reader's snapshot to look, one transaction to keep what was seen.  Rows of the
 * lists are held in memory with their index; those who are screened stream past it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/screening_inside.h"
#include "store/screening_list.h"
#include "base/banned.h"

struct range { const char *type; int64_t first_id, last_id; };

/* Whose names are others than in the run before. */
struct renamed { const char *type; int64_t id; const char *text; };

struct run {
	struct db		*db;
	int64_t			 provider_id;	/* 0: everybody */
	struct arena		 a;
	const char		**list;
	int64_t			*list_id;
	const char		**list_day;
	size_t			 lists;
	struct listed		*listed;
	size_t			 listed_count, listed_size;
	struct screen_index	*index;
	struct hasher		*hasher;	/* over who was screened */
	struct screening_identities known;
	struct renamed		*renamed;
	size_t			 renamed_count, renamed_size;
	struct range		*range;
	size_t			 ranges, ranges_size;
	struct screening_found	*found;
	size_t			 found_count, found_size;
	int64_t			 screened;
	int64_t			 run_before;	/* the latest run when this one looked */
};

static bool
load_lists(struct run *r, struct err *err)
{
	struct query q;
	size_t size = 0;

	query_open(&q, r->db, "SELECT screening_list_id, list, list_day FROM screening_list"
	    " WHERE status = 'current' ORDER BY list /*scan*/");
	while (query_row(&q)) {
		size_t room = size;
		r->list = arena_grow(&r->a, r->list, r->lists, &room, sizeof(*r->list));
		room = size;
		r->list_day = arena_grow(&r->a, r->list_day, r->lists, &room, sizeof(*r->list_day));
		r->list_id = arena_grow(&r->a, r->list_id, r->lists, &size, sizeof(*r->list_id));
		r->list_id[r->lists] = query_int(&q, 0);
		r->list[r->lists] = query_text(&q, 1, &r->a);
		r->list_day[r->lists++] = query_text(&q, 2, &r->a);
	}
	if (!query_close(&q, err))
		return false;
	return r->lists > 0 || fail(err, ERR_MISSING, "no list of excluded parties is loaded. "
	    "\"credence screen load leie UPDATED.csv\" loads one");
}

static bool
load_entries(struct run *r, size_t list, struct err *err)
{
	struct query q;

	query_open(&q, r->db, "SELECT screening_entry_id, npis, birth_day, state, names"
	    " FROM screening_entry WHERE screening_list_id = :list_id ORDER BY screening_entry_id");
	query_bind_int(&q, ":list_id", r->list_id[list]);
	while (query_row(&q)) {
		if (r->listed_count == r->listed_size) {
			r->listed_size = r->listed_size > 0 ? r->listed_size * 2 : 4096;
			r->listed = heap_resize(r->listed, r->listed_size, sizeof(*r->listed));
		}
		struct listed *l = &r->listed[r->listed_count++];
		*l = (struct listed){ .entry_id = query_int(&q, 0), .list = list,
			.npis = query_text(&q, 1, &r->a), .birth_day = query_day(&q, 2),
			.state = query_text(&q, 3, &r->a) };
		screening_names_read(query_text(&q, 4, &r->a), &r->a, l);
	}
	return query_close(&q, err);
}

static bool
note_subject(struct run *r, const struct screening_subject *s, struct arena *a, struct err *err)
{
	struct range *last = r->ranges > 0 ? &r->range[r->ranges - 1] : NULL;
	bool changed;

	if (!screening_identity_compare(&r->known, s, a, &changed, err))
		return false;
	if (changed) {
		r->renamed = arena_grow(&r->a, r->renamed, r->renamed_count, &r->renamed_size,
		    sizeof(*r->renamed));
		r->renamed[r->renamed_count++] = (struct renamed){ s->type, s->id,
			arena_strdup(&r->a, s->text) };
	}
	screening_identity_hash(r->hasher, s->type, s->id, s->text);
	r->screened++;
	if (last != NULL && last->type == s->type && last->last_id == s->id - 1) {
		last->last_id = s->id;
		return true;
	}
	r->range = arena_grow(&r->a, r->range, r->ranges, &r->ranges_size, sizeof(*r->range));
	r->range[r->ranges++] = (struct range){ s->type, s->id, s->id };
	return true;
}

static const char *
reasons_json(const struct screened *who, const struct screen_hit *hit, struct arena *a)
{
	const char *const *words = screen_reasons(who, hit, a);
	struct json *array = json_new_array();
	struct str out = STR_INIT;

	for (size_t i = 0; words[i] != NULL; i++)
		json_push(array, json_new_text(words[i]));
	json_print(array, &out);
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	json_free(array);
	return text;
}

static bool
look_at(void *context, const struct screening_subject *s, struct arena *a, struct err *err)
{
	struct run *r = context;
	struct screen_hit *hit;
	size_t hits;

	if (!note_subject(r, s, a, err))
		return false;
	screen_index_find(r->index, &s->screened, a, &hit, &hits);
	const char *who = hits > 0 ? arena_strdup(&r->a, s->who) : NULL;
	for (size_t i = 0; i < hits; i++) {
		r->found = arena_grow(&r->a, r->found, r->found_count, &r->found_size,
		    sizeof(*r->found));
		r->found[r->found_count++] = (struct screening_found){
			.subject_type = s->type, .subject_id = s->id, .who = who,
			.list = r->list[hit[i].listed->list], .entry_id = hit[i].listed->entry_id,
			.rank = hit[i].rank, .score = hit[i].score,
			.reasons_json = reasons_json(&s->screened, &hit[i], &r->a) };
	}
	return true;
}

/* The strongest first; whatever was stored in which order, the same again. */
static int
by_strength(const void *a, const void *b)
{
	const struct screening_found *x = a, *y = b;
	int by_type = strcmp(y->subject_type, x->subject_type);	/* providers before parties */

	if (x->rank != y->rank)
		return x->rank - y->rank;
	if (x->score != y->score)
		return y->score - x->score;
	if (by_type != 0)
		return by_type;
	if (x->subject_id != y->subject_id)
		return x->subject_id < y->subject_id ? -1 : 1;
	return x->entry_id < y->entry_id ? -1 : x->entry_id > y->entry_id;
}

static bool
last_run(struct run *r, int64_t *ret_run_id, struct err *err)
{
	struct query q;

	query_open(&q, r->db, "SELECT coalesce(max(screening_run_id), 0) FROM screening_run");
	return query_run_int(&q, ret_run_id, err);
}

static bool
look(struct run *r, struct err *err)
{
	if (!last_run(r, &r->run_before, err) || !load_lists(r, err))
		return false;
	for (size_t i = 0; i < r->lists; i++)
		if (!load_entries(r, i, err))
			return false;
	r->index = screen_index_new(r->listed, r->listed_count);
	r->known = (struct screening_identities){ .db = r->db, .provider_id = r->provider_id };
	bool ok = screening_each_subject(r->db, r->provider_id, look_at, r, err);
	if (!screening_identity_end(&r->known, ok ? err : NULL) || !ok)
		return false;
	if (r->found_count > 0)
		qsort(r->found, r->found_count, sizeof(*r->found), by_strength);
	return r->provider_id == 0 || r->screened > 0 || fail(err, ERR_MISSING,
	    "provider %" PRId64 " has left and is not screened", r->provider_id);
}

static bool
add_run(struct run *r, const struct screening_by *by, const char *sha256, int64_t *ret_run_id,
    struct err *err)
{
	struct query q;

	query_open(&q, r->db, "INSERT INTO screening_run (at_ms, on_day, by, is_all, screened, found,"
	    " sha256) VALUES (:at_ms, :on_day, :by, :is_all, :screened, :found, :sha256)"
	    " RETURNING screening_run_id");
	query_bind_int(&q, ":at_ms", by->now_ms);
	query_bind_day(&q, ":on_day", zone_day(by->zone, by->now_ms));
	query_bind_text(&q, ":by", by->actor);
	query_bind_int(&q, ":is_all", r->provider_id == 0);
	query_bind_int(&q, ":screened", r->screened);
	query_bind_int(&q, ":found", (int64_t)r->found_count);
	query_bind_text(&q, ":sha256", sha256);
	return query_run_int(&q, ret_run_id, err);
}

static bool
add_lists(struct run *r, int64_t run_id, struct err *err)
{
	for (size_t i = 0; i < r->lists; i++) {
		struct query q;
		query_open(&q, r->db, "INSERT INTO screening_run_list (screening_run_id,"
		    " screening_list_id, list_day) VALUES (:run_id, :list_id, :list_day)");
		query_bind_int(&q, ":run_id", run_id);
		query_bind_int(&q, ":list_id", r->list_id[i]);
		query_bind_text(&q, ":list_day", r->list_day[i]);
		if (!query_run(&q, NULL, err))
			return false;
	}
	return true;
}

static bool
add_ranges(struct run *r, int64_t run_id, struct err *err)
{
	for (size_t i = 0; i < r->ranges; i++) {
		struct query q;
		query_open(&q, r->db, "INSERT INTO screening_run_subject (screening_run_id,"
		    " subject_type, first_id, last_id) VALUES (:run_id, :type, :first_id, :last_id)");
		query_bind_int(&q, ":run_id", run_id);
		query_bind_text(&q, ":type", r->range[i].type);
		query_bind_int(&q, ":first_id", r->range[i].first_id);
		query_bind_int(&q, ":last_id", r->range[i].last_id);
		if (!query_run(&q, NULL, err))
			return false;
	}
	return true;
}

static bool
add_renamed(struct run *r, int64_t run_id, struct err *err)
{
	for (size_t i = 0; i < r->renamed_count; i++)
		if (!screening_identity_add(r->db, run_id, r->renamed[i].type, r->renamed[i].id,
		    r->renamed[i].text, err))
			return false;
	return true;
}

static bool
keep(struct run *r, const struct screening_by *by, int64_t *ret_run_id, struct err *err)
{
	char sha256[HASH_TEXT_BYTES];
	const char *detail = arena_printf(&r->a, "%" PRId64 " screened, %zu match%s", r->screened,
	    r->found_count, r->found_count == 1 ? "" : "es");
	int64_t before;

	/* What it holds to be unchanged may not be so any more. */
	if (!last_run(r, &before, err))
		return false;
	if (before != r->run_before)
		return fail(err, ERR_BUSY, "somebody else screened meanwhile. Run it again");
	hasher_end(r->hasher, sha256);
	r->hasher = NULL;
	return add_run(r, by, sha256, ret_run_id, err) && add_lists(r, *ret_run_id, err) &&
	    add_ranges(r, *ret_run_id, err) && add_renamed(r, *ret_run_id, err) &&
	    screening_keep_found(r->db, *ret_run_id, r->provider_id, r->found, r->found_count, by,
	    err) &&
	    audit_add(r->db, by->actor, "screening run", arena_printf(&r->a, "screening run %" PRId64,
	    *ret_run_id), detail, by->now_ms, err);
}

static bool
result_lists(struct run *r, struct json **ret_array, struct err *err)
{
	struct query q;

	query_open(&q, r->db, "SELECT list AS name, list_day AS date, row_count AS rows, malformed,"
	    " sha256 FROM screening_list WHERE status = 'current' ORDER BY list /*scan*/");
	return query_json(&q, NULL, ret_array, err);
}

/* The rows without the keys that are null: a match is of a provider or of a party. */
static struct json *
without_null(const struct json *rows)
{
	struct json *array = json_new_array(), *value;
	const char *key;

	for (size_t i = 0; i < json_count(rows); i++) {
		struct json *match = json_new_object();
		for (size_t k = 0; json_entry(json_at(rows, i), k, &key, &value); k++)
			if (json_kind_of(value) != JSON_IS_NULL)
				json_set(match, key, json_duplicate(value));
		json_push(array, match);
	}
	return array;
}

static bool
result_matches(struct run *r, int64_t run_id, struct json **ret_array, struct err *err)
{
	struct json *rows;
	struct query q;

	query_open(&q, r->db, "SELECT match_id, CASE WHEN subject_type = 'provider' THEN subject_id END"
	    " AS provider_id, CASE WHEN subject_type = 'party' THEN subject_id END AS party_id, list,"
	    " rank, score, reasons_json, row_json FROM screening_match WHERE status = 'open'"
	    " AND last_run_id = :run_id ORDER BY rank, score DESC, match_id");
	query_bind_int(&q, ":run_id", run_id);
	if (!query_json(&q, NULL, &rows, err))
		return false;
	*ret_array = without_null(rows);
	json_free(rows);
	return true;
}

static bool
result(struct run *r, int64_t run_id, struct json **ret_result, struct err *err)
{
	struct json *lists, *matches;

	if (!result_lists(r, &lists, err))
		return false;
	if (!result_matches(r, run_id, &matches, err)) {
		json_free(lists);
		return false;
	}
	*ret_result = json_new_object();
	json_set(*ret_result, "lists", lists);
	json_set_int(*ret_result, "screened", r->screened);
	json_set(*ret_result, "matches", matches);
	return true;
}

static bool
run_all(struct run *r, const struct screening_by *by, struct json **ret_result, struct err *err)
{
	int64_t run_id;

	if (!db_snapshot(r->db, err))
		return false;
	bool ok = look(r, err);
	db_rollback(r->db);
	if (!ok || !db_begin(r->db, err))
		return false;
	if (!keep(r, by, &run_id, err)) {
		db_rollback(r->db);
		return false;
	}
	return db_commit(r->db, err) && result(r, run_id, ret_result, err);
}

bool
screening_run(struct db *db, int64_t provider_id, const struct screening_by *by,
    struct json **ret_result, struct err *err)
{
	struct run r = { .db = db, .provider_id = provider_id, .hasher = hasher_new() };
	char unused[HASH_TEXT_BYTES];

	bool ok = run_all(&r, by, ret_result, err);
	if (r.hasher != NULL)
		hasher_end(r.hasher, unused);
	screen_index_free(r.index);
	free(r.listed);
	arena_clear(&r.a);
	return ok;
}
