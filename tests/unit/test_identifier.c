/* test_identifier: numbers with check digits and codes with a form; the refused say why. */
#include "unit/unit.h"

#include "core/identifier.h"

/* "want" is the normal form, or "!" and a piece of the reason. */
static const struct { const char *kind, *text, *want; } all[] = {
	{ "npi", "1234567893", "1234567893" },
	{ "npi", " 1003000126\t", "1003000126" },
	{ "npi", "1558598797", "1558598797" },
	{ "npi", "1972902351", "1972902351" },
	{ "npi", "1770626038", "1770626038" },
	{ "npi", "1598959389", "1598959389" },
	{ "npi", "1003002296", "1003002296" },
	{ "npi", "1234567890", "!check digit is wrong" },
	{ "npi", "1558598796", "!check digit is wrong" },
	{ "npi", "1234567839", "!check digit is wrong" },	/* two swapped */
	{ "npi", "0000000000", "!begins with 1 or 2" },
	{ "npi", "123456789", "!9 digits instead of 10" },
	{ "npi", "12345678931", "!11 digits instead of 10" },
	{ "npi", "123456789A", "!10 digits and nothing else" },
	{ "npi", "1.23457E+09", "!rounded by a spreadsheet" },
	{ "npi", "  ", "!nothing is written here" },
	{ "card", "808401234567893", "808401234567893" },
	{ "card", "808401234567890", "!check digit is wrong" },
	{ "card", "1234567893", "!no card number" },
	{ "dea", "AP5836727", "AP5836727" },
	{ "dea", "aj5184279", "AJ5184279" },
	{ "dea", "BB1388568", "BB1388568" },
	{ "dea", "F91234563", "F91234563" },
	{ "dea", "AB4523761", "AB4523761" },
	{ "dea", "AB4523761-A12", "AB4523761-A12" },
	{ "dea", "AB4523763", "!check digit is wrong" },
	{ "dea", "AP5836728", "!check digit is wrong" },
	{ "dea", "1P5836727", "!two letters" },
	{ "dea", "A15836727", "!none begins with \"A1\"" },
	{ "dea", "AP583672", "!seven digits" },
	{ "dea", "AP58367271", "!seven digits" },
	{ "caqh", "14400211", "14400211" },
	{ "caqh", "0", "!at most 10 digits" },
	{ "caqh", "1440-0211", "!at most 10 digits" },
	{ "caqh", "12345678901", "!at most 10 digits" },
	{ "ssn", "219-09-9999", "219-09-9999" },
	{ "ssn", "219 09 9999", "219-09-9999" },
	{ "ssn", "9999", "9999" },
	{ "ssn", "000-12-3456", "!never given out" },
	{ "ssn", "666123456", "!never given out" },
	{ "ssn", "912-70-1234", "!never given out" },
	{ "ssn", "219-00-9999", "!never given out" },
	{ "ssn", "219-09-0000", "!never given out" },
	{ "ssn", "21909999", "!9 digits, or the last 4" },
	{ "ssn", "2190999999", "!9 digits, or the last 4" },
	{ "ssn", "xxx-xx-9999", "!9 digits, or the last 4" },
	{ "routing", "021000021", "021000021" },
	{ "routing", "0110-0001-5", "011000015" },
	{ "routing", "021000012", "!check digit is wrong" },
	{ "routing", "000000000", "!check digit is wrong" },
	{ "routing", "21000021", "!9 digits" },
	{ "account", "0001 2345 67", "0001234567" },
	{ "account", "123", "!4 to 17 digits" },
	{ "account", "123456789012345678", "!4 to 17 digits" },
	{ "account", "12AB34", "!4 to 17 digits" },
	{ "state", "il", "IL" },
	{ "state", "new york", "NY" },
	{ "state", "PR", "PR" },
	{ "state", "ZZ", "!no state" },
	{ "zip", "60601", "60601" },
	{ "zip", "60601-1234", "60601-1234" },
	{ "zip", "606011234", "60601-1234" },
	{ "zip", "6060", "!no ZIP code" },
	{ "phone", "(312) 555-0100", "312-555-0100" },
	{ "phone", "1-312-555-0100", "312-555-0100" },
	{ "phone", "312.555.0100 ext. 22", "312-555-0100 x22" },
	{ "phone", "3125550100x7", "312-555-0100 x7" },
	{ "phone", "+44 20 7946 0958", "+442079460958" },
	{ "phone", "555-0100", "!10 digits with the area code" },
	{ "phone", "call Dana", "!no phone number" },
	{ "phone", "31255501001234567890", "!no phone number" },
	{ "email", "Ada@Elm.Example", "ada@elm.example" },
	{ "email", "o'brien+npi@elm-street.example.org", "o'brien+npi@elm-street.example.org" },
	{ "email", "ada", "!no mail address" },
	{ "email", "ada@elm", "!no mail address" },
	{ "email", "ada@elm..example", "!no mail address" },
	{ "email", "ada@@elm.example", "!no mail address" },
	{ "email", "ada larkspur@elm.example", "!no mail address" },
	{ "email", "a@b.example\r\nBcc: c@d.example", "!no mail address" },
	{ "email", "a@b.example; c@d.example", "!more than one address" },
	{ "taxonomy", "207q00000x", "207Q00000X" },
	{ "taxonomy", "207Q00000", "!10 characters" },
	{ "tax_id", "12-3456789", "123456789" },
	{ "tax_id", "12-34567890", "!9 digits" },
	{ "tax_id", "12 345678", "!9 digits" },
	{ "passport", "1", "!no kind of identifier" },
};

static void
reads_and_refuses(void **state)
{
	(void)state;

	for (size_t i = 0; i < LEN(all); i++) {
		struct str out = STR_INIT;
		struct err err = ERR_INIT;
		bool valid = identifier_read(all[i].kind, all[i].text, &out, &err);
		bool as_wanted = all[i].want[0] != '!' ? valid && strcmp(out.text, all[i].want) == 0 :
		    !valid && err.kind == ERR_INPUT && out.len == 0 &&
		    strstr(err.text, all[i].want + 1) != NULL;
		if (!as_wanted)
			fail_test("%s \"%s\": \"%s\" %s", all[i].kind, all[i].text, out.text, err.text);
		str_clear(&out);
	}
}

/* Every single wrong digit is found; that is what the check digit is for. */
static void
finds_each_wrong_digit(void **state)
{
	char npi[] = "1234567893";
	struct str out = STR_INIT;
	(void)state;

	for (size_t i = 0; i < 10; i++)
		for (char c = '0'; c <= '9'; c++) {
			char was = npi[i];
			npi[i] = c;
			assert_int_equal(identifier_read("npi", npi, &out, NULL), c == was);
			npi[i] = was;
		}
	str_clear(&out);
}

static void
folds_license_numbers(void **state)
{
	struct str out = STR_INIT;
	(void)state;

	identifier_fold_number(" md 036-104.311 a", &out);
	assert_string_equal(out.text, "MD036104311A");
	str_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_refuses),
		cmocka_unit_test(finds_each_wrong_digit),
		cmocka_unit_test(folds_license_numbers),
	};

	return cmocka_run_group_tests_name("identifier", tests, NULL, NULL);
}
