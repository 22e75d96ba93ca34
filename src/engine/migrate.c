/*
 * migrate: cases to another version.  Planned for all before the first is written; the plan of each is made
 * again in the transaction that writes it, so that what happened meanwhile is seen.
 */
#include "engine/migrate_inside.h"

#include <inttypes.h>
#include <string.h>

#include "engine/limits.h"
#include "engine/before.h"
#include "store/audit.h"
#include "store/deadline.h"
#include "store/fact.h"
#include "store/outbox.h"
#include "store/timer.h"
#include "workflow/personal.h"
#include "base/banned.h"

static struct json *
instant_json(const struct moving *m, int64_t ms)
{
	char text[INSTANT_TEXT_BYTES];

	return json_new_text(instant_format(ms, m->run->e->settings->zone, text));
}

static struct json *
version_json(const struct moving *m, int64_t definition_id)
{
	struct arena a = ARENA_INIT;
	struct published row;

	struct json *json = definition_load(m->run->e->db, definition_id, &a, &row, NULL) ?
	    json_new_int(row.version) : json_new_null();
	arena_clear(&a);
	return json;
}

void
moving_report(struct moving *m, const struct work *w, int64_t definition_after,
    const char *state_after, const char *refused, struct json *vars, struct json *timers)
{
	struct json *json = json_new_object();

	json_set_int(json, "case_id", w->c.case_id);
	json_set(json, "version_before", version_json(m, w->c.definition_id));
	json_set(json, "version", version_json(m, definition_after));
	json_set_text(json, "state_before", w->c.state);
	json_set_text(json, "state", state_after);
	json_set_text(json, "refused", refused);
	if (vars != NULL) {
		personal_mask(w->definition, vars);
		personal_mask(m->to, vars);
	}
	json_set(json, "vars", vars != NULL ? vars : json_new_object());
	json_set(json, "timers", timers != NULL ? timers : json_new_array());
	json_push(m->report->cases, json);
	m->report->count++;
	m->report->refused += refused != NULL;
}

bool
moving_write(struct work *w, const char *rule, const char *actor, const char *from_state,
    const char *changes_json, struct err *err)
{
	struct db *db = w->run->e->db;
	struct case_file *c = &w->c;
	const struct history h = {
		.case_id = c->case_id, .seq = c->rev + 1, .definition_id = c->definition_id, .rule = rule,
		.from_state = from_state, .to_state = c->state, .at_ms = w->run->now_ms, .actor = actor,
		.trace_json = "{}", .changes_json = changes_json, .prev_hash = c->hash,
	};
	char *hash = arena_alloc(w->a, HASH_TEXT_BYTES);

	if (!history_add(db, &h, hash, err))
		return false;
	c->hash = hash;
	c->rev = h.seq;
	return case_save(db, c, c->rev - 1, true, err) &&
	    case_set_definition(db, c->case_id, c->definition_id, err) && (strcmp(from_state, c->state) == 0 ||
	    outbox_rename_state(db, c->case_id, from_state, c->state, err));
}

static bool
old_version_has(const struct definition *from, const char *name)
{
	for (size_t i = 0; from != NULL && i < definition_vars(from); i++)
		if (strcmp(definition_var(from, i).name, name) == 0)
			return true;
	return false;
}

/* What the case remembers, as the new version types it; *ret_refused when a value does not fit. */
static bool
read_vars(struct work *w, const struct definition *from, const struct json *vars, bool *knows,
    const char **ret_refused)
{
	const struct definition *d = w->definition;

	for (size_t i = 0; i < definition_vars(d); i++) {
		struct var_view v = definition_var(d, i);
		const struct json *json = json_get(vars, v.name);
		w->before.var[i] = value_absent(v.type);
		knows[i] = json != NULL || old_version_has(from, v.name);
		if (json_kind_of(json) == JSON_IS_NULL || v.is_const)
			continue;
		if (!value_from_json(v.type, json, w->a, &w->before.var[i])) {
			*ret_refused = arena_printf(w->a, "the variable \"%s\" is %s in version %" PRId64
			    ", and its value is none", v.name, value_type_name(v.type),
			    definition_version(d));
			return false;
		}
	}
	return true;
}

