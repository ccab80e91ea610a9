/* The congruence modulo 2^48 that POSIX prescribes. */
#include <stdlib.h>

static unsigned long x48 = 0x1234abcd330eul;

static unsigned long next(void)
{
	return x48 = (x48 * 0x5deece66dul + 0xb) & 0xfffffffffffful;
}

void srand48(long seed) { x48 = (unsigned long)(unsigned)seed << 16 | 0x330e; }
double drand48(void) { return (double)next() / 281474976710656.0; }
long lrand48(void) { return (long)(next() >> 17); }
long mrand48(void) { return (int)(next() >> 16); }
