#include <ushell/real.h>

double log(double x)
{
	struct __pair p;

	if (!(x > 0))
		return x == 0 ? -HUGE_VAL : x < 0 ? NAN : x;
	if (x > 0x1.fffffffffffffp1023)
		return x;
	p = __log_pair(x);
	return p.hi + p.lo;
}

float logf(float x) { return log(x); }
long double logl(long double x) { return log(x); }
