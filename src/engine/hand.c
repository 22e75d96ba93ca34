/* hand: what people do: say that something happened, end tasks, note, pause, resume. */
#include "engine/inside.h"

#include <stdio.h>
#include <string.h>

#include "store/audit.h"
#include "store/fact.h"
#include "store/task.h"
#include "store/timer.h"
#include "base/banned.h"

/* One act of a person: its own row of history. */
struct act {
	struct run	*run;
	struct arena	*a;
	const char	*actor;
	const char	*rule;		/* "note", "pause", "resume" */
	const char	*text;		/* NULL: none */
	struct case_file c;
};

static const char *
changes(const struct act *act)
{
	struct json *json = json_new_object();

	if (act->text != NULL)
		json_set_text(json, "note", act->text);
	const char *text = json_print_in(json, act->a);
	json_free(json);
	return text;
}

static bool
write_row(struct act *act, struct err *err)
{
	struct db *db = act->run->e->db;
	struct case_file *c = &act->c;
	const struct history h = {
		.case_id = c->case_id,
		.seq = c->rev + 1,
		.definition_id = c->definition_id,
		.rule = act->rule,
		.from_state = c->state,
		.to_state = c->state,
		.at_ms = act->run->now_ms,
		.actor = act->actor,
		.trace_json = "{}",
		.changes_json = changes(act),
		.prev_hash = c->hash,
	};
	char hash[HASH_TEXT_BYTES];
	const char *object = arena_printf(act->a, "case %lld", (long long)c->case_id);
	const char *action = arena_printf(act->a, "case %s", act->rule);

	if (!history_add(db, &h, hash, err))
		return false;
	c->hash = hash;
	c->rev++;
	return case_save(db, c, c->rev - 1, true, err) && audit_add(db, act->actor, action, object,
	    act->text != NULL ? act->text : "", act->run->now_ms, err) &&
	    fact_clock_save(db, act->run->now_ms, err);
}

static bool
is_closed(const struct case_file *c)
{
	return strcmp(c->status, "done") == 0 || strcmp(c->status, "cancelled") == 0;
}

static bool
note(struct act *act, bool skip, struct err *err)
{
	(void)skip;
	if (act->text[0] == '\0')
		return fail(err, ERR_INPUT, "an empty note says nothing");
	return write_row(act, err);
}

static bool
pause_case(struct act *act, bool skip, struct err *err)
{
	struct db *db = act->run->e->db;

	(void)skip;
	if (act->c.paused_ms != INSTANT_NONE)
		return fail(err, ERR_CONFLICT, "case CR-%lld is paused already",
		    (long long)act->c.case_id);
	return case_set_paused(db, act->c.case_id, act->run->now_ms, err) &&
	    timer_hold(db, act->c.case_id, NULL, true, err) && write_row(act, err);
}

static bool
resume_case(struct act *act, bool skip, struct err *err)
{
	struct db *db = act->run->e->db;
	int64_t case_id = act->c.case_id, now_ms = act->run->now_ms;
	bool is_stuck = strcmp(act->c.status, "stuck") == 0;

	if (!is_stuck && act->c.paused_ms == INSTANT_NONE)
		return fail(err, ERR_CONFLICT, "case CR-%lld is not paused", (long long)case_id);
	if (is_stuck && (!event_revive(db, case_id, skip, now_ms, err) ||
	    !event_postpone(db, case_id, now_ms, err) || !case_set_stuck(db, case_id, NULL, err) ||
	    !task_close(db, case_id, "stuck", 0, "done", act->actor, now_ms, err)))
		return false;
	act->c.status = "open";
	return case_set_paused(db, case_id, INSTANT_NONE, err) &&
	    timer_hold(db, case_id, NULL, false, err) && write_row(act, err);
}

static bool
act_in(struct act *act, int64_t case_id, bool skip,
    bool (*what)(struct act *act, bool skip, struct err *err), struct err *err)
{
	struct run *run = act->run;

	if (!fact_clock(run->e->db, run->now_ms, &run->now_ms, err) ||
	    !case_load(run->e->db, case_id, act->a, &act->c, err))
		return false;
	if (is_closed(&act->c) && what != note)
		return fail(err, ERR_CONFLICT, "case CR-%lld is %s", (long long)case_id,
		    act->c.status);
	return what(act, skip, err);
}