/* The case as a migrant: the old version may be unreadable, the new one types its variables. */
static bool
load(struct moving *m, struct work *w, int64_t case_id, struct migrant *migrant,
    const struct definition **ret_from, const char **ret_refused, struct err *err)
{
	size_t vars = definition_vars(m->to);
	bool *knows = arena_array(w->a, vars, sizeof(*knows));
	struct json *object;

	if (!case_load(m->run->e->db, case_id, w->a, &w->c, err))
		return false;
	if (!definitions_find(m->run->e, w->c.definition_id, ret_from, NULL))
		*ret_from = NULL;
	w->definition = m->to;
	*ret_refused = NULL;
	if (strcmp(w->c.subject_type, definition_subject(m->to)->name) != 0) {
		*ret_refused = arena_printf(w->a, "the case is about one %s, version %" PRId64 " about one %s",
		    w->c.subject_type, definition_version(m->to), definition_subject(m->to)->name);
		return true;
	}
	w->before = (struct snapshot){
		.case_id = case_id, .state = w->c.state, .rev = w->c.rev, .entered_ms = w->c.entered_ms,
		.var = arena_array(w->a, vars, sizeof(struct value)),
	};
	if (!json_parse(w->c.vars_json, strlen(w->c.vars_json), &object, err))
		return false;
	read_vars(w, *ret_from, object, knows, ret_refused);
	json_free(object);
	*migrant = (struct migrant){ .knows = knows };
	if (!work_load_rows(w, err))
		return false;
	migrant->before = w->before;
	return true;
}

static struct json *
timer_json(const struct moving *m, const char *name, const struct armed_timer *before,
    const struct armed_timer *after)
{
	struct json *json = json_new_object();

	json_set_text(json, "name", name);
	json_set(json, "before", before != NULL ? instant_json(m, before->due_ms) : json_new_null());
	json_set(json, "after", after != NULL ? instant_json(m, after->due_ms) : json_new_null());
	return json;
}

static struct json *
timers_json(const struct moving *m, const struct snapshot *before, const struct migrated *after)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < before->timers; i++)
		json_push(list, timer_json(m, before->timer[i].name, &before->timer[i],
		    timer_named(after->timer, after->timers, before->timer[i].name)));
	for (size_t i = 0; i < after->timers; i++)
		if (timer_named(before->timer, before->timers, after->timer[i].name) == NULL)
			json_push(list, timer_json(m, after->timer[i].name, NULL, &after->timer[i]));
	return list;
}

static bool
write_move(struct moving *m, struct work *w, const struct migrated *to, struct err *err)
{
	struct json *changes = json_new_object(), *migration = json_new_object(), *timers = json_new_object();
	const char *from_state = w->c.state;

	w->result.timer = (struct armed_timer *)(uintptr_t)to->timer;
	w->result.timers = to->timers;
	w->result.var = to->var;
	json_set_int(migration, "from_definition_id", w->c.definition_id);
	json_set_int(migration, "to_definition_id", m->wish->to_id);
	json_set_text(migration, "timers", timer_policies[m->wish->timers]);
	json_set(migration, "before", before_json(w));
	json_set(changes, "vars", work_var_changes(w));
	json_set(changes, "timers", timers);
	json_set(changes, "migration", migration);
	bool ok = work_apply_timers(w, timers, err);
	w->c.definition_id = m->wish->to_id;
	w->c.state = to->state;
	struct json *vars = work_vars(w, to->var);
	w->c.vars_json = json_print_in(vars, w->a);
	const char *text = json_print_in(changes, w->a);
	json_free(vars);
	json_free(changes);
	return ok && moving_write(w, "migrate", m->wish->actor, from_state, text, err);
}

static bool
move_one(struct moving *m, struct work *w, int64_t case_id, struct err *err)
{
	struct migration migration = { .to = m->to, .map = m->wish->map, .maps = m->wish->maps,
		.timers = m->wish->timers };
	struct migrated to = { .refused = NULL };
	struct migrant migrant;

	if (!load(m, w, case_id, &migrant, &migration.from, &to.refused, err))
		return false;
	if (to.refused == NULL)
		migrate_case(&migration, &migrant, m->run->now_ms, w->a, &to);
	w->result.var = to.var;
	moving_report(m, w, m->wish->to_id, to.state, to.refused,
	    to.refused == NULL ? work_var_changes(w) : NULL,
	    to.refused == NULL ? timers_json(m, &migrant.before, &to) : NULL);
	return m->is_dry || to.refused != NULL || write_move(m, w, &to, err);
}

