/* test_template: each module of the Mustache specification, with cases of our own. */
#include "unit/unit.h"

#include "workflow/template.h"

/* Partials of the tests, by name. */
static const char *
partial(void *context, const char *name)
{
	static const struct { const char *name, *text; } partials[] = {
		{ "greet", "Dear {{who}}" },
		{ "lines", "one\ntwo\n" },
		{ "raw", "[{{{text}}}]\n" },
		{ "tree", "{{v}}{{#kids}}({{>tree}}){{/kids}}" },
		{ "loop", "{{>loop}}" },
		{ "bad", "{{#open}}" },
		{ "custom", "{{=| |=}}|who|" },
		{ "sees", "*{{x}}*" },
		{ "around", "({{>sees}})" },
		{ "between", "|\n{{x}}\n|\n" },
		{ "braces", "{{x}}{{=| |=}}{{x}}" },
	};
	(void)context;

	for (size_t i = 0; i < LEN(partials); i++)
		if (strcmp(partials[i].name, name) == 0)
			return partials[i].text;
	return NULL;
}

struct sample { const char *text, *data, *want; };

static void
check(const struct sample *samples, size_t count)
{
	struct template_kept *kept = template_kept_new();

	/* Each as it comes, then cut once and used twice. */
	for (size_t n = 0; n < 3 * count; n++) {
		const struct template_options options = { .escape = ESCAPE_HTML, .partial = partial,
		    .kept = n < count ? NULL : kept };
		const struct sample *s = &samples[n % count];
		struct json *data = NULL;
		struct str out = STR_INIT;
		struct err err = ERR_INIT;
		assert_true(json_parse(s->data, strlen(s->data), &data, &err));
		if (!template_render(s->text, data, &options, &out, &err))
			fail_test("\"%s\": %s", s->text, err.text);
		assert_string_equal(out.text, s->want);
		str_clear(&out);
		json_free(data);
	}
	template_kept_free(kept);
}

static void
interpolation(void **state)
{
	static const struct sample samples[] = {
		{ "no tags {here}", "{}", "no tags {here}" },
		{ "Dr {{name}}!", "{\"name\":\"Ruiz\"}", "Dr Ruiz!" },
		{ "{{x}}", "{\"x\":\"<&\\\">\"}", "&lt;&amp;&quot;&gt;" },
		{ "{{{x}}} {{&x}} {{& x }}", "{\"x\":\"<&>\"}", "<&> <&> <&>" },
		{ "{{n}} {{r}} {{t}}", "{\"n\":85,\"r\":1.5,\"t\":true}", "85 1.5 true" },
		{ "[{{none}}][{{nil}}]", "{\"nil\":null}", "[][]" },
		{ "{{a.b.c}}", "{\"a\":{\"b\":{\"c\":\"deep\"}}}", "deep" },
		{ "[{{a.b.x}}][{{a.x.c}}]", "{\"a\":{\"b\":{}},\"x\":{\"c\":1}}", "[][]" },
		{ "{{ x }}|{{\tx}}|{{\nx\n}}", "{\"x\":1}", "1|1|1" },
		{ "  {{x}}\n", "{\"x\":\"-\"}", "  -\n" },
		{ "{{.}}", "\"bare\"", "bare" },
		{ "{{{.}}} {{.}}", "\"<\"", "< &lt;" },
		{ "{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"wrong\"}}", "" },
	};
	(void)state;

	check(samples, LEN(samples));
}

