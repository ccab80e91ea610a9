#include <ushell/real.h>

double sin(double x)
{
	struct __angle a;
	double r;

	if (!(fabs(x) <= 0x1.fffffffffffffp1023))
		return x - x;
	if (fabs(x) < 0x1p-27)
		return x;
	a = __reduce(x);
	r = a.quarter & 1 ? __cos_small(a.hi, a.lo) : __sin_small(a.hi, a.lo);
	return a.quarter & 2 ? -r : r;
}

float sinf(float x) { return sin(x); }
long double sinl(long double x) { return sin(x); }
