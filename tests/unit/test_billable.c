/* test_billable: verdicts on invented enrollments; each case is one loaded enrollment with a change. */
#include "unit/unit.h"

#include "core/billable.h"

#define TODAY	"2026-11-24"

static int32_t
day(const char *text)
{
	int32_t day = DAY_NONE;

	if (text != NULL && !day_parse(text, &day))
		fail_test("\"%s\" is no day", text);
	return day;
}

/* What differs from an enrollment with a commercial payer that is loaded and paid electronically;
 * "-" takes a day away. */
struct change {
	const char	*submitted, *received, *approved, *effective, *loaded, *eft, *paid;
	const char	*denied, *terminated, *first_service, *start, *payer_retired, *location_retired;
	const char	*status, *provider_status, *state;
	const char	*excluded_by;
	bool		 medicare, unenrolled, no_license;
	struct { const char *state, *issued, *expires, *status; } license;
};

static int32_t
changed(const char *text, const char *otherwise)
{
	return day(text == NULL ? otherwise : text[0] == '-' ? NULL : text);
}

static void
fill(const struct change *c, struct billable_facts *f, struct billable_license *license)
{
	*license = (struct billable_license){
		.state = c->license.state != NULL ? c->license.state : "IL",
		.number = "036-1",
		.status = c->license.status != NULL ? c->license.status : "verified",
		.issued_day = changed(c->license.issued, "2020-01-01"),
		.expires_day = changed(c->license.expires, "2027-07-31"),
		.verified_day = day("2026-10-01"),
		.verified_by = "maria",
		.document = "license.pdf",
	};
	*f = (struct billable_facts){
		.is_enrolled = !c->unenrolled,
		.status = c->status != NULL ? c->status : "loaded",
		.denied_day = changed(c->denied, NULL),
		.terminated_day = changed(c->terminated, NULL),
		.first_service_day = changed(c->first_service, NULL),
		.is_medicare = c->medicare,
		.is_federal = c->medicare,
		.excluded_by = c->excluded_by,
		.payer = "Prairie Health", .location = "Main St",
		.payer_retired_day = changed(c->payer_retired, NULL),
		.location_retired_day = changed(c->location_retired, NULL),
		.state = c->state != NULL ? c->state : "IL",
		.provider_status = c->provider_status != NULL ? c->provider_status : "active",
		.start_day = changed(c->start, NULL),
		.license = license, .licenses = c->no_license ? 0 : 1,
	};
	f->gate[GATE_SUBMITTED].day = changed(c->submitted, "2026-05-01");
	f->gate[GATE_SUBMITTED].who = "ana";
	f->gate[GATE_RECEIVED].day = changed(c->received, "2026-05-08");
	f->gate[GATE_APPROVED].day = changed(c->approved, "2026-06-01");
	f->gate[GATE_EFFECTIVE].day = changed(c->effective, "2026-06-15");
	f->gate[GATE_LOADED].day = changed(c->loaded, "2026-07-01");
	f->gate[GATE_EFT].day = changed(c->eft, "2026-07-02");
	f->gate[GATE_FIRST_PAID].day = changed(c->paid, NULL);
}

struct expectation {
	struct change	 change;
	const char	*on;		/* NULL: today */
	bool		 may_bill;
	const char	*from, *until, *gate;
	const char	*reason;	/* a part of it; NULL: any */
};

static void
check(const struct expectation *e, size_t i)
{
	struct billable_license license;
	struct billable_facts facts;
	struct billable_verdict v;
	struct arena a = ARENA_INIT;
	char from[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];

	fill(&e->change, &facts, &license);
	billable_judge(&facts, day(e->on != NULL ? e->on : TODAY), day(TODAY), &a, &v);
	day_format(v.from_day, from);
	day_format(v.until_day, until);
	if (v.may_bill != e->may_bill || strcmp(from, e->from) != 0 ||
	    strcmp(until, e->until) != 0 || strcmp(v.gate, e->gate) != 0 ||
	    (e->reason != NULL && strstr(v.reason, e->reason) == NULL))
		fail_test("case %zu: %s, from \"%s\" until \"%s\", gate \"%s\": %s", i,
		    v.may_bill ? "may bill" : "may not bill", from, until, v.gate, v.reason);
	/* A yes has its span and its proof, and lies in it. */
	if (v.may_bill)
		assert_true(v.from_day != DAY_NONE && v.proofs > 0);
	arena_clear(&a);
}

