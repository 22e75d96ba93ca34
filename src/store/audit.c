/* audit: the log of changes.  Each row's hash covers the one before it, so a lost row is seen. */
#include "store/audit.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/banned.h"

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

bool
audit_add(struct db *db, const char *actor, const char *action, const char *object,
    const char *detail, int64_t now_ms, struct err *err)
{
	char before[HASH_TEXT_BYTES], hash[HASH_TEXT_BYTES];
	struct str all = STR_INIT;
	struct query q;

	if (!last_hash(db, before, err))
		return false;
	detail = detail != NULL ? detail : "";
	str_printf(&all, "%s\n%lld\n%s\n%s\n%s\n%s", before, (long long)now_ms, actor, action,
	    object, detail);
	hash_text(all.text, all.len, hash);
	str_clear(&all);
	query_open(&q, db, "INSERT INTO audit (at_ms, actor, action, object, detail, prev_hash, hash)"
	    " VALUES (:at_ms, :actor, :action, :object, :detail, :prev_hash, :hash)");
	query_bind_int(&q, ":at_ms", now_ms);
	query_bind_text(&q, ":actor", actor);
	query_bind_text(&q, ":action", action);
	query_bind_text(&q, ":object", object);
	query_bind_text(&q, ":detail", detail);
	query_bind_text(&q, ":prev_hash", before);
	query_bind_text(&q, ":hash", hash);
	return query_run(&q, NULL, err);
}
