/*
 * case: rows of case_file.  What must not be broken: a step's change goes through case_save(),
 * which writes only over the revision that the step was calculated from.
 */
#include "store/case_file.h"

#include "base/banned.h"

#define CASE_COLUMNS \
	"case_id, definition_id, workflow, subject_type, subject_id, provider_id, payer_id," \
	" parent_case_id, parent_event, is_bound_to_parent, state, rev, vars_json, status," \
	" stuck_reason, paused_ms, owner, entered_ms, opened_ms, closed_ms, hash"

static void
read_row(struct query *q, struct arena *a, struct case_file *c)
{
	*c = (struct case_file){
		.case_id = query_int(q, 0),
		.definition_id = query_int(q, 1),
		.workflow = query_text(q, 2, a),
		.subject_type = query_text(q, 3, a),
		.subject_id = query_int(q, 4),
		.provider_id = query_int(q, 5),
		.payer_id = query_int(q, 6),
		.parent_case_id = query_int(q, 7),
		.parent_event = query_text(q, 8, a),
		.is_bound_to_parent = query_int(q, 9),
		.state = query_text(q, 10, a),
		.rev = query_int(q, 11),
		.vars_json = query_text(q, 12, a),
		.status = query_text(q, 13, a),
		.stuck_reason = query_text(q, 14, a),
		.paused_ms = query_instant(q, 15),
		.owner = query_text(q, 16, a),
		.entered_ms = query_int(q, 17),
		.opened_ms = query_int(q, 18),
		.closed_ms = query_instant(q, 19),
		.hash = query_text(q, 20, a),
	};
}

bool
case_load(struct db *db, int64_t case_id, struct arena *a, struct case_file *ret_case,
    struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT " CASE_COLUMNS " FROM case_file WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	bool found = query_row(&q);
	if (found)
		read_row(&q, a, ret_case);
	if (!query_close(&q, err))
		return false;
	return found || fail(err, ERR_MISSING, "there is no case CR-%lld", (long long)case_id);
}

bool
case_add(struct db *db, const struct case_file *c, int64_t *ret_case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "INSERT INTO case_file (definition_id, workflow, subject_type, subject_id,"
	    " provider_id, payer_id, parent_case_id, parent_event, is_bound_to_parent, state,"
	    " vars_json, status, owner, entered_ms, opened_ms)"
	    " VALUES (:definition_id, :workflow, :subject_type, :subject_id, :provider_id,"
	    " :payer_id, :parent_case_id, :parent_event, :is_bound, :state, :vars_json, 'open',"
	    " :owner, :opened_ms, :opened_ms) RETURNING case_id");
	query_bind_int(&q, ":definition_id", c->definition_id);
	query_bind_text(&q, ":workflow", c->workflow);
	query_bind_text(&q, ":subject_type", c->subject_type);
	query_bind_int(&q, ":subject_id", c->subject_id);
	query_bind_id(&q, ":provider_id", c->provider_id);
	query_bind_id(&q, ":payer_id", c->payer_id);
	query_bind_id(&q, ":parent_case_id", c->parent_case_id);
	query_bind_text(&q, ":parent_event", c->parent_event);
	query_bind_int(&q, ":is_bound", c->is_bound_to_parent);
	query_bind_text(&q, ":state", c->state);
	query_bind_text(&q, ":vars_json", c->vars_json);
	query_bind_text(&q, ":owner", c->owner);
	query_bind_int(&q, ":opened_ms", c->opened_ms);
	return query_run_int(&q, ret_case_id, err);
}

/* Indexes hold state and status: a step that stays where it is leaves them alone. */
static bool
save_place(struct db *db, const struct case_file *c, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET state = :state, status = :status,"
	    " entered_ms = :entered_ms, closed_ms = :closed_ms WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", c->case_id);
	query_bind_text(&q, ":state", c->state);
	query_bind_text(&q, ":status", c->status);
	query_bind_int(&q, ":entered_ms", c->entered_ms);
	query_bind_instant(&q, ":closed_ms", c->closed_ms);
	return query_run(&q, NULL, err);
}

bool
case_save(struct db *db, const struct case_file *c, int64_t rev_before, bool has_moved,
    struct err *err)
{
	struct query q;
	int64_t changed;

	query_open(&q, db, "UPDATE case_file SET rev = :rev, vars_json = :vars_json, hash = :hash"
	    " WHERE case_id = :case_id AND rev = :rev_before");
	query_bind_int(&q, ":case_id", c->case_id);
	query_bind_int(&q, ":rev_before", rev_before);
	query_bind_int(&q, ":rev", c->rev);
	query_bind_text(&q, ":vars_json", c->vars_json);
	query_bind_text(&q, ":hash", c->hash);
	if (!query_run(&q, &changed, err))
		return false;
	if (changed != 1)
		return fail(err, ERR_CONFLICT,
		    "case CR-%lld was changed by somebody else since it was looked at",
		    (long long)c->case_id);
	return !has_moved || save_place(db, c, err);
}

