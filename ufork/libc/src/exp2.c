#include <ushell/real.h>

double exp2(double x)
{
	struct __scaled s;
	struct __pair p;
	double whole;

	if (!(x < 1024))
		return x != x ? x : HUGE_VAL;
	if (x < -1075)
		return 0;
	whole = nearbyint(x);
	p = __product(x - whole, 0x1.62e42fefa39efp-1); /* log 2 */
	s = __exp_scaled(p.hi, p.lo + (x - whole) * 0x1.abc9e3b39803fp-56);
	return __scale(s.hi + s.lo, s.e + (int)whole);
}

float exp2f(float x) { return exp2(x); }
long double exp2l(long double x) { return exp2(x); }
