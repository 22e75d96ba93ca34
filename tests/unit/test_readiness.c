/* test_readiness: the list of requirements with its mistakes; each standing; what two places say otherwise. */
#include "unit/unit.h"

#include "base/day.h"
#include "core/mismatch.h"
#include "core/readiness.h"

static struct arena arena;

#define CATALOG \
	"credential_types:\n" \
	"  state_license: {label: state license, source: the board, shelf_life_days: 120," \
	" shelf_life_days_cvo: 90, number: true, state: true, expiry: true}\n" \
	"  dea: {label: DEA registration, source: DEA, number: true, state: true, expiry: true}\n" \
	"  education: {label: education, source: the school, shelf_life_days: 10, verified_once: true}\n" \
	"  board_certification: {label: board certification, source: the board}\n"

static struct catalog
catalog(void)
{
	struct problems problems;
	struct catalog c;

	problems_init(&problems, &arena);
	assert_true(catalog_parse("types", CATALOG, strlen(CATALOG), &arena, &c, &problems));
	return c;
}

static struct requirements
requirements(const char *text)
{
	struct catalog *c = arena_alloc(&arena, sizeof(*c));
	struct problems problems;
	struct requirements r;

	*c = catalog();
	problems_init(&problems, &arena);
	assert_true(requirement_parse("req", text, strlen(text), c, false, &arena, &r, &problems));
	return r;
}

static void
mistakes_have_their_places(void **state)
{
	static const char text[] =
	    "requirements:\n"
	    "  a: {credential: state_license}\n"
	    "  b: {label: b, credential: passport}\n"
	    "  c: {label: c, field: shoe_size}\n"
	    "  d: {label: d, check: weather}\n"
	    "  e: {label: e, credential: dea, document: W-9}\n"
	    "  f: {label: f, document: W-9, verified: false}\n"
	    "  g: {label: g, credential: dea, states: [Illinois]}\n"
	    "  h: {label: h, credential: dea, payer_kinds: [dental]}\n"
	    "  i: {label: i, credential: dea, from: 2027-01-01, until: 2026-01-01}\n"
	    "  j: {label: j, credential: dea, sates: [IL]}\n"
	    "  k: {label: k, credential: dea, states: IL}\n"
	    "  l: {label: l, credential: dea, from: soon}\n";
	static const struct { int line; const char *want; } wants[] = {
		{ 2, "needs a label" }, { 3, "\"passport\" is not in credential_types.yaml" },
		{ 4, "shoe_size" }, { 5, "\"weather\" is no check" }, { 6, "should have one of" },
		{ 7, "\"verified\" is said of credentials alone" }, { 8, "\"Illinois\" is no state" },
		{ 9, "\"dental\" is no kind of payer" }, { 10, "ends before it begins" },
		{ 11, "sates" }, { 12, "should be a list" }, { 13, "\"soon\" is no day" },
	};
	struct catalog c = catalog();
	struct problems problems;
	struct requirements r;
	(void)state;

	problems_init(&problems, &arena);
	assert_false(requirement_parse("req", text, strlen(text), &c, false, &arena, &r, &problems));
	assert_int_equal(problems.errors, LEN(wants));
	for (size_t i = 0; i < LEN(wants); i++) {
		assert_int_equal(problems.item[i].line, wants[i].line);
		assert_true(problems.item[i].column > 0);
		if (strstr(problems.item[i].text, wants[i].want) == NULL)
			fail_test("line %d says \"%s\"", wants[i].line, problems.item[i].text);
	}
	arena_clear(&arena);
}

/* The shipped list beside a catalog from before it: what the catalog lacks is not asked. */
static void
an_older_catalog_is_lenient(void **state)
{
	static const char text[] = "requirements:\n  a: {label: a, credential: passport}\n"
	    "  b: {label: b, credential: DEA registration}\n";
	struct catalog c = catalog();
	struct problems problems;
	struct requirements r;
	(void)state;

	problems_init(&problems, &arena);
	assert_true(requirement_parse("req", text, strlen(text), &c, true, &arena, &r, &problems));
	assert_int_equal(r.count, 1);
	assert_string_equal(r.item[0].what, "dea");
	arena_clear(&arena);
}

