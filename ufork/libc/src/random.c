#include <stdlib.h>

/* Marsaglia's xorshift with a product at the end (Vigna). */
static unsigned long state = 1;

void srandom(unsigned seed)
{
	state = (seed + 1ul) * 0x9e3779b97f4a7c15ul;
}

long random(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (long)(state * 2685821657736338717ul >> 33);
}
