/* Numbers of the system's generator, whose seed is given to the system: the
 * same run gives the same numbers. */
#include <stdlib.h>
#include <ushell/sys.h>

void arc4random_buf(void *s, size_t n)
{
	char *p = s;

	while (n > 0) {
		size_t part = n < 256 ? n : 256;
		if (__sys_getrandom(p, part, 0) < 0)
			abort();
		p += part;
		n -= part;
	}
}

unsigned arc4random(void)
{
	unsigned x;

	arc4random_buf(&x, sizeof x);
	return x;
}

/* Every number below the limit equally likely: what would make the low ones
 * likelier is thrown again. */
unsigned arc4random_uniform(unsigned below)
{
	unsigned x, least;

	if (below < 2)
		return 0;
	least = -below % below;
	do
		x = arc4random();
	while (x < least);
	return x % below;
}
