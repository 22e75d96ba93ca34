/* test_committee: when a decision may be noted. */
#include "unit/unit.h"

#include "core/committee.h"

/* "want": NULL when it may, else a piece of why not. */
static const struct {
	struct committee_decision d;
	struct committee_count	 votes;
	size_t			 flags;
	const char		*want;
	int64_t			 quorum;	/* 0: one is enough */
} all[] = {
	{ { "approved", NULL, NULL, NULL }, { 2, 1, 0, 1 }, 3, NULL, 0 },
	{ { "approved", NULL, NULL, NULL }, { 1, 1, 3, 0 }, 0, "does not carry \"approved\"", 0 },
	{ { "approved", NULL, NULL, NULL }, { 0, 0, 1, 1 }, 0, "nobody has voted yet but those", 0 },
	{ { "approved", NULL, NULL, NULL }, { 0, 0, 0, 0 }, 0, "nobody has voted yet", 0 },
	{ { "approved", "later", NULL, NULL }, { 2, 0, 0, 0 }, 0, "belong to the decision \"conditional\"", 0 },
	{ { "conditional", "DEA renewed", NULL, NULL }, { 2, 0, 0, 0 }, 1, NULL, 0 },
	{ { "conditional", " ", NULL, NULL }, { 2, 0, 0, 0 }, 1, "under which conditions", 0 },
	{ { "denied", NULL, "fraud", NULL }, { 0, 1, 0, 0 }, 1, NULL, 0 },
	{ { "denied", NULL, "fraud", NULL }, { 1, 1, 0, 0 }, 1, "does not carry", 0 },
	{ { "denied", NULL, NULL, NULL }, { 0, 1, 0, 0 }, 1, "say why it is denied", 0 },
	{ { "deferred", NULL, "a paper is missing", NULL }, { 0, 0, 0, 0 }, 1, NULL, 0 },
	{ { "deferred", NULL, NULL, NULL }, { 0, 0, 0, 0 }, 1, "say why it is deferred", 0 },
	{ { "approved", NULL, NULL, "Dr. Moss" }, { 0, 0, 0, 0 }, 0, NULL, 0 },
	{ { "approved", NULL, NULL, "Dr. Moss" }, { 0, 0, 0, 0 }, 1, "has 1 red flag:", 0 },
	{ { "denied", NULL, "x", "Dr. Moss" }, { 0, 0, 0, 0 }, 0, "may only approve", 0 },
	{ { "approved", NULL, NULL, NULL }, { 2, 0, 1, 0 }, 0, NULL, 3 },
	{ { "approved", NULL, NULL, NULL }, { 2, 0, 0, 5 }, 0, "2 of the 3 members whom a quorum needs have voted", 3 },
	{ { "denied", NULL, "fraud", NULL }, { 0, 1, 0, 0 }, 0, "1 of the 2 members whom a quorum needs has voted", 2 },
	{ { "deferred", NULL, "nobody came", NULL }, { 0, 0, 0, 0 }, 0, NULL, 3 },
	{ { "approved", NULL, NULL, "Dr. Moss" }, { 0, 0, 0, 0 }, 0, NULL, 3 },
	{ { "maybe", NULL, NULL, NULL }, { 2, 0, 0, 0 }, 0, "is no decision", 0 },
};

static void
decides_by_votes_or_by_a_clean_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(all); i++) {
		struct err err = ERR_INIT;
		bool may = committee_may_decide(&all[i].d, &all[i].votes, all[i].quorum > 0 ? all[i].quorum : 1,
		    all[i].flags, &err);
		if (may != (all[i].want == NULL) || (!may && strstr(err.text, all[i].want) == NULL))
			fail_test("%zu: %s", i, err.text);
	}
	assert_true(committee_is_vote("recuse", NULL));
	assert_false(committee_is_vote("yes", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(decides_by_votes_or_by_a_clean_file) };

	return cmocka_run_group_tests_name("committee", tests, NULL, NULL);
}
