/* step_act: the actions of a rule as effects.  Variables change at once; the rest is handed out. */
#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "workflow/step_inside.h"
#include "base/banned.h"

static struct effect *
add_effect(struct run *run, enum effect_kind kind, const struct action *a, const char *rule)
{
	struct step_result *r = run->result;

	if (r->effects == run->effects_size) {
		run->effects_size = run->effects_size ? run->effects_size * 2 : 8;
		struct effect *grown = arena_array(run->arena, run->effects_size, sizeof(*grown));
		if (r->effects > 0)
			memcpy(grown, r->effect, r->effects * sizeof(*grown));
		r->effect = grown;
	}
	struct effect *e = &r->effect[r->effects++];
	*e = (struct effect){ .kind = kind, .rule = rule, .line = a->line, .name = a->name,
		.day = DAY_NONE, .not_before_ms = INSTANT_NONE, .automatic = run->automatic };
	return e;
}

static const char *
fill_title(struct run *run, const struct title *title)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < title->parts; i++) {
		struct value v;
		if (title->part[i].literal != NULL)
			str_add(&text, title->part[i].literal);
		else if (guard_eval(title->part[i].value, &run->values, &v))
			str_add(&text, value_show(v, run->zone, run->arena));
	}
	const char *filled = arena_strdup(run->arena, text.text);
	str_clear(&text);
	return filled;
}

static int32_t
fill_day(struct run *run, const struct action *a)
{
	struct when_context c = run_when(run);
	int32_t day = DAY_NONE;

	if (a->has_day && !moment_day(&a->day, &c, zone_day(run->zone, run->now_ms), &day))
		run_fail(run, "the day in line %d is out of measure", a->line);
	return day;
}

static void
act_set(struct run *run, const struct action *a, const char *rule)
{
	struct value *new_value = arena_array(run->arena, a->sets, sizeof(*new_value));

	/* All are computed before any is changed: {a: b, b: a} swaps. */
	for (size_t i = 0; i < a->sets; i++) {
		if (!guard_eval(a->set[i].value, &run->values, &new_value[i])) {
			run_fail(run, "the value in line %d is out of measure", a->line);
			return;
		}
		new_value[i].type = a->set[i].type;
	}
	for (size_t i = 0; i < a->sets; i++)
		if (a->set[i].field == NULL) {
			run->var[a->set[i].var] = new_value[i];
		} else {
			struct effect *e = add_effect(run, EFFECT_SET_SUBJECT, a, rule);
			e->name = a->set[i].field;
			e->value = new_value[i];
		}
}

static void
act_email(struct run *run, const struct action *a, const char *rule)
{
	struct effect *e = add_effect(run, EFFECT_EMAIL, a, rule);
	struct value to;

	e->letter = a->letter;
	e->letter_file = a->letter_file;
	if (a->to != NULL && guard_eval(a->to, &run->values, &to) && to.present)
		e->to = to.text;
	e->thread = a->thread;
	e->cancel_on_exit = a->cancel_on_exit;
	e->unknown = (enum unknown_policy)a->unknown;
	e->review_role = a->role;
	if (a->has_day) {
		int32_t day = fill_day(run, a);
		if (day != DAY_NONE)
			e->not_before_ms = zone_instant(run->zone, day, 9 * 3600);
	}
	letter_write(run, a, e);
}

static void
act_task(struct run *run, const struct action *a, const char *rule)
{
	const char *title = fill_title(run, &a->title);
	int32_t day = fill_day(run, a);
	struct effect *e = add_effect(run, EFFECT_TASK, a, rule);

	e->title = title;
	e->role = a->role;
	e->day = day;
	e->escalation = a->kind == ACT_ESCALATE;
	e->done_event = a->done_event;
}

static void
act_deadline(struct run *run, const struct action *a, const char *rule)
{
	int32_t day = fill_day(run, a);

	/* A deadline that leans on an unknown day is no deadline yet. */
	if (day == DAY_NONE)
		return;
	const char *title = fill_title(run, &a->title);	/* before this one counts */
	struct effect *e = add_effect(run, EFFECT_DEADLINE, a, rule);
	e->title = title;
	e->day = day;
	e->deadline_kind = a->deadline_kind;
	run_watch_deadline(run, a->name, day);
}

static void
act_start(struct run *run, const struct action *a, const char *rule)
{
	struct effect *e = add_effect(run, EFFECT_START, a, rule);

	e->workflow = a->name;
	e->done_event = a->done_event;
	e->cancel_with_parent = a->cancel_with_parent;
}