#define TODAY	20000
#define NO	DAY_NONE

static const struct {
	const char	*status, *number;
	int32_t		 expires_day, verified_day;
	bool		 is_cvo, is_settled, is_copy;
	enum readiness_state want;
	int32_t		 until_day;
} licenses[] = {
	{ "verified", "1", TODAY + 300, TODAY - 10, false, false, false, ITEM_READY, TODAY + 110 },
	{ "verified", "1", TODAY, TODAY - 120, false, false, false, ITEM_READY, TODAY },
	{ "verified", "1", TODAY + 300, TODAY - 121, false, false, false, ITEM_STALE, TODAY - 1 },
	{ "verified", "1", TODAY + 300, TODAY - 91, true, false, false, ITEM_STALE, TODAY - 1 },
	{ "verified", "1", TODAY + 300, TODAY - 121, false, true, false, ITEM_READY, TODAY + 300 },
	{ "verified", "1", TODAY - 1, TODAY - 10, false, false, false, ITEM_EXPIRED, TODAY - 1 },
	{ "verified", "1", TODAY - 1, TODAY - 10, false, true, false, ITEM_EXPIRED, TODAY - 1 },
	{ "unverified", "1", TODAY + 300, NO, false, false, false, ITEM_UNVERIFIED, TODAY + 300 },
	{ "requested", "1", TODAY + 300, NO, false, false, false, ITEM_UNVERIFIED, TODAY + 300 },
	{ "unverified", "1", TODAY + 300, NO, false, false, true, ITEM_READY, TODAY + 300 },
	{ "adverse", "1", TODAY + 300, TODAY - 10, false, false, false, ITEM_ADVERSE, TODAY + 110 },
	{ "verified", "", TODAY + 300, TODAY - 10, false, false, false, ITEM_INCOMPLETE, TODAY + 110 },
	{ "verified", "1", NO, TODAY - 10, false, false, false, ITEM_INCOMPLETE, TODAY + 110 },
};

static void
a_license_stands_as_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(licenses); i++) {
		struct requirements r = requirements(licenses[i].is_copy ?
		    "requirements:\n  a: {label: a, credential: state_license, of_state: true,"
		    " verified: false}\n" :
		    "requirements:\n  a: {label: a, credential: state_license, of_state: true}\n");
		struct catalog c = catalog();
		const struct readiness_credential own[] = {
			{ 7, "state_license", "IL", licenses[i].number, licenses[i].status, NO,
			  licenses[i].expires_day, licenses[i].verified_day },
			{ 8, "state_license", "TX", "2", "verified", NO, TODAY + 900, TODAY },
		};
		const struct readiness_facts facts = { .catalog = &c, .is_cvo = licenses[i].is_cvo,
		    .credential = own, .credentials = LEN(own) };
		const struct readiness_scope scope = { .state = "IL", .on_day = TODAY,
		    .is_settled = licenses[i].is_settled };
		struct readiness_item *items;
		size_t count;
		readiness_judge(&r, &facts, &scope, &arena, &items, &count);
		assert_int_equal(count, 1);
		if (items[0].standing != licenses[i].want)
			fail_test("license %zu is %s", i, readiness_state_name[items[0].standing]);
		assert_int_equal(items[0].until_day, licenses[i].until_day);
		assert_int_equal(items[0].credential_id, 7);
		assert_true((items[0].reason[0] == '\0') == (items[0].standing == ITEM_READY));
		arena_clear(&arena);
	}
}

/* Copies of licenses: of the state that is asked for, of another, of none that is said. */
static const struct { const char *copy[2]; size_t licenses; enum readiness_state want; } copies[] = {
	{ { NULL, NULL }, 1, ITEM_INCOMPLETE }, { { "", NULL }, 1, ITEM_READY }, { { "IL", NULL }, 1, ITEM_READY },
	{ { "TX", NULL }, 1, ITEM_INCOMPLETE }, { { "", NULL }, 2, ITEM_INCOMPLETE },
	{ { "", "" }, 2, ITEM_INCOMPLETE }, { { "TX", "" }, 2, ITEM_INCOMPLETE }, { { "TX", "IL" }, 2, ITEM_READY },
	{ { "IL", NULL }, 2, ITEM_READY }, { { "TX", NULL }, 2, ITEM_INCOMPLETE },
};

