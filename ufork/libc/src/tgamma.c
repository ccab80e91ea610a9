#include <ushell/real.h>

double tgamma(double x)
{
	struct __scaled s;
	double a = -x, r;

	if (x != x || x > 171.7)
		return x != x ? x : HUGE_VAL;
	if (fabs(x) < 0x1p-54)
		return 1 / x;
	if (x > 0) {
		s = __gamma_scaled(x);
		return __scale(s.hi + s.lo, s.e);
	}
	if (a == floor(a))
		return NAN;
	r = 0;
	if (a < 184) {
		s = __gamma_below(a);
		r = __scale(s.hi + s.lo, s.e);
	}
	return fmod(floor(a), 2) ? r : -r;
}

float tgammaf(float x) { return tgamma(x); }
long double tgammal(long double x) { return tgamma(x); }
