/* test_screen: who is taken for whom, on which rung of the ladder, and who is not. */
#include "unit/unit.h"

#include "core/screen.h"

static struct arena arena;

static int32_t
birth(const char *text)
{
	int32_t day = DAY_NONE;

	if (text[0] != '\0')
		assert_true(day_parse(text, &day));
	return day;
}

static struct person_folded
folded(const char *last, const char *first, const char *middle)
{
	const struct person_name name = { last, first, middle, "", "" };
	struct person_folded out;

	person_name_fold(&name, &arena, &out);
	return out;
}

struct person { const char *last, *first, *middle, *npi, *birth, *state; };

/* rank 0: no match. */
static const struct { struct person ours, listed; bool is_cut; int rank; } pairs[] = {
	/* 1: the NPI, whatever else. */
	{ { "Larkspur", "Ada", "", "1234567893", "", "" },
	  { "LARKSPUR", "ADA", "", "1234567893", "", "" }, false, 1 },
	{ { "Larkspur", "Ada", "", "1234567893", "1971-03-04", "" },
	  { "FOXGLOVE", "ROBERT", "", "1234567893", "1960-01-01", "" }, false, 1 },
	{ { "Larkspur", "Ada", "", "1234567893", "", "" },
	  { "FOXGLOVE", "ROBERT", "", "", "", "" }, false, 0 },

	/* 2: names and birth. */
	{ { "Larkspur", "Ada", "", "1234567893", "1971-03-04", "IL" },
	  { "LARKSPUR", "ADA", "M", "", "1971-03-04", "IL" }, false, 2 },
	{ { "Núñez", "José", "", "", "1971-03-04", "" },
	  { "NUNEZ", "JOSE", "", "", "1971-03-04", "" }, false, 2 },
	{ { "O'Brien", "Ann", "", "", "1971-03-04", "" },
	  { "OBRIEN", "ANN", "", "", "1971-03-04", "" }, false, 2 },
	{ { "Foxglove Jr.", "Bob", "", "", "1960-05-01", "" },
	  { "FOXGLOVE", "ROBERT", "", "", "1960-05-01", "" }, false, 2 },
	{ { "Featherstonehaugh-Cholmondeley", "Ida", "", "", "1985-06-07", "" },
	  { "FEATHERSTONEHAUGHCHO", "IDA", "", "", "1985-06-07", "" }, true, 2 },
	{ { "Larkspur", "Ada", "", "1003000126", "1971-03-04", "" },
	  { "LARKSPUR", "ADA", "", "1234567893", "1971-03-04", "" }, false, 2 },

	/* 3: names alone, and what else is known does not speak against it. */
	{ { "Larkspur", "Ada", "", "", "", "" },
	  { "LARKSPUR", "ADA", "M", "", "1971-03-04", "IL" }, false, 3 },
	{ { "Larkspur", "Ada", "M", "", "", "TX" },
	  { "LARKSPUR", "ADA", "MAY", "", "1971-03-04", "IL" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1971-04-03", "" },	/* month and day exchanged */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1971-03-05", "" },	/* one digit */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1917-03-04", "" },	/* digits of the year exchanged */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1981-03-04", "" },	/* one of them */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1971-03-04", "" },	/* we know it, the list does not */
	  { "LARKSPUR", "ADA", "", "", "", "" }, false, 3 },
	{ { "Larkspur", "Ada", "", "", "1982-03-04", "" },	/* two digits are too many */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 0 },
	{ { "Larkspur", "Ada", "", "", "1972-03-05", "" },
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "" }, false, 0 },
	{ { "Larkspur", "Ada", "", "", "1980-12-24", "IL" },	/* somebody else of that name */
	  { "LARKSPUR", "ADA", "", "", "1971-03-04", "IL" }, false, 0 },
	{ { "Larkspur", "Ada", "B", "", "", "IL" },		/* another middle name */
	  { "LARKSPUR", "ADA", "M", "", "", "IL" }, false, 0 },
	{ { "Larkspur", "Ada", "", "1003000126", "", "" },	/* another NPI */
	  { "LARKSPUR", "ADA", "", "1234567893", "", "" }, false, 0 },
	{ { "Larkspur", "Ada", "", "", "", "" },
	  { "LARKSPUR", "BEN", "", "", "", "" }, false, 0 },

	/* 4: near names and halves. */
	{ { "Smith-Jones", "Mary", "", "", "1971-03-04", "" },
	  { "JONES", "MARY", "", "", "1971-03-04", "" }, false, 4 },
	{ { "Smith-Jones", "Mary", "", "", "", "IL" },
	  { "JONES", "MARY", "", "", "", "IL" }, false, 4 },
	{ { "Larkspur", "Ada", "", "", "1971-03-04", "" },	/* transposed */
	  { "LAKRSPUR", "ADA", "", "", "1971-03-04", "" }, false, 4 },
	{ { "Larkspur", "Ada", "", "", "", "IL" },
	  { "LAKRSPUR", "ADA", "", "", "", "IL" }, false, 4 },
	{ { "Meyer", "Ada", "", "", "1971-03-04", "" },		/* as it sounds, born the same day */
	  { "MAIER", "ADA", "", "", "1971-03-04", "" }, false, 4 },
	{ { "Meyer", "Ada", "", "", "", "IL" },
	  { "MAIER", "ADA", "", "", "", "IL" }, false, 0 },
	{ { "Larkspur", "Ada", "", "", "", "TX" },		/* nothing speaks for it */
	  { "LAKRSPUR", "ADA", "", "", "", "IL" }, false, 0 },
	{ { "Foxglove", "Robert", "", "", "1960-05-01", "" },
	  { "ROBERT", "FOXGLOVE", "", "", "1960-05-01", "" }, false, 4 },
	{ { "Foxglove", "John", "Robert", "", "1960-05-01", "" },
	  { "FOXGLOVE", "ROBERT", "", "", "1960-05-01", "" }, false, 4 },
	{ { "Featherstone", "Ida", "", "", "", "NV" },		/* begins alike, and is whole */
	  { "FEATHERSTONEHAUGH", "IDA", "", "", "", "NV" }, false, 0 },
};

