/*
 * screen_judge: one of ours against one of a list.  Names say how alike; birth, NPI, middle initial
 * and state say whether that can be the same person.  Numbers below are for sorting and for one
 * threshold; what they do is in tests/unit/test_screen.c.
 */
#include "core/screen_inside.h"

#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define SCORE_MIN	46	/* less is not shown */
#define SCORE_MAX	99	/* 100: the NPI and the name */

static const int birth_score[] = {
	[BIRTH_SAME] = 95, [BIRTH_NEAR] = 72, [BIRTH_UNKNOWN] = 60, [BIRTH_OTHER] = 0,
};

/* What besides the names speaks for it or against it. */
enum {
	SEEN_NPI	= 1 << 0,
	SEEN_OTHER_NPI	= 1 << 1,
	SEEN_BIRTH	= 1 << 2,
	SEEN_NEAR_BIRTH	= 1 << 3,
	SEEN_NO_BIRTH	= 1 << 4,
	SEEN_MIDDLE	= 1 << 5,
	SEEN_STATE	= 1 << 6,
	SEEN_OTHER_STATE = 1 << 7,
	SEEN_OTHER_NAME	= 1 << 8,	/* with the same NPI */
	SEEN_OTHER_BIRTH = 1 << 9,	/* with the same NPI */
	SEEN_BUSINESS	= 1 << 10,
	SEEN_CUT_BUSINESS = 1 << 11,
};

/* Weaker than the same name.  What it costs; not more than one of them unless the birth is the same. */
static const struct { unsigned reason; int loss; } weak[] = {
	{ PERSON_PART_OF_LAST, 10 }, { PERSON_NEAR_LAST, 18 }, { PERSON_NEAR_FIRST, 18 },
	{ PERSON_INITIAL, 20 }, { PERSON_SWAPPED, 12 }, { PERSON_MIDDLE_FIRST, 12 },
	{ PERSON_NO_FIRST, 35 }, { PERSON_SOUND_LAST, 30 }, { PERSON_SOUND_FIRST, 30 },
};
#define NICKNAME_LOSS	4
#define CUT_LOSS	3
#define ALIAS_LOSS	5
#define NAMED_LOSS	10	/* in the name of a business */
#define MIDDLE_GAIN	5
#define MIDDLE_LOSS	22
#define STATE_GAIN	7
#define STATE_LOSS	4
#define NPI_LOSS	5

static bool
has_npi(const struct screened *who)
{
	return who->npi != NULL && who->npi[0] != '\0';
}

static bool
is_same_npi(const struct screened *who, const struct listed *l)
{
	return l->npis[0] != '\0' && has_npi(who) && strstr(l->npis, who->npi) != NULL;
}

uint32_t
screen_birth_digits(int32_t day)
{
	if (day == DAY_NONE)
		return 0;
	struct civil c = day_to_civil(day);
	uint32_t digits = 0, number = (uint32_t)(c.year * 10000 + c.month * 100 + c.day);
	for (int at = 0; at < 32; at += 4) {
		digits |= number % 10 << at;
		number /= 10;
	}
	return digits;
}

/* What a state says; unknown says nothing. */
static int
judge_state(const struct screened *who, const struct listed *l, unsigned *seen)
{
	if (l->state[0] == '\0' || who->state == NULL || who->state[0] == '\0')
		return 0;
	bool same = strcmp(l->state, who->state) == 0;
	*seen |= same ? SEEN_STATE : SEEN_OTHER_STATE;
	return same ? STATE_GAIN : -STATE_LOSS;
}

static int
judge_middle(const struct person_folded *ours, const struct person_folded *theirs,
    struct person_likeness like, enum screen_birth birth, unsigned *seen)
{
	if (like.reasons & PERSON_OTHER_MIDDLE)
		return birth == BIRTH_SAME ? -MIDDLE_LOSS / 3 : -MIDDLE_LOSS;
	if (ours->middle[0] == '\0' || theirs->middle[0] == '\0' ||
	    (like.reasons & PERSON_MIDDLE_FIRST))
		return 0;
	*seen |= SEEN_MIDDLE;
	return MIDDLE_GAIN;
}

