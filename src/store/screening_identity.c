/*
 * screening_identity: the names under which somebody was screened, kept from change to change, and the
 * digests of runs held against them: what a page of a month says can be checked from the rows.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "store/screening_inside.h"
#include "base/banned.h"

static void
step(struct screening_identities *i)
{
	i->id = query_row(&i->q) ? query_int(&i->q, 0) : INT64_MAX;
}

/* The other type's rows; both in the order of the table's key. */
static bool
turn_to(struct screening_identities *i, const char *type, struct err *err)
{
	if (!screening_identity_end(i, err))
		return false;
	query_open(&i->q, i->db, "SELECT subject_id, unsealed(text) FROM screening_identity"
	    " WHERE subject_type = :type AND (:one IS NULL OR subject_id = :one)"
	    " ORDER BY subject_id, from_run_id");
	query_bind_text(&i->q, ":type", type);
	query_bind_id(&i->q, ":one", i->provider_id);
	i->is_open = true;
	i->type = type;
	step(i);
	return true;
}

bool
screening_identity_compare(struct screening_identities *i, const struct screening_subject *s,
    struct arena *a, bool *ret_changed, struct err *err)
{
	const char *before = NULL;

	if (!text_equal(i->type, s->type) && !turn_to(i, s->type, err))
		return false;
	while (i->id < s->id)
		step(i);
	for (; i->id == s->id; step(i))
		before = query_text(&i->q, 1, a);
	*ret_changed = !text_equal(before, s->text);
	return true;
}

bool
screening_identity_end(struct screening_identities *i, struct err *err)
{
	bool was_open = i->is_open;

	i->is_open = false;
	return !was_open || query_close(&i->q, err);
}

bool
screening_identity_add(struct db *db, int64_t run_id, const char *type, int64_t id,
    const char *text, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO screening_identity (subject_type, subject_id, from_run_id, text)"
	    " VALUES (:type, :id, :run_id, sealed(:text))");
	query_bind_text(&q, ":type", type);
	query_bind_int(&q, ":id", id);
	query_bind_int(&q, ":run_id", run_id);
	query_bind_text(&q, ":text", text);
	return query_run(&q, NULL, err);
}

void
screening_identity_hash(struct hasher *hasher, const char *type, int64_t id, const char *text)
{
	char head[64];
	int len = snprintf(head, sizeof(head), "%s %" PRId64 "\n", type, id);

	hasher_add(hasher, head, (size_t)len);
	hasher_add(hasher, text, strlen(text));
}

/* The digest of a run again, from the rows; NULL type: nobody. */
static bool
hash_run(struct db *db, int64_t run_id, char sha256[HASH_TEXT_BYTES], int64_t *ret_count,
    struct err *err)
{
	struct hasher *hasher = hasher_new();
	struct arena a = ARENA_INIT;
	struct query q;

	*ret_count = 0;
	query_open(&q, db, "SELECT i.subject_type, i.subject_id, unsealed(i.text) FROM screening_run_subject s"
	    " JOIN screening_identity i ON i.subject_type = s.subject_type"
	    " AND i.subject_id BETWEEN s.first_id AND s.last_id WHERE s.screening_run_id = :run_id"
	    " AND i.from_run_id = (SELECT max(x.from_run_id) FROM screening_identity x"
	    "  WHERE x.subject_type = i.subject_type AND x.subject_id = i.subject_id"
	    "  AND x.from_run_id <= :run_id) ORDER BY i.subject_type DESC, i.subject_id");
	query_bind_int(&q, ":run_id", run_id);
	while (query_row(&q)) {
		screening_identity_hash(hasher, query_text(&q, 0, &a), query_int(&q, 1),
		    query_text(&q, 2, &a));
		++*ret_count;
		arena_reset(&a);
	}
	hasher_end(hasher, sha256);
	arena_clear(&a);
	return query_close(&q, err);
}

/* Numbers and digests of all runs, in "a". */
struct kept_run { int64_t run_id; const char *sha256; };

static bool
load_runs(struct db *db, struct arena *a, struct kept_run **ret_runs, size_t *ret_count,
    struct err *err)
{
	struct kept_run *run = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT screening_run_id, sha256 FROM screening_run"
	    " ORDER BY screening_run_id");
	while (query_row(&q)) {
		run = arena_grow(a, run, count, &size, sizeof(*run));
		run[count++] = (struct kept_run){ query_int(&q, 0), query_text(&q, 1, a) };
	}
	*ret_runs = run;
	*ret_count = count;
	return query_close(&q, err);
}

bool
screening_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
    struct err *err)
{
	struct arena a = ARENA_INIT;
	char sha256[HASH_TEXT_BYTES];
	struct kept_run *run;
	size_t count;
	int64_t people;

	*ret_checked = 0;
	bool ok = load_runs(db, &a, &run, &count, err);
	for (size_t i = 0; ok && i < count; i++) {
		ok = hash_run(db, run[i].run_id, sha256, &people, err);
		*ret_checked += people;
		if (ok && strcmp(sha256, run[i].sha256) != 0)
			fault(context, "screening", arena_printf(&a, "screening run %" PRId64,
			    run[i].run_id), "who was screened is no longer as the run saw it");
	}
	arena_clear(&a);
	return ok;
}
