#include <ushell/real.h>

double atanh(double x)
{
	double a = fabs(x), r;

	if (!(a < 1))
		return a == 1 ? copysign(HUGE_VAL, x) : a != a ? x : NAN;
	if (a < 0x1p-28)
		return x;
	r = a < 0.5 ? 0.5 * log1p(2 * a + 2 * a * a / (1 - a)) : 0.5 * log1p(2 * a / (1 - a));
	return copysign(r, x);
}

float atanhf(float x) { return atanh(x); }
long double atanhl(long double x) { return atanh(x); }
