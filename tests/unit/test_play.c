/*
 * test_play: what a script of a play gets wrong and the words it is told, for all that
 * tests/run/a_workflow_is_played_out_before_it_is_used.sh does not show; and plays that come to no end.
 */
#include "unit/unit.h"

#include "workflow/play_script.h"

#define MONDAY_MS 1767604200000LL		/* Mon 5 Jan 2026 09:10 UTC */

static struct arena arena;

static int
clean(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static const struct definition *
parse(const char *states)
{
	const char *text = arena_printf(&arena, "workflow: w\nversion: 1\nsubject: enrollment\n%s", states);
	struct problems problems;

	problems_init(&problems, &arena);
	const struct definition *d = definition_parse("w.yaml", text, strlen(text), NULL, 0, &arena, &problems);
	if (d == NULL)
		fail_test("%d: %s", problems.item[0].line, problems.item[0].text);
	return d;
}

static bool
read_script(const char *text, struct problems *problems, struct play *play)
{
	problems_init(problems, &arena);
	play->zone = zone_utc();
	play->begin_ms = MONDAY_MS;
	return play_script_read("s.yaml", text, strlen(text), &arena, problems, play);
}

static void
scripts(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "facts: [a]\n", "1: facts are names with values" },
		{ "events: {at: +1d}\n", "1: events are a list: - {at: +30d, event: user.submit}" },
		{ "begin: 2026-01-05\ntimezone: Mars/Base\n", "2: there is no time zone \"Mars/Base\"" },
		{ "begin: +3d\n", "1: the beginning is a day, not \"+3d\"" },
		{ "until: 2027-02-30\n", "1: a time is a day (2027-01-20) or a span (+30d), maybe with \"at 09:00\" behind it; "
		    "this is \"2027-02-30\"" },
		{ "events:\n  - {at: +1d at 25:00, event: user.x}\n", "2: a time is a day" },
		{ "events:\n  - {at: +1d, event: user.x, with: {route: fax}}\n",
		    "2: this is none of the choices: \"fax\"" },
		{ "events:\n  - {at: +1d, done: look, with: {route: mail}}\n",
		    "2: the case hears nothing when this task is done, so there is no \"with\"" },
		{ "events:\n  - {at: +1d, event: user.x, do: y}\n", "2: \"do\" is not known here" },
		{ "begin: [a]\n", "1: expected a text" },
	};
	const struct definition *d = parse("events: {user.x: {route: \"enum[mail, portal]?\"}}\nstates:\n"
	    "  s: {initial: true, entry: [{task: {name: look, title: Look}}], on: [{event: user.x, go: over}]}\n"
	    "  over: {final: true}\n");
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct play play = { .definition = d };
		struct problems problems;
		if (read_script(rows[i].text, &problems, &play))
			fail_test("taken: %s", rows[i].text);
		const char *said = arena_printf(&arena, "%d: %s", problems.item[0].line, problems.item[0].text);
		if (!text_starts(said, rows[i].want))
			fail_test("%s\nexpected %s\nwas said %s", rows[i].text, rows[i].want, said);
	}
}

/* What is played ends, whatever the file does. */
static void
plays_that_come_to_no_end(void **state)
{
	static const struct { const char *states, *script, *stopped; } rows[] = {
		{ "any:\n  on:\n"
		    "    - {event: subject.changed, if: 'subject.status == \"a\"', do: [{set: {subject.status: '\"b\"'}}], stay: true}\n"
		    "    - {event: subject.changed, do: [{set: {subject.status: '\"a\"'}}], stay: true}\n"
		    "states:\n  s: {initial: true, on: [{event: user.x, go: over}]}\n  over: {final: true}\n",
		    "events: [{at: +1d, set: {subject.status: b}}]\n",
		    "it goes round in circles: one step causes the next without end" },
		{ "states:\n  s:\n    initial: true\n    timers:\n      - timer: t\n        when: every 1min until 2030-01-01\n"
		    "        do: [{note: a}, {note: b}, {note: c}, {note: d}, {note: e}, {note: f}, {note: g}, {note: h}]\n"
		    "    on: [{event: user.x, go: over}]\n  over: {final: true}\n",
		    "until: 2029-01-01\n", "more than 100000 things happen" },
		{ "vars: {n: {type: int, init: 1}}\nstates:\n  s:\n    initial: true\n    timers:\n"
		    "      - {timer: t, when: after 1d, do: [{set: {n: n + 9223372036854775807}}]}\n"
		    "    on: [{event: user.x, go: over}]\n  over: {final: true}\n", "until: +1mo\n",
		    "\"timer.t\": the value in line 9 is out of measure" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct play play = { .definition = parse(rows[i].states) };
		struct play_result result;
		struct problems problems;
		if (!read_script(rows[i].script, &problems, &play))
			fail_test("%s", problems.item[0].text);
		play_run(&play, &arena, &result);
		if (result.stopped == NULL || strcmp(result.stopped, rows[i].stopped) != 0)
			fail_test("%s\nexpected %s\nstopped by %s", rows[i].states, rows[i].stopped, result.stopped);
	}
}

/* Somebody cannot tick off what is not there. */
static void
a_task_that_is_not_open(void **state)
{
	struct play play = { .definition = parse("states:\n"
	    "  s: {initial: true, on: [{event: user.x, do: [{task: {name: look, title: Look}}], stay: true}, {event: user.y, go: over}]}\n"
	    "  over: {final: true}\n") };
	struct play_result result;
	struct problems problems;
	(void)state;

	assert_true(read_script("events: [{at: +1d, done: look}]\n", &problems, &play));
	play_run(&play, &arena, &result);
	assert_int_equal(result.refused, 1);
	assert_string_equal(result.row[result.rows - 1].text, "no task \"look\" is open then");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(scripts, clean),
		cmocka_unit_test_teardown(plays_that_come_to_no_end, clean),
		cmocka_unit_test_teardown(a_task_that_is_not_open, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
