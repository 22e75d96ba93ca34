/* test_sheet: what spreadsheets write: days, names in one cell, headings, maps of columns. */
#include "unit/unit.h"

#include "core/person_name.h"
#include "core/sheet.h"
#include "core/sheet_day.h"

#define TODAY	20779		/* 2026-11-22 */

/* "want" is the day, "" for none, or "!" and a piece of the reason. */
static const struct { const char *text; int ahead; const char *want; } days[] = {
	{ "2027-03-31", 20, "2027-03-31" },
	{ " 2027-03-31 ", 20, "2027-03-31" },
	{ "2027-03-31T00:00:00.000Z", 20, "2027-03-31" },
	{ "2027-03-31 13:45", 20, "2027-03-31" },
	{ "2027/3/1", 20, "2027-03-01" },
	{ "20270331", 20, "2027-03-31" },
	{ "3/31/2027", 20, "2027-03-31" },
	{ "3/31/2027 0:00", 20, "2027-03-31" },
	{ "3/31/2027 12:00:00 AM", 20, "2027-03-31" },
	{ "03-31-2027", 20, "2027-03-31" },
	{ "3/31/27", 20, "2027-03-31" },
	{ "3/31/46", 20, "2046-03-31" },
	{ "3/31/47", 20, "1947-03-31" },
	{ "3/4/61", 0, "1961-03-04" },
	{ "3/4/26", 0, "2026-03-04" },
	{ "3/4/27", 0, "1927-03-04" },
	{ "31-Mar-2027", 20, "2027-03-31" },
	{ "31-Mar-27", 20, "2027-03-31" },
	{ "31 march 2027", 20, "2027-03-31" },
	{ "Mar 31, 2027", 20, "2027-03-31" },
	{ "Sept. 1st, 2027", 20, "2027-09-01" },
	{ "46477", 20, "2027-03-31" },
	{ "46477.0", 20, "2027-03-31" },
	{ "46477.5", 20, "2027-03-31" },
	{ "36526", 20, "2000-01-01" },
	{ "31.12.2027", 20, "2027-12-31" },
	{ "3.3.2027", 20, "2027-03-03" },
	{ "2/29/2028", 20, "2028-02-29" },
	{ "", 20, "" },
	{ "n/a", 20, "" },
	{ "Indefinite", 20, "" },
	{ "00/00/0000", 20, "" },
	{ "3.4.2027", 20, "!may be March 4 or April 3" },
	{ "31/3/2027", 20, "!seems to have its day first" },
	{ "2/29/2027", 20, "!impossible: February 2027 has 28 days" },
	{ "2027-02-30", 20, "!impossible: February 2027 has 28 days" },
	{ "2027-13-01", 20, "!no month 13" },
	{ "45/45/2027", 20, "!no month 45" },
	{ "3/31", 20, "!no day of the month" },
	{ "Mar-27", 20, "!no day of the month" },
	{ "3/2027", 20, "!no day of the month" },
	{ "today-31", 20, "!is no day" },
	{ "soon", 20, "!is no day" },
	{ "12", 20, "!is no day" },
	{ "999999", 20, "!is no day" },
	{ "99999999", 20, "!year 9999, which is out of reach" },
	{ "3/31/202", 20, "!no year of 2 or 4 digits" },
	{ "12/31/9999", 20, "!year 9999, which is out of reach" },
	{ "3/31/2027 or 4/30/2027", 20, "!is no day" },
	{ "31-Mrz-2027", 20, "!is no day" },
	{ "-3/31/2027-", 20, "2027-03-31" },
};

static void
reads_days(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(days); i++) {
		char text[DAY_TEXT_BYTES];
		struct err err = ERR_INIT;
		int32_t day = 0;
		bool valid = sheet_day_parse(days[i].text, TODAY, days[i].ahead, &day, &err);
		bool as_wanted = days[i].want[0] != '!' ?
		    valid && strcmp(day_format(day, text), days[i].want) == 0 :
		    !valid && strstr(err.text, days[i].want + 1) != NULL;
		if (!as_wanted)
			fail_test("\"%s\": %s %s", days[i].text, valid ? day_format(day, text) : "refused",
			    err.text);
	}
}

static const struct { const char *text, *want; } names[] = {
	{ "Ana Ruiz", "Ruiz|Ana|||" },
	{ "Ruiz, Ana", "Ruiz|Ana|||" },
	{ "Ruiz, Ana Maria, MD", "Ruiz|Ana|Maria||MD" },
	{ "Ana M. Ruiz, M.D.", "Ruiz|Ana|M.||M.D." },
	{ "Ana M. Ruiz Jr. MD MPH", "Ruiz|Ana|M.|Jr.|MD MPH" },
	{ "Dr. Ana de la Cruz", "de la Cruz|Ana|||" },
	{ "de la Cruz, Ana", "de la Cruz|Ana|||" },
	{ "Ruiz III, Ana, PA-C", "Ruiz|Ana||III|PA-C" },
	{ "Ruiz", "Ruiz||||" },
	{ "MD", "MD||||" },
	{ " , ", NULL },
	{ "", NULL },
};

