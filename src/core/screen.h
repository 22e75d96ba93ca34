/*
 * screen: people and firms held against lists of excluded parties.  Pure: lists and people come as
 * values.  A match is a question to a person, never an answer.
 *
 * The ladder (domain.md, section 7):
 *	1  the same valid NPI
 *	2  the same last and first name and the same birth
 *	3  the same last and first name; what else is known does not speak against it
 *	4  other names, near names, halves of double names, names of businesses
 * Names are the same when they are after folding: accents, hyphens, apostrophes, suffixes and letter
 * case do not matter, a nickname stands for its name, and what a list cuts off is not missed.
 * Somebody whose birth is known and clearly another is another person, unless the NPI is the same.
 */
#ifndef CORE_SCREEN_H
#define CORE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/day.h"
#include "core/person_name.h"

#define SCREEN_CUT_MIN	12	/* letters of a business name; a shorter beginning proves nothing */

enum listed_kind {
	LISTED_PERSON	= 'p',
	LISTED_ALIAS	= 'a',	/* also known as */
	LISTED_NAMED	= 'n',	/* a person in the name of a business: "Ada Larkspur MD PC" */
	LISTED_BUSINESS	= 'b'	/* folded by screen_fold_business(), as the last name */
};

struct listed_name {
	enum listed_kind	kind;
	struct person_folded	name;
	bool			is_cut;	/* the list has no room for more of the last name */
};

/* One row of a list. */
struct listed {
	int64_t			 entry_id;
	size_t			 list;		/* which one, as the caller counts */
	const char		*npis;		/* valid ones, parted by blanks; "": none */
	int32_t			 birth_day;	/* DAY_NONE: not known */
	const char		*state;		/* "": not known */
	const struct listed_name *name;
	size_t			 names;
};

/* Somebody who is screened: the first name is the present one. */
struct screened_name {
	struct person_folded	 name;
	const char		*kind;		/* of others: "former", "alias" ... */
};
struct screened {
	const struct screened_name *name;	/* of a business: its folded name as last name */
	size_t			 names;
	bool			 is_business;
	const char		*npi;		/* NULL or "": none */
	int32_t			 birth_day;
	const char		*state;
};

struct screen_hit {
	const struct listed	*listed;
	int			 rank;		/* 1 to 4 */
	int			 score;		/* 0 to 100, for sorting what a person then looks at */
	unsigned		 reasons, likeness;	/* see screen_reasons() */
	size_t			 ours, theirs;	/* which names */
};

/* Holds one against one.  False: no match, *ret_hit untouched. */
bool	screen_judge(const struct screened *who, const struct listed *listed,
	    struct screen_hit *ret_hit);

/* Why, in words for people, NULL-ended, in "a". */
const char *const *screen_reasons(const struct screened *who, const struct screen_hit *hit,
	    struct arena *a);

/*
 * An index over all rows: a look-up costs what is alike, not what is listed.  Rows live as long as
 * it; hits come in a fixed order, best first.
 */
struct screen_index;
struct screen_index *screen_index_new(const struct listed *listed, size_t count);
void	screen_index_free(struct screen_index *index);		/* NULL is well */
void	screen_index_find(struct screen_index *index, const struct screened *who, struct arena *a,
	    struct screen_hit **ret_hits, size_t *ret_count);

/* How many pairs were held against each other so far, for measurements. */
int64_t	screen_index_judged(const struct screen_index *index);

/* The name of a business for comparing: letters and digits, without "Inc", "LLC" and the like. */
const char *screen_fold_business(const char *name, struct arena *a);

/* "Ada M. Larkspur, M.D., P.C." names a person.  False: it does not. */
bool	screen_person_in_business(const char *name, struct arena *a, struct person_folded *ret_name);

/* Words that no person is called: "Pharmacy", "LLC". */
bool	screen_is_business(const char *name);

#endif