/* How much the names lose; false when they are too far apart for what is known of the birth. */
static bool
judge_likeness(struct person_likeness like, const struct listed_name *theirs, enum screen_birth birth,
    int *ret_loss, bool *ret_weak)
{
	size_t count = 0;

	*ret_loss = 0;
	if (like.reasons & PERSON_CUT_LAST) {
		if (!theirs->is_cut)		/* merely begins alike */
			return false;
		*ret_loss += CUT_LOSS;
	}
	for (size_t i = 0; i < LEN(weak); i++)
		if (like.reasons & weak[i].reason) {
			*ret_loss += weak[i].loss;
			count++;
		}
	if (like.reasons & PERSON_NICKNAME)
		*ret_loss += NICKNAME_LOSS;
	*ret_weak = count > 0;
	return count <= 1 || birth == BIRTH_SAME;
}

static bool
judge_person(const struct screened *who, size_t ours, const struct listed *l, size_t theirs,
    enum screen_birth birth, struct screen_hit *hit)
{
	const struct person_folded *a = &who->name[ours].name, *b = &l->name[theirs].name;
	bool other_npi = has_npi(who) && l->npis[0] != '\0' && !is_same_npi(who, l);
	bool is_alias = ours > 0 || l->name[theirs].kind != LISTED_PERSON, is_weak;
	unsigned seen = birth == BIRTH_SAME ? SEEN_BIRTH : birth == BIRTH_NEAR ? SEEN_NEAR_BIRTH :
	    SEEN_NO_BIRTH;
	int loss, score;

	/* Nobody has two NPIs; one that is another's may be wrong only where the birth is the same. */
	if (birth == BIRTH_OTHER || (other_npi && birth != BIRTH_SAME))
		return false;
	struct person_likeness like = person_name_compare(a, b);
	if (like.score == 0 || !judge_likeness(like, &l->name[theirs], birth, &loss, &is_weak))
		return false;
	if (is_alias)
		loss += l->name[theirs].kind == LISTED_NAMED ? NAMED_LOSS : ALIAS_LOSS;
	score = birth_score[birth] - loss - (other_npi ? NPI_LOSS : 0) +
	    judge_middle(a, b, like, birth, &seen) + judge_state(who, l, &seen);
	if (score < SCORE_MIN)
		return false;
	*hit = (struct screen_hit){ .listed = l, .ours = ours, .theirs = theirs,
		.rank = is_weak || is_alias ? 4 : birth == BIRTH_SAME ? 2 : 3,
		.score = score > SCORE_MAX ? SCORE_MAX : score,
		.reasons = seen | (other_npi ? SEEN_OTHER_NPI : 0), .likeness = like.reasons };
	return true;
}

#define BUSINESS_SCORE		75
#define BUSINESS_CUT_SCORE	65

static bool
judge_business(const struct screened *who, size_t ours, const struct listed *l, size_t theirs,
    struct screen_hit *hit)
{
	const char *a = who->name[ours].name.last, *b = l->name[theirs].name.last;
	bool same = strcmp(a, b) == 0;
	unsigned seen = same ? SEEN_BUSINESS : SEEN_CUT_BUSINESS;

	if (a[0] == '\0' || (!same && (!l->name[theirs].is_cut || strlen(b) < SCREEN_CUT_MIN ||
	    !text_starts(a, b))))
		return false;
	int score = (same ? BUSINESS_SCORE : BUSINESS_CUT_SCORE) + judge_state(who, l, &seen);
	*hit = (struct screen_hit){ .listed = l, .ours = ours, .theirs = theirs, .rank = 4,
		.score = score, .reasons = seen };
	return true;
}

static bool
judge_names(const struct screened *who, const struct listed *l, enum screen_birth birth,
    struct screen_hit *best)
{
	struct screen_hit hit = { .rank = 0 };
	bool found = false;

