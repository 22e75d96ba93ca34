/* audit: the log of changes.  Each row's hash covers the one before it, so a lost row is
 * seen; the fact "audit_head" has the last one, so lost rows at the end are, too. */
#include "store/audit.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "store/fact.h"
#include "base/banned.h"

#define HEAD	"audit_head"

static bool
last_hash(struct db *db, char hash[HASH_TEXT_BYTES], struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	hash[0] = '\0';
	query_open(&q, db, "SELECT hash FROM audit ORDER BY audit_id DESC LIMIT 1");
	if (query_row(&q))
		snprintf(hash, HASH_TEXT_BYTES, "%s", query_text(&q, 0, &a));
	arena_clear(&a);
	return query_close(&q, err);
}

static void
hash_row(const char *before, int64_t at_ms, const char *actor, const char *action,
    const char *object, const char *detail, char hash[HASH_TEXT_BYTES])
{
	struct str all = STR_INIT;

	str_printf(&all, "%s\n%lld\n%s\n%s\n%s\n%s", before, (long long)at_ms, actor, action,
	    object, detail);
	hash_text(all.text, all.len, hash);
	str_clear(&all);
}

bool
audit_add(struct db *db, const char *actor, const char *action, const char *object,
    const char *detail, int64_t now_ms, struct err *err)
{
	char before[HASH_TEXT_BYTES], hash[HASH_TEXT_BYTES];
	struct query q;

	if (!last_hash(db, before, err))
		return false;
	detail = detail != NULL ? detail : "";
	hash_row(before, now_ms, actor, action, object, detail, hash);
	query_open(&q, db, "INSERT INTO audit (at_ms, actor, action, object, detail, prev_hash, hash)"
	    " VALUES (:at_ms, :actor, :action, :object, :detail, :prev_hash, :hash)");
	query_bind_int(&q, ":at_ms", now_ms);
	query_bind_text(&q, ":actor", actor);
	query_bind_text(&q, ":action", action);
	query_bind_text(&q, ":object", object);
	query_bind_text(&q, ":detail", detail);
	query_bind_text(&q, ":prev_hash", before);
	query_bind_text(&q, ":hash", hash);
	return query_run(&q, NULL, err) && fact_save(db, HEAD, hash, err);
}

#define PERIOD " (:since_ms IS NULL OR at_ms >= :since_ms) AND (:until_ms IS NULL OR at_ms < :until_ms)"
#define HAS(n) " AND (:word" #n " IS NULL OR instr(fold(actor || ' ' || action || ' ' || object || ' ' ||" \
	" detail), fold(:word" #n ")) > 0)"
#define LIST "SELECT audit_id, at_ms, actor, action, object, detail FROM audit WHERE" PERIOD \
	HAS(0) HAS(1) HAS(2) HAS(3) HAS(4) HAS(5) HAS(6) HAS(7)
static_assert(AUDIT_WORDS_MAX == 8, "each word has its place in LIST");

static void
bind_words(struct query *q, const struct audit_filter *f)
{
	static const char *const names[AUDIT_WORDS_MAX] = { ":word0", ":word1", ":word2", ":word3",
		":word4", ":word5", ":word6", ":word7" };

	for (size_t i = 0; i < AUDIT_WORDS_MAX; i++)
		query_bind_text(q, names[i], f->word[i]);
}

void
audit_query_list(struct query *q, struct db *db, const struct audit_filter *f)
{
	if (f->object == NULL) {
		query_open(q, db, LIST " ORDER BY audit_id /*scan*/");
	} else if (strchr(f->object, ' ') != NULL) {
		query_open(q, db, LIST " AND object = :object ORDER BY audit_id");
		query_bind_text(q, ":object", f->object);
	} else {
		/* '!' comes right after the blank. */
		query_open(q, db, LIST " AND object > :object || ' ' AND object < :object || '!'"
		    " ORDER BY audit_id");
		query_bind_text(q, ":object", f->object);
	}
	query_bind_instant(q, ":since_ms", f->since_ms);
	query_bind_instant(q, ":until_ms", f->until_ms);
	bind_words(q, f);
}

void
audit_query_chain(struct query *q, struct db *db, int64_t since_ms, int64_t until_ms)
{
	query_open(q, db, "SELECT audit_id, at_ms, actor, action, object, detail, prev_hash, hash FROM audit"
	    " WHERE" PERIOD " ORDER BY audit_id /*scan*/");
	query_bind_instant(q, ":since_ms", since_ms);
	query_bind_instant(q, ":until_ms", until_ms);
}

/* The log ends where it was last written; "hash" is that of its last row, "" of an empty one. */
static bool
verify_head(struct db *db, const char *hash, verify_fault fault, void *context, struct arena *a,
    struct err *err)
{
	const char *head;

	if (!fact_load(db, HEAD, a, &head, err))
		return false;
	if (!text_equal(head != NULL ? head : "", hash))
		fault(context, "audit", "audit", "the log does not end where it was last written: rows at "
		    "its end were lost or put in");
	return true;
}

bool
audit_verify(struct db *db, verify_fault fault, void *context, int64_t *ret_checked,
    struct err *err)
{
	char before[HASH_TEXT_BYTES] = "", hash[HASH_TEXT_BYTES];
	struct arena a = ARENA_INIT;
	int64_t checked = 0;
	struct query q;

	query_open(&q, db, "SELECT audit_id, at_ms, actor, action, object, detail, prev_hash, hash"
	    " FROM audit ORDER BY audit_id /*scan*/");
	while (query_row(&q)) {
		const char *where = arena_printf(&a, "audit %lld", (long long)query_int(&q, 0));
		const char *stored = query_text(&q, 7, &a);
		if (!text_equal(query_text(&q, 6, &a), before))
			fault(context, "audit", where, "the row before it is not the one it was "
			    "written behind: one was lost or put in");
		hash_row(query_text(&q, 6, &a), query_int(&q, 1), query_text(&q, 2, &a),
		    query_text(&q, 3, &a), query_text(&q, 4, &a), query_text(&q, 5, &a), hash);
		if (!text_equal(stored, hash))
			fault(context, "audit", where, "the row was changed: its hash does not fit");
		snprintf(before, sizeof(before), "%s", stored);
		checked++;
		arena_clear(&a);
	}
	*ret_checked = checked;
	bool ok = query_close(&q, err) && verify_head(db, before, fault, context, &a, err);
	arena_clear(&a);
	return ok;
}
