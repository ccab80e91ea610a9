#include <stdlib.h>

/* All its state is the seed: a step of a Weyl sequence, then a mixture of its
 * bits. */
int rand_r(unsigned *seed)
{
	unsigned x = *seed += 0x9e3779b9u;

	x = (x ^ x >> 16) * 0x85ebca6bu;
	x = (x ^ x >> 13) * 0xc2b2ae35u;
	return (int)((x ^ x >> 16) >> 1);
}
