/*
 * person_name: a person's name in one cell, cut into its parts; and names of people held against each
 * other, for duplicates and for exclusion lists.  Pure: which names are compared is the caller's.
 */
#ifndef CORE_PERSON_NAME_H
#define CORE_PERSON_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct person_name {
	const char	*last, *first, *middle;
	const char	*suffix;		/* Jr., III */
	const char	*degree;		/* MD, NP */
};

/* "Ruiz, Ana M., MD", "Ana M. Ruiz Jr. MD", "Dr. Ana de la Cruz".  Absent parts are "".  False when
 * no last name can be told. */
bool	person_name_parse(const char *text, struct arena *a, struct person_name *ret_name);

/* A name that is all capitals, as registries have it, as people write it: "DE LA ROSA-MCKAY" is
 * "De La Rosa-McKay".  Any other comes back as it is. */
const char *person_name_recase(const char *name, struct arena *a);

/* "M.D." and "md" are a degree, "Ruiz" is not. */
bool	person_name_is_degree(const char *word);

/*
 * A name ready for comparing (core/person_compare.c): letters folded, accents, apostrophes, dots and
 * suffixes off, hyphens as blanks.  Texts live in the arena; absent parts are "".
 */
struct person_folded { const char *last, *first, *middle; };
void	person_name_fold(const struct person_name *name, struct arena *a,
	    struct person_folded *ret_folded);

/* Why two names are alike, or a little less. */
enum person_reason {
	PERSON_SAME_NAME	= 1 << 0,	/* last and first name, letter for letter */
	PERSON_NEAR_LAST	= 1 << 1,	/* a letter or two differ or are transposed */
	PERSON_PART_OF_LAST	= 1 << 2,	/* one half of a double name */
	PERSON_CUT_LAST		= 1 << 3,	/* one is the other's beginning: files cut long names */
	PERSON_NEAR_FIRST	= 1 << 4,
	PERSON_NICKNAME		= 1 << 5,	/* Bob for Robert */
	PERSON_INITIAL		= 1 << 6,	/* of one first name the initial alone is known */
	PERSON_NO_FIRST		= 1 << 7,	/* one has no first name */
	PERSON_SWAPPED		= 1 << 8,	/* first and last name stand in each other's place */
	PERSON_MIDDLE_FIRST	= 1 << 9,	/* one goes by the middle name of the other */
	PERSON_OTHER_MIDDLE	= 1 << 10,	/* middle initials differ */
	PERSON_SOUND_LAST	= 1 << 11,	/* spelt otherwise, but sounds so: Meyer and Maier */
	PERSON_SOUND_FIRST	= 1 << 12,
	PERSON_REASONS		= 13
};
struct person_likeness { int score; unsigned reasons; };	/* score 0 to 100; 0: not alike */
struct person_likeness person_name_compare(const struct person_folded *a,
	    const struct person_folded *b);

/* In words: "near last name"; i from 0 to PERSON_REASONS - 1 is the bit 1 << i. */
const char *person_reason_name(unsigned i);

/*
 * Keys for finding candidates by an index instead of comparing all with all: two names that are
 * alike share at least one, but for rare combinations of faults, and for first names whose initials
 * differ or that are unknown.  Returns how many; each is the hash of a sound, a beginning or an end
 * with a first name, and means nothing by itself.  The same on every machine.
 */
#define PERSON_KEYS_MAX	12
size_t	person_name_keys(const struct person_folded *name, uint64_t keys[PERSON_KEYS_MAX]);

#endif