static void
one_copy_proves_one_license(void **state)
{
	static const char types[] = "credential_types:\n  state_license: {label: license, source: the board, document: license copy,"
	    " state: true}\n";
	static const struct readiness_credential own[] = {
		{ 7, "state_license", "IL", "1", "verified", NO, NO, TODAY },
		{ 8, "state_license", "TX", "2", "verified", NO, NO, TODAY },
	};
	const struct readiness_scope scope = { .state = "IL", .on_day = TODAY };
	(void)state;

	for (size_t i = 0; i < LEN(copies); i++) {
		struct requirements r = requirements("requirements:\n  a: {label: a, credential: state_license, of_state: true}\n");
		struct readiness_document d[2];
		struct readiness_item *items;
		struct problems problems;
		struct catalog c;
		size_t count, n = 0;
		problems_init(&problems, &arena);
		assert_true(catalog_parse("types", types, strlen(types), &arena, &c, &problems));
		for (; n < 2 && copies[i].copy[n] != NULL; n++)
			d[n] = (struct readiness_document){ (int64_t)n + 1, "License Copy", "accepted", copies[i].copy[n] };
		const struct readiness_facts facts = { .catalog = &c, .credential = own, .credentials = copies[i].licenses,
		    .document = d, .documents = n };
		readiness_judge(&r, &facts, &scope, &arena, &items, &count);
		assert_int_equal(count, 1);
		if (items[0].standing != copies[i].want)
			fail_test("copies %zu: %s, %s", i, readiness_state_name[items[0].standing], items[0].reason);
		arena_clear(&arena);
	}
}

