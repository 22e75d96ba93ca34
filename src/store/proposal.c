/* proposal: rows of proposal, and the task that asks a person. */
#include "store/proposal.h"

#include <inttypes.h>

#include "base/arena.h"
#include "store/audit.h"
#include "store/task.h"
#include "base/banned.h"

static const char *
task_name(int64_t provider_id, struct arena *a)
{
	return arena_printf(a, "proposals of provider %" PRId64, provider_id);
}

static bool
ask(struct db *db, const struct provider_link *link, int32_t due_day, int64_t now_ms, struct arena *a, struct err *err)
{
	const struct task task = { .rule = "", .role = "coordinator", .due_day = due_day, .created_ms = now_ms,
	    .name = task_name(link->provider_id, a),
	    .title = arena_printf(a, "%s %s (provider %" PRId64 ") proposes changes of their record: accept or refuse each",
	    link->first_name, link->last_name, link->provider_id) };
	int64_t task_id;

	return task_add(db, &task, &task_id, err);
}

static bool
add_row(struct db *db, const struct provider_link *link, const struct proposal *p, const char *client, int64_t now_ms,
    int64_t *ret_changed, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO proposal (provider_id, link_id, field, was, wanted, client, said_ms)"
	    " VALUES (:provider_id, :link_id, :field, :was, :wanted, :client, :now_ms)"
	    " ON CONFLICT (provider_id, field) WHERE status = 'open' DO UPDATE SET link_id = excluded.link_id,"
	    " was = excluded.was, wanted = excluded.wanted, client = excluded.client, said_ms = excluded.said_ms"
	    " WHERE wanted <> excluded.wanted");
	query_bind_int(&q, ":provider_id", link->provider_id);
	query_bind_int(&q, ":link_id", link->link_id);
	query_bind_text(&q, ":field", p->field);
	query_bind_text(&q, ":was", p->was);
	query_bind_text(&q, ":wanted", p->wanted);
	query_bind_text(&q, ":client", client);
	query_bind_int(&q, ":now_ms", now_ms);
	return query_run(&q, ret_changed, err);
}

bool
proposal_add(struct db *db, const struct provider_link *link, const struct proposal *p, const char *client,
    int32_t due_day, int64_t now_ms, struct err *err)
{
	struct arena a = ARENA_INIT;
	int64_t changed;

	bool ok = add_row(db, link, p, client, now_ms, &changed, err);
	if (ok && changed > 0)
		ok = ask(db, link, due_day, now_ms, &a, err) && audit_add(db, link->actor, "provider proposal",
		    arena_printf(&a, "provider %" PRId64, link->provider_id), arena_printf(&a, "%s: \"%s\" -> \"%s\", from %s",
		    p->field, p->was, p->wanted, client), now_ms, err);
	arena_clear(&a);
	return ok;
}

bool
proposal_load(struct db *db, int64_t proposal_id, struct arena *a, struct proposal *ret, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT provider_id, field, was, wanted, status FROM proposal WHERE proposal_id = :id");
	query_bind_int(&q, ":id", proposal_id);
	bool found = query_row(&q);
	if (found)
		*ret = (struct proposal){
			.proposal_id = proposal_id,
			.provider_id = query_int(&q, 0),
			.field = query_text(&q, 1, a),
			.was = query_text(&q, 2, a),
			.wanted = query_text(&q, 3, a),
			.status = query_text(&q, 4, a),
		};
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no proposal %" PRId64, proposal_id);
}

static bool
has_open(struct db *db, int64_t provider_id, bool *ret_open, struct err *err)
{
	int64_t open;
	struct query q;

	query_open(&q, db, "SELECT EXISTS (SELECT 1 FROM proposal WHERE provider_id = :provider_id AND status = 'open')");
	query_bind_int(&q, ":provider_id", provider_id);
	if (!query_run_int(&q, &open, err))
		return false;
	*ret_open = open != 0;
	return true;
}

bool
proposal_settle(struct db *db, const struct proposal *p, bool accept, const char *reason, const char *actor,
    int64_t now_ms, struct err *err)
{
	const char *status = accept ? "accepted" : "refused";
	struct arena a = ARENA_INIT;
	int64_t changed;
	struct query q;
	bool open;

	query_open(&q, db, "UPDATE proposal SET status = :status, reason = :reason, decided_by = :actor,"
	    " decided_ms = :now_ms WHERE proposal_id = :id AND status = 'open'");
	query_bind_int(&q, ":id", p->proposal_id);
	query_bind_text(&q, ":status", status);
	query_bind_text(&q, ":reason", reason);
	query_bind_text(&q, ":actor", actor);
	query_bind_int(&q, ":now_ms", now_ms);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed != 1)
		return fail(err, ERR_CONFLICT, "this was decided already");
	bool ok = audit_add(db, actor, arena_printf(&a, "proposal %s", status), arena_printf(&a, "provider %" PRId64,
	    p->provider_id), arena_printf(&a, "%s: \"%s\"", p->field, p->wanted), now_ms, err) &&
	    has_open(db, p->provider_id, &open, err) &&
	    (open || task_end_named(db, task_name(p->provider_id, &a), actor, now_ms, err));
	arena_clear(&a);
	return ok;
}

void
proposal_query(struct query *q, struct db *db, int64_t provider_id)
{
	query_open(q, db, "SELECT proposal_id, field, was, wanted, status, reason, decided_by, said_ms, client,"
	    " status = 'open' AS is_open FROM proposal WHERE provider_id = :provider_id"
	    " ORDER BY status = 'open' DESC, proposal_id DESC LIMIT 40");
	query_bind_int(q, ":provider_id", provider_id);
}

#define EACH \
	"SELECT proposal_id, provider_id, field, was, wanted, status, reason, decided_by, decided_ms, said_ms, client" \
	" FROM proposal"

void
proposal_query_list(struct query *q, struct db *db, int64_t provider_id, bool only_open)
{
	query_open(q, db, EACH " WHERE (:provider_id IS NULL OR provider_id = :provider_id)"
	    " AND (:only_open = 0 OR status = 'open') ORDER BY proposal_id /*scan*/");
	query_bind_id(q, ":provider_id", provider_id);
	query_bind_int(q, ":only_open", only_open);
}

void
proposal_query_one(struct query *q, struct db *db, int64_t proposal_id)
{
	query_open(q, db, EACH " WHERE proposal_id = :proposal_id");
	query_bind_int(q, ":proposal_id", proposal_id);
}
