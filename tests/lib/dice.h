/* dice: numbers that a seed decides (splitmix64), so that what went wrong can be played again. */
#ifndef TEST_DICE_H
#define TEST_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice { uint64_t state; };

uint64_t	dice_next(struct dice *d);
int		dice(struct dice *d, int sides);	/* 0 .. sides - 1 */
bool		chance(struct dice *d, int percent);

#endif