bool
case_find_open(struct db *db, const char *workflow, const char *subject_type,
    int64_t subject_id, int64_t *ret_case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM case_file WHERE workflow = :workflow"
	    " AND subject_type = :subject_type AND subject_id = :subject_id"
	    " AND status IN ('open', 'stuck')");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	int64_t case_id = query_row(&q) ? query_int(&q, 0) : 0;
	if (!query_close(&q, err))
		return false;
	*ret_case_id = case_id;
	return true;
}

/* Collects ids and definitions, and ends the query. */
static bool
read_refs(struct query *q, struct arena *a, struct case_ref **ret_refs, size_t *ret_count,
    struct err *err)
{
	struct case_ref *refs = NULL;
	size_t count = 0, size = 0;

	while (query_row(q)) {
		refs = arena_grow(a, refs, count, &size, sizeof(*refs));
		refs[count++] = (struct case_ref){ query_int(q, 0), query_int(q, 1),
			query_int(q, 2) };
	}
	*ret_refs = refs;
	*ret_count = count;
	return query_close(q, err);
}

bool
case_list_of_subject(struct db *db, const char *subject_type, int64_t subject_id,
    struct arena *a, struct case_ref **ret_refs, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id, definition_id, rev FROM case_file"
	    " WHERE subject_type = :subject_type AND subject_id = :subject_id"
	    " AND status = 'open' ORDER BY case_id");
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	return read_refs(&q, a, ret_refs, ret_count, err);
}

bool
case_count_opened(struct db *db, const char *workflow, const char *subject_type,
    int64_t subject_id, int64_t since_ms, int64_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT count(*) FROM case_file WHERE subject_type = :subject_type"
	    " AND subject_id = :subject_id AND workflow = :workflow AND opened_ms > :since_ms");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	query_bind_int(&q, ":since_ms", since_ms);
	return query_run_int(&q, ret_count, err);
}

bool
case_list_counts(struct db *db, int64_t case_id, struct arena *a,
    struct named_count **ret_counts, size_t *ret_count, struct err *err)
{
	struct named_count *counts = NULL;
	size_t count = 0, size = 0;
	struct query q;

	query_open(&q, db, "SELECT 'task', name, 1, title, role, is_escalation FROM task"
	    " WHERE case_id = :case_id AND status = 'open' UNION ALL"
	    " SELECT 'email', name, 1, NULL, NULL, 0 FROM outbox WHERE case_id = :case_id UNION ALL"
	    " SELECT 'child', workflow, 1, NULL, NULL, 0 FROM case_file"
	    " WHERE parent_case_id = :case_id AND status IN ('open', 'stuck') UNION ALL"
	    " SELECT 'child', c.workflow, 1, NULL, NULL, 0 FROM shared_case s"
	    " JOIN case_file c ON c.case_id = s.case_id WHERE s.parent_case_id = :case_id"
	    " AND c.status IN ('open', 'stuck') AND c.parent_case_id IS NOT :case_id");
	query_bind_int(&q, ":case_id", case_id);
	while (query_row(&q)) {
		counts = arena_grow(a, counts, count, &size, sizeof(*counts));
		counts[count++] = (struct named_count){ query_text(&q, 0, a), query_text(&q, 1, a),
		    query_int(&q, 2), query_text(&q, 3, a), query_text(&q, 4, a),
		    query_int(&q, 5) != 0 };
	}
	*ret_counts = counts;
	*ret_count = count;
	return query_close(&q, err);
}

bool
case_set_paused(struct db *db, int64_t case_id, int64_t paused_ms, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET paused_ms = :paused_ms WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_instant(&q, ":paused_ms", paused_ms);
	return query_run(&q, NULL, err);
}

bool
case_set_stuck(struct db *db, int64_t case_id, const char *reason, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET stuck_reason = :reason,"
	    " status = CASE WHEN :reason IS NULL THEN 'open' ELSE 'stuck' END"
	    " WHERE case_id = :case_id AND status IN ('open', 'stuck')");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":reason", reason);
	return query_run(&q, NULL, err);
}

bool
case_spend_start(struct db *db, int64_t case_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET is_start_spent = 1 WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	return query_run(&q, NULL, err);
}

bool
case_is_start_spent(struct db *db, const char *workflow, const char *subject_type,
    int64_t subject_id, bool *ret_spent, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT 1 FROM case_file WHERE subject_type = :subject_type"
	    " AND subject_id = :subject_id AND workflow = :workflow AND is_start_spent = 1 LIMIT 1");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	*ret_spent = query_row(&q);
	return query_close(&q, err);
}

bool
case_renew_start(struct db *db, const char *workflow, const char *subject_type,
    int64_t subject_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET is_start_spent = 0 WHERE subject_type = :subject_type"
	    " AND subject_id = :subject_id AND workflow = :workflow AND is_start_spent = 1");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_text(&q, ":subject_type", subject_type);
	query_bind_int(&q, ":subject_id", subject_id);
	return query_run(&q, NULL, err);
}

