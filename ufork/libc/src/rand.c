#include <stdlib.h>

/* A linear congruence modulo 2^64 with Knuth's factor (MMIX), of which the
 * upper bits are given. */
static unsigned long state = 1;

void srand(unsigned seed)
{
	state = seed;
}

int rand(void)
{
	state = state * 6364136223846793005ul + 1442695040888963407ul;
	return (int)(state >> 33);
}
