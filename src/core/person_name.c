/*
 * person_name: a comma parts the last name from the others, unless what follows it are degrees only.
 * Without a comma the last name is the last word, with the particles before it ("de la Cruz").
 */
#include "core/person_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/banned.h"

#define WORDS_MAX	24

struct words { const char *word[WORDS_MAX]; size_t count; };

/* Is the word in the list, dots and letter case aside? */
static bool
is_in(const char *word, const char *const *list, size_t count)
{
	char plain[16];
	size_t len = 0;

	for (; *word != '\0'; word++)
		if (*word != '.' && len < sizeof(plain) - 1)
			plain[len++] = *word;
		else if (*word != '.')
			return false;
	plain[len] = '\0';
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(list[i], plain) == 0)
			return true;
	return false;
}

bool
person_name_is_degree(const char *word)
{
	static const char *const degrees[] = { "MD", "DO", "NP", "PA", "PA-C", "PAC", "RN", "APRN",
		"ARNP", "CRNP", "FNP", "FNP-C", "FNP-BC", "DNP", "PMHNP", "PMHNP-BC", "AGNP", "CNM",
		"CNS", "CRNA", "LPN", "MSN", "BSN", "LCSW", "LMSW", "LICSW", "MSW", "LPC", "LPCC", "LMFT",
		"LMHC", "LCPC", "PHD", "PSYD", "EDD", "DC", "DPM", "DDS", "DMD", "OD", "DPT", "PT", "OT",
		"OTR", "OTR/L", "SLP", "CCC-SLP", "RD", "RDN", "PHARMD", "RPH", "BCBA", "MBBS", "MPH",
		"MS", "MA", "MBA", "FACP", "FACS", "FAAP", "FACOG", "AUD", "DVM", "LMT", "MPT" };

	return is_in(word, degrees, LEN(degrees));
}

static bool
is_suffix(const char *word)
{
	static const char *const suffixes[] = { "Jr", "Sr", "II", "III", "IV" };

	return is_in(word, suffixes, LEN(suffixes));
}

static bool
is_prefix(const char *word)
{
	static const char *const prefixes[] = { "Dr", "Mr", "Mrs", "Ms", "Miss", "Prof" };

	return is_in(word, prefixes, LEN(prefixes));
}

static bool
is_particle(const char *word)
{
	static const char *const particles[] = { "de", "del", "della", "der", "den", "di", "da", "dos",
		"du", "la", "le", "los", "van", "von", "ter", "bin", "ibn", "al", "el", "st", "san" };

	return is_in(word, particles, LEN(particles));
}

static void
split(const char *text, size_t len, struct arena *a, struct words *w)
{
	w->count = 0;
	while (len > 0 && w->count < WORDS_MAX) {
		size_t blank = 0, word = 0;
		while (blank < len && (isspace((unsigned char)text[blank]) || text[blank] == ','))
			blank++;
		text += blank;
		len -= blank;
		while (word < len && !isspace((unsigned char)text[word]) && text[word] != ',')
			word++;
		if (word > 0)
			w->word[w->count++] = arena_strndup(a, text, word);
		text += word;
		len -= word;
	}
}

static const char *
join(const struct words *w, size_t from, size_t to, struct arena *a)
{
	struct str out = STR_INIT;

	for (size_t i = from; i < to; i++)
		str_printf(&out, "%s%s", out.len > 0 ? " " : "", w->word[i]);
	const char *joined = arena_strdup(a, out.text);
	str_clear(&out);
	return joined;
}

/* Takes degrees and a suffix off the end, "Dr." off the front. */
static void
peel(struct words *w, struct arena *a, struct person_name *n)
{
	size_t end = w->count;

	while (end > 1 && person_name_is_degree(w->word[end - 1]))
		end--;
	if (end < w->count && n->degree[0] == '\0')
		n->degree = join(w, end, w->count, a);
	w->count = end;
	if (w->count > 1 && is_suffix(w->word[w->count - 1]))
		n->suffix = w->word[--w->count];
	if (w->count > 1 && is_prefix(w->word[0]))
		memmove(w->word, w->word + 1, --w->count * sizeof(w->word[0]));
}

static bool
all_degrees(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!person_name_is_degree(w->word[i]) && !is_suffix(w->word[i]))
			return false;
	return w->count > 0;
}

static void
set_given(const struct words *w, size_t count, struct arena *a, struct person_name *n)
{
	n->first = count > 0 ? w->word[0] : "";
	n->middle = count > 1 ? join(w, 1, count, a) : "";
}

bool
person_name_parse(const char *text, struct arena *a, struct person_name *ret_name)
{
	struct person_name n = { "", "", "", "", "" };
	size_t comma = strcspn(text, ",");
	struct words left, right;

	split(text, comma, a, &left);
	split(text + comma, strlen(text + comma), a, &right);
	if (right.count > 0 && !all_degrees(&right)) {
		peel(&right, a, &n);
		peel(&left, a, &n);
		n.last = join(&left, 0, left.count, a);
		set_given(&right, right.count, a, &n);
	} else {
		split(text, strlen(text), a, &left);
		peel(&left, a, &n);
		size_t last = left.count > 0 ? left.count - 1 : 0;
		while (last > 1 && is_particle(left.word[last - 1]))
			last--;
		n.last = join(&left, last, left.count, a);
		set_given(&left, last, a, &n);
	}
	*ret_name = n;
	return n.last[0] != '\0';
}

/* Capitals only, and in ASCII: what other letters do at the beginning of a name is not known here. */
static bool
is_all_capitals(const char *name)
{
	size_t letters = 0;

	for (; *name != '\0'; name++) {
		if (islower((unsigned char)*name) || (unsigned char)*name >= 0x80)
			return false;
		letters += isupper((unsigned char)*name) != 0;
	}
	return letters > 1;
}

const char *
person_name_recase(const char *name, struct arena *a)
{
	char *plain = arena_strdup(a, name);
	size_t word = 0;		/* where the present word begins */

	if (!is_all_capitals(name))
		return name;
	for (size_t i = 0; plain[i] != '\0'; i++) {
		bool after_mc = i == word + 2 && plain[word] == 'M' && plain[word + 1] == 'c';
		if (strchr(" -'.", plain[i]) != NULL)
			word = i + 1;
		else if (i != word && !after_mc)
			plain[i] = (char)tolower((unsigned char)plain[i]);
	}
	return plain;
}