static void
walks_the_gates(void **state)
{
	static const struct expectation cases[] = {
		{ { 0 }, NULL, true, "2026-06-15", "2027-07-31", "eft", "from 2026-06-15" },
		{ { .paid = "2026-08-01" }, NULL, true, "2026-06-15", "2027-07-31", "first paid", NULL },
		/* Electronic payment is convenient, not a condition. */
		{ { .eft = "-" }, NULL, true, "2026-06-15", "2027-07-31", "loaded", "electronic" },
		/* Approved is not billable. */
		{ { .loaded = "-" }, NULL, false, "2026-06-15", "2027-07-31", "loaded", "hold" },
		{ { .loaded = "2026-11-25" }, NULL, false, "2026-06-15", "2027-07-31", "loaded", NULL },
		{ { .loaded = "2026-11-25" }, "2026-11-26", true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .effective = "-" }, NULL, false, "", "2027-07-31", "effective", "not on file" },
		{ { .effective = "-", .loaded = "-" }, NULL, false, "", "2027-07-31", "effective", NULL },
		{ { .approved = "-", .effective = "-", .loaded = "-" }, NULL, false, "", "2027-07-31",
		    "approved", "has not decided" },
		{ { .received = "-", .approved = "-", .effective = "-", .loaded = "-" }, NULL, false,
		    "", "2027-07-31", "received", "2026-05-01" },
		/* Being paid electronically by somebody proves no enrollment. */
		{ { .status = "collecting", .submitted = "-", .received = "-", .approved = "-",
		    .effective = "-", .loaded = "-" }, NULL, false, "", "2027-07-31", "submitted",
		    "collecting" },
		/* Later gates prove the earlier ones. */
		{ { .submitted = "-", .received = "-", .approved = "-" }, NULL, true, "2026-06-15",
		    "2027-07-31", "eft", NULL },
		{ { .loaded = "-", .eft = "-", .paid = "2026-08-01" }, NULL, true, "2026-06-15",
		    "2027-07-31", "first paid", NULL },
		{ { .unenrolled = true }, NULL, false, "", "", "enrollment", "Prairie Health for Main St" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++)
		check(&cases[i], i);
}

static void
keeps_to_the_span(void **state)
{
	static const struct expectation cases[] = {
		{ { 0 }, "2026-06-14", false, "2026-06-15", "2027-07-31", "effective", "2026-06-15" },
		{ { 0 }, "2026-06-15", true, "2026-06-15", "2027-07-31", "eft", NULL },
		/* Loaded in July, it may be billed back to June. */
		{ { 0 }, "2026-06-20", true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .effective = "2027-01-01" }, NULL, false, "2027-01-01", "2027-07-31", "effective",
		    "2027-01-01" },
		{ { .effective = "2027-01-01" }, "2027-01-01", true, "2027-01-01", "2027-07-31", "eft",
		    NULL },
		{ { .start = "2026-12-01" }, NULL, false, "2026-12-01", "2027-07-31", "provider",
		    "first day is 2026-12-01" },
		{ { .start = "2026-12-01" }, "2026-12-01", true, "2026-12-01", "2027-07-31", "eft", NULL },
		/* The last day is a day; the one behind it is not. */
		{ { .terminated = TODAY }, NULL, true, "2026-06-15", TODAY, "eft", NULL },
		{ { .terminated = TODAY }, "2026-11-25", false, "2026-06-15", TODAY, "terminated",
		    "2026-11-24" },
		{ { .status = "terminated" }, NULL, false, "2026-06-15", "2027-07-31", "terminated", NULL },
		{ { .payer_retired = "2026-11-01" }, NULL, false, "2026-06-15", "2027-07-31", "payer",
		    "Prairie Health" },
		{ { .payer_retired = "2026-12-01" }, NULL, true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .location_retired = "2026-11-24" }, NULL, false, "2026-06-15", "2027-07-31",
		    "location", "Main St" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++)
		check(&cases[i], i);
}