static bool
act_now(struct engine *e, struct act *act, int64_t case_id, bool skip, int64_t now_ms,
    bool (*what)(struct act *act, bool skip, struct err *err), struct err *err)
{
	struct run run;

	run_init(&run, e, now_ms);
	act->run = &run;
	act->a = &run.arena;
	bool ok = act_in(act, case_id, skip, what, err);
	run_clear(&run);
	return ok;
}

static bool
act(struct engine *e, struct act *act, int64_t case_id, bool skip, int64_t now_ms,
    bool (*what)(struct act *act, bool skip, struct err *err), struct err *err)
{
	return db_begin(e->db, err) &&
	    db_end(e->db, act_now(e, act, case_id, skip, now_ms, what, err), err);
}

bool
engine_note(struct engine *e, int64_t case_id, const char *text, const char *actor,
    int64_t now_ms, struct err *err)
{
	struct act noted = { .actor = actor, .rule = "note", .text = text };

	return act(e, &noted, case_id, false, now_ms, note, err);
}

bool
engine_note_in(struct engine *e, int64_t case_id, const char *text, const char *actor,
    int64_t now_ms, struct err *err)
{
	struct act noted = { .actor = actor, .rule = "note", .text = text };

	return act_now(e, &noted, case_id, false, now_ms, note, err);
}

bool
engine_pause(struct engine *e, int64_t case_id, const char *actor, int64_t now_ms,
    struct err *err)
{
	struct act paused = { .actor = actor, .rule = "pause" };

	return act(e, &paused, case_id, false, now_ms, pause_case, err);
}

bool
engine_resume(struct engine *e, int64_t case_id, bool skip, const char *actor, int64_t now_ms,
    struct err *err)
{
	struct act resumed = { .actor = actor, .rule = "resume" };

	return act(e, &resumed, case_id, skip, now_ms, resume_case, err);
}

bool
engine_say_in(struct engine *e, int64_t case_id, const char *event, const char *once, const char *actor,
    const struct facts *fields, int64_t now_ms, struct arena *a, struct engine_answer *ret_answer,
    struct err *err)
{
	const char *object = arena_printf(a, "case %lld", (long long)case_id);

	return engine_deliver_in(e, case_id, event, arena_printf(a, "u:%s", once), actor, fields, now_ms,
	    now_ms, a, ret_answer, err) && (ret_answer->duplicate ||
	    audit_add(e->db, actor, "case event", object, event, now_ms, err));
}

bool
engine_say(struct engine *e, int64_t case_id, const char *event, const char *once,
    const char *actor, const struct facts *fields, int64_t now_ms, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	return db_begin(e->db, err) &&
	    db_end(e->db, engine_say_in(e, case_id, event, once, actor, fields, now_ms, a, ret_answer,
	    err), err);
}

bool
engine_say_words(struct engine *e, int64_t case_id, const char *event, const char *once,
    const struct form_word *word, size_t words, const char *actor, int64_t now_ms, struct arena *a,
    struct engine_answer *ret_answer, struct err *err)
{
	const struct definition *d;
	struct facts fields;
	struct case_file c;

	if (!case_load(e->db, case_id, a, &c, err) ||
	    !engine_definition(e, c.definition_id, &d, err) ||
	    !form_read(e->db, d, c.state, event, word, words, e->settings->zone, a, &fields, err) ||
	    !engine_say(e, case_id, event, once, actor, &fields, now_ms, a, ret_answer, err))
		return false;
	return ret_answer->duplicate || ret_answer->outcome == STEP_DONE ||
	    fail(err, ERR_CONFLICT, "CR-%lld, in \"%s\", did not take \"%s\": %s", (long long)case_id,
	    c.state, event, ret_answer->reason != NULL ? ret_answer->reason :
	    "no rule of this state takes it");
}
