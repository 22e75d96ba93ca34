/*
 * duplicate: points for what two records have in common.  A name alone is common enough that it
 * reaches the list and no further; a number that one person has is almost proof; two different birth
 * days take a name off the list.  The NPIs differ in any case (they are the key), but a mistyped one
 * is near the right one.
 */
#include "core/duplicate.h"

#include <string.h>

#include "base/day.h"
#include "base/str.h"
#include "base/banned.h"

#define NAME_POINTS	60	/* of a name letter for letter */
#define BIRTH_POINTS	30
#define OTHER_BIRTH	(-45)
#define NUMBER_POINTS	45
#define EMAIL_POINTS	15
#define NEAR_NPI_POINTS	15
#define OTHER_CAQH	(-20)
#define NEAR_NPI_DIGITS	2
#define REASONS_MAX	(PERSON_REASONS + 8)

struct judging {
	struct arena	 *a;
	struct duplicate *d;
	int		  score;
};

static void
because(struct judging *j, int points, const char *words)
{
	j->score += points;
	j->d->reason[j->d->reasons++] = words;
}

static bool
same_text(const char *x, const char *y)
{
	return x != NULL && y != NULL && x[0] != '\0' && text_equal_nocase(x, y);
}

static bool
both_known(const char *x, const char *y)
{
	return x != NULL && y != NULL && x[0] != '\0' && y[0] != '\0';
}

static bool
near_npi(const char *x, const char *y)
{
	int other = 0;

	for (size_t i = 0; x[i] != '\0' && y[i] != '\0'; i++)
		other += x[i] != y[i];
	return strlen(x) == strlen(y) && other <= NEAR_NPI_DIGITS;
}

static void
judge_name(struct judging *j, const struct duplicate_facts *x, const struct duplicate_facts *y)
{
	struct person_likeness like = person_name_compare(&x->name, &y->name);

	j->score += like.score * NAME_POINTS / 100;
	for (unsigned i = 0; i < PERSON_REASONS; i++)
		if (like.reasons & (1u << i))
			because(j, 0, person_reason_name(i));
	if (like.score > 0 && j->d->reasons == 0)
		because(j, 0, "same first and last name");
}

void
duplicate_judge(const struct duplicate_facts *x, const struct duplicate_facts *y,
    const char *shared, struct arena *a, struct duplicate *ret_duplicate)
{
	struct duplicate d = { .reason = arena_array(a, REASONS_MAX, sizeof(*d.reason)) };
	struct judging j = { a, &d, 0 };
	bool birth_known = x->birth_day != DAY_NONE && y->birth_day != DAY_NONE;

	if (same_text(x->caqh_id, y->caqh_id))
		because(&j, NUMBER_POINTS, "same CAQH number");
	if (same_text(x->dea_number, y->dea_number))
		because(&j, NUMBER_POINTS, "same DEA number");
	if (shared != NULL)
		because(&j, NUMBER_POINTS, arena_printf(a, "same %s", shared));
	judge_name(&j, x, y);
	if (birth_known && x->birth_day == y->birth_day)
		because(&j, BIRTH_POINTS, "same birth date");
	if (same_text(x->email, y->email))
		because(&j, EMAIL_POINTS, "same email");
	if (near_npi(x->npi, y->npi))
		because(&j, NEAR_NPI_POINTS, "NPIs differ in two digits");
	if (birth_known && x->birth_day != y->birth_day)
		because(&j, OTHER_BIRTH, "other birth date");
	if (both_known(x->caqh_id, y->caqh_id) && !same_text(x->caqh_id, y->caqh_id))
		because(&j, OTHER_CAQH, "other CAQH number");
	d.score = j.score < 0 ? 0 : j.score > 100 ? 100 : j.score;
	*ret_duplicate = d;
}
