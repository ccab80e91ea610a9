#include <ushell/real.h>

double cos(double x)
{
	struct __angle a;
	double r;

	if (!(fabs(x) <= 0x1.fffffffffffffp1023))
		return x - x;
	a = __reduce(x);
	r = a.quarter & 1 ? __sin_small(a.hi, a.lo) : __cos_small(a.hi, a.lo);
	return (a.quarter + 1) & 2 ? -r : r;
}

float cosf(float x) { return cos(x); }
long double cosl(long double x) { return cos(x); }
