#include <ushell/real.h>

double log2(double x)
{
	struct __pair p;
	int e;

	if (!(x > 0))
		return x == 0 ? -HUGE_VAL : x < 0 ? NAN : x;
	if (x > 0x1.fffffffffffffp1023)
		return x;
	if (frexp(x, &e) == 0.5)
		return e - 1;
	p = __pair_product(__log_pair(x), (struct __pair){0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56});
	return p.hi + p.lo;
}

float log2f(float x) { return log2(x); }
long double log2l(long double x) { return log2(x); }
