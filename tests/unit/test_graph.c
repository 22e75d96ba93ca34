/* test_graph: what is drawn of a workflow, and that no name becomes part of the picture's language. */
#include "unit/unit.h"

#include "engine/picture.h"
#include "workflow/definition_inside.h"

#include "base/banned.h"

/* The language refuses such names; the picture does not count on it. */
#define NASTY	"a\"b<c>&lt;\\d"
#define EVENT	"user.\"]; evil [label=<b>&"

static const char *events[] = { EVENT, NULL };
static struct rule rules[] = { { .event = events, .then = { .go = 1 } } };
static struct state states[] = {
	{ .name = NASTY, .initial = true, .group = -1, .on = { rules, LEN(rules) } },
	{ .name = "end_state", .final = true, .group = -1 },
};
static const struct definition nasty = { .name = NASTY, .state = states, .states = LEN(states) };

static void
expect_part(const struct str *text, const char *part)
{
	if (strstr(text->text, part) == NULL)
		fail_test("no \"%s\" in: %s", part, text->text);
}

static void
names_are_escaped_in_dot(void **state)
{
	struct str dot = STR_INIT;

	(void)state;
	definition_graph(&nasty, &(struct graph_view){ .here = NASTY }, &dot);
	expect_part(&dot, "digraph \"a\\\"b<c>&amp;lt;\\\\d\" {");
	expect_part(&dot, "\t\"a\\\"b<c>&amp;lt;\\\\d\" [label=\"a\\\"b<c>&amp;lt;\\\\d\" shape=box");
	expect_part(&dot, "\t\"end_state\" [label=\"end state\" shape=oval");
	expect_part(&dot, "\t\"a\\\"b<c>&amp;lt;\\\\d\" -> \"end_state\""
	    " [label=\"\\\"]; evil [label=<b>&amp;\"];\n");
	str_clear(&dot);
}

static void
names_are_escaped_in_svg(void **state)
{
	struct str svg = STR_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (!picture_draw(&nasty, &(struct graph_view){ .here = NULL }, &svg, &err))
		fail_test("%s", err.text);
	expect_part(&svg, "</svg>");
	expect_part(&svg, ">a&quot;b&lt;c&gt;&amp;lt;\\d</text>");
	expect_part(&svg, ">&quot;]; evil [label=&lt;b&gt;&amp;</text>");
	assert_null(strstr(svg.text, "<b>"));
	assert_null(strstr(svg.text, "<c>"));
	str_clear(&svg);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_escaped_in_dot),
		cmocka_unit_test(names_are_escaped_in_svg),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