/* What is asked of whom. */
static void
requirements_know_whom_they_ask(void **state)
{
	static const char text[] = "requirements:\n"
	    "  md: {label: a, credential: dea, provider_types: [MD, NP]}\n"
	    "  il: {label: a, credential: dea, states: [IL]}\n"
	    "  payer: {label: a, field: email, payers: [Prairie Health]}\n"
	    "  kind: {label: a, field: email, payer_kinds: [medicare]}\n"
	    "  site: {label: a, field: email, locations: [Main St]}\n"
	    "  caqh: {label: a, field: email, caqh: true}\n"
	    "  later: {label: a, field: email, from: 2030-01-01}\n"
	    "  gone: {label: a, field: email, until: 2000-01-01}\n"
	    "  retired: {label: a, field: email, retired: true}\n"
	    "  held: {label: a, credential: board_certification, if_held: true}\n";
	static const struct {
		const char *type, *state, *payer, *kind, *site; bool caqh; const char *want;
	} asks[] = {
		{ "M.D.", "IL", "prairie health", "commercial", "Main St", true, "md il payer site caqh" },
		{ "np", "TX", "Other", "medicare", NULL, false, "md kind" },
		{ "LCSW", "TX", NULL, NULL, NULL, false, "" },
		{ "", "TX", NULL, NULL, NULL, false, "" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(asks); i++) {
		struct requirements r = requirements(text);
		struct catalog c = catalog();
		const struct readiness_field field = { "provider_type", asks[i].type };
		const struct readiness_facts facts = { .catalog = &c, .field = &field, .fields = 1 };
		const struct readiness_scope scope = { .payer = asks[i].payer,
		    .payer_kind = asks[i].kind, .location = asks[i].site, .state = asks[i].state,
		    .is_caqh_used = asks[i].caqh, .on_day = TODAY };
		struct readiness_item *items;
		struct str got = STR_INIT;
		size_t count;
		readiness_judge(&r, &facts, &scope, &arena, &items, &count);
		for (size_t k = 0; k < count; k++)
			str_printf(&got, "%s%s", k > 0 ? " " : "", items[k].requirement->key);
		assert_string_equal(got.text, asks[i].want);
		str_clear(&got);
		arena_clear(&arena);
	}
}

static enum readiness_state
standing(const char *text, const struct readiness_facts *facts, int32_t authorized_day)
{
	struct requirements r = requirements(text);
	struct catalog *c = arena_alloc(&arena, sizeof(*c));
	struct readiness_facts own = *facts;
	const struct readiness_scope scope = { .state = "IL", .on_day = TODAY,
	    .caqh_authorized_day = authorized_day };
	struct readiness_item *items;
	size_t count;

	*c = catalog();
	own.catalog = c;
	readiness_judge(&r, &own, &scope, &arena, &items, &count);
	assert_int_equal(count, 1);
	return items[0].standing;
}

static void
checks_and_documents(void **state)
{
	static const char caqh[] = "requirements:\n  a: {label: a, check: caqh_attestation}\n";
	static const char authorized[] = "requirements:\n  a: {label: a, check: caqh_authorization}\n";
	static const char screening[] = "requirements:\n  a: {label: a, check: screening}\n";
	static const char document[] = "requirements:\n  a: {label: a, document: W-9}\n";
	const struct readiness_document w9[] = { { 1, "w-9", "rejected", "" }, { 2, "W-9", "received", "" },
		{ 3, "W-9", "accepted", "" } };
	struct readiness_facts f = { .caqh_attested_day = NO, .screened_day = NO, .document = w9 };
	(void)state;

	assert_int_equal(standing(caqh, &f, NO), ITEM_MISSING);
	f.caqh_attested_day = TODAY - CAQH_DAYS;
	assert_int_equal(standing(caqh, &f, NO), ITEM_READY);
	f.caqh_attested_day--;
	assert_int_equal(standing(caqh, &f, NO), ITEM_EXPIRED);
	f.practice_state = "IL";
	assert_int_equal(standing(caqh, &f, NO), ITEM_READY);
	assert_int_equal(standing(authorized, &f, NO), ITEM_MISSING);
	assert_int_equal(standing(authorized, &f, TODAY), ITEM_READY);
	assert_int_equal(standing(screening, &f, NO), ITEM_MISSING);
	f.screened_day = TODAY - SCREENING_DAYS;
	assert_int_equal(standing(screening, &f, NO), ITEM_READY);
	f.matches = 1;
	assert_int_equal(standing(screening, &f, NO), ITEM_ADVERSE);
	assert_int_equal(standing(document, &f, NO), ITEM_MISSING);
	f.documents = 1;
	assert_int_equal(standing(document, &f, NO), ITEM_MISSING);
	f.documents = 2;
	assert_int_equal(standing(document, &f, NO), ITEM_UNVERIFIED);
	f.documents = 3;
	assert_int_equal(standing(document, &f, NO), ITEM_READY);
	arena_clear(&arena);
}

static const struct mismatch_license registered[] = { { "036.111", "IL" } };
static const struct mismatch_registry registry = { "Larkspur", "Ada", "MD", "207Q00000X", "IL",
	registered, 1 };
static const struct mismatch_registry wed = { "Foxglove", "Adah", "D.O.", "208D00000X", "TX",
	registered, 1 };
static const struct mismatch_credential agreed[] = { { 1, "state_license", "IL", "036-111", "", DAY_NONE },
	{ 2, "dea", "IL", "AL5836727", "", DAY_NONE }, { 3, "w9", "", "12-3456789", "", DAY_NONE } };
static const struct mismatch_credential odd[] = { { 1, "state_license", "IL", "036-222", "", DAY_NONE },
	{ 2, "dea", "TX", "AP5836727", "", DAY_NONE }, { 3, "w9", "", "98-7654321", "", DAY_NONE } };
static const struct mismatch_name former[] = { { "Foxglove", "" } };
static const struct mismatch_site sites[] = { { "Main St", "123456789" } };
static const struct mismatch_site poor[] = { { "Main St", NULL } };

static const struct mismatch_credential covered[] = { { 1, "state_license", "IL", "036-111", "", 20600 },
	{ 2, "dea", "IL", "AL5836727", "", 20700 }, { 3, "malpractice_insurance", "", "P-1", "Prairie Mutual", 20500 } };
#define SAID(where) where, "Larkspur", "Ada", "M.D.", "207Q00000X", "IL"
static const struct mismatch_said alike[] = { { SAID("CAQH"), { "036.111", "IL" }, "AL5836727", "12-3456789", "p 1",
	"PRAIRIE MUTUAL", 20600, 20700, 20500 } };
static const struct mismatch_said apart[] = { { "CAQH", "Foxglove", "Adah", "DO", "208D00000X", "TX", { "036-222", "IL" },
	"AP5836727", "98-7654321", "P-2", "Lone Star", DAY_NONE, DAY_NONE, 20501 } };
static const struct mismatch_said older[] = { { "CAQH", "", "", "", "", "", { "", "" }, "", "", "", "", DAY_NONE, DAY_NONE, DAY_NONE },
	{ SAID("CAQH"), { "036111", "IL" }, "AL5836727", "", "", "", 20599, 20701, DAY_NONE } };
static const struct mismatch_said papers[] = {
	{ "CAQH", "", "", "", "", "", { "", "" }, "", "", "P-1", "", DAY_NONE, DAY_NONE, 20500 },
	{ "certificate", "", "", "", "", "", { "", "" }, "", "", "P-2", "", DAY_NONE, DAY_NONE, 20865 } };

#define PERSON "LARKSPUR", "ada", "M.D.", "207Q00000X", "IL"
static const struct { struct mismatch_facts facts; const char *want; } differing[] = {
	{ { PERSON, "AL5836727", NULL, 0, &registry, agreed, 3, sites, 1, NULL, 0 }, "" },
	{ { PERSON, NULL, NULL, 0, NULL, NULL, 0, NULL, 0, NULL, 0 }, "" },
	{ { PERSON, NULL, NULL, 0, &wed, agreed, 1, NULL, 0, NULL, 0 },
	  "last name;first name;provider type;taxonomy code;state of practice;" },
	{ { PERSON, NULL, former, 1, &wed, agreed, 1, NULL, 0, NULL, 0 },
	  "last name;first name;provider type;taxonomy code;state of practice;" },
	{ { PERSON, "AL5836727", NULL, 0, &registry, odd, 3, sites, 1, NULL, 0 },
	  "license IL;DEA;DEA;DEA state;tax number;" },
	{ { PERSON, "AL5836728", NULL, 0, NULL, agreed, 1, poor, 1, NULL, 0 }, "DEA;tax number;" },
	/* Issued under the former name, or to a firm. */
	{ { PERSON, "AF5836727", former, 1, NULL, agreed, 1, NULL, 0, NULL, 0 }, "" },
	{ { PERSON, "A95836727", NULL, 0, NULL, agreed, 1, NULL, 0, NULL, 0 }, "" },
	/* A CAQH extract and the certificate. */
	{ { PERSON, "AL5836727", NULL, 0, NULL, covered, 3, sites, 1, alike, 1 }, "" },
	{ { PERSON, "AL5836727", NULL, 0, NULL, covered, 3, sites, 1, apart, 1 }, "last name;first name;provider type;"
	  "taxonomy code;state of practice;license IL;policy number;malpractice carrier;malpractice cover ends;DEA;tax number;" },
	{ { PERSON, "AL5836727", NULL, 0, NULL, covered, 3, NULL, 0, older, 2 }, "license IL ends;DEA ends;" },
	{ { PERSON, NULL, NULL, 0, NULL, NULL, 0, NULL, 0, papers, 2 }, "policy number;malpractice cover ends;" },
};

static void
two_places_disagree(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(differing); i++) {
		struct mismatch *list;
		struct str got = STR_INIT;
		size_t count;
		mismatch_find(&differing[i].facts, &arena, &list, &count);
		for (size_t k = 0; k < count; k++)
			str_printf(&got, "%s;", list[k].what);
		if (strcmp(got.text, differing[i].want) != 0)
			fail_test("%zu: %s", i, got.text);
		str_clear(&got);
		arena_clear(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_have_their_places),
		cmocka_unit_test(an_older_catalog_is_lenient),
		cmocka_unit_test(a_license_stands_as_it_is),
		cmocka_unit_test(requirements_know_whom_they_ask),
		cmocka_unit_test(one_copy_proves_one_license),
		cmocka_unit_test(checks_and_documents),
		cmocka_unit_test(two_places_disagree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
