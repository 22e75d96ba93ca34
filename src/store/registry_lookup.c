/* registry_lookup: rows are added and never changed. */
#include "store/registry_lookup.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "base/banned.h"

#define NPI_DIGITS	10

bool
registry_lookup_add(struct db *db, struct registry_lookup *l, struct err *err)
{
	struct arena a = ARENA_INIT;
	struct query q;

	query_open(&q, db, "INSERT INTO registry_lookup (registry, asked_for, provider_id, at_ms, actor,"
	    " result, reason, again_ms, sha256, answer) VALUES (:registry, :asked_for, :provider_id, :at_ms,"
	    " :actor, :result, :reason, :again_ms, :sha256, :answer) RETURNING registry_lookup_id");
	query_bind_text(&q, ":registry", l->registry);
	query_bind_text(&q, ":asked_for", l->asked_for);
	query_bind_id(&q, ":provider_id", l->provider_id);
	query_bind_int(&q, ":at_ms", l->at_ms);
	query_bind_text(&q, ":actor", l->actor);
	query_bind_text(&q, ":result", l->result);
	query_bind_text(&q, ":reason", l->reason);
	query_bind_id(&q, ":again_ms", l->again_ms);
	query_bind_text(&q, ":sha256", l->sha256);
	query_bind_text(&q, ":answer", l->answer);
	bool ok = query_run_int(&q, &l->registry_lookup_id, err);
	const char *object = l->provider_id != 0 ? arena_printf(&a, "provider %lld",
	    (long long)l->provider_id) : strlen(l->asked_for) == NPI_DIGITS ? arena_printf(&a, "npi %s",
	    l->asked_for) : l->asked_for;
	ok = ok && audit_add(db, l->actor, "registry lookup", object, arena_printf(&a, "%s: %s%s%s",
	    l->registry, l->result, l->reason != NULL ? ", " : l->sha256 != NULL ? ", sha256 " : "",
	    l->reason != NULL ? l->reason : l->sha256 != NULL ? l->sha256 : ""), l->at_ms, err);
	arena_clear(&a);
	return ok;
}

bool
registry_lookup_latest(struct db *db, const char *registry, const char *asked_for,
    int64_t since_ms, struct arena *a, struct registry_lookup **ret_lookup, struct err *err)
{
	struct registry_lookup *l = NULL;
	struct query q;

	query_open(&q, db, "SELECT registry_lookup_id, provider_id, at_ms, actor, result, sha256, answer"
	    " FROM registry_lookup WHERE registry = :registry AND asked_for = :asked_for"
	    " AND at_ms >= :since_ms AND result <> 'failed' ORDER BY at_ms DESC LIMIT 1");
	query_bind_text(&q, ":registry", registry);
	query_bind_text(&q, ":asked_for", asked_for);
	query_bind_int(&q, ":since_ms", since_ms);
	if (query_row(&q)) {
		l = arena_alloc(a, sizeof(*l));
		*l = (struct registry_lookup){ .registry_lookup_id = query_int(&q, 0),
			.registry = registry, .asked_for = asked_for, .provider_id = query_int(&q, 1),
			.at_ms = query_int(&q, 2), .actor = query_text(&q, 3, a),
			.result = query_text(&q, 4, a), .sha256 = query_text(&q, 5, a),
			.answer = query_text(&q, 6, a) };
	}
	*ret_lookup = l;
	return query_close(&q, err);
}

bool
registry_lookup_again(struct db *db, const char *registry, int64_t *ret_again_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT coalesce(max(again_ms), 0) FROM registry_lookup"
	    " WHERE registry = :registry AND again_ms IS NOT NULL");
	query_bind_text(&q, ":registry", registry);
	return query_run_int(&q, ret_again_ms, err);
}

#define EACH "SELECT registry_lookup_id, registry, asked_for, provider_id, at_ms, actor, result, reason, sha256"

void
registry_lookup_query_list(struct query *q, struct db *db, int64_t provider_id, const char *registry)
{
	query_open(q, db, EACH " FROM registry_lookup WHERE (:provider_id IS NULL OR provider_id = :provider_id)"
	    " AND (:registry IS NULL OR registry = :registry) ORDER BY registry_lookup_id DESC /*scan*/");
	query_bind_id(q, ":provider_id", provider_id);
	query_bind_text(q, ":registry", registry);
}

void
registry_lookup_query_one(struct query *q, struct db *db, int64_t registry_lookup_id)
{
	query_open(q, db, EACH ", answer FROM registry_lookup WHERE registry_lookup_id = :registry_lookup_id");
	query_bind_int(q, ":registry_lookup_id", registry_lookup_id);
}