bool
case_set_definition(struct db *db, int64_t case_id, int64_t definition_id, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET definition_id = :definition_id"
	    " WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_int(&q, ":definition_id", definition_id);
	return query_run(&q, NULL, err);
}

bool
case_list_elsewhere(struct db *db, const char *workflow, int64_t definition_id, int64_t from_id,
    struct arena *a, int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM case_file WHERE status IN ('open', 'stuck')"
	    " AND workflow = :workflow AND definition_id <> :definition_id"
	    " AND (:from_id = 0 OR definition_id = :from_id) ORDER BY case_id");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_int(&q, ":definition_id", definition_id);
	query_bind_int(&q, ":from_id", from_id);
	return query_run_ids(&q, a, ret_ids, ret_count, err);
}

bool
case_list_of_workflow(struct db *db, const char *workflow, struct arena *a, int64_t **ret_ids,
    size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT case_id FROM case_file WHERE status IN ('open', 'stuck', 'done',"
	    " 'cancelled') AND workflow = :workflow ORDER BY case_id");
	query_bind_text(&q, ":workflow", workflow);
	return query_run_ids(&q, a, ret_ids, ret_count, err);
}

bool
case_list_migrated(struct db *db, const char *workflow, int64_t definition_id, struct arena *a,
    int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	struct query q;

	query_open(&q, db, "SELECT c.case_id FROM case_file c WHERE c.status IN ('open', 'stuck', 'done',"
	    " 'cancelled') AND c.workflow = :workflow AND c.definition_id = :definition_id"
	    " AND EXISTS (SELECT 1 FROM history h WHERE h.case_id = c.case_id"
	    " AND h.rule = 'migrate' AND h.definition_id = c.definition_id) ORDER BY c.case_id");
	query_bind_text(&q, ":workflow", workflow);
	query_bind_int(&q, ":definition_id", definition_id);
	return query_run_ids(&q, a, ret_ids, ret_count, err);
}

bool
case_set_owner(struct db *db, int64_t case_id, const char *owner, struct err *err)
{
	struct query q;

	query_open(&q, db, "UPDATE case_file SET owner = :owner WHERE case_id = :case_id");
	query_bind_int(&q, ":case_id", case_id);
	query_bind_text(&q, ":owner", owner);
	return query_run(&q, NULL, err);
}

#define LIST_COLUMNS \
	"SELECT c.case_id, c.workflow, d.version, c.state, c.status, c.subject_type," \
	" c.subject_id, c.provider_id, p.npi, p.last_name, p.first_name, c.payer_id," \
	" y.name AS payer_name, c.owner, c.entered_ms," \
	" (SELECT min(t.due_ms) FROM timer t WHERE t.case_id = c.case_id AND t.is_held = 0)" \
	" AS next_due_ms, c.opened_ms, c.closed_ms, c.paused_ms"
#define LIST_TABLES \
	" FROM case_file c JOIN definition d ON d.definition_id = c.definition_id" \
	" LEFT JOIN provider p ON p.provider_id = c.provider_id" \
	" LEFT JOIN payer y ON y.payer_id = c.payer_id"
#define LIST_FILTER \
	" AND (:payer_id IS NULL OR c.payer_id = :payer_id)" \
	" AND (:workflow IS NULL OR c.workflow = :workflow)" \
	" AND (:state IS NULL OR c.state = :state)" \
	" AND (:open_only = 0 OR c.status IN ('open', 'stuck')) ORDER BY c.case_id"

void
case_query_list(struct query *q, struct db *db, const struct case_filter *filter)
{
	if (filter->provider_id != 0) {
		query_open(q, db, LIST_COLUMNS LIST_TABLES
		    " WHERE c.provider_id = :provider_id" LIST_FILTER);
		query_bind_int(q, ":provider_id", filter->provider_id);
	} else {
		query_open(q, db, LIST_COLUMNS LIST_TABLES " WHERE true" LIST_FILTER);
	}
	query_bind_id(q, ":payer_id", filter->payer_id);
	query_bind_text(q, ":workflow", filter->workflow);
	query_bind_text(q, ":state", filter->state);
	query_bind_int(q, ":open_only", filter->open_only);
}

void
case_query_of_subject(struct query *q, struct db *db, const char *subject_type,
    int64_t subject_id)
{
	query_open(q, db, LIST_COLUMNS LIST_TABLES " WHERE c.subject_type = :subject_type"
	    " AND c.subject_id = :subject_id ORDER BY c.case_id");
	query_bind_text(q, ":subject_type", subject_type);
	query_bind_int(q, ":subject_id", subject_id);
}

void
case_query_one(struct query *q, struct db *db, int64_t case_id)
{
	query_open(q, db, LIST_COLUMNS ", c.rev, c.vars_json, c.stuck_reason, c.parent_case_id,"
	    " c.definition_id, d.file" LIST_TABLES " WHERE c.case_id = :case_id");
	query_bind_int(q, ":case_id", case_id);
}