static void
sections(void **state)
{
	static const struct sample samples[] = {
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":true}", "yes" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":false}", "no" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{}", "no" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":null}", "no" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":[]}", "no" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":\"\"}", "no" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":\"text\"}", "yes" },
		{ "{{#b}}yes{{/b}}{{^b}}no{{/b}}", "{\"b\":0}", "yes" },
		{ "{{#o}}{{x}}{{/o}}", "{\"o\":{\"x\":1}}", "1" },
		{ "{{#o}}{{x}}{{/o}}", "{\"o\":{},\"x\":\"outer\"}", "outer" },
		{ "{{#l}}{{n}},{{/l}}", "{\"l\":[{\"n\":1},{\"n\":2}]}", "1,2," },
		{ "{{#l}}{{.}};{{/l}}", "{\"l\":[\"a\",\"<\",3]}", "a;&lt;;3;" },
		{ "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[3]]}", "(12)(3)" },
		{ "{{#.}}{{x}}{{/.}}", "[{\"x\":1},{\"x\":2}]", "12" },
		{ "{{#a.b}}in{{/a.b}}{{^a.c}}out{{/a.c}}", "{\"a\":{\"b\":true}}", "inout" },
		{ "{{#a}}{{#b}}{{x}}{{y}}{{/b}}{{/a}}",
		    "{\"a\":{\"x\":1,\"b\":{\"y\":2}}}", "12" },
		{ "{{# a }}x{{/ a }}", "{\"a\":true}", "x" },
		{ "{{#a}}{{#a}}x{{/a}}{{/a}}", "{\"a\":true}", "x" },
	};
	(void)state;

	check(samples, LEN(samples));
}

static void
standalone(void **state)
{
	static const struct sample samples[] = {
		{ "a\n{{#b}}\nin\n{{/b}}\nz", "{\"b\":true}", "a\nin\nz" },
		{ "a\n  {{#b}}  \nin\n\t{{/b}}\nz", "{\"b\":true}", "a\nin\nz" },
		{ "|\r\n{{#b}}\r\n{{/b}}\r\n|", "{\"b\":true}", "|\r\n|" },
		{ "  {{#b}}\n#{{/b}}\n/", "{\"b\":true}", "#\n/" },
		{ "#{{#b}}\n/\n  {{/b}}", "{\"b\":true}", "#\n/\n" },
		{ " {{#b}}x{{/b}} \n", "{\"b\":true}", " x \n" },
		{ " {{#b}}{{/b}}\n", "{\"b\":true}", " \n" },
		{ "a\n{{^b}}\nin\n{{/b}}\nz", "{}", "a\nin\nz" },
		{ "{{! words }}\nx", "{}", "x" },
		{ "  {{! words }}  \nx", "{}", "x" },
		{ "a {{! words }} b", "{}", "a  b" },
		{ "a\n{{!\n two\n lines }}\nb", "{}", "a\nb" },
		{ "12{{! {{x }}34", "{}", "1234" },
		{ "x {{! end }}\n", "{}", "x \n" },
		{ "x\n {{! end }}", "{}", "x\n" },
		{ "{{v}}\n", "{\"v\":1}", "1\n" },
	};
	(void)state;

	check(samples, LEN(samples));
}

static void
partials(void **state)
{
	static const struct sample samples[] = {
		{ "{{>greet}}.", "{\"who\":\"Ana\"}", "Dear Ana." },
		{ "{{> greet }}.", "{\"who\":\"Ana\"}", "Dear Ana." },
		{ "[{{>nothing}}]", "{}", "[]" },
		{ "{{>tree}}", "{\"v\":1,\"kids\":[{\"v\":2,\"kids\":[{\"v\":3,\"kids\":[]}]}]}",
		    "1(2(3))" },
		{ "a\n  {{>lines}}\nz", "{}", "a\n  one\n  two\nz" },
		{ "a {{>lines}} z", "{}", "a one\ntwo\n z" },
		{ "  {{>raw}}\n", "{\"text\":\"x\\ny\"}", "  [x\ny]\n" },
		{ "  {{>greet}}", "{\"who\":\"Ana\"}", "  Dear Ana" },
		{ "{{>custom}} {{who}}", "{\"who\":\"Ana\"}", "Ana Ana" },
		{ "{{=<% %>=}}<%>greet%>", "{\"who\":\"Ana\"}", "Dear Ana" },
	};
	(void)state;

	check(samples, LEN(samples));
}

