#include <ushell/real.h>

/* e^x - 1 for |x| <= 1/4, by its series. */
static double small(double x)
{
	double p = 1.0 / 479001600;

	for (int n = 11; n >= 3; n--) {
		static const double inverse[] = {1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
			1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800};
		p = inverse[n - 3] + x * p;
	}
	return x + x * x * (0.5 + x * p);
}

double expm1(double x)
{
	struct __scaled s;
	struct __pair d;
	double one;

	if (!(x < 709.79))
		return x != x ? x : HUGE_VAL;
	if (x < -40)
		return -1;
	if (fabs(x) <= 0.25)
		return fabs(x) < 0x1p-54 ? x : small(x);
	s = __exp_scaled(x, 0);
	if (s.e > 1000)
		return __scale(s.hi + s.lo, s.e);
	one = __two_to(-s.e < -1022 ? -1022 : -s.e);
	d = s.e < 0 ? __sum(-one, s.hi) : __sum(s.hi, -one);
	return (d.hi + (d.lo + s.lo)) * __two_to(s.e);
}

float expm1f(float x) { return expm1(x); }
long double expm1l(long double x) { return expm1(x); }
