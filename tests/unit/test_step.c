/*
 * test_step: one step of a case sees what it has itself done: deadlines that it moves, tasks that it
 * opens and closes.  Found by tests/simulate; each case is the shortest that showed it.
 */
#include "unit/unit.h"

#include "base/asset.h"
#include "base/day.h"
#include "workflow/step.h"

#define MONDAY_MS 1767604200000LL		/* Mon 5 Jan 2026 09:10 UTC */

static struct arena arena;

static const struct definition *
parse(const char *states)
{
	const struct asset *calendar = asset_find("config/us_business.yaml");
	const struct definition_asset assets[] = {
		{ .name = "us_business.yaml", .body = calendar->bytes } };
	const char *text = arena_printf(&arena, "workflow: w\nversion: 1\nsubject: enrollment\n"
	    "calendar: us_business\n%s", states);
	struct problems problems;

	problems_init(&problems, &arena);
	const struct definition *d = definition_parse("w.yaml", text, strlen(text), assets, LEN(assets),
	    &arena, &problems);
	if (d == NULL)
		fail_test("%d: %s", problems.item[0].line, problems.item[0].text);
	return d;
}

static struct step_result
open_case(const struct definition *d, const struct snapshot *before)
{
	struct snapshot empty = { .zone = zone_utc() };
	struct step_result r;
	struct facts facts;

	facts_init(&facts, &arena);
	if (before != NULL)
		empty = *before;
	empty.facts = &facts;
	step_open(d, &empty, MONDAY_MS, true, &arena, &r);
	if (r.outcome != STEP_DONE)
		fail_test("%s", r.reason);
	json_free(r.trace);
	return r;
}

static struct step_result
deliver(const struct definition *d, struct snapshot before, const char *event)
{
	const struct step_event e = { .name = event, .occurred_ms = MONDAY_MS };
	struct step_result r;
	struct facts facts;

	facts_init(&facts, &arena);
	before.facts = &facts;
	before.zone = zone_utc();
	before.rev = 1;
	before.entered_ms = MONDAY_MS;
	step_deliver(d, &before, &e, MONDAY_MS, &arena, &r);
	json_free(r.trace);
	return r;
}

