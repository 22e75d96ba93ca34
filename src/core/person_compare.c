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

/* Letters that have no accent to take off, yet are written without it. */
static const struct { const char *letter, *plain; } letters[] = {
	{ "\xc3\xb8", "o" }, { "\xc5\x82", "l" }, { "\xc4\x91", "d" }, { "\xc3\xa6", "ae" },
	{ "\xc5\x93", "oe" }, { "\xc3\xb0", "d" }, { "\xc3\xbe", "th" }, { "\xc4\xb1", "i" },
};

/* Each line: a name and what people of that name are called. */
static const char *const nicknames[] = {
	" abigail abby gail ", " albert al bert ", " alexander alex al sandy xander ",
	" alexandra alex sandra sandy ", " alfred al fred ", " amanda mandy ", " andrew andy drew ",
	" anthony tony ", " antonio tony ", " arthur art ", " barbara barb babs ", " benjamin ben benny ",
	" bernard bernie ", " bradley brad ", " caroline carrie carol ",
	" catherine cathy kate katie cat katherine kathy kathryn kay kitty ",
	" charles charlie chuck chas ", " christine chris chrissy tina christina kristine kristina ",
	" christopher chris kit ", " cynthia cindy ", " daniel dan danny ", " david dave davy ",
	" deborah deb debbie debra ", " donald don donny ", " dorothy dot dottie ", " edward ed eddie ted ned ",
	" elizabeth liz beth betty eliza lisa libby lizzie ", " emily em ", " eugene gene ",
	" frances fran franny ", " francis frank fran ", " frederick fred freddie ",
	" gabriel gabe ", " gerald gerry jerry ", " gregory greg ", " harold harry hal ",
	" henry hank harry ", " jacob jake ", " jacqueline jackie ", " james jim jimmy jamie ",
	" janet jan ", " jeffrey jeff geoffrey geoff ", " jennifer jen jenny ", " jessica jess jessie ",
	" john jack johnny jon ", " jonathan jon john ", " joseph joe joey jose ", " joshua josh ",
	" judith judy ", " kenneth ken kenny ", " kimberly kim ", " lawrence larry laurence ",
	" leonard leo len lenny ", " louis lou ", " margaret maggie meg peggy marge rita ",
	" martin marty ", " matthew matt ", " melissa missy ", " michael mike mick mickey ",
	" nancy nan ", " natalie nat ", " nathaniel nathan nate nat ", " nicholas nick nicky ",
	" nicole nikki ", " pamela pam ", " patricia pat patty tricia trish ", " patrick pat paddy ",
	" peter pete ", " philip phil phillip ", " raymond ray ", " rebecca becky becca ",
	" richard dick rick rich ricky ", " robert bob bobby rob robbie bert ", " ronald ron ronnie ",
	" russell russ ", " samantha sam ", " samuel sam sammy ", " sandra sandy ", " stephanie steph ",
	" stephen steve steven ", " susan sue susie suzanne ", " teresa terry theresa tess ",
	" theodore ted teddy theo ", " thomas tom tommy ", " timothy tim ", " valerie val ",
	" victoria vicky tori ", " vincent vince vinny ", " walter walt wally ",
	" william bill billy will willy liam ", " zachary zach zack ",
};

static const char *const reason_names[] = {
	"same name", "near last name", "part of a double last name", "cut last name",
	"near first name", "nickname", "initial only", "no first name",
	"first and last name swapped", "goes by the middle name", "other middle initial",
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

/* The words again, but for a suffix behind the first. */
static const char *
without_suffix(const char *text, struct arena *a)
{
	struct str out = STR_INIT;

	for (const char *p = text; *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (out.len == 0 || !is_suffix(p, len))
			str_printf(&out, "%s%.*s", out.len > 0 ? " " : "", (int)len, p);
		p += len;
	}
	const char *kept = arena_strdup(a, out.text);
	str_clear(&out);
	return kept;
}

static const char *
fold(const char *text, struct arena *a)
{
	struct str folded = STR_INIT, out = STR_INIT;
	const char *plain;
	size_t len;

	utf8_fold(text, &folded);
	for (const char *p = folded.text; *p != '\0'; p++)
		if ((plain = plain_letter(p, &len)) != NULL) {
			str_add(&out, plain);
			p += len - 1;
		} else if (text_starts(p, "\xe2\x80\x99")) {	/* the typographic apostrophe */
			p += 2;
		} else if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80) {
			str_add_char(&out, *p);
		} else if (*p != '\'' && *p != '.' && *p != '`' && out.len > 0) {
			str_add_char(&out, ' ');
		}
	const char *done = without_suffix(out.text, a);
	str_clear(&folded);
	str_clear(&out);
	return done;
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
	return 0;
}

