/*
 * person_compare: how alike two names are.  Names come from spreadsheets, licences and exclusion
 * lists: with typing mistakes, halves of double names, nicknames, cut fields, first and last name in
 * each other's place.  A score is for ranking what a person then looks at; it decides nothing.
 */
#include "core/person_name.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/nickname.h"
#include "base/banned.h"

#define COMPARED_MAX	40	/* letters of a name that are looked at */
#define CUT_MIN		6	/* a shorter beginning proves nothing */
#define PART_MIN	3
#define SOUND_CODES	4
#define END_LETTERS	3

/* What counts how much, of 100. */
#define LAST_WEIGHT	55
#define FIRST_WEIGHT	45
#define SWAPPED_SCORE	90
#define MIDDLE_LOSS	12
#define SOUND_SCORE	70

/* Letters that have no accent to take off, yet are written without it. */
static const struct { const char *letter, *plain; } letters[] = {
	{ "\xc3\xb8", "o" }, { "\xc5\x82", "l" }, { "\xc4\x91", "d" }, { "\xc3\xa6", "ae" },
	{ "\xc5\x93", "oe" }, { "\xc3\xb0", "d" }, { "\xc3\xbe", "th" }, { "\xc4\xb1", "i" },
};

static const char *const reason_names[] = {
	"same name", "near last name", "part of a double last name", "cut last name",
	"near first name", "nickname", "initial only", "no first name",
	"first and last name swapped", "goes by the middle name", "other middle initial",
	"last name sounds alike", "first name sounds alike",
};
static_assert(LEN(reason_names) == PERSON_REASONS, "every reason has its words");

const char *
person_reason_name(unsigned i)
{
	return reason_names[i];
}

static const char *
plain_letter(const char *text, size_t *ret_len)
{
	for (size_t i = 0; i < LEN(letters); i++)
		if (text_starts(text, letters[i].letter)) {
			*ret_len = strlen(letters[i].letter);
			return letters[i].plain;
		}
	return NULL;
}

static bool
is_suffix(const char *word, size_t len)
{
	static const char *const suffixes[] = { "jr", "sr", "ii", "iii", "iv" };

	for (size_t i = 0; i < LEN(suffixes); i++)
		if (strlen(suffixes[i]) == len && strncmp(suffixes[i], word, len) == 0)
			return true;
	return false;
}

/* Takes the words out that are a suffix behind the first, in place. */
static void
drop_suffix(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (to == text || !is_suffix(p, len)) {
			if (to > text)
				*to++ = ' ';
			memmove(to, p, len);
			to += len;
		}
		p += len;
	}
	*to = '\0';
}

/* Case folded, accents off.  What is plain ASCII, as most names are, goes without the library. */
static const char *
fold_letters(const char *text, struct arena *a)
{
	struct str folded = STR_INIT;
	const char *p;

	for (p = text; *p != '\0' && (unsigned char)*p < 0x80; p++)
		;
	if (*p == '\0')
		return text;
	utf8_fold(text, &folded);
	const char *kept = arena_strdup(a, folded.text);
	str_clear(&folded);
	return kept;
}

#define GROWTH	2		/* a letter without accent may be two: "ae" */

static const char *
fold(const char *text, struct arena *a)
{
	const char *folded = fold_letters(text, a), *plain;
	char *out = arena_alloc(a, strlen(folded) * GROWTH + 1), *to = out;
	size_t len;

	for (const char *p = folded; *p != '\0'; p++)
		if ((unsigned char)*p < 0x80 && isalnum((unsigned char)*p)) {
			*to++ = (char)tolower((unsigned char)*p);
		} else if ((unsigned char)*p < 0x80) {
			if (*p != '\'' && *p != '.' && *p != '`' && to > out)
				*to++ = ' ';
		} else if ((plain = plain_letter(p, &len)) != NULL) {
			memcpy(to, plain, strlen(plain));
			to += strlen(plain);
			p += len - 1;
		} else if (text_starts(p, "\xe2\x80\x99")) {	/* the typographic apostrophe */
			p += 2;
		} else {
			*to++ = *p;
		}
	*to = '\0';
	drop_suffix(out);
	return out;
}

void
person_name_fold(const struct person_name *name, struct arena *a,
    struct person_folded *ret_folded)
{
	*ret_folded = (struct person_folded){ fold(name->last, a), fold(name->first, a),
		fold(name->middle, a) };
}

/* The letters without the blanks between, cut to what is compared. */
static size_t
squeeze(const char *text, char out[COMPARED_MAX + 1])
{
	size_t len = 0;

	for (; *text != '\0' && len < COMPARED_MAX; text++)
		if (*text != ' ')
			out[len++] = *text;
	out[len] = '\0';
	return len;
}

