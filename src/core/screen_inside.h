/* screen_inside: what the index and the judge share.  Nobody outside this room includes it. */
#ifndef CORE_SCREEN_INSIDE_H
#define CORE_SCREEN_INSIDE_H

#include "core/screen.h"

/* A day as the eight digits of YYYYMMDD, four bits each; 0: not known. */
uint32_t screen_birth_digits(int32_t day);

enum screen_birth { BIRTH_SAME, BIRTH_NEAR, BIRTH_UNKNOWN, BIRTH_OTHER };

/*
 * NEAR: one digit is another, two stand in each other's place, or month and day do: a typing mistake.
 * Here, because the index asks this of far more rows than come to the judge.
 */
static inline enum screen_birth
screen_birth_compare(uint32_t a, uint32_t b)
{
	uint32_t differs = a ^ b;

	if (a == 0 || b == 0)
		return BIRTH_UNKNOWN;
	if (differs == 0)
		return BIRTH_SAME;
	if (differs >> 16 != 0 && (differs & 0xffff) != 0)
		return BIRTH_OTHER;
	if (differs >> 16 == 0 && (a & 0xff) == (b >> 8 & 0xff) && (b & 0xff) == (a >> 8 & 0xff))
		return BIRTH_NEAR;
	/* The lowest digit that differs, and what is left without it. */
	int first = __builtin_ctz(differs) & ~3;
	uint32_t rest = differs & ~((uint32_t)0xf << first);
	if (rest == 0)
		return BIRTH_NEAR;
	int second = __builtin_ctz(rest) & ~3;
	if ((rest & ~((uint32_t)0xf << second)) != 0)
		return BIRTH_OTHER;
	return (a >> first & 0xf) == (b >> second & 0xf) && (a >> second & 0xf) == (b >> first & 0xf) ?
	    BIRTH_NEAR : BIRTH_OTHER;
}

/* As screen_judge(), with what is known of the births. */
bool	screen_judge_born(const struct screened *who, const struct listed *listed,
	    enum screen_birth birth, struct screen_hit *ret_hit);

#endif
