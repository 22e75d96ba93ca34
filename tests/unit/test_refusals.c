/*
 * test_refusals: what a workflow file gets wrong and the words it is told, for all that the examples of
 * workflows/README.md do not show.  Each row is the smallest file with that mistake.
 */
#include "unit/unit.h"

#include "base/asset.h"
#include "workflow/definition.h"
#include "workflow/letter_text.h"

static struct arena arena;

static int
clean(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

static const char tail[] = "states:\n  s: {initial: true, on: [{event: user.go, go: over}]}\n  over: {final: true}\n";

/* The text is a mistake, and this is said of it. */
static void
refused(const char *what, const char *text, const char *want)
{
	const struct definition_asset assets[] = {
		{ .name = "us_business.yaml", .body = asset_find("config/us_business.yaml")->bytes },
		{ .name = "good.txt", .body = "Subject: About {{provider.last_name}}\n\nText\n" },
		{ .name = "headless.txt", .body = "Text alone\n" },
		{ .name = "folded.txt", .body = "Subject: x\nCc: x\n\ny\n" },
		{ .name = "taking.txt", .body = "Subject: x\nAttach:  ,\n\ny\n" },
		{ .name = "twice.txt", .body = "Subject: x\nAttach: w9\nAttach: coi\n\ny\n" },
		{ .name = "heavy.txt", .body = "Subject: x\nAttach: a, b, c, d, e, f, g, h, i, j, k\n\ny\n" },
		{ .name = "strange.txt", .body = "Subject: x\n\nDear {{provider.nick}}\n" },
	};
	struct problems problems;
	const char *said = "";

	problems_init(&problems, &arena);
	definition_parse("w.yaml", text, strlen(text), assets, LEN(assets), &arena, &problems);
	for (size_t i = 0; i < problems.count; i++) {
		if (problems.item[i].line < 1)
			fail_test("%s: no line", what);
		if (strstr(problems.item[i].text, want) != NULL)
			return;
		said = arena_printf(&arena, "%s\n  %s", said, problems.item[i].text);
	}
	fail_test("%s: expected \"%s\", was said:%s", what, want, said);
}

static void
file_refused(const char *body, const char *want)
{
	refused(body, arena_printf(&arena, "workflow: w\nversion: 1\nsubject: enrollment\ncalendar: us_business\n"
	    "%s%s", body, strstr(body, "states:") == NULL ? tail : ""), want);
}

static void
whole_files(void **state)
{
	static const struct { const char *body, *want; } rows[] = {
		{ "vars: [a]\n", "vars are names with types" },
		{ "vars: {a: {init: 1}}\n", "a variable needs a type" },
		{ "vars: {a: {type: int, const: 1, init: 2}}\n", "a const has its value for good" },
		{ "events: [user.x]\n", "events are names with fields" },
		{ "events: {user.x: date}\n", "an event's fields are names with types" },
		{ "templates: [good.txt]\n", "templates are names with files of letters" },
		{ "templates: {a: headless.txt}\n", "begins with \"Subject: \" and an empty line" },
		{ "templates: {a: folded.txt}\n", "line 2: a letter's head has a Subject and perhaps Attach, not \"Cc: x\"" },
		{ "templates: {a: taking.txt}\n", "line 2: Attach names kinds of documents" },
		{ "templates: {a: twice.txt}\n", "line 3: Attach stands once in a letter's head, with commas between the kinds" },
		{ "templates: {a: heavy.txt}\n", "line 2: a letter takes 10 documents along, not more" },
		{ "templates: {a: strange.txt}\nany:\n  on: [{event: [user.x, mail.bounce], stay: true, "
		    "do: [{email: {name: a, template: a, to: payer.email}}]}]\n", "nothing is known as {{provider.nick}}" },
		{ "migrate: [a]\n", "migrate names states that are gone, and where their cases go on" },
		{ "any:\n  on: [{stay: true}]\n", "a rule needs an event" },
		{ "any:\n  on: [{event: user.x, go: over, stay: true}]\n", "a rule goes or stays, not both" },
		{ "any:\n  on: [{event: user.x, stay: true, else: [{note: x}]}]\n", "\"else\" needs an \"if\"" },
		{ "any:\n  on: [{event: deadline.answer, stay: true}]\n", "no deadline is named \"answer\" in this file" },
		{ "parent: [level]\n", "parent names variables of the case that started this one, with their types" },
		{ "any:\n  on: {event: user.x}\n", "\"on\" is a list of rules" },
		{ "any:\n  on: [{event: user.x, stay: true, do: x}]\n", "expected a list of actions" },
		{ "groups: [a]\n", "groups are names with rules" },
		{ "start: {go: s}\n", "\"start\" is a list of rules" },
		{ "states: {}\n", "a workflow needs states" },
		{ "states:\n  s: {initial: true, group: lost, on: [{event: user.x, go: over}]}\n  over: {final: true}\n",
		    "there is no group \"lost\"" },
		{ "states:\n  s: {initial: true, timers: {a: b}}\n  over: {final: true}\n", "\"timers\" is a list" },
		{ "states:\n  s: {initial: true, timers: [{go: over}]}\n  over: {final: true}\n",
		    "a timer needs a name (timer) and a time (when)" },
		{ "states:\n  s: {initial: true, timers: [{timer: a, when: after 3d, needs: fax, go: over}]}\n"
		    "  over: {final: true}\n", "needs is mail or none" },
		{ "states:\n  s: {initial: true, timers: [{timer: a, when: after 3d, go: over}, "
		    "{timer: a, when: after 4d, go: over}]}\n  over: {final: true}\n", "two timers are named \"a\"" },
		{ "states:\n  s: {initial: true, sla: 3bd, timers: [{timer: sla, when: after 3d, go: over}]}\n"
		    "  over: {final: true}\n", "a timer is named \"sla\" already" },
		{ "states:\n  s: {initial: true, timers: [{timer: a, when: every 3d, do: [{note: x}]}]}\n"
		    "  over: {final: true}\n", "the timer \"a\" has no end: give it max or until" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++)
		file_refused(rows[i].body, rows[i].want);
	refused("no head", "states: {s: {initial: true}}\n", "a workflow file begins with workflow, version and subject");
	refused("calendar", arena_printf(&arena, "workflow: w\nversion: 1\nsubject: enrollment\n"
	    "calendar: moon\n%s", tail), "there is no calendar \"moon\"");
	struct letter_text letter;
	struct err err = ERR_INIT;
	assert_false(letter_text_read("Subject: x\nText alone\n", &arena, &letter, &err));
	assert_string_equal(err.text, "a letter begins with \"Subject: \" and an empty line behind its head");
	refused("list", "- a\n- b\n", "expected keys with values here");
}

static void
actions(void **state)
{
	static const struct { const char *action, *want; } rows[] = {
		{ "{set: n}", "set takes keys with values" },
		{ "{set: {n: [1]}}", "expected a value" },
		{ "{set: {n: payer.turnaround_days}}", "\"n\" must always have a value, but this may be absent" },
		{ "{task: {name: call}}", "this action needs a title" },
		{ "{email: {name: a, template: a, to: n}}", "\"to\" is an address, but this is int" },
		{ "{email: {name: a, template: a}}", "an email needs a template and an address (to)" },
		{ "{postpone: {timer: chase}}", "postpone needs a timer and a day (to)" },
		{ "{escalate: {title: x}}", "escalate needs a role (to: role.manager)" },
		{ "{start: {on_done: child.done}}", "start needs the name of a workflow" },
		{ "{start: {workflow: other, key: payer.name}}", "a child has the subject of its parent: key: subject.id" },
		{ "{http: {name: tell}}", "http needs the name of a webhook in credence.yaml (to)" },
		{ "{note: a, raise: b}", "one action stands in one pair of braces" },
		{ "{deadline: answer}", "deadline takes keys with values" },
		{ "{cancel_child: other}", "no child of workflow \"other\" is started in this file" },
		{ "{deadline: {name: answer, on: 3d, title: x}}", "the deadline \"answer\" is never cleared" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++)
		file_refused(arena_printf(&arena, "vars: {n: {type: int, init: 1}}\ntemplates: {a: good.txt}\n"
		    "any:\n  on: [{event: user.x, do: [%s], stay: true}]\n", rows[i].action), rows[i].want);
}

static void
expressions(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "(payer.email else 3) == payer.name", "int cannot stand in for email" },
		{ "n + payer.name > 3", "int + text makes no sense. A date takes a span, as in today + 90d" },
		{ "n + 3d > 3", "a span is added to a date, not to int" },
		{ "payer.kind in medicare", "\"in\" takes a list" },
		{ "payer.kind in [payer.name]", "only literals stand in a list" },
		{ "payer.kind in [3]", "this is int, but what is looked for is text" },
		{ "payer.kind in [\"a\"", "a closing ] is missing" },
		{ "n between 1 or 3", "\"between\" takes two values, as in n between 1 and 3" },
		{ "n between 1 and payer.name", "these have different types, or no order" },
		{ "not n", "\"not\" takes a yes or no, this is int" },
		{ "true and n", "\"and\" joins yes or no, this is int" },
		{ "true true", "\"true\" does not belong here" },
		{ "payer.name == \"a", "this text has no closing \"" },
		{ "today < 2026-02-30", "\"2026-02-30\" is no day. A day is written 2026-11-22" },
		{ "has(payer.name and", "has() takes one name and a closing )" },
		{ "count(letter, a) > 1", "count() counts task, email or child, as in count(task, call)" },
		{ "count(task) > 1", "count() takes two words, as in count(task, call)" },
		{ "count(task, call > 1", "a closing ) is missing" },
		{ "(n > 1", "a closing ) is missing for the ( before" },
		{ "n > ?", "\"?\" does not belong here" },
		{ "n >", "something is missing at the end" },
		{ "payer.email == none", "may be absent. Ask has(payer.email) first" },
		{ "payer.name == none", "\"none\" cannot be compared. Ask has(...)" },
		{ "today + payer.name d > today", "makes no sense" },
	};
	struct str deep = STR_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++)
		file_refused(arena_printf(&arena, "vars: {n: {type: int, init: 1}}\nany:\n  on:\n"
		    "    - event: user.x\n      if: '%s'\n      do: [{task: {name: call, title: x}}]\n"
		    "      stay: true\n", rows[i].text), rows[i].want);

	/* Whoever writes so means no good: refused at once, however long it is. */
	for (int i = 0; i < 200; i++)
		str_add(&deep, "not ");
	file_refused(arena_printf(&arena, "any:\n  on: [{event: user.x, if: '%strue', stay: true}]\n", deep.text),
	    "this is nested too deeply");
	str_truncate(&deep, 0);
	for (int i = 0; i < 2000; i++)
		str_add(&deep, "1 + ");
	file_refused(arena_printf(&arena, "any:\n  on: [{event: user.x, if: '%s1 > 0', stay: true}]\n", deep.text),
	    "this is longer than 4096 bytes");
	str_truncate(&deep, 0);
	for (int i = 0; i < 70; i++)
		str_add(&deep, "\"a\", ");
	file_refused(arena_printf(&arena, "any:\n  on: [{event: user.x, if: 'payer.name in [%s\"b\"]', stay: true}]\n",
	    deep.text), "this list is too long");
	str_clear(&deep);
}

static void
times(void **state)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "after 3d soon", "this does not belong here" },
		{ "30d soon before today", "a list of spans is written like 60d 30d 2w 1d before DAY" },
		{ "before today", "it is a list like 30d 7d before DAY" },
		{ "30d 29d 28d 27d 26d 25d 24d 23d 22d 21d 20d 19d 18d 17d 16d 15d 14d 13d 12d before today",
		    "this is too long a list" },
		{ "30d 4h before today", "days, working days, weeks, months or years stand here" },
		{ "every 3d max 0", "max is a number from 1 to 10000" },
		{ "every 3d max 99999", "max is a number from 1 to 10000" },
		{ "30d before at 09:00", "a day stands behind \"before\"" },
		{ "at payer.name", "this should be a day, but it is text" },
		{ "every payer.name d max 3", "a number stands before the unit, this is text" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(rows); i++)
		file_refused(arena_printf(&arena, "states:\n  s:\n    initial: true\n    timers:\n"
		    "      - {timer: a, when: '%s', go: over}\n  over: {final: true}\n", rows[i].text), rows[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(whole_files, clean),
		cmocka_unit_test_teardown(actions, clean),
		cmocka_unit_test_teardown(expressions, clean),
		cmocka_unit_test_teardown(times, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
