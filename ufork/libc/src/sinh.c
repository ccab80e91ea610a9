#include <ushell/real.h>

/* (e^x - e^-x)/2; by its series where that cancels. */
double sinh(double x)
{
	double a = fabs(x), z = x * x, r, down;
	struct __scaled s, t;
	struct __pair d;

	if (!(a < 711))
		return x - x == 0 ? copysign(HUGE_VAL, x) : x;
	if (a < 0.3)
		return x + x * z * (1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 + z * (1.0 / 6227020800))))));
	s = __exp_scaled(a, 0);
	if (a > 25) {
		r = __scale(s.hi + s.lo, s.e - 1);
	} else {
		t = __exp_scaled(-a, 0);
		down = __two_to(t.e - s.e);
		d = __sum(s.hi, -t.hi * down);
		r = (d.hi + (d.lo + (s.lo - t.lo * down))) * __two_to(s.e - 1);
	}
	return copysign(r, x);
}

float sinhf(float x) { return sinh(x); }
long double sinhl(long double x) { return sinh(x); }