static void
act_raise(struct run *run, const struct action *a, const char *rule)
{
	(void)rule;
	if (run->raised_count == RAISED_MAX)
		run_fail(run, "too many events are raised at once (line %d)", a->line);
	else
		run->raised[run->raised_count++] = a->name;
}

static void
act_cancel_timer(struct run *run, const struct action *a, const char *rule)
{
	(void)rule;
	run_remove_timer(run, a->name);
}

/* The next firing is not before that day; the later ones stay where they are. */
static void
act_postpone(struct run *run, const struct action *a, const char *rule)
{
	struct armed_timer *armed = run_find_timer(run, a->name);
	const struct timer_rule *t = run_timer_rule(run, a->name);
	struct when_context c = run_when(run);
	int32_t day;

	(void)rule;
	if (armed == NULL || t == NULL || (day = fill_day(run, a)) == DAY_NONE)
		return;
	int64_t due_ms = when_on_day(&t->when, &c, day, armed->anchor_ms);
	if (due_ms > armed->due_ms)
		armed->due_ms = due_ms;
}

static void
act_note(struct run *run, const struct action *a, const char *rule)
{
	struct effect *e = add_effect(run, EFFECT_NOTE, a, rule);

	e->name = "note";
	e->title = fill_title(run, &a->title);
}

static void
act_http(struct run *run, const struct action *a, const char *rule)
{
	struct effect *e = add_effect(run, EFFECT_HTTP, a, rule);
	struct json *values = json_new_object();

	for (size_t i = 0; i < a->sends; i++) {
		struct value v;
		if (guard_eval(a->send[i].value, &run->values, &v))
			json_set(values, a->send[i].key, value_to_json(v));
		else
			run_fail(run, "the value in line %d is out of measure", a->line);
	}
	e->to = a->webhook;
	e->idempotent = a->idempotent;
	e->body = json_print_in(values, run->arena);
	json_free(values);
}

static void
act_close_task(struct run *run, const struct action *a, const char *rule)
{
	add_effect(run, EFFECT_CLOSE_TASK, a, rule);
}

static void
act_clear_deadline(struct run *run, const struct action *a, const char *rule)
{
	add_effect(run, EFFECT_CLEAR_DEADLINE, a, rule);
	run_remove_timer(run, arena_printf(run->arena, DEADLINE_EVENT "%s", a->name));
}

static void
act_cancel_child(struct run *run, const struct action *a, const char *rule)
{
	struct effect *e = add_effect(run, EFFECT_CANCEL_CHILD, a, rule);

	e->workflow = a->name;
}

static void (*const act[])(struct run *, const struct action *, const char *) = {
	[ACT_SET] = act_set, [ACT_EMAIL] = act_email, [ACT_TASK] = act_task,
	[ACT_CLOSE_TASK] = act_close_task, [ACT_DEADLINE] = act_deadline,
	[ACT_CLEAR_DEADLINE] = act_clear_deadline, [ACT_HTTP] = act_http, [ACT_START] = act_start,
	[ACT_CANCEL_CHILD] = act_cancel_child, [ACT_RAISE] = act_raise, [ACT_ESCALATE] = act_task,
	[ACT_CANCEL_TIMER] = act_cancel_timer, [ACT_NOTE] = act_note,
	[ACT_POSTPONE] = act_postpone,
};
static_assert(LEN(act) == ACT_KINDS, "every action does something");

static void
end_escalation(struct run *run, const struct state *left, const char *name)
{
	const struct action a = { .kind = ACT_CLOSE_TASK, .name = name, .line = left->line };

	if (run->values.count(run->values.context, "task", name) > 0)
		add_effect(run, EFFECT_CLOSE_TASK, &a, left->exit_id);
}

void
run_end_escalations(struct run *run, const struct state *left)
{
	size_t effects = run->result->effects;

	for (size_t i = 0; i < run->before->counts; i++)
		if (run->before->count[i].is_escalation)
			end_escalation(run, left, run->before->count[i].name);
	for (size_t i = 0; i < effects; i++)
		if (run->result->effect[i].escalation)
			end_escalation(run, left, run->result->effect[i].name);
}

void
run_actions(struct run *run, const struct actions *acts, const char *rule)
{
	for (size_t i = 0; i < acts->count && !run->failed; i++)
		act[acts->item[i].kind](run, &acts->item[i], rule);
}
