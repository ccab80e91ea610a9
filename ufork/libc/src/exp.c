#include <ushell/real.h>

double exp(double x)
{
	struct __scaled s;

	if (!(x < 709.79))
		return x != x ? x : HUGE_VAL;
	if (x < -745.2)
		return 0;
	s = __exp_scaled(x, 0);
	return s.e > -1022 && s.e < 1023 ? (s.hi + s.lo) * __two_to(s.e) : __scale(s.hi + s.lo, s.e);
}

float expf(float x) { return exp(x); }
long double expl(long double x) { return exp(x); }
