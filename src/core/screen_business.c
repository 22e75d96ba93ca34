/* screen_business: names of businesses: what of them is the name, and whether they name a person. */
#include "core/screen.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define PERSON_WORDS_MIN	2
#define PERSON_WORDS_MAX	4

/* Of which kind a firm is; the name itself does not change with them. */
static const char *const legal_forms[] = { "inc", "incorporated", "llc", "llp", "lp", "pllc", "plc",
	"corp", "corporation", "co", "company", "ltd", "limited", "the" };

/* A practice under a person's name. */
static const char *const professional[] = { "md", "do", "dds", "dmd", "dpm", "dc", "od", "pc", "pa",
	"psyd", "phd", "apmc", "mdpc", "mdpa", "pllc" };

static const char *const business_words[] = { "inc", "incorporated", "llc", "llp", "pllc", "corp",
	"corporation", "company", "ltd", "associates", "pharmacy", "clinic", "center", "centre",
	"services", "service", "supplies", "supply", "medical", "group", "health", "healthcare",
	"care", "hospital", "transport", "transportation", "ambulance", "ambulette", "laboratory",
	"labs", "lab", "home", "equipment", "dental", "therapy", "imaging", "agency", "nursing",
	"rehabilitation", "foundation", "institute", "partners", "management", "and" };

static bool
is_among(const char *word, size_t len, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == len && strncmp(list[i], word, len) == 0)
			return true;
	return false;
}

/* Lower-case words of letters and digits; "M.D." is one word, "&" is "and". */
static void
plain(const char *name, struct str *out)
{
	struct str folded = STR_INIT;

	utf8_fold(name, &folded);
	for (const char *p = folded.text; *p != '\0'; p++)
		if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80)
			str_add_char(out, *p);
		else if (*p == '&')
			str_add(out, " and ");
		else if (*p != '.' && *p != '\'')
			str_add_char(out, ' ');
	str_clear(&folded);
}

/* The words that are not in the list, parted by one blank; how many there are and were left out. */
static const char *
without(const char *words, const char *const *list, size_t count, struct arena *a, size_t *ret_kept,
    size_t *ret_left)
{
	struct str out = STR_INIT;

	*ret_kept = *ret_left = 0;
	for (const char *p = words + strspn(words, " "); *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (is_among(p, len, list, count)) {
			++*ret_left;
		} else {
			str_printf(&out, "%s%.*s", out.len > 0 ? " " : "", (int)len, p);
			++*ret_kept;
		}
		p += len;
	}
	const char *kept = arena_strdup(a, out.text);
	str_clear(&out);
	return kept;
}

const char *
screen_fold_business(const char *name, struct arena *a)
{
	struct str words = STR_INIT;
	size_t kept, left;

	plain(name, &words);
	const char *folded = without(words.text, legal_forms, LEN(legal_forms), a, &kept, &left);
	if (kept == 0)			/* "The Company Inc." is all there is */
		folded = without(words.text, NULL, 0, a, &kept, &left);
	str_clear(&words);
	return folded;
}

bool
screen_person_in_business(const char *name, struct arena *a, struct person_folded *ret_name)
{
	struct person_name parsed;
	struct str words = STR_INIT;
	size_t kept, left, ignored;

	plain(name, &words);
	const char *rest = without(words.text, legal_forms, LEN(legal_forms), a, &kept, &ignored);
	rest = without(rest, professional, LEN(professional), a, &kept, &left);
	str_clear(&words);
	if (left == 0 || kept < PERSON_WORDS_MIN || kept > PERSON_WORDS_MAX ||
	    screen_is_business(rest) || !person_name_parse(rest, a, &parsed) ||
	    parsed.first[0] == '\0')
		return false;
	person_name_fold(&parsed, a, ret_name);
	return true;
}

bool
screen_is_business(const char *name)
{
	struct str words = STR_INIT;
	bool found = false;

	plain(name, &words);
	for (const char *p = words.text; *p != '\0' && !found; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		found = len > 0 && is_among(p, len, business_words, LEN(business_words));
		p += len;
	}
	str_clear(&words);
	return found;
}