static bool
judge(size_t i, struct screen_hit *hit, struct listed *l, struct listed_name *theirs,
    struct screened *who, struct screened_name *ours)
{
	const struct person *a = &pairs[i].ours, *b = &pairs[i].listed;

	*ours = (struct screened_name){ folded(a->last, a->first, a->middle), "present" };
	*theirs = (struct listed_name){ LISTED_PERSON, folded(b->last, b->first, b->middle),
		pairs[i].is_cut };
	*who = (struct screened){ .name = ours, .names = 1, .npi = a->npi,
		.birth_day = birth(a->birth), .state = a->state };
	*l = (struct listed){ .npis = b->npi, .birth_day = birth(b->birth), .state = b->state,
		.name = theirs, .names = 1 };
	return screen_judge(who, l, hit);
}

static void
the_ladder_has_its_rungs(void **state)
{
	struct screened_name ours;
	struct listed_name theirs;
	struct screened who;
	struct listed l;
	(void)state;

	for (size_t i = 0; i < LEN(pairs); i++) {
		struct screen_hit hit = { .rank = 0 }, *found;
		size_t count;
		bool is_match = judge(i, &hit, &l, &theirs, &who, &ours);
		if (hit.rank != pairs[i].rank || is_match != (pairs[i].rank > 0))
			fail_test("pair %zu, %s %s: rank %d, score %d", i, pairs[i].ours.first,
			    pairs[i].ours.last, hit.rank, hit.score);
		struct screen_index *index = screen_index_new(&l, 1);
		screen_index_find(index, &who, &arena, &found, &count);
		if (count != is_match || (is_match && found[0].rank != hit.rank))
			fail_test("pair %zu, %s: the index finds %zu", i, pairs[i].ours.last, count);
		screen_index_free(index);
		if (is_match)
			assert_non_null(screen_reasons(&who, &hit, &arena)[0]);
	}
}

