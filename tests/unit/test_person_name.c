/* test_person_name: which names are alike, how much, why; and that those that are share a key. */
#include "unit/unit.h"

#include "core/person_name.h"

static struct arena arena;

static struct person_folded
folded(const char *last, const char *first, const char *middle)
{
	const struct person_name name = { last, first, middle, "", "" };
	struct person_folded out;

	person_name_fold(&name, &arena, &out);
	return out;
}

static bool
share_key(const struct person_folded *a, const struct person_folded *b)
{
	uint64_t x[PERSON_KEYS_MAX], y[PERSON_KEYS_MAX];
	size_t x_count = person_name_keys(a, x), y_count = person_name_keys(b, y);

	for (size_t i = 0; i < x_count; i++)
		for (size_t j = 0; j < y_count; j++)
			if (x[i] == y[j])
				return true;
	return false;
}

static const struct {
	const char	*last, *first, *middle;
	const char	*other_last, *other_first, *other_middle;
	int		 low, high;		/* the score lies between */
	unsigned	 reasons;
} pairs[] = {
	{ "Larkspur", "Ada", "", "LARKSPUR", "ada", "", 100, 100, PERSON_SAME_NAME },
	{ "Núñez", "José", "", "Nunez", "Jose", "", 100, 100, PERSON_SAME_NAME },
	{ "O'Brien", "Ann", "", "OBrien", "Ann", "", 100, 100, PERSON_SAME_NAME },
	{ "de la Cruz", "Ana", "", "Delacruz", "Ana", "", 100, 100, PERSON_SAME_NAME },
	{ "Foxglove Jr.", "Ben", "", "Foxglove", "Ben", "", 100, 100, PERSON_SAME_NAME },
	{ "Sørensen", "Lars", "", "Sorensen", "Lars", "", 100, 100, PERSON_SAME_NAME },
	{ "Smith-Jones", "Mary", "", "Jones", "Mary", "", 90, 99, PERSON_PART_OF_LAST },
	{ "Larkspur", "Ada", "", "Lakrspur", "Ada", "", 90, 95, PERSON_NEAR_LAST },
	{ "Larkspur", "Ada", "", "Larkspurr", "Ada", "", 90, 95, PERSON_NEAR_LAST },
	{ "Foxglove", "Robert", "", "Foxglove", "Bob", "", 90, 99, PERSON_NICKNAME },
	{ "Foxglove", "Katherine", "", "Foxglove", "Katharine", "", 90, 99, PERSON_NEAR_FIRST },
	{ "Foxglove", "Katherine", "", "Foxglove", "K", "", 80, 95, PERSON_INITIAL },
	{ "Foxglove", "Ben", "", "Ben", "Foxglove", "", 90, 90, PERSON_SWAPPED },
	{ "Featherstonehaugh-Cholmondeley", "Ida", "", "Featherstonehaughcho", "Ida", "", 85, 95,
	  PERSON_CUT_LAST },
	{ "Foxglove", "John", "Robert", "Foxglove", "Robert", "", 80, 90, PERSON_MIDDLE_FIRST },
	{ "Foxglove", "Ben", "A", "Foxglove", "Ben", "B", 85, 90,
	  PERSON_SAME_NAME | PERSON_OTHER_MIDDLE },
	{ "Meyer", "Adrian", "", "Maier", "Adrian", "", 80, 85, PERSON_SOUND_LAST },
	{ "Foxglove", "Sean", "", "Foxglove", "Shawn", "", 80, 90, PERSON_SOUND_FIRST },
	/* Others are not. */
	{ "Alder", "Ada", "", "Alderson", "Ada", "", 0, 0, 0 },
	{ "Lee", "Ann", "", "Lea", "Ann", "", 0, 0, 0 },
	{ "Larkspur", "Ada", "", "Foxglove", "Ada", "", 0, 0, 0 },
	{ "Larkspur", "Ada", "", "Larkspur", "Ben", "", 0, 0, 0 },
	{ "", "Ada", "", "", "Ada", "", 0, 0, 0 },
};

static void
names_are_alike_or_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(pairs); i++) {
		struct person_folded a = folded(pairs[i].last, pairs[i].first, pairs[i].middle);
		struct person_folded b = folded(pairs[i].other_last, pairs[i].other_first,
		    pairs[i].other_middle);
		struct person_likeness like = person_name_compare(&a, &b);
		struct person_likeness back = person_name_compare(&b, &a);
		if (like.score < pairs[i].low || like.score > pairs[i].high ||
		    like.reasons != pairs[i].reasons)
			fail_test("%s, %s and %s, %s: score %d, reasons %x", a.last, a.first,
			    b.last, b.first, like.score, like.reasons);
		assert_int_equal(back.score, like.score);
		assert_int_equal(back.reasons, like.reasons);
		if (like.score > 0 && !share_key(&a, &b))
			fail_test("%s, %s and %s, %s share no key", a.last, a.first, b.last, b.first);
	}
}

static void
a_long_name_is_no_trouble(void **state)
{
	char name[5000];
	uint64_t keys[PERSON_KEYS_MAX];
	(void)state;

	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = i % 5 == 4 ? ' ' : (char)('a' + i % 26);
	name[sizeof(name) - 1] = '\0';
	struct person_folded a = folded(name, name, name), b = folded("", "", "");
	assert_true(person_name_keys(&a, keys) <= PERSON_KEYS_MAX);
	assert_int_equal(person_name_keys(&b, keys), 0);
	assert_int_equal(person_name_compare(&a, &b).score, 0);
}

static int
tear_down(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_alike_or_not),
		cmocka_unit_test(a_long_name_is_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
