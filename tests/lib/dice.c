/* dice: see dice.h. */
#include "lib/dice.h"

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = (d->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

int
dice(struct dice *d, int sides)
{
	return (int)(dice_next(d) % (uint64_t)sides);
}

bool
chance(struct dice *d, int percent)
{
	return dice(d, 100) < percent;
}