static void
delimiters(void **state)
{
	static const struct sample samples[] = {
		{ "{{=<% %>=}}(<%x%>) {{x}}", "{\"x\":1}", "(1) {{x}}" },
		{ "({{=[ ]=}}[x])", "{\"x\":1}", "(1)" },
		{ "{{= | | =}}|#x|in|/x|", "{\"x\":true}", "in" },
		{ "a\n  {{=@ @=}}\nb@x@", "{\"x\":1}", "a\nb1" },
		{ "{{=<% %>=}}<%={{ }}=%>{{x}}", "{\"x\":1}", "1" },
		{ "{{=<% %>=}}<%&x%><%{x}%>", "{\"x\":\"<\"}", "<<" },
	};
	(void)state;

	check(samples, LEN(samples));
}

/*
 * The rules of the specification one by one, under its own headings, in cases of our own: what a tag does
 * alone on a line, beside words, with white space inside, at both ends of a text, with either line end.
 */
static void
rule_by_rule(void **state)
{
	static const struct sample samples[] = {
		/* Interpolation */
		{ "{{{n}}} {{&n}}", "{\"n\":12}", "12 12" },
		{ "[{{{gone}}}][{{&gone}}]", "{}", "[][]" },
		{ "[{{{nil}}}][{{&nil}}]", "{\"nil\":null}", "[][]" },
		{ "{{{a.b}}} {{&a.b}}", "{\"a\":{\"b\":\"<\"}}", "< <" },
		{ "[{{a.b}}]", "{\"a.b\":\"one key\"}", "[]" },
		{ "{{a.b}}", "{\"a.b\":\"one key\",\"a\":{\"b\":\"two\"}}", "two" },
		{ "[{{#a}}{{b.c.d}}{{/a}}]", "{\"a\":{\"b\":{\"c\":{}}},\"b\":{\"c\":{\"d\":\"outer\"}}}", "[]" },
		{ "{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"x\":1},\"b\":{\"c\":\"outer\"}}", "outer" },
		{ "{{&.}}", "7", "7" },
		{ "- {{{x}}} -\n", "{\"x\":\"y\"}", "- y -\n" },
		{ "  {{&x}}\n", "{\"x\":\"y\"}", "  y\n" },
		{ "{{{ x }}}{{&  x\t}}", "{\"x\":\"y\"}", "yy" },
		/* Sections */
		{ "{{#a}}{{x}}{{#b}}{{x}}{{/b}}{{x}}{{/a}}", "{\"a\":{\"x\":1,\"b\":{\"x\":2}}}", "121" },
		{ "{{#w}}is {{w}}{{/w}}", "{\"w\":\"here\"}", "is here" },
		{ "{{#w}}{{.}} {{p}}{{/w}}", "{\"w\":\"a\",\"p\":\"b\"}", "a b" },
		{ "{{#t}}{{n}}:{{#m}}{{s}}{{n}}{{/m}};{{/t}}",
		  "{\"s\":\"-\",\"t\":[{\"n\":1,\"m\":[{\"x\":0},{\"n\":9}]},{\"n\":2,\"m\":[]}]}", "1:-1-9;2:;" },
		{ "{{#a}}1{{/a}}{{#b}}2{{/b}}{{#a}}3{{/a}}", "{\"a\":true}", "13" },
		{ "{{#a}}1{{#b}}2{{/b}}3{{/a}}", "{\"a\":true,\"b\":false}", "13" },
		{ "{{#l}}{{.}},{{/l}}", "{\"l\":[1.1,2.25]}", "1.1,2.25," },
		{ "{{#l}}{{{.}}}{{&.}}{{.}}{{/l}}", "{\"l\":[\"&\"]}", "&&&amp;" },
		{ "{{#l}}{{#.}}{{.}}{{/.}}{{/l}}", "{\"l\":[[\"a\",\"b\"],[],[\"c\"]]}", "abc" },
		{ "[{{#a.b.c}}x{{/a.b.c}}]", "{\"a\":{}}", "[]" },
		{ "[{{#a.b}}{{x}}{{/a.b}}]", "{\"a\":{\"b\":[{\"x\":1},{\"x\":2}]}}", "[12]" },
		{ "| {{#b}}\t|\t{{/b}} |\n", "{\"b\":true}", "| \t|\t |\n" },
		{ "| {{#b}} {{! no }}\n {{/b}} |\n", "{\"b\":true}", "|  \n  |\n" },
		{ " {{#b}}1{{/b}}\n {{#b}}2{{/b}}\n", "{\"b\":true}", " 1\n 2\n" },
		{ "a\n{{#b}}\n{{/b}}\nz\n", "{\"b\":true}", "a\nz\n" },
		{ "a\n\t{{#b}}\nx\n  {{/b}}\nz\n", "{\"b\":false}", "a\nz\n" },
		{ "{{#b}}\r\nx\r\n{{/b}}\r\n", "{\"b\":true}", "x\r\n" },
		{ "{{#b}}\n{{#c}}\nx\n{{/c}}\n{{/b}}\n", "{\"b\":true,\"c\":[1,2]}", "x\nx\n" },
		/* Inverted sections */
		{ "[{{^o}}x{{/o}}]", "{\"o\":{\"a\":1}}", "[]" },
		{ "[{{^l}}x{{/l}}]", "{\"l\":[{}]}", "[]" },
		{ "{{^a}}1{{/a}}2{{^a}}3{{/a}}", "{}", "123" },
		{ "[{{^a}}1{{^b}}2{{/b}}3{{/a}}]", "{\"b\":true}", "[13]" },
		{ "{{^a.b.c}}x{{/a.b.c}}", "{\"a\":{\"b\":{}}}", "x" },
		{ "{{^a.b}}x{{/a.b}}", "{\"a\":{\"b\":false},\"b\":true}", "x" },
		{ "[{{^ a }}={{/\ta\n}}]", "{}", "[=]" },
		{ "  {{^a}}x{{/a}}  \n", "{}", "  x  \n" },
		{ "| {{^b}} {{! no }}\n {{/b}} |\n", "{}", "|  \n  |\n" },
		{ "a\r\n{{^b}}\r\n{{/b}}\r\nz", "{}", "a\r\nz" },
		{ "  {{^b}}\n^{{/b}}\n/", "{}", "^\n/" },
		{ "^{{^b}}\n/\n  {{/b}}", "{}", "^\n/\n" },
		/* Partials */
		{ "[{{>sees}}]", "{\"x\":\"here\"}", "[*here*]" },
		{ "{{#l}}{{>sees}}{{/l}}", "{\"l\":[{\"x\":1},{\"x\":2}]}", "*1**2*" },
		{ "{{>around}}", "{\"x\":1}", "(*1*)" },
		{ "|\t{{>sees}}\t|", "{\"x\":1}", "|\t*1*\t|" },
		{ "|\r\n{{>sees}}\r\n|", "{\"x\":1}", "|\r\n*1*|" },
		{ "  {{>lines}}>", "{}", "  one\ntwo\n>" },
		{ ">\n  {{>lines}}", "{}", ">\n  one\n  two\n" },
		{ "|{{> sees\t}}|", "{\"x\":1}", "|*1*|" },
		{ " {{>between}}\n>", "{\"x\":\"<\\n->\"}", " |\n &lt;\n-&gt;\n |\n>" },
		/* Comments */
		{ "one{{! two\nthree }}four", "{}", "onefour" },
		{ "|\r\n{{! alone }}\r\n|", "{}", "|\r\n|" },
		{ "a\n  {{!\n  two\n  }}\nb\n", "{}", "a\nb\n" },
		{ "  12 {{! 34 }}\n", "{}", "  12 \n" },
		{ "{{!x}}{{x}}", "{\"!x\":1,\"x\":2}", "2" },
		/* Set delimiters */
		{ "[\n{{#s}}\n {{x}}\n |x|\n{{/s}}\n{{=| |=}}\n|#s|\n {{x}}\n |x|\n|/s|\n]\n", "{\"s\":true,\"x\":1}",
		  "[\n 1\n |x|\n {{x}}\n 1\n]\n" },
		{ "[\n{{^s}}\n {{x}}\n{{/s}}\n{{=| |=}}\n|^s|\n |x|\n|/s|\n]\n", "{\"x\":1}", "[\n 1\n 1\n]\n" },
		{ "[{{>sees}}]\n{{=| |=}}\n[|>sees|]\n", "{\"x\":1}", "[*1*]\n[*1*]\n" },
		{ "[ {{>braces}} ][ |x| ]", "{\"x\":1}", "[ 1{{x}} ][ |x| ]" },
		{ "| {{=@ @=}} |", "{}", "|  |" },
		{ " | {{=@ @=}}\n", "{}", " | \n" },
		{ "a\r\n{{= @ @ =}}\r\nb", "{}", "a\r\nb" },
		{ "  {{=@ @=}}\n=", "{}", "=" },
		{ "=\n  {{=@ @=}}", "{}", "=\n" },
		{ "|{{=  @\t@  =}}|@x@", "{\"x\":1}", "||1" },
	};
	(void)state;

	check(samples, LEN(samples));
}

