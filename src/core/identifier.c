/*
 * identifier: one reader a kind, in a table.
 *	npi	10 digits, the first 1 or 2, Luhn over "80840" and the number (45 CFR 162.406)
 *	dea	2 letters and 7 digits, the last a check digit; "-suffix" of hospital staff may follow
 *	card	the NPI as printed on health cards: "80840" before it (ISO 7812)
 * Messages do not repeat what is sensitive: ssn, routing, account.
 */
#include "core/identifier.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/banned.h"

#define STATE_NAME_BYTES_MAX	64

#define NPI_DIGITS	10
#define CARD_PREFIX	"80840"
#define EMAIL_BYTES_MAX	254
#define DEA_CHARACTERS	9
#define TAXONOMY_CHARACTERS 10

static bool
all_digits(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* The last digit makes the sum of all, every second one doubled, a multiple of ten (ISO 7812). */
static bool
luhn(const char *digits, int start)
{
	int sum = start;
	bool twice = false;

	for (size_t i = strlen(digits); i-- > 0; twice = !twice) {
		int d = (digits[i] - '0') * (twice ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

#define LUHN_OF_80840	24		/* what the prefix adds to the sum */

static bool
read_npi(const char *text, struct str *out, struct err *err)
{
	if (strpbrk(text, "eE") != NULL && strchr("0123456789", text[0]) != NULL)
		return fail(err, ERR_INPUT, "\"%s\" was rounded by a spreadsheet. Format the column as "
		    "a number without decimals and save again", text);
	if (!all_digits(text))
		return fail(err, ERR_INPUT, "\"%s\" is no NPI: it has 10 digits and nothing else", text);
	if (strlen(text) != NPI_DIGITS)
		return fail(err, ERR_INPUT, "\"%s\" is no NPI: it has %zu digits instead of 10", text,
		    strlen(text));
	if (text[0] != '1' && text[0] != '2')
		return fail(err, ERR_INPUT, "\"%s\" is no NPI: an NPI begins with 1 or 2", text);
	if (!luhn(text, LUHN_OF_80840))
		return fail(err, ERR_INPUT, "\"%s\" is no NPI: the check digit is wrong, so a digit is "
		    "mistyped or two are swapped", text);
	str_add(out, text);
	return true;
}

static bool
read_card(const char *text, struct str *out, struct err *err)
{
	struct err why = ERR_INIT;
	struct str npi = STR_INIT;

	if (!all_digits(text) || !text_starts(text, CARD_PREFIX))
		return fail(err, ERR_INPUT, "\"%s\" is no card number of a provider: \"" CARD_PREFIX
		    "\" and the NPI", text);
	bool valid = read_npi(text + strlen(CARD_PREFIX), &npi, &why);
	str_clear(&npi);
	if (!valid)
		return fail(err, ERR_INPUT, "%s", why.text);
	str_add(out, text);
	return true;
}

static bool
read_dea(const char *text, struct str *out, struct err *err)
{
	const char *suffix = text + DEA_CHARACTERS;

	if (strlen(text) < DEA_CHARACTERS || !isalpha((unsigned char)text[0]) ||
	    !isalnum((unsigned char)text[1]) || strspn(text + 2, "0123456789") != 7 ||
	    (*suffix != '\0' && (*suffix != '-' || suffix[1] == '\0')))
		return fail(err, ERR_INPUT, "\"%s\" is no DEA number: it has two letters (the second "
		    "may be 9) and seven digits, like AP5836727", text);
	if (strchr("ABCDEFGHJKLMPRSTUX", toupper((unsigned char)text[0])) == NULL ||
	    (isdigit((unsigned char)text[1]) && text[1] != '9'))
		return fail(err, ERR_INPUT, "\"%s\" is no DEA number: none begins with \"%.2s\"", text,
		    text);
	const char *d = text + 2;
	int sum = (d[0] - '0') + (d[2] - '0') + (d[4] - '0') +
	    2 * ((d[1] - '0') + (d[3] - '0') + (d[5] - '0'));
	if (sum % 10 != d[6] - '0')
		return fail(err, ERR_INPUT, "\"%s\" is no DEA number: the check digit is wrong, so a "
		    "digit is mistyped or two are swapped", text);
	for (const char *p = text; *p != '\0'; p++)
		str_add_char(out, (char)toupper((unsigned char)*p));
	return true;
}

static bool
read_caqh(const char *text, struct str *out, struct err *err)
{
	if (!all_digits(text) || strlen(text) > 10 || strspn(text, "0") == strlen(text))
		return fail(err, ERR_INPUT, "\"%s\" is no CAQH id: it has at most 10 digits and nothing "
		    "else", text);
	str_add(out, text);
	return true;
}

static const struct { const char *code, *name; } states[] = {
	{ "AL", "Alabama" }, { "AK", "Alaska" }, { "AZ", "Arizona" }, { "AR", "Arkansas" },
	{ "CA", "California" }, { "CO", "Colorado" }, { "CT", "Connecticut" }, { "DE", "Delaware" },
	{ "DC", "District of Columbia" }, { "FL", "Florida" }, { "GA", "Georgia" },
	{ "HI", "Hawaii" }, { "ID", "Idaho" }, { "IL", "Illinois" }, { "IN", "Indiana" },
	{ "IA", "Iowa" }, { "KS", "Kansas" }, { "KY", "Kentucky" }, { "LA", "Louisiana" },
	{ "ME", "Maine" }, { "MD", "Maryland" }, { "MA", "Massachusetts" }, { "MI", "Michigan" },
	{ "MN", "Minnesota" }, { "MS", "Mississippi" }, { "MO", "Missouri" }, { "MT", "Montana" },
	{ "NE", "Nebraska" }, { "NV", "Nevada" }, { "NH", "New Hampshire" }, { "NJ", "New Jersey" },
	{ "NM", "New Mexico" }, { "NY", "New York" }, { "NC", "North Carolina" },
	{ "ND", "North Dakota" }, { "OH", "Ohio" }, { "OK", "Oklahoma" }, { "OR", "Oregon" },
	{ "PA", "Pennsylvania" }, { "RI", "Rhode Island" }, { "SC", "South Carolina" },
	{ "SD", "South Dakota" }, { "TN", "Tennessee" }, { "TX", "Texas" }, { "UT", "Utah" },
	{ "VT", "Vermont" }, { "VA", "Virginia" }, { "WA", "Washington" }, { "WV", "West Virginia" },
	{ "WI", "Wisconsin" }, { "WY", "Wyoming" }, { "AS", "American Samoa" }, { "GU", "Guam" },
	{ "MP", "Northern Mariana Islands" }, { "PR", "Puerto Rico" }, { "VI", "Virgin Islands" },
	{ "FM", "Micronesia" }, { "MH", "Marshall Islands" }, { "PW", "Palau" },
	{ "AA", "Armed Forces Americas" }, { "AE", "Armed Forces Europe" },
	{ "AP", "Armed Forces Pacific" },
};

static bool
read_state(const char *text, struct str *out, struct err *err)
{
	for (size_t i = 0; i < LEN(states); i++)
		if (strcasecmp(states[i].code, text) == 0 || strcasecmp(states[i].name, text) == 0) {
			str_add(out, states[i].code);
			return true;
		}
	return fail(err, ERR_INPUT, "\"%s\" is no state: two letters like IL, or its name", text);
}

/* "IL, Indiana; WI": each once, in that order, as "IL, IN, WI". */
static bool
read_states(const char *text, struct str *out, struct err *err)
{
	struct str all = STR_INIT;
	bool ok = true;

	while (ok && *text != '\0') {
		struct str one = STR_INIT;
		char word[STATE_NAME_BYTES_MAX];
		size_t len = strcspn(text, ",;/"), first = strspn(text, " ");
		snprintf(word, sizeof(word), "%.*s", (int)(first < len ? len - first : 0), text + first);
		for (size_t end = strlen(word); end > 0 && word[end - 1] == ' '; end--)
			word[end - 1] = '\0';
		ok = read_state(word, &one, err);
		if (ok && (all.len == 0 || strstr(all.text, one.text) == NULL))
			str_printf(&all, "%s%s", all.len > 0 ? ", " : "", one.text);
		str_clear(&one);
		text += len + (text[len] != '\0');
	}
	if (ok && all.len > 0)
		str_add(out, all.text);
	str_clear(&all);
	return ok;
}

/* 5 digits, or 9 with or without the dash. */
static bool
read_zip(const char *text, struct str *out, struct err *err)
{
	size_t first = strspn(text, "0123456789");
	const char *rest = text + first;

	if (first == 9 && *rest == '\0') {
		str_printf(out, "%.5s-%s", text, text + 5);
		return true;
	}
	if (first == 5 && (*rest == '\0' || (*rest == '-' && strlen(rest) == 5 &&
	    all_digits(rest + 1)))) {
		str_add(out, text);
		return true;
	}
	return fail(err, ERR_INPUT, "\"%s\" is no ZIP code: 5 digits, or 9 like 60601-1234", text);
}

/* Ten digits of the North American plan, an extension behind them, or "+" and up to 15 digits. */
static bool
read_phone(const char *text, struct str *out, struct err *err)
{
	char digits[16], extension[8];
	size_t count = 0, more = 0;
	bool behind = false;

	for (const char *p = text; *p != '\0'; p++) {
		if (isdigit((unsigned char)*p) && !behind && count < sizeof(digits) - 1)
			digits[count++] = *p;
		else if (isdigit((unsigned char)*p) && behind && more < sizeof(extension) - 1)
			extension[more++] = *p;
		else if (count >= 10 && strchr("extnsioEXTNSIO#", *p) != NULL)
			behind = true;
		else if (strchr(" -.()/:,\t", *p) == NULL && !(*p == '+' && count == 0))
			count = sizeof(digits);		/* nothing of a phone number */
		if (count == sizeof(digits))
			break;
	}
	if (count == 11 && digits[0] == '1' && text[0] != '+') {
		memmove(digits, digits + 1, 10);
		count = 10;
	}
	if (count < 10 || count == sizeof(digits) || (count > 10 && text[0] != '+'))
		return fail(err, ERR_INPUT, "\"%s\" is no phone number: 10 digits with the area code, "
		    "like 312-555-0100", text);
	digits[count] = extension[more] = '\0';
	if (text[0] == '+')
		str_printf(out, "+%s", digits);
	else
		str_printf(out, "%.3s-%.3s-%s", digits, digits + 3, digits + 6);
	if (more > 0)
		str_printf(out, " x%s", extension);
	return true;
}

/* Labels of letters, digits and dashes with dots between; at least one dot. */
static bool
domain_plausible(const char *domain)
{
	bool dot = false;

	for (const char *p = domain; *p != '\0'; p++) {
		bool edge = p == domain || p[-1] == '.' || p[1] == '.' || p[1] == '\0';
		if (!isalnum((unsigned char)*p) && *p != '.' && *p != '-' &&
		    (unsigned char)*p < 0x80)
			return false;
		if ((*p == '.' || *p == '-') && edge)
			return false;
		dot = dot || *p == '.';
	}
	return dot;
}

static bool
read_email(const char *text, struct str *out, struct err *err)
{
	const char *at = strrchr(text, '@');

	if (strpbrk(text, ";,") != NULL && at != NULL && strchr(text, '@') != at)
		return fail(err, ERR_INPUT, "\"%s\" is more than one address. Keep one here and add the "
		    "others as contacts", text);
	bool plausible = at != NULL && at != text && strchr(text, '@') == at &&
	    strlen(text) <= EMAIL_BYTES_MAX && domain_plausible(at + 1);
	for (const char *p = text; plausible && *p != '\0'; p++)
		plausible = (unsigned char)*p > ' ' && *p != 0x7f &&
		    strchr("<>()[]\",;:\\", *p) == NULL;
	if (!plausible)
		return fail(err, ERR_INPUT, "\"%s\" is no mail address, like name@example.org", text);
	for (const char *p = text; *p != '\0'; p++)
		str_add_char(out, (char)tolower((unsigned char)*p));
	return true;
}

static bool
read_taxonomy(const char *text, struct str *out, struct err *err)
{
	bool plausible = strlen(text) == TAXONOMY_CHARACTERS && toupper((unsigned char)text[9]) == 'X';

	for (size_t i = 0; plausible && i < TAXONOMY_CHARACTERS; i++)
		plausible = i < 3 ? isdigit((unsigned char)text[i]) : isalnum((unsigned char)text[i]);
	if (!plausible)
		return fail(err, ERR_INPUT, "\"%s\" is no taxonomy code: 10 characters like 207Q00000X",
		    text);
	for (const char *p = text; *p != '\0'; p++)
		str_add_char(out, (char)toupper((unsigned char)*p));
	return true;
}

static bool
read_tax_id(const char *text, struct str *out, struct err *err)
{
	char digits[10];
	size_t count = 0;

	for (const char *p = text; *p != '\0'; p++)
		if (isdigit((unsigned char)*p) && count < 9)
			digits[count++] = *p;
		else if (*p != '-' || count == 9)
			count = sizeof(digits);		/* too many, or no digit */
	if (count != 9)
		return fail(err, ERR_INPUT, "\"%s\" is no tax id: 9 digits like 12-3456789", text);
	digits[count] = '\0';
	str_add(out, digits);
	return true;
}

/* Digits of a number that nobody may see in a message: up to "max" of them, blanks and dashes between them aside;
 * what does not fit gives none. */
static size_t
take_digits(const char *text, char *digits, size_t max)
{
	size_t count = 0;

	for (const char *p = text; *p != '\0'; p++)
		if (isdigit((unsigned char)*p) && count < max)
			digits[count++] = *p;
		else if (*p != '-' && *p != ' ')
			return 0;
	digits[count] = '\0';
	return count;
}

#define SSN_DIGITS	9
#define SSN_LAST	4

/* All nine digits, or the last four; 000, 666 and 9xx are no areas, 00 no group, 0000 no number (SSA, RM 10201.035). */
static bool
read_ssn(const char *text, struct str *out, struct err *err)
{
	char d[SSN_DIGITS + 1];
	size_t count = take_digits(text, d, SSN_DIGITS);

	if (count != SSN_DIGITS && count != SSN_LAST)
		return fail(err, ERR_INPUT, "this is no Social Security number: 9 digits, or the last 4");
	if (strcmp(d + count - SSN_LAST, "0000") == 0 || (count == SSN_DIGITS && (d[0] == '9' ||
	    text_starts(d, "000") || text_starts(d, "666") || text_starts(d + 3, "00"))))
		return fail(err, ERR_INPUT, "this is no Social Security number: such a one was never given out");
	if (count == SSN_DIGITS)
		str_printf(out, "%.3s-%.2s-%s", d, d + 3, d + 5);
	else
		str_add(out, d);
	return true;
}

#define ROUTING_DIGITS	9

/* 3, 7, 1 times the digits in turn is a multiple of ten (ABA). */
static bool
read_routing(const char *text, struct str *out, struct err *err)
{
	static const int weight[] = { 3, 7, 1 };
	char d[ROUTING_DIGITS + 1];
	int sum = 0;

	if (take_digits(text, d, ROUTING_DIGITS) != ROUTING_DIGITS)
		return fail(err, ERR_INPUT, "this is no routing number of a bank: it has 9 digits");
	for (size_t i = 0; i < ROUTING_DIGITS; i++)
		sum += weight[i % LEN(weight)] * (d[i] - '0');
	if (sum == 0 || sum % 10 != 0)
		return fail(err, ERR_INPUT, "this is no routing number of a bank: the check digit is wrong, so a digit is "
		    "mistyped or two are swapped");
	str_add(out, d);
	return true;
}

#define ACCOUNT_DIGITS_MIN	4
#define ACCOUNT_DIGITS_MAX	17	/* of an ACH entry */

static bool
read_account(const char *text, struct str *out, struct err *err)
{
	char d[ACCOUNT_DIGITS_MAX + 1];

	if (take_digits(text, d, ACCOUNT_DIGITS_MAX) < ACCOUNT_DIGITS_MIN)
		return fail(err, ERR_INPUT, "this is no account number of a bank: 4 to 17 digits");
	str_add(out, d);
	return true;
}

static const struct {
	const char	*kind;
	bool		(*read)(const char *text, struct str *out, struct err *err);
} readers[] = {
	{ "npi",	read_npi },
	{ "dea",	read_dea },
	{ "caqh",	read_caqh },
	{ "state",	read_state },
	{ "states",	read_states },
	{ "zip",	read_zip },
	{ "phone",	read_phone },
	{ "email",	read_email },
	{ "taxonomy",	read_taxonomy },
	{ "tax_id",	read_tax_id },
	{ "card",	read_card },
	{ "ssn",	read_ssn },
	{ "routing",	read_routing },
	{ "account",	read_account },
};

bool
identifier_read(const char *kind, const char *text, struct str *out, struct err *err)
{
	char trimmed[EMAIL_BYTES_MAX + 2];
	size_t i, len;

	for (i = 0; i < LEN(readers) && strcmp(readers[i].kind, kind) != 0; i++)
		;
	if (i == LEN(readers))
		return fail(err, ERR_INPUT, "there is no kind of identifier \"%s\"", kind);
	while (isspace((unsigned char)*text))
		text++;
	for (len = strlen(text); len > 0 && isspace((unsigned char)text[len - 1]); len--)
		;
	if (len == 0)
		return fail(err, ERR_INPUT, "nothing is written here");
	if (len >= sizeof(trimmed))
		return fail(err, ERR_INPUT, "\"%.40s...\" is much too long", text);
	memcpy(trimmed, text, len);
	trimmed[len] = '\0';
	return readers[i].read(trimmed, out, err);
}

bool
identifier_known(const char *kind)
{
	for (size_t i = 0; i < LEN(readers); i++)
		if (strcmp(readers[i].kind, kind) == 0)
			return true;
	return false;
}

const char *
identifier_list(size_t i)
{
	return i < LEN(readers) ? readers[i].kind : NULL;
}

void
identifier_fold_number(const char *text, struct str *out)
{
	for (; *text != '\0'; text++)
		if (!isspace((unsigned char)*text) && *text != '.' && *text != '-')
			str_add_char(out, (char)toupper((unsigned char)*text));
}
