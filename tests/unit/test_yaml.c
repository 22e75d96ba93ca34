/* test_yaml: the strict subset: scalars stay text, and everything refused has its place. */
#include "unit/unit.h"

#include "base/yaml.h"

static struct yaml_node *
parse(const char *text, struct arena *a, struct problems *problems)
{
	problems_init(problems, a);
	return yaml_parse("f", text, strlen(text), a, problems);
}

static void
scalars_stay_text(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	struct yaml_node *root = parse("a: no\nb: 08:30\nc: 1e3\nd: ~\ne: \"\"\n", &a, &problems);
	assert_non_null(root);
	assert_string_equal(yaml_get(root, "a")->text, "no");
	assert_string_equal(yaml_get(root, "b")->text, "08:30");
	assert_string_equal(yaml_get(root, "c")->text, "1e3");
	assert_string_equal(yaml_get(root, "d")->text, "~");
	assert_true(yaml_get(root, "e")->quoted);
	assert_int_equal(yaml_get(root, "b")->line, 2);
	assert_int_equal(yaml_get(root, "b")->column, 4);
	assert_null(yaml_get(root, "z"));
	bool yes;
	assert_false(yaml_bool(yaml_get(root, "a"), "f", &yes, &problems));
	assert_string_equal(problems.item[0].text, "\"no\" should be true or false");
	arena_clear(&a);
}

static void
refuses_with_place(void **state)
{
	static const struct { const char *text, *want; int line; } cases[] = {
		{ "a: &x 1\n", "anchors (&name) are not allowed here", 1 },
		{ "a: 1\nb: *a\n", "aliases (*name) are not allowed here", 2 },
		{ "a: !!int 1\n", "tags (!name) are not allowed here", 1 },
		{ "<<: {b: 1}\n", "merge keys (<<) are not allowed here", 1 },
		{ "[a]: 1\n", "a key must be a plain word", 1 },
		{ "a: 1\n---\nb: 2\n", "only one document may stand in a file", 2 },
		{ "a: \"x\\0y\"\n", "text must not hold a NUL byte", 1 },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		assert_null(parse(cases[i].text, &a, &problems));
		assert_int_equal(problems.count, 1);
		assert_string_equal(problems.item[0].text, cases[i].want);
		assert_int_equal(problems.item[0].line, cases[i].line);
		arena_clear(&a);
	}
}

/* A key that stands twice is a mistake, and hides no other one. */
static void
tells_keys_that_stand_twice(void **state)
{
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	assert_non_null(parse("a: 1\nb: {c: 1, c: 2}\na: 2\n", &a, &problems));
	assert_int_equal(problems.errors, 2);
	assert_string_equal(problems.item[0].text, "\"c\" stands twice: also in line 2");
	assert_int_equal(problems.item[0].column, 11);
	assert_string_equal(problems.item[1].text, "\"a\" stands twice: also in line 1");
	assert_null(parse("a: 1\na: 2\nb: [\n", &a, &problems));
	arena_clear(&a);
}

static void
survives_hostile_text(void **state)
{
	static const char *const hostile[] = { "a: [", "\t", "a: \"", "\xff\xfe", "a: \xc3(", "{", "- - - -" };
	struct str deep = STR_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(hostile); i++) {
		struct arena a = ARENA_INIT;
		struct problems problems;
		struct yaml_node *root = parse(hostile[i], &a, &problems);
		assert_true(root != NULL || problems.errors == 1);
		arena_clear(&a);
	}
	for (int i = 0; i < 1000; i++)
		str_add_char(&deep, '[');
	struct arena a = ARENA_INIT;
	struct problems problems;
	assert_null(parse(deep.text, &a, &problems));
	assert_string_equal(problems.item[0].text, "this is nested too deeply");
	str_truncate(&deep, 0);
	for (int i = 0; i <= YAML_KEYS_MAX; i++)	/* each is held against all before it */
		str_printf(&deep, "k%d: 1\n", i);
	assert_null(parse(deep.text, &a, &problems));
	assert_string_equal(problems.item[0].text, "this has too many keys");
	arena_clear(&a);
	str_clear(&deep);
}

static void
names_the_nearest_key(void **state)
{
	static const char *const keys[] = { "timezone", "name", NULL };
	struct arena a = ARENA_INIT;
	struct problems problems;
	(void)state;

	struct yaml_node *root = parse("name: x\ntimezne: y\nzzzzzz: 1\n", &a, &problems);
	assert_false(yaml_check_keys(root, "f", keys, &problems));
	assert_int_equal(problems.count, 2);
	assert_string_equal(problems.item[0].text,
	    "\"timezne\" is not known here. Did you mean \"timezone\"?");
	assert_string_equal(problems.item[1].text, "\"zzzzzz\" is not known here");
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_stay_text), cmocka_unit_test(refuses_with_place),
		cmocka_unit_test(tells_keys_that_stand_twice),
		cmocka_unit_test(survives_hostile_text), cmocka_unit_test(names_the_nearest_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