static void
other_names_are_the_last_rung(void **state)
{
	const struct screened_name ours[] = { { folded("Larkspur", "Ada", ""), "present" },
		{ folded("Rose", "Ada", ""), "former" } };
	const struct screened who = { .name = ours, .names = 2, .birth_day = birth("1971-03-04"),
		.state = "" };
	const struct listed_name theirs = { LISTED_PERSON, folded("ROSE", "ADA", ""), false };
	const struct listed l = { .npis = "", .birth_day = birth("1971-03-04"), .state = "",
		.name = &theirs, .names = 1 };
	struct screen_hit hit;
	(void)state;

	assert_true(screen_judge(&who, &l, &hit));
	assert_int_equal(hit.rank, 4);
	assert_string_equal(screen_reasons(&who, &hit, &arena)[0], "our former name ada rose");
}

static void
businesses_are_held_against_businesses(void **state)
{
	static const struct { const char *ours, *listed; bool is_cut; int rank; } cases[] = {
		{ "Four Rivers Transport, Inc.", "FOUR RIVERS TRANSPORT LLC", false, 4 },
		{ "Oak & Elm Clinic", "OAK AND ELM CLINIC", false, 4 },
		{ "Accelerated Behavior Management Center", "ACCELERATED BEHAVIOR MANAGEMEN", true, 4 },
		{ "Accelerated Behavior Management Center", "ACCELERATED BEHAVIOR", false, 0 },
		{ "Four Rivers Transport", "FOUR RIVERS SUPPLIES", false, 0 },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		const struct screened_name ours = { { screen_fold_business(cases[i].ours, &arena), "",
			"" }, "present" };
		const struct screened who = { .name = &ours, .names = 1, .is_business = true,
			.birth_day = DAY_NONE, .state = "" };
		const struct listed_name theirs = { LISTED_BUSINESS,
			{ screen_fold_business(cases[i].listed, &arena), "", "" }, cases[i].is_cut };
		const struct listed l = { .npis = "", .birth_day = DAY_NONE, .state = "",
			.name = &theirs, .names = 1 };
		struct screen_index *index = screen_index_new(&l, 1);
		struct screen_hit *found;
		size_t count;
		screen_index_find(index, &who, &arena, &found, &count);
		if ((count > 0 ? found[0].rank : 0) != cases[i].rank)
			fail_test("%s and %s: %zu found", cases[i].ours, cases[i].listed, count);
		screen_index_free(index);
	}
}

static void
a_business_may_name_a_person(void **state)
{
	static const struct { const char *text, *last, *first; } cases[] = {
		{ "ADA M. LARKSPUR, M.D., P.C.", "larkspur", "ada" },
		{ "ROBERT FOXGLOVE DDS INC", "foxglove", "robert" },
		{ "SUNSHINE MEDICAL LLC", NULL, NULL },
		{ "LAKESIDE DENTAL GROUP PC", NULL, NULL },
		{ "LARKSPUR", NULL, NULL },
	};
	struct person_folded name;
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++) {
		bool is_person = screen_person_in_business(cases[i].text, &arena, &name);
		assert_int_equal(is_person, cases[i].last != NULL);
		if (is_person) {
			assert_string_equal(name.last, cases[i].last);
			assert_string_equal(name.first, cases[i].first);
		}
	}
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
		cmocka_unit_test(the_ladder_has_its_rungs),
		cmocka_unit_test(other_names_are_the_last_rung),
		cmocka_unit_test(businesses_are_held_against_businesses),
		cmocka_unit_test(a_business_may_name_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}