static void
knows_a_no(void **state)
{
	static const struct expectation cases[] = {
		{ { .status = "denied", .denied = "2026-06-01", .approved = "-", .effective = "-",
		    .loaded = "-" }, NULL, false, "", "2027-07-31", "denied", "2026-06-01" },
		{ { .denied = "2026-06-01", .approved = "-", .effective = "-", .loaded = "-" }, NULL,
		    false, "", "2027-07-31", "denied", NULL },
		{ { .status = "denied", .denied = "2026-08-01" }, NULL, false, "", "2027-07-31",
		    "denied", NULL },
		/* An appeal that was won. */
		{ { .denied = "2026-05-20" }, NULL, true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .status = "withdrawn" }, NULL, false, "", "2027-07-31", "withdrawn", NULL },
		/* A confirmed exclusion stops every payer's claims, of whatever day. */
		{ { .excluded_by = "leie" }, NULL, false, "2026-06-15", "2027-07-31", "exclusion", "leie, as was confirmed: ask the payer" },
		{ { .excluded_by = "leie", .medicare = true }, NULL, false, "2026-05-16", "2027-07-31", "exclusion", "no federal program pays" },
		{ { .provider_status = "left" }, NULL, false, "2026-06-15", "2027-07-31", "provider",
		    "left" },
		{ { .provider_status = "leaving" }, NULL, true, "2026-06-15", "2027-07-31", "eft", NULL },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++)
		check(&cases[i], i);
}

static void
wants_a_license(void **state)
{
	static const struct expectation cases[] = {
		{ { .no_license = true }, NULL, false, "2026-06-15", "", "license", "no license of IL" },
		{ { .license.state = "WI" }, NULL, false, "2026-06-15", "", "license", "no license of IL" },
		{ { .license.state = "il" }, NULL, true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .license.state = "WI", .state = "" }, NULL, true, "2026-06-15", "2027-07-31", "eft",
		    NULL },
		{ { .license.expires = TODAY }, NULL, true, "2026-06-15", TODAY, "eft", NULL },
		{ { .license.expires = TODAY }, "2026-11-25", false, "2026-06-15", TODAY, "license",
		    "last day was 2026-11-24" },
		{ { .license.expires = "-" }, NULL, true, "2026-06-15", "", "eft", NULL },
		{ { .license.expires = "-", .license.status = "expired" }, NULL, false, "2026-06-15", "",
		    "license", "expired" },
		{ { .license.status = "retired" }, NULL, false, "2026-06-15", "", "license", NULL },
		{ { .license.status = "adverse" }, NULL, false, "2026-06-15", "2027-07-31", "license",
		    "adverse" },
		{ { .license.status = "unverified" }, NULL, true, "2026-06-15", "2027-07-31", "eft", NULL },
		{ { .license.issued = "2026-12-24" }, NULL, false, "2026-12-24", "2027-07-31", "license",
		    "valid from 2026-12-24" },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++)
		check(&cases[i], i);
}