static int
clean(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* A timer may lean on a deadline that the entry has just set, and not on one that it has just cleared. */
static void
a_deadline_of_the_same_step_counts(void **state)
{
	const struct named_day old = { "answer", 20500 };
	const struct snapshot before = { .zone = zone_utc(), .deadline = &old, .deadlines = 1 };
	char day[DAY_TEXT_BYTES];
	(void)state;

	const struct definition *d = parse("states:\n"
	    "  s:\n    initial: true\n"
	    "    entry: [{deadline: {name: answer, on: today + 30d, title: \"by {deadline.answer}\"}}]\n"
	    "    timers: [{timer: near, when: 7d before deadline.answer at 09:00, go: over}]\n"
	    "  over: {final: true, entry: [{clear_deadline: answer}]}\n");
	struct step_result r = open_case(d, &before);
	assert_int_equal(r.timers, 1);
	assert_string_equal(day_format(zone_day(zone_utc(), r.timer[0].due_ms), day), "2026-01-28");
	/* Its own title is of before. */
	assert_string_equal(r.effect[0].title, "by 2026-02-16");

	d = parse("states:\n"
	    "  s:\n    initial: true\n"
	    "    entry: [{deadline: {name: answer, on: 30d, title: x}}, {clear_deadline: answer}]\n"
	    "    timers: [{timer: near, when: 7d before deadline.answer at 09:00, go: over}]\n"
	    "  over: {final: true}\n");
	assert_int_equal(open_case(d, &before).timers, 0);
}

/* What the step closes is not counted any more; the same task is counted once. */
static void
tasks_and_children_are_counted_as_they_stand(void **state)
{
	const struct named_count open[] = {
		{ "task", "call", 1, "Call", "coordinator", false },
		{ "task", "call", 1, "Call again", "coordinator", false },
		{ "child", "check", 1, NULL, NULL, false },
	};
	static const struct { const char *actions; int64_t count; const char *kind; } cases[] = {
		{ "{note: x}", 2, NULL },
		{ "{close_task: call}", 0, NULL },
		{ "{task: {name: call, title: Call}}", 2, NULL },
		{ "{task: {name: call, title: Call, role: manager}}", 3, NULL },
		{ "{task: {name: call, title: New}}, {task: {name: call, title: New}}", 3, NULL },
		{ "{close_task: call}, {task: {name: call, title: Call}}", 1, NULL },
		{ "{task: {name: call, title: New}}, {close_task: call}", 0, NULL },
		/* Of one workflow and record there is one case, however often it is started. */
		{ "{start: {workflow: check}}, {start: {workflow: check}}", 1, "child, check" },
		{ "{cancel_child: check}", 0, "child, check" },
		{ "{cancel_child: check}, {start: {workflow: check}}", 1, "child, check" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct definition *d = parse(arena_printf(&arena, "vars:\n  n: {type: int, init: 9}\n"
		    "states:\n"
		    "  s:\n    initial: true\n"
		    "    on: [{event: user.x, do: [{task: {name: call, title: Other}}, {close_task: call}], go: over},"
		    " {event: user.z, do: [{start: {workflow: check}}], stay: true},"
		    " {event: [child.done, child.cancelled], stay: true},"
		    " {event: user.y, do: [%s, {set: {n: 'count(%s)'}}], stay: true}]\n"
		    "  over: {final: true}\n", cases[i].actions,
		    cases[i].kind != NULL ? cases[i].kind : "task, call"));
		struct value nine = value_int(9);
		const struct snapshot before = { .state = "s", .count = open, .counts = LEN(open), .var = &nine };
		struct step_result r = deliver(d, before, "user.y");
		assert_int_equal(r.outcome, STEP_DONE);
		if (r.var[0].number != cases[i].count)
			fail_test("%s: %lld", cases[i].actions, (long long)r.var[0].number);
	}
}

/* Escalations end with the state, whatever they are called. */
static void
a_named_escalation_ends_too(void **state)
{
	const struct named_count open[] = {
		{ "task", "late", 1, "Late", "manager", true }, { "task", "call", 1, "Call", "coordinator", false },
	};
	(void)state;

	const struct definition *d = parse("states:\n"
	    "  s:\n    initial: true\n"
	    "    on: [{event: user.x, do: [{escalate: {name: late, to: role.admin, title: Later}}], go: t}]\n"
	    "  t: {entry: [{task: {name: call, title: Call}}], on: [{event: user.x, go: over}]}\n"
	    "  over: {final: true}\n");
	const struct snapshot before = { .state = "s", .count = open, .counts = LEN(open) };
	struct step_result r = deliver(d, before, "user.x");
	assert_int_equal(r.effects, 3);
	assert_int_equal(r.effect[0].kind, EFFECT_CLOSE_TASK);
	assert_string_equal(r.effect[0].name, "late");
	/* The one made on the way is about where the way leads. */
	assert_string_equal(r.effect[1].title, "Later");
}

/* An end is an end, also when something was raised on the way to it. */
static void
nothing_raised_leads_out_of_a_final_state(void **state)
{
	(void)state;

	const struct definition *d = parse("any:\n  on: [{event: sort, go: s}]\n"
	    "states:\n"
	    "  s:\n    initial: true\n    on: [{event: user.x, do: [{raise: sort}], go: over}]\n"
	    "  over: {final: true, entry: [{raise: sort}]}\n");
	const struct snapshot before = { .state = "s" };
	struct step_result r = deliver(d, before, "user.x");
	assert_int_equal(r.outcome, STEP_DONE);
	assert_true(r.final);
	assert_string_equal(r.state, "over");
}

/* To the end of the day, whatever the time of day. */
static void
until_a_day_holds_all_of_it(void **state)
{
	static const struct { const char *when; size_t timers; } cases[] = {
		{ "every 1d until 2026-01-06", 1 },		/* at 09:10 of that day */
		{ "every 1d until 2026-01-05", 0 },
		{ "every 1d until 2026-01-06 at 23:00", 1 },
		{ "every 20h until 2026-01-06", 1 },
		{ "every 4d until 2026-01-10 roll next", 1 },
		{ "every 5d until 2026-01-11 roll next", 0 },	/* Saturday 10th: Monday 12th */
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct definition *d = parse(arena_printf(&arena, "states:\n"
		    "  s:\n    initial: true\n    timers: [{timer: t, when: '%s', do: [{note: x}]}]\n"
		    "    on: [{event: user.x, go: over}]\n"
		    "  over: {final: true}\n", cases[i].when));
		if (open_case(d, NULL).timers != cases[i].timers)
			fail_test("%s", cases[i].when);
	}
}

/* More is raised at once than anybody means: the step fails, whoever raises the one too many. */
static void
too_much_is_raised_at_once(void **state)
{
	struct str raises = STR_INIT;
	struct step_result r;
	(void)state;

	for (int i = 0; i < 64; i++)
		str_add(&raises, i > 0 ? ", {raise: sort}" : "{raise: sort}");
	for (int over = 0; over < 2; over++) {
		r = deliver(parse(arena_printf(&arena, "any:\n  on: [{event: [sort, child.joined, child.done], stay: true}]\n"
		    "states:\n  s: {initial: true, on: [{event: user.x, do: [%s%s], go: t}]}\n"
		    "  t: {join: all, entry: [{start: {workflow: other}}], on: [{event: user.y, go: over}]}\n"
		    "  over: {final: true}\n", raises.text, over ? ", {raise: sort}" : "")),
		    (struct snapshot){ .state = "s" }, "user.x");
		assert_int_equal(r.outcome, STEP_ERROR);
		assert_string_equal(r.reason, over ? "too many events are raised at once (line 8)" :
		    "this goes round in circles: more than 32 steps without a pause");
	}
	r = deliver(parse(arena_printf(&arena, "any:\n  on: [{event: [sort, child.joined], stay: true}]\n"
	    "states:\n  s: {initial: true, on: [{event: user.x, do: [%s], go: t}]}\n"
	    "  t: {join: all, on: [{event: user.y, go: over}], timers: [{timer: a, when: after 3d, go: over}]}\n"
	    "  over: {final: true}\n", raises.text)), (struct snapshot){ .state = "s" }, "user.x");
	assert_string_equal(r.reason, "too many events are raised at once");
	str_clear(&raises);
}

/* The day of a deadline is a timer that goes with the deadline: through states, to its new day, away when it
 * is cleared; and nothing where no rule takes it. */
static void
a_deadline_whose_day_is_over_is_told(void **state)
{
	static const char file[] = "states:\n"
	    "  s:\n    initial: true\n"
	    "    entry: [{deadline: {name: answer, on: 30d, title: x}}, {deadline: {name: other, on: 3d, title: y}}]\n"
	    "    on:\n"
	    "      - {event: user.go, go: t}\n"
	    "      - {event: user.later, do: [{deadline: {name: answer, on: 60d, title: x}}], stay: true}\n"
	    "      - {event: user.heard, do: [{clear_deadline: answer}, {clear_deadline: other}], stay: true}\n"
	    "      - {event: user.never, do: [{deadline: {name: answer, on: 9999-12-31, title: x}}], stay: true}\n"
	    "  t: {entry: [{task: {name: ask, title: Ask}}], on: [{event: deadline.answer, if: 'count(task, ask) == 0', go: over}]}\n"
	    "  over: {final: true}\n";
	const struct definition *d = parse(file);
	(void)state;

	struct step_result r = open_case(d, NULL);
	assert_int_equal(r.timers, 1);
	assert_string_equal(r.timer[0].name, "deadline.answer");
	assert_int_equal(r.timer[0].due_ms, zone_instant(zone_utc(), zone_day(zone_utc(), MONDAY_MS) + 31, 0));
	const struct snapshot in_s = { .state = "s", .timer = r.timer, .timers = 1 };
	assert_int_equal(deliver(d, in_s, "user.go").timers, 1);
	assert_int_equal(deliver(d, in_s, "user.heard").timers, 0);
	struct step_result moved = deliver(d, in_s, "user.later");
	assert_int_equal(moved.timers, 1);
	assert_int_equal(moved.timer[0].due_ms - r.timer[0].due_ms, 30 * MS_PER_DAY);
	moved = deliver(d, in_s, "user.never");
	assert_int_equal(moved.outcome, STEP_ERROR);
	assert_string_equal(moved.reason, "the day of the deadline \"answer\" is out of measure");

	/* It comes once, whoever takes it. */
	const struct step_event over = { .name = "timer.deadline.answer", .timer_n = 1,
		.timer_set_seq = r.timer[0].set_seq };
	const struct named_count open = { "task", "ask", 1, "Ask", NULL, false };
	struct snapshot in_t = { .state = "t", .timer = r.timer, .timers = 1, .zone = zone_utc(), .rev = 1 };
	struct facts facts;
	facts_init(&facts, &arena);
	in_t.facts = &facts;
	for (size_t counts = 0; counts < 2; counts++) {
		in_t.count = &open;
		in_t.counts = counts;
		step_deliver(d, &in_t, &over, MONDAY_MS, &arena, &r);
		json_free(r.trace);
		assert_int_equal(r.outcome, STEP_DONE);
		assert_int_equal(r.timers, 0);
		assert_string_equal(r.state, counts == 0 ? "over" : "t");
		assert_string_equal(r.rule, counts == 0 ? "t.on[0]" : "deadline.answer");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_deadline_of_the_same_step_counts, clean),
		cmocka_unit_test_teardown(tasks_and_children_are_counted_as_they_stand, clean),
		cmocka_unit_test_teardown(a_named_escalation_ends_too, clean),
		cmocka_unit_test_teardown(nothing_raised_leads_out_of_a_final_state, clean),
		cmocka_unit_test_teardown(too_much_is_raised_at_once, clean),
		cmocka_unit_test_teardown(a_deadline_whose_day_is_over_is_told, clean),
		cmocka_unit_test_teardown(until_a_day_holds_all_of_it, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
