#include <ushell/real.h>

double cosh(double x)
{
	struct __scaled s, t;
	struct __pair d;
	double a = fabs(x), down;

	if (!(a < 711))
		return a - a == 0 ? HUGE_VAL : a;
	s = __exp_scaled(a, 0);
	if (a > 25)
		return __scale(s.hi + s.lo, s.e - 1);
	t = __exp_scaled(-a, 0);
	down = __two_to(t.e - s.e);
	d = __sum(s.hi, t.hi * down);
	return (d.hi + (d.lo + (s.lo + t.lo * down))) * __two_to(s.e - 1);
}

float coshf(float x) { return cosh(x); }
long double coshl(long double x) { return cosh(x); }