static const char *
in_line(const char *line, const char *name, size_t len)
{
	for (const char *p = line; (p = strstr(p, " ")) != NULL && p[1] != '\0'; p++)
		if (strncmp(p + 1, name, len) == 0 && p[1 + len] == ' ')
			return p + 1;
	return NULL;
}

static bool
is_nickname(const char *a, size_t a_len, const char *b, size_t b_len)
{
	for (size_t i = 0; i < LEN(nicknames); i++)
		if (in_line(nicknames[i], a, a_len) != NULL &&
		    in_line(nicknames[i], b, b_len) != NULL)
			return true;
	return false;
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
	if (is_nickname(a, a_len, b, b_len))
		return *reasons |= PERSON_NICKNAME, 92;
	int near = nearness(x, x_len, y, y_len);
	if (near > 0)
		*reasons |= PERSON_NEAR_FIRST;
	return near;
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

/* The class of a consonant as in Soundex; 0: a vowel or mute, 'A' in front. */
static char
sound_of(char letter)
{
	static const char classes[] = "01230120022455012623010202";

	if (letter >= 'a' && letter <= 'z')
		return classes[letter - 'a'];
	return letter >= '0' && letter <= '9' ? '9' : (unsigned char)letter >= 0x80 ? '8' : '0';
}

/* How the first letters sound: Cline and Kline, Meyer and Maier are one. */
static void
sound(const char *text, size_t len, char out[SOUND_CODES + 1])
{
	size_t count = 0;
	char last = '0';

	for (size_t i = 0; i < len && count < SOUND_CODES; i++) {
		char code = sound_of(text[i]);
		if (i == 0 && code == '0')
			out[count++] = 'A';
		else if (code != '0' && code != last)
			out[count++] = code;
		last = code;
	}
	out[count] = '\0';
}

/* The name that a nickname stands for. */
static const char *
full_name(const char *first, size_t *len)
{
	for (size_t i = 0; i < LEN(nicknames); i++)
		if (in_line(nicknames[i], first, *len) != NULL) {
			*len = strcspn(nicknames[i] + 1, " ");
			return nicknames[i] + 1;
		}
	return first;
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

	sound(last, len, code);
	return key_of('s', code, strlen(code), initial);
}

size_t
person_name_keys(const struct person_folded *name, uint64_t keys[PERSON_KEYS_MAX])
{
	char last[COMPARED_MAX + 1], first_sound[SOUND_CODES + 1], initial[2] = "";
	size_t len = squeeze(name->last, last), first_len = strcspn(name->first, " "), count = 0;
	const char *first = full_name(name->first, &first_len);
	size_t end = len < END_LETTERS ? len : END_LETTERS;

	if (len == 0)
		return 0;
	initial[0] = first[0];
	sound(first, first_len, first_sound);
	keys[count++] = sound_key(last, len, initial);
	if (name->first[0] != initial[0]) {		/* as it is written, too */
		char other[2] = { name->first[0], '\0' };
		keys[count++] = sound_key(last, len, other);
	}
	keys[count++] = key_of('b', last, end, first_sound);
	keys[count++] = key_of('e', last + len - end, end, first_sound);
	if (first_len > 0 && name->last[0] != '\0') {	/* as if they stood in each other's place */
		size_t last_len = strcspn(name->last, " ");
		char other[2] = { full_name(name->last, &last_len)[0], '\0' };
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