static void
cuts_names(void **state)
{
	struct arena a = ARENA_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(names); i++) {
		struct person_name n;
		bool found = person_name_parse(names[i].text, &a, &n);
		const char *got = found ? arena_printf(&a, "%s|%s|%s|%s|%s", n.last, n.first, n.middle,
		    n.suffix, n.degree) : NULL;
		if (!text_equal(got, names[i].want))
			fail_test("\"%s\": %s", names[i].text, got != NULL ? got : "none");
	}
	arena_clear(&a);
}

static const struct { const char *text, *want; } capitals[] = {
	{ "LARKSPUR", "Larkspur" },
	{ "DE LA ROSA-MCKAY", "De La Rosa-McKay" },
	{ "O'BRIEN", "O'Brien" },
	{ "ST. JOHN", "St. John" },
	{ "MC", "Mc" },
	{ "A", "A" },
	{ "J", "J" },
	{ "", "" },
	{ "de la Cruz", "de la Cruz" },
	{ "McKay", "McKay" },
	{ "PE\xc3\x91""A", "PE\xc3\x91""A" },
};

static void
recases_names(void **state)
{
	struct arena a = ARENA_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(capitals); i++)
		assert_string_equal(person_name_recase(capitals[i].text, &a), capitals[i].want);
	arena_clear(&a);
}

/* Headings, parted by "|", and what each column is for ("-": left out); NULL: this is no header. */
static const struct { const char *kind, *headings, *want; } headers[] = {
	{ "providers", "NPI|Last Name|First Name|State|Email|Start Date|CAQH Last Attested",
	  "npi|last_name|first_name|practice_state|email|start_day|caqh_attested_day" },
	{ "providers", "Provider Name|NPI #|Lic. #|Lic State|Lic Exp. Date|DEA No.|DEA Exp|D.O.B.",
	  "full_name|npi|license.number|license.state|license.expires_day|dea_number|"
	  "dea.expires_day|birth_day" },
	{ "providers", "npi|LAST NAME (legal)|License Number|Expiration Date|Issue Date|Date of Birth|"
	  "Gender|Cell Phone|Notes", "npi|last_name|license.number|license.expires_day|"
	  "license.issued_day|birth_day|sex|phone|note" },
	{ "providers", "NPI|Last|First|Payers|Board Certification|Board Exp|Malpractice Carrier|"
	  "COI Expiration|Favourite Color", "npi|last_name|first_name|payers|board.issuer|"
	  "board.expires_day|malpractice.issuer|malpractice.expires_day|-" },
	{ "providers", "NPI|Cell Phone|Phone|Problem", "npi|-|phone|ignore" },
	{ "providers", "NPI|Last Name|SSN (last 4)|Bank Routing #|Account No.", "npi|last_name|ssn|bank_routing|bank_account" },
	{ "providers", "Last Name|First Name", NULL },
	{ "providers", "1234567893|Larkspur|Ada", NULL },
	{ "payers", "Payer Name|Type|Credentialing Email|Turnaround (days)|Portal",
	  "name|kind|email|turnaround_days|portal_url" },
	{ "locations", "Site|Street Address|City|ST|Zip Code|TIN|NPI",
	  "name|address|city|state|zip|tax_id|group_npi" },
	{ "credentials", "Provider NPI|Provider Name|Type|License #|State|Issued|Expires|Verified On",
	  "provider|ignore|credential_type|number|state|issued_day|expires_day|verified_day" },
	{ "credentials", "NPI|License #|State", NULL },
	{ "enrollments", "Provider|NPI|Health Plan|Facility|Date Submitted|Approval Date|Eff Date|"
	  "Load Date|Term Date|PTAN", "-|provider|payer|location|submitted_day|approved_day|"
	  "effective_day|loaded_day|terminated_day|provider_number" },
	{ "contacts", "Payer|Contact Name|E-mail|Title|Telephone", "payer|name|email|role|phone" },
	{ "contacts", "Belongs To|Name Of Owner|Role|Name|Email",
	  "owner_type|owner|role|name|email" },
	{ "contacts", "Name|Email", NULL },
};