/* A letter's text takes values as they are; its HTML form and pages take them as words, never as markup. */
static void
escaping_by_kind(void **state)
{
	static const char words[] = "{\"x\":\"<a href='j'>&amp;\\\"\"}";
	static const struct { enum template_escape escape; const char *text, *want; } cases[] = {
		{ ESCAPE_NONE, "{{x}}", "<a href='j'>&amp;\"" },
		{ ESCAPE_NONE, "{{{x}}}", "<a href='j'>&amp;\"" },
		{ ESCAPE_HTML, "{{x}}", "&lt;a href=&#39;j&#39;&gt;&amp;amp;&quot;" },
		{ ESCAPE_HTML, "{{{x}}}{{&x}}", "<a href='j'>&amp;\"<a href='j'>&amp;\"" },
	};
	struct json *data = NULL;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(json_parse(words, strlen(words), &data, &err));
	for (size_t i = 0; i < LEN(cases); i++) {
		const struct template_options options = { .escape = cases[i].escape };
		struct str out = STR_INIT;
		assert_true(template_render(cases[i].text, data, &options, &out, &err));
		assert_string_equal(out.text, cases[i].want);
		str_clear(&out);
	}
	json_free(data);
}

static void
refusals(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "x\n{{name", "line 2: this tag is never closed" },
		{ "{{{name}}", "line 1: this tag is never closed" },
		{ "\n\n{{#a}}\n", "line 3: section \"a\" is never closed" },
		{ "{{#a}}\n{{/b}}", "line 2: {{/b}} stands where {{/a}} of line 1 is due" },
		{ "{{/a}}", "line 1: {{/a}} closes a section that is not open" },
		{ "a {{}} b", "line 1: a tag without a name" },
		{ "{{two words}}", "line 1: a name has no blanks inside" },
		{ "{{=<%=}}", "line 1: delimiters are written like {{=<% %>=}}" },
		{ "{{list}}", "line 1: \"list\" is no text but a list" },
		{ "{{group}}", "line 1: \"group\" is no text but a group of values" },
		{ "{{>bad}}", "line 1: partial \"bad\": line 1: section \"open\" is never closed" },
		{ "ok\n{{missing}}", "line 2: \"missing\" has no value" },
		{ "{{empty}}", "line 1: \"empty\" has no value" },
		{ "{{nil}}", "line 1: \"nil\" has no value" },
		{ "{{>nothing}}", "line 1: there is no partial \"nothing\"" },
	};
	const struct template_options options = { .strict = true, .partial = partial };
	static const char words[] = "{\"list\":[1],\"group\":{\"a\":1},\"empty\":\"\",\"nil\":null}";
	struct json *data = NULL;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(json_parse(words, strlen(words), &data, &err));
	for (size_t i = 0; i < LEN(cases); i++) {
		struct str out = STR_INIT;
		str_add(&out, "before");
		assert_false(template_render(cases[i].text, data, &options, &out, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_string_equal(err.text, cases[i].want);
		assert_string_equal(out.text, "before");	/* half an answer is none */
		str_clear(&out);
	}
	json_free(data);
}

static void
limits(void **state)
{
	const struct template_options options = { .partial = partial };
	struct str text = STR_INIT, out = STR_INIT;
	struct err err = ERR_INIT;
	(void)state;

	assert_false(template_render("{{>loop}}", NULL, &options, &out, &err));
	assert_non_null(strstr(err.text, "goes too deep"));
	for (int i = 0; i < 1000; i++)
		str_add(&text, "{{#a}}");
	assert_false(template_render(text.text, NULL, &options, &out, &err));
	assert_non_null(strstr(err.text, "too many sections"));
	for (int i = 0; i < (1 << 20); i++)
		str_add_char(&text, 'x');
	assert_false(template_render(text.text, NULL, &options, &out, &err));
	assert_string_equal(err.text, "line 1: a template has at most 1048576 bytes");
	/* Its lines are counted once, not for each tag anew: that would take an hour. */
	str_truncate(&text, 0);
	for (int i = 0; i < 170000; i++)
		str_add(&text, "{{a}}\n");
	str_add(&text, "{{");
	assert_false(template_render(text.text, NULL, &options, &out, &err));
	assert_string_equal(err.text, "line 170001: this tag is never closed");

	/* Lists within lists: as long as they like, they end. */
	struct json *data = json_new_object(), *list = json_new_array();
	for (int i = 0; i < 5000; i++)
		json_push(list, json_new_int(i));
	json_set(data, "l", list);
	assert_false(template_render("{{#l}}{{#l}}{{^l}}{{/l}}{{/l}}{{/l}}", data, &options, &out, &err));
	assert_string_equal(err.text, "line 1: this template never comes to an end");
	str_truncate(&text, 0);
	str_add(&text, "{{#l}}\n");
	for (int i = 0; i < 4000; i++)
		str_add_char(&text, 'x');
	str_add(&text, "{{/l}}");
	assert_false(template_render(text.text, data, &options, &out, &err));
	assert_string_equal(err.text, "line 2: what this gives is larger than 16777216 bytes");
	json_free(data);
	str_clear(&text);
	str_clear(&out);
}

static void
note_name(void *context, const char *name, int line)
{
	str_printf(context, "%d:%s ", line, name);
}

static void
names(void **state)
{
	struct str seen = STR_INIT;
	struct err err = ERR_INIT;
	(void)state;

	assert_true(template_names("{{a.b}}\n{{#c}}{{.}}{{d}}{{/c}}\n{{! e }}{{{f}}}{{>g}}",
	    note_name, &seen, &err));
	assert_string_equal(seen.text, "1:a.b 2:c 2:d 3:f ");
	assert_false(template_names("{{#a}}", note_name, &seen, &err));
	str_clear(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interpolation),
		cmocka_unit_test(sections),
		cmocka_unit_test(standalone),
		cmocka_unit_test(partials),
		cmocka_unit_test(delimiters),
		cmocka_unit_test(rule_by_rule),
		cmocka_unit_test(escaping_by_kind),
		cmocka_unit_test(refusals),
		cmocka_unit_test(limits),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
