/* test_xml: what is told of a document, in one piece and byte by byte, and what is refused where. */
#include "unit/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/xml.h"

static void
on_open(void *context, const char *name, const char *const *attribute)
{
	str_printf(context, "<%s", name);
	for (; *attribute != NULL; attribute += 2)
		str_printf(context, " %s=%s", attribute[0], attribute[1]);
	str_add(context, ">");
}

static void
on_text(void *context, const char *bytes, size_t len)
{
	str_add_bytes(context, bytes, len);
}

static void
on_close(void *context, const char *name)
{
	(void)name;
	str_add(context, "</>");
}

static bool
read_xml(const char *bytes, size_t piece, struct str *heard, struct err *err)
{
	const struct xml_listener listener = { on_open, on_text, on_close, heard };
	struct xml *xml = xml_new(&listener);
	size_t len = strlen(bytes);
	bool ok = true;

	for (size_t at = 0; ok && at < len; at += piece)
		ok = xml_add(xml, bytes + at, piece < len - at ? piece : len - at, err);
	ok = ok && xml_end(xml, err);
	xml_free(xml);
	return ok;
}

static void
names_have_their_namespace(void **state)
{
	static const char in[] = "<?xml version=\"1.0\"?><d:a xmlns:d=\"DAV:\" xmlns=\"x:y\">"
	    "<b k=\"1&amp;2\">J\xc3\xb8rgensen &lt;&#65;</b><![CDATA[<raw>]]></d:a>";
	(void)state;

	for (size_t piece = 1; piece <= sizeof(in); piece += sizeof(in) - 1) {
		struct str heard = STR_INIT;
		struct err err = ERR_INIT;
		if (!read_xml(in, piece, &heard, &err))
			fail_test("%s", err.text);
		assert_string_equal(heard.text,
		    "<DAV: a><x:y b k=1&2>J\xc3\xb8rgensen <A</><raw></>");
		str_clear(&heard);
	}
}

static void
what_is_wrong_has_its_line(void **state)
{
	static const struct { const char *in, *words; } cases[] = {
		{ "", "line 1: " },
		{ "<a>\n<b></a>", "line 2: mismatched tag" },
		{ "<a>\n", "line 2: " },
		{ "<html><br></html>", "line 1: mismatched tag" },
		{ "<a>\xff</a>", "line 1: not well-formed" },
		{ "<a/><b/>", "line 1: junk" },
		{ "<p:a/>", "line 1: unbound prefix" },
		{ "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "line 1: a document type is not taken" },
		{ "<a>&x;</a>", "line 1: undefined entity" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct str heard = STR_INIT;
		struct err err = ERR_INIT;
		if (read_xml(cases[i].in, 1000, &heard, &err))
			fail_test("taken: %s", cases[i].in);
		if (err.kind != ERR_INPUT || strstr(err.text, cases[i].words) == NULL)
			fail_test("%s: \"%s\"", cases[i].in, err.text);
		str_clear(&heard);
	}
}

static void
depth_is_limited(void **state)
{
	struct str in = STR_INIT, heard = STR_INIT;
	struct err err = ERR_INIT;
	(void)state;

	for (int i = 0; i < XML_DEPTH_MAX; i++)
		str_add(&in, "<a>");
	for (int i = 0; i < XML_DEPTH_MAX; i++)
		str_add(&in, "</a>");
	assert_true(read_xml(in.text, 7, &heard, &err));
	str_truncate(&in, 0);
	for (int i = 0; i < 100000; i++)
		str_add(&in, "<a>");
	assert_false(read_xml(in.text, in.len, &heard, &err));
	assert_string_equal(err.text, "line 1: elements within elements, too deep");
	str_clear(&in);
	str_clear(&heard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_their_namespace),
		cmocka_unit_test(what_is_wrong_has_its_line),
		cmocka_unit_test(depth_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
