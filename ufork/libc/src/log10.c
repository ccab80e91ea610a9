#include <ushell/real.h>

double log10(double x)
{
	struct __pair p;

	if (!(x > 0))
		return x == 0 ? -HUGE_VAL : x < 0 ? NAN : x;
	if (x > 0x1.fffffffffffffp1023)
		return x;
	p = __pair_product(__log_pair(x), (struct __pair){0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57});
	return p.hi + p.lo;
}

float log10f(float x) { return log10(x); }
long double log10l(long double x) { return log10(x); }
