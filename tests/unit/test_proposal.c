/* test_proposal: what a file may be, by all that is known of it; and where nothing is said rather than guessed. */
#include "unit/unit.h"

#include "core/proposal.h"

static const struct requirement asked[] = {
	{ .key = "w9", .label = "tax form", .kind = REQUIRES_DOCUMENT, .what = "W-9" },
	{ .key = "coi", .label = "certificate of insurance", .kind = REQUIRES_DOCUMENT, .what = "coi" },
	{ .key = "license", .label = "state license", .kind = REQUIRES_CREDENTIAL, .what = "state_license" },
	{ .key = "dea", .label = "DEA registration", .kind = REQUIRES_CREDENTIAL, .what = "dea" },
	{ .key = "work_history", .label = "work history of five years", .kind = REQUIRES_CREDENTIAL, .what = "work_history" },
};
#define PDF "application/pdf"

static const struct {
	const char	*missing;	/* keys */
	const char	*source;	/* key of what the sender verifies */
	struct proposal_file file;	/* name, type, subject, text */
	const char	*kind, *because;
} samples[] = {
	{ "w9 coi", "", { "Form_W9 (signed).pdf", PDF, "papers", "" }, "W-9", "its name says so; it is missing" },
	{ "", "", { "w-9.pdf", PDF, "papers", "" }, "W-9", "its name says so" },
	{ "w9", "", { "scan0012.pdf", PDF, "Re: W-9 still needed [CR-7]", "" }, "W-9", "the subject names it; it is missing" },
	{ "", "", { "scan0012.pdf", PDF, "Re: W-9 still needed [CR-7]", "" }, NULL, NULL },
	{ "w9", "", { "scan0012.pdf", PDF, "Re: papers", "Here is the W9 you asked for." }, "W-9", "the mail names it; it is missing" },
	{ "coi", "", { "IMG_2201.jpg", "image/jpeg", "certificate", "the malpractice face sheet" }, "coi", "the mail names it; it is missing" },
	/* A mail that names two things says of a nameless scan which of them is missing, or nothing. */
	{ "coi", "", { "scan.pdf", PDF, "W-9 and COI", "The W-9 and the COI." }, "coi", "the subject names it; the mail names it; it is missing" },
	{ "w9 coi", "", { "scan.pdf", PDF, "W-9 and COI", "The W-9 and the COI." }, NULL, NULL },
	{ "w9 coi", "", { "coi.pdf", PDF, "W-9 and COI", "The W-9 and the COI." }, "coi", "its name says so; the subject names it; the mail names it; it is missing" },
	{ "license", "license", { "verification.pdf", PDF, "license of Dr Ruiz", "" }, "state license",
	  "the subject names it; it came from whoever verifies it; it is missing" },
	{ "work_history", "", { "Ruiz CV 2026.docx", "application/vnd.openxmlformats-officedocument", "", "" },
	  "work history of five years", "its name says so; it is missing" },
	/* What the catalog says is the word for the copy. */
	{ "", "", { "dea certificate.pdf", PDF, "papers", "" }, "DEA certificate", "its name says so" },
	/* Nothing but what is missing, words within words, a text file, no name at all. */
	{ "w9", "", { "scan.pdf", PDF, "Re: your application", "See attached." }, NULL, NULL },
	{ "dea dea", "", { "idealist.pdf", PDF, "ideas", "A deal." }, NULL, NULL },
	{ "coi", "", { "notes.txt", "text/plain", "coincidence", "The coin." }, NULL, NULL },
	{ "w9", "", { "", PDF, "", "" }, NULL, NULL },
	{ "w9", "", { "w91.ics", "text/calendar", "", "" }, "W-9", "its name says so; it is missing" },
};

static bool
has_key(const char *keys, const char *key)
{
	const char *p = strstr(keys, key);

	return p != NULL && (p == keys || p[-1] == ' ');
}

static void
signs_are_weighed(void **state)
{
	struct arena a = ARENA_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(samples); i++) {
		struct proposal_item items[LEN(asked)];
		for (size_t j = 0; j < LEN(asked); j++)
			items[j] = (struct proposal_item){ &asked[j], text_equal(asked[j].key, "dea") ? "DEA certificate" : NULL, has_key(samples[i].missing, asked[j].key),
			    has_key(samples[i].source, asked[j].key) };
		struct proposal is = proposal_find(items, LEN(asked), &samples[i].file, &a);
		if (!text_equal(is.kind, samples[i].kind) || !text_equal(is.because, samples[i].because))
			fail_test("\"%s\", \"%s\": %s (%s)", samples[i].file.name, samples[i].file.subject,
			    is.kind != NULL ? is.kind : "nothing", is.because != NULL ? is.because : "");
	}
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(signs_are_weighed) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