	for (size_t i = 0; i < who->names; i++)
		for (size_t j = 0; j < l->names; j++) {
			if ((l->name[j].kind == LISTED_BUSINESS) != who->is_business)
				continue;
			if (who->is_business ? !judge_business(who, i, l, j, &hit) :
			    !judge_person(who, i, l, j, birth, &hit))
				continue;
			if (!found || hit.rank < best->rank ||
			    (hit.rank == best->rank && hit.score > best->score))
				*best = hit;
			found = true;
		}
	return found;
}

bool
screen_judge(const struct screened *who, const struct listed *l, struct screen_hit *ret_hit)
{
	return screen_judge_born(who, l, screen_birth_compare(screen_birth_digits(who->birth_day),
	    screen_birth_digits(l->birth_day)), ret_hit);
}

bool
screen_judge_born(const struct screened *who, const struct listed *l, enum screen_birth birth,
    struct screen_hit *ret_hit)
{
	bool same_npi = is_same_npi(who, l);

	if (judge_names(who, l, birth, ret_hit)) {
		if (same_npi) {
			ret_hit->rank = 1;
			ret_hit->score = 100;
			ret_hit->reasons |= SEEN_NPI;
		}
		return true;
	}
	if (!same_npi)
		return false;
	*ret_hit = (struct screen_hit){ .listed = l, .rank = 1, .score = 90,
		.reasons = SEEN_NPI | SEEN_OTHER_NAME | (birth == BIRTH_SAME ? SEEN_BIRTH :
		birth == BIRTH_NEAR ? SEEN_NEAR_BIRTH : birth == BIRTH_OTHER ? SEEN_OTHER_BIRTH : 0) };
	return true;
}

static const struct { unsigned seen; const char *words; } seen_words[] = {
	{ SEEN_OTHER_NPI, "but another NPI" },
	{ SEEN_BIRTH, "same date of birth" },
	{ SEEN_NEAR_BIRTH, "date of birth differs by one typing mistake" },
	{ SEEN_NO_BIRTH, "date of birth not known on both sides" },
	{ SEEN_OTHER_BIRTH, "but another date of birth" },
	{ SEEN_OTHER_NAME, "but the names or births are others: look closely" },
	{ SEEN_MIDDLE, "same middle initial" },
	{ SEEN_STATE, "same state" },
	{ SEEN_OTHER_STATE, "another state" },
	{ SEEN_BUSINESS, "same business name" },
	{ SEEN_CUT_BUSINESS, "same beginning of a business name that the list cuts off" },
};

static const char *
name_words(const struct screened *who, const struct screen_hit *hit, struct arena *a)
{
	const struct person_folded *n = &hit->listed->name[hit->theirs].name;

	if (hit->ours > 0)
		return arena_printf(a, "our %s name %s %s", who->name[hit->ours].kind,
		    who->name[hit->ours].name.first, who->name[hit->ours].name.last);
	switch (hit->listed->name[hit->theirs].kind) {
	case LISTED_ALIAS:
		return arena_printf(a, "the list's other name %s %s", n->first, n->last);
	case LISTED_NAMED:
		return arena_printf(a, "%s %s in the name of a business", n->first, n->last);
	case LISTED_PERSON:
	case LISTED_BUSINESS:
		break;
	}
	return NULL;
}

const char *const *
screen_reasons(const struct screened *who, const struct screen_hit *hit, struct arena *a)
{
	const char **words = arena_array(a, PERSON_REASONS + LEN(seen_words) + 4, sizeof(*words));
	size_t count = 0;

	if (hit->reasons & SEEN_NPI)
		words[count++] = arena_printf(a, "same NPI %s", who->npi);
	if (!who->is_business && !(hit->reasons & SEEN_OTHER_NAME)) {
		const char *which = name_words(who, hit, a);
		if (which != NULL)
			words[count++] = which;
		for (unsigned i = 0; i < PERSON_REASONS; i++)
			if (hit->likeness & 1u << i)
				words[count++] = person_reason_name(i);
	}
	for (size_t i = 0; i < LEN(seen_words); i++)
		if (hit->reasons & seen_words[i].seen)
			words[count++] = seen_words[i].words;
	return words;
}