static void
make_row(const char *headings, struct arena *a, struct csv_row *row)
{
	struct csv_field *field = arena_array(a, 64, sizeof(*field));
	size_t count = 0;

	for (const char *p = headings; ; p++) {
		size_t len = strcspn(p, "|");
		field[count] = (struct csv_field){ arena_strndup(a, p, len), 1, (int)count + 1 };
		count++;
		p += len;
		if (*p == '\0')
			break;
	}
	*row = (struct csv_row){ .field = field, .fields = count, .line = 1, .column = 1 };
}

static const char *
show(const struct sheet_plan *plan, struct arena *a)
{
	struct str out = STR_INIT;

	for (size_t i = 0; i < plan->columns; i++)
		str_printf(&out, "%s%s", i > 0 ? "|" : "",
		    plan->column[i] != NULL ? plan->column[i]->name : "-");
	const char *text = arena_strdup(a, out.text);
	str_clear(&out);
	return text;
}

static void
understands_headings(void **state)
{
	struct arena a = ARENA_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(headers); i++) {
		struct sheet_plan plan;
		struct csv_row row;
		make_row(headers[i].headings, &a, &row);
		bool is_header = sheet_plan(&row, record_kind_find(headers[i].kind), NULL, &a, &plan);
		const char *got = is_header ? show(&plan, &a) : NULL;
		if (!text_equal(got, headers[i].want))
			fail_test("%s: %s", headers[i].headings, got != NULL ? got : "no header");
	}
	arena_clear(&a);
}

/* Each target is found by its own name, and no two have the same words at the same rank. */
static void
knows_its_own_words(void **state)
{
	struct arena a = ARENA_INIT;
	const struct record_kind *kind;
	(void)state;

	for (size_t k = 0; (kind = record_kind_list(k)) != NULL; k++) {
		const struct sheet_target *t;
		size_t count;
		sheet_targets(kind, &a, &t, &count);
		for (size_t i = 0; i < count; i++) {
			struct sheet_plan plan;
			struct csv_row row;
			make_row(t[i].name, &a, &row);
			sheet_plan(&row, kind, NULL, &a, &plan);
			assert_string_equal(show(&plan, &a), t[i].name);
		}
	}
	arena_clear(&a);
}

static void
reads_maps(void **state)
{
	static const char text[] = "columns:\n  \"Nr.\": npi\n  Fax: ignore\n  Wer: last_name\n"
	    "values:\n  license.state: IL\n";
	struct arena a = ARENA_INIT;
	struct problems problems;
	struct sheet_plan plan;
	struct sheet_map map;
	struct csv_row row;
	(void)state;

	problems_init(&problems, &a);
	assert_true(sheet_map_parse("m", text, strlen(text), record_kind_find("provider"), &a, &map,
	    &problems));
	make_row("NR.|Wer|fax|License|Unheard Of", &a, &row);
	assert_true(sheet_plan(&row, record_kind_find("provider"), &map, &a, &plan));
	assert_string_equal(show(&plan, &a), "npi|last_name|ignore|license.number|-");
	sheet_warn(&row, &plan, "f.csv", &problems);
	assert_int_equal(problems.count, 1);
	assert_string_equal(problems.item[0].text, "the column \"Unheard Of\" is not known and left out. "
	    "A map can say what it is");
	arena_clear(&a);
}

static void
refuses_wrong_maps(void **state)
{
	static const struct { const char *text, *want; } wrong[] = {
		{ "columns: {Nr: npy}\n", "m:1:15: no column can be \"npy\". Did you mean \"npi\"?\n" },
		{ "values: {payers: Aetna}\n", "m:1:10: no value can be \"payers\"\n" },
		{ "colums: {Nr: npi}\n", "m:1:1: \"colums\" is not known here. Did you mean "
		    "\"columns\"?\n" },
		{ "columns: [npi]\n", "m:1:10: \"columns\" holds lines like \"heading: meaning\"\n" },
	};
	struct arena a = ARENA_INIT;
	(void)state;

	for (size_t i = 0; i < LEN(wrong); i++) {
		struct str out = STR_INIT;
		struct problems problems;
		struct sheet_map map;
		problems_init(&problems, &a);
		assert_false(sheet_map_parse("m", wrong[i].text, strlen(wrong[i].text),
		    record_kind_find("provider"), &a, &map, &problems));
		problems_print(&problems, &out);
		assert_string_equal(out.text, wrong[i].want);
		str_clear(&out);
	}
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_days),
		cmocka_unit_test(cuts_names), cmocka_unit_test(recases_names),
		cmocka_unit_test(understands_headings),
		cmocka_unit_test(knows_its_own_words),
		cmocka_unit_test(reads_maps),
		cmocka_unit_test(refuses_wrong_maps),
	};

	return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
