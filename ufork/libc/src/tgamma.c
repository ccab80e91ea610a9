#include <ushell/real.h>

double tgamma(double x)
{
	static const struct __pair pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
	struct __scaled s;
	struct __pair p;
	double a = -x;

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
	if (a > 184)
		return fmod(floor(a), 2) ? 0.0 : -0.0;
	/* gamma(-a) is -pi/(a sin(pi a) gamma(a)). */
	s = __gamma_scaled(a);
	p = __pair_product((struct __pair){s.hi, s.lo}, __product(a, __sin_pi(a)));
	return __scale(-pi.hi / p.hi * (1 + (pi.lo / pi.hi - p.lo / p.hi)), -s.e);
}

float tgammaf(float x) { return tgamma(x); }
long double tgammal(long double x) { return tgamma(x); }