static int
least(int a, int b, int c)
{
	int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Insertions, losses, other letters and transpositions between them (Damerau, restricted). */
static int
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int row[3][COMPARED_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[0][j] = (int)j;
	for (size_t i = 1; i <= a_len; i++) {
		int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
		now[0] = (int)i;
		for (size_t j = 1; j <= b_len; j++) {
			int other = a[i - 1] != b[j - 1];
			now[j] = least(last[j] + 1, now[j - 1] + 1, last[j - 1] + other);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
	}
	return row[a_len % 3][b_len];
}

/* 0 when too much differs for names of this length. */
static int
nearness(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t shorter = a_len < b_len ? a_len : b_len, longer = a_len < b_len ? b_len : a_len;

	if (shorter < 4 || longer - shorter > 2)
		return 0;
	int faults = distance(a, a_len, b, b_len);
	return faults <= (shorter >= 8 ? 2 : 1) ? 100 - 12 * faults : 0;
}

/* The class of a consonant as in Soundex; 0: a vowel or mute, 'A' in front. */
static char
sound_of(char letter)
{
	static const char classes[] = "01230120022455012623010202";

	if (letter >= 'a' && letter <= 'z')
		return classes[letter - 'a'];
	return letter >= '0' && letter <= '9' ? '9' : (unsigned char)letter >= 0x80 ? '8' : '0';
}

/* How the letters sound, up to so many codes: Cline and Kline, Meyer and Maier are one. */
static size_t
sound(const char *text, size_t len, char *out, size_t codes_max)
{
	size_t count = 0;
	char last = '0';

	for (size_t i = 0; i < len && count < codes_max; i++) {
		char code = sound_of(text[i]);
		if (i == 0 && code == '0')
			out[count++] = 'A';
		else if (code != '0' && code != last)
			out[count++] = code;
		last = code;
	}
	out[count] = '\0';
	return count;
}

/* From the first letter to the last; one consonant alone says too little: Lee and Lea. */
static bool
sounds_alike(const char *a, size_t a_len, const char *b, size_t b_len)
{
	char x[COMPARED_MAX + 1], y[COMPARED_MAX + 1];

	return a[0] == b[0] && sound(a, a_len, x, COMPARED_MAX) > 1 &&
	    sound(b, b_len, y, COMPARED_MAX) > 1 && strcmp(x, y) == 0;
}

/* Is a word of one the whole of the other? */
static bool
is_part(const char *part, const char *text)
{
	size_t len = strlen(part);

	if (len < PART_MIN || strchr(part, ' ') != NULL)
		return false;
	for (const char *p = text; *p != '\0'; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");
		if (word == len && strncmp(p, part, len) == 0)
			return true;
		p += word;
	}
	return false;
}

static int
compare_last(const char *a, const char *b, unsigned *reasons)
{
	char x[COMPARED_MAX + 1], y[COMPARED_MAX + 1];
	size_t x_len = squeeze(a, x), y_len = squeeze(b, y);
	size_t shorter = x_len < y_len ? x_len : y_len;

	if (x_len == 0 || y_len == 0)
		return 0;
	if (strcmp(x, y) == 0)
		return 100;
	if (is_part(a, b) || is_part(b, a))
		return *reasons |= PERSON_PART_OF_LAST, 90;
	int near = nearness(x, x_len, y, y_len);
	if (near > 0)
		return *reasons |= PERSON_NEAR_LAST, near;
	if (shorter >= CUT_MIN && strncmp(x, y, shorter) == 0)
		return *reasons |= PERSON_CUT_LAST, 85;
	return sounds_alike(x, x_len, y, y_len) ? (*reasons |= PERSON_SOUND_LAST, SOUND_SCORE) : 0;
}

static int
compare_first(const char *a, const char *b, unsigned *reasons)
{
	size_t a_len = strcspn(a, " "), b_len = strcspn(b, " ");
	char x[COMPARED_MAX + 1], y[COMPARED_MAX + 1];

	if (a_len == 0 || b_len == 0)
		return *reasons |= PERSON_NO_FIRST, 55;
	size_t x_len = squeeze(a, x), y_len = squeeze(b, y);
	if (strcmp(x, y) == 0)
		return 100;
	if (a_len == b_len && strncmp(a, b, a_len) == 0 && a_len > 1)
		return 95;			/* "Mary" and "Mary Ann" */
	if ((a_len == 1 || b_len == 1) && a[0] == b[0])
		return *reasons |= PERSON_INITIAL, 80;
	if (nickname_same(a, a_len, b, b_len))
		return *reasons |= PERSON_NICKNAME, 92;
	int near = nearness(x, x_len, y, y_len);
	if (near > 0)
		return *reasons |= PERSON_NEAR_FIRST, near;
	return sounds_alike(x, x_len, y, y_len) ? (*reasons |= PERSON_SOUND_FIRST, SOUND_SCORE) : 0;
}

static bool
is_same(const char *a, const char *b)
{
	char x[COMPARED_MAX + 1], y[COMPARED_MAX + 1];

	return squeeze(a, x) > 1 && squeeze(b, y) > 1 && strcmp(x, y) == 0;
}

static bool
goes_by_middle(const struct person_folded *a, const struct person_folded *b)
{
	return is_same(a->middle, b->first) || is_same(b->middle, a->first);
}

struct person_likeness
person_name_compare(const struct person_folded *a, const struct person_folded *b)
{
	struct person_likeness like = { 0, 0 };

	if (is_same(a->last, b->first) && is_same(a->first, b->last) && !is_same(a->last, b->last))
		return (struct person_likeness){ SWAPPED_SCORE, PERSON_SWAPPED };
	int last = compare_last(a->last, b->last, &like.reasons);
	if (last == 0)
		return (struct person_likeness){ 0, 0 };
	int first = compare_first(a->first, b->first, &like.reasons);
	if (first == 0 && goes_by_middle(a, b)) {
		like.reasons |= PERSON_MIDDLE_FIRST;
		first = 75;
	}
	if (first == 0)
		return (struct person_likeness){ 0, 0 };
	if (last == 100 && first == 100)
		like.reasons |= PERSON_SAME_NAME;
	like.score = (last * LAST_WEIGHT + first * FIRST_WEIGHT) / 100;
	if (a->middle[0] != '\0' && b->middle[0] != '\0' && a->middle[0] != b->middle[0] &&
	    !(like.reasons & PERSON_MIDDLE_FIRST)) {
		like.reasons |= PERSON_OTHER_MIDDLE;
		like.score -= MIDDLE_LOSS;
	}
	return like;
}

static int
by_byte(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* FNV-1a: spreads short texts well, and is the same everywhere. */
static uint64_t
key_of(char kind, const char *name, size_t len, const char *first)
{
	uint64_t hash = 0xcbf29ce484222325u;

	hash = (hash ^ (unsigned char)kind) * 0x100000001b3u;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 0x100000001b3u;
	hash = (hash ^ '/') * 0x100000001b3u;
	for (; *first != '\0'; first++)
		hash = (hash ^ (unsigned char)*first) * 0x100000001b3u;
	return hash;
}

static uint64_t
sound_key(const char *last, size_t len, const char *initial)
{
	char code[SOUND_CODES + 1];

	sound(last, len, code, SOUND_CODES);
	return key_of('s', code, strlen(code), initial);
}

size_t
person_name_keys(const struct person_folded *name, uint64_t keys[PERSON_KEYS_MAX])
{
	char last[COMPARED_MAX + 1], first_sound[SOUND_CODES + 1], initial[2] = "";
	size_t len = squeeze(name->last, last), first_len = strcspn(name->first, " "), count = 0;
	const char *first = nickname_full(name->first, &first_len);
	size_t end = len < END_LETTERS ? len : END_LETTERS;

	if (len == 0)
		return 0;
	initial[0] = first[0];
	sound(first, first_len, first_sound, SOUND_CODES);
	keys[count++] = sound_key(last, len, initial);
	if (name->first[0] != initial[0]) {		/* as it is written, too */
		char other[2] = { name->first[0], '\0' };
		keys[count++] = sound_key(last, len, other);
	}
	keys[count++] = key_of('b', last, end, first_sound);
	keys[count++] = key_of('e', last + len - end, end, first_sound);
	if (first_len > 0 && name->last[0] != '\0') {	/* as if they stood in each other's place */
		size_t last_len = strcspn(name->last, " ");
		char other[2] = { nickname_full(name->last, &last_len)[0], '\0' };
		keys[count++] = sound_key(name->first, strcspn(name->first, " "), other);
	}
	if (strlen(name->middle) > 1) {			/* who goes by it */
		char other[2] = { name->middle[0], '\0' };
		keys[count++] = sound_key(last, len, other);
	}
	if (strchr(name->last, ' ') != NULL)
		for (const char *p = name->last; *p != '\0' && count < PERSON_KEYS_MAX - 1;
		    p += strspn(p, " ")) {
			size_t part = strcspn(p, " ");
			if (part >= PART_MIN)
				keys[count++] = sound_key(p, part, initial);
			p += part;
		}
	qsort(last, len, 1, by_byte);			/* transposed letters are the same letters */
	keys[count++] = key_of('l', last, len, initial);
	return count;
}