/* Practising from 1 March, filed 1 May, approved 1 June: may bill from 1 April (CMS's example). */
static void
counts_medicare_back(void **state)
{
	static const struct expectation cases[] = {
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "2026-05-01" },
		    "2026-04-01", true, "2026-04-01", "2027-07-31", "eft", NULL },
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "2026-05-01" },
		    "2026-03-31", false, "2026-04-01", "2027-07-31", "effective", NULL },
		/* Never before the first service, */
		{ { .medicare = true, .first_service = "2026-04-20", .effective = "2026-05-01" },
		    NULL, true, "2026-04-20", "2027-07-31", "eft", NULL },
		{ { .medicare = true, .first_service = "2026-05-20", .effective = "2026-05-20" },
		    NULL, true, "2026-05-20", "2027-07-31", "eft", NULL },
		/* nor before the license. */
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "2026-05-01",
		    .license.issued = "2026-04-10" }, NULL, true, "2026-04-10", "2027-07-31", "eft", NULL },
		/* Without a first service on file, the first working day bounds it. */
		{ { .medicare = true, .start = "2026-04-15", .effective = "2026-05-01" }, NULL, true,
		    "2026-04-15", "2027-07-31", "eft", NULL },
		/* The contractor's date counts: refiled later, or counted back already. */
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "2026-06-10" }, NULL,
		    true, "2026-05-11", "2027-07-31", "eft", NULL },
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "2026-04-15" }, NULL,
		    true, "2026-04-15", "2027-07-31", "eft", NULL },
		{ { .medicare = true, .first_service = "2026-01-01", .effective = "2026-01-01" }, NULL,
		    true, "2026-04-01", "2027-07-31", "eft", NULL },
		/* Approved, but the letter's date is not typed in: the rule's day, and no yes. */
		{ { .medicare = true, .first_service = "2026-03-01", .effective = "-", .loaded = "-" },
		    NULL, false, "2026-04-01", "2027-07-31", "effective", NULL },
		/* Only what was approved counts back. */
		{ { .medicare = true, .first_service = "2026-03-01", .approved = "-", .effective = "-",
		    .loaded = "-" }, NULL, false, "", "2027-07-31", "approved", NULL },
		/* An old enrollment whose filing nobody knows: not a day more than granted. */
		{ { .medicare = true, .submitted = "-", .effective = "2020-05-01" }, NULL, true,
		    "2020-05-01", "2027-07-31", "eft", NULL },
		/* Others do not count back. */
		{ { .first_service = "2026-03-01", .effective = "2026-05-01" }, "2026-04-20", false,
		    "2026-05-01", "2027-07-31", "effective", NULL },
	};
	(void)state;

	for (size_t i = 0; i < LEN(cases); i++)
		check(&cases[i], i);
}

/* Of two licenses of the state the one in date speaks; the proof says who saw what. */
static void
chooses_and_proves(void **state)
{
	static const struct change plain = { .medicare = true, .first_service = "2026-03-01" };
	struct billable_license licenses[2];
	struct billable_facts facts;
	struct billable_verdict v;
	struct arena a = ARENA_INIT;
	bool seen = false;
	(void)state;

	fill(&plain, &facts, &licenses[0]);
	licenses[1] = licenses[0];
	licenses[0].expires_day = day("2026-01-31");
	licenses[1].number = "036-2";
	facts.license = licenses;
	facts.licenses = 2;
	billable_judge(&facts, day(TODAY), day(TODAY), &a, &v);
	assert_true(v.may_bill);
	assert_string_equal(v.proof[0].what, "submitted");
	assert_string_equal(v.proof[0].who, "ana");
	assert_int_equal(v.proof[0].day, day("2026-05-01"));
	for (size_t i = 0; i < v.proofs; i++) {
		if (strstr(v.proof[i].what, "036-2") != NULL) {
			assert_string_equal(v.proof[i].who, "maria");
			assert_string_equal(v.proof[i].document, "license.pdf");
			seen = true;
		}
		assert_null(strstr(v.proof[i].what, "036-1"));
	}
	assert_true(seen);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_the_gates),
		cmocka_unit_test(keeps_to_the_span),
		cmocka_unit_test(knows_a_no),
		cmocka_unit_test(wants_a_license),
		cmocka_unit_test(counts_medicare_back),
		cmocka_unit_test(chooses_and_proves),
	};

	return cmocka_run_group_tests_name("billable", tests, NULL, NULL);
}