static bool
move_some(struct moving *m, const int64_t *ids, size_t count, move_fn *move, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct arena a = ARENA_INIT;
		struct work w = { .run = m->run, .a = &a, .dedup = "migrate", .actor = m->wish->actor };
		bool ok = move(m, &w, ids[i], err);
		arena_clear(&a);
		if (!ok)
			return fail_in(err, "case CR-%" PRId64, ids[i]);
	}
	return true;
}

static bool
write_audit(struct moving *m, const char *action, struct err *err)
{
	struct run *run = m->run;
	const char *object = arena_printf(&run->arena, "workflow %s version %" PRId64, m->wish->workflow,
	    definition_version(m->to));

	return audit_add(run->e->db, m->wish->actor, action, object, timer_policies[m->wish->timers],
	    run->now_ms, err);
}

bool
moving_each(struct moving *m, const int64_t *ids, size_t count, move_fn *move, const char *audit,
    struct err *err)
{
	struct db *db = m->run->e->db;

	for (size_t i = 0; i < count; i += BATCH_ROWS) {
		size_t some = count - i < BATCH_ROWS ? count - i : BATCH_ROWS;
		if (!(m->is_dry ? db_snapshot(db, err) : db_begin(db, err)))
			return false;
		bool ok = move_some(m, &ids[i], some, move, err) &&
		    (i > 0 || audit == NULL || write_audit(m, audit, err)) &&
		    (m->is_dry || fact_clock_save(db, m->run->now_ms, err));
		if (!ok || m->is_dry)
			db_rollback(db);
		else
			ok = db_commit(db, err);
		if (!ok)
			return false;
		db_give_turn(db);
	}
	return true;
}

static bool
plan(struct moving *m, const int64_t **ret_ids, size_t *ret_count, struct err *err)
{
	const struct migrate_wish *wish = m->wish;
	struct run *run = m->run;
	int64_t *ids;

	if (!fact_clock(run->e->db, run->now_ms, &run->now_ms, err) ||
	    !definitions_find(run->e, wish->to_id, &m->to, err) ||
	    !case_list_elsewhere(run->e->db, wish->workflow, wish->to_id, wish->from_id, &run->arena, &ids,
	    ret_count, err))
		return false;
	*ret_ids = ids;
	m->is_dry = true;
	return moving_each(m, ids, *ret_count, move_one, NULL, err);
}

static void
clear(struct migrate_report *report)
{
	json_free(report->cases);
	*report = (struct migrate_report){ .cases = json_new_array() };
}

static bool
migrate(struct engine *e, const struct migrate_wish *wish, bool apply, int64_t now_ms,
    struct migrate_report *ret, struct err *err)
{
	struct migrate_report report = { .cases = json_new_array() };
	struct run run;
	struct moving m = { .run = &run, .wish = wish, .report = &report };
	const int64_t *ids;
	size_t count;

	run_init(&run, e, now_ms);
	bool ok = plan(&m, &ids, &count, err);
	if (ok && apply && report.refused == 0) {
		clear(&report);
		m.is_dry = false;
		ok = moving_each(&m, ids, count, move_one, "workflow migrate", err);
	}
	run_clear(&run);
	if (ok)
		*ret = report;
	else
		json_free(report.cases);
	return ok;
}

bool
engine_migrate_plan(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
    struct migrate_report *ret, struct err *err)
{
	return migrate(e, wish, false, now_ms, ret, err);
}

bool
engine_migrate_apply(struct engine *e, const struct migrate_wish *wish, int64_t now_ms,
    struct migrate_report *ret, struct err *err)
{
	return migrate(e, wish, true, now_ms, ret, err);
}

struct json *
migrate_report_json(const struct migrate_report *report, const char *workflow, bool is_applied)
{
	struct json *json = json_new_object();

	json_set_text(json, "workflow", workflow);
	json_set_bool(json, "is_applied", is_applied);
	json_set_int(json, "refused", (int64_t)report->refused);
	json_set(json, "cases", report->cases);
	return json;
}
