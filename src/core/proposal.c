/* proposal: signs are weighed; the best counts when it is good enough and clearly before the next. */
#include "core/proposal.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define GOOD_ENOUGH	40
#define CLEARLY		15
#define WORD_BYTES_MIN	5	/* shorter words stand in others */

/* What people call it, beside its own words. */
static const struct { const char *what, *words; } also_called[] = {
	{ "malpractice_insurance", "coi" }, { "malpractice_insurance", "certificate of insurance" },
	{ "malpractice_insurance", "face sheet" }, { "malpractice_insurance", "malpractice" },
	{ "malpractice_insurance", "liability insurance" }, { "coi", "certificate of insurance" }, { "coi", "face sheet" },
	{ "coi", "malpractice" }, { "work_history", "cv" }, { "work_history", "curriculum vitae" },
	{ "work_history", "resume" }, { "cv", "curriculum vitae" }, { "cv", "resume" }, { "state_license", "license" },
	{ "state_license", "licence" }, { "state_license", "licensure" }, { "dea", "dea" },
	{ "board_certification", "board cert" }, { "board_certification", "abms" }, { "education", "diploma" },
	{ "education", "transcript" }, { "education", "residency certificate" }, { "attestation", "attestation" },
	{ "attestation", "signed application" }, { "immunization", "vaccination" }, { "tb_screening", "ppd" },
};

/* " form w9 signed pdf ": lower case, words parted by one blank, so that whole words can be looked for. */
static const char *
words_of(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	str_add_char(&out, ' ');
	for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
		bool hyphen = c == '-' && p > text && p[1] >= '0' && p[1] <= '9';	/* W-9 is w9 */
		if (word)
			str_add_char(&out, c);
		else if (!hyphen && out.text[out.len - 1] != ' ')
			str_add_char(&out, ' ');
	}
	if (out.text[out.len - 1] != ' ')
		str_add_char(&out, ' ');
	const char *words = arena_strndup(a, out.text, out.len);
	str_clear(&out);
	return words;
}

/* Is the phrase in there, word by word?  In names of files words are written together. */
static bool
says(const char *words, const char *phrase, bool is_name, struct arena *a)
{
	const char *sought = words_of(phrase, a);
	struct str bare = STR_INIT, bare_sought = STR_INIT;

	if (strlen(sought) < 2 + 2)
		return false;
	if (strstr(words, sought) != NULL)
		return true;
	for (const char *p = words; *p != '\0'; p++)
		if (*p != ' ')
			str_add_char(&bare, *p);
	for (const char *p = sought; *p != '\0'; p++)
		if (*p != ' ')
			str_add_char(&bare_sought, *p);
	/* "dea" stands in "idealist" by chance, "w9" and "statelicense" do not. */
	bool is_telling = bare_sought.len >= WORD_BYTES_MIN || strpbrk(bare_sought.text, "0123456789") != NULL;
	bool found = is_name && is_telling && strstr(bare.text, bare_sought.text) != NULL;
	str_clear(&bare);
	str_clear(&bare_sought);
	return found;
}

static bool
names_it(const char *words, const struct proposal_item *item, bool is_name, struct arena *a)
{
	const struct requirement *r = item->requirement;

	if (says(words, r->what, is_name, a) || says(words, r->label, is_name, a) ||
	    (item->document != NULL && says(words, item->document, is_name, a)))
		return true;
	for (size_t i = 0; i < LEN(also_called); i++)
		if (text_equal_nocase(also_called[i].what, r->what) && says(words, also_called[i].words, false, a))
			return true;
	return false;
}

static bool
may_be_paper(const char *type)
{
	return text_equal(type, "application/pdf") || text_starts(type, "image/") ||
	    text_starts(type, "application/vnd.") || text_equal(type, "application/rtf");
}

struct weighing { const char *name, *subject, *text; bool is_paper; struct arena *a; };

/* One sign more: *score grows, *because says it. */
static void
add(struct weighing *w, int weight, const char *words, int *score, const char **because)
{
	*score += weight;
	*because = *because == NULL ? words : arena_printf(w->a, "%s; %s", *because, words);
}

static int
weigh(struct weighing *w, const struct proposal_item *item, const char **ret_because)
{
	int score = 0;

	*ret_because = NULL;
	if (names_it(w->name, item, true, w->a))
		add(w, 50, "its name says so", &score, ret_because);
	if (names_it(w->subject, item, false, w->a))
		add(w, 25, "the subject names it", &score, ret_because);
	if (names_it(w->text, item, false, w->a))
		add(w, 20, "the mail names it", &score, ret_because);
	if (score > 0 && item->is_from_source)
		add(w, 20, "it came from whoever verifies it", &score, ret_because);
	if (score > 0 && item->is_missing)
		add(w, 20, "it is missing", &score, ret_because);
	return score > 0 && w->is_paper ? score + 5 : score - 10;
}

struct proposal
proposal_find(const struct proposal_item *items, size_t count, const struct proposal_file *file, struct arena *a)
{
	struct weighing w = { words_of(file->name, a), words_of(file->subject, a), words_of(file->text, a),
		may_be_paper(file->type), a };
	struct proposal best = { NULL, NULL };
	int first = GOOD_ENOUGH - 1, second = 0;

	for (size_t i = 0; i < count; i++) {
		const struct requirement *r = items[i].requirement;
		const char *because, *kind = r->kind == REQUIRES_DOCUMENT ? r->what :
		    items[i].document != NULL ? items[i].document : r->label;
		int score = weigh(&w, &items[i], &because);
		if (score > first) {
			second = best.kind != NULL && !text_equal_nocase(best.kind, kind) ? first : second;
			first = score;
			best = (struct proposal){ kind, because };
		} else if (score > second && !(best.kind != NULL && text_equal_nocase(best.kind, kind)))
			second = score;
	}
	return first - second >= CLEARLY ? best : (struct proposal){ NULL, NULL };
}
