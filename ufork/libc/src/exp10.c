#include <ushell/real.h>

double exp10(double x)
{
	struct __scaled s;
	struct __pair p;

	if (!(x < 308.3))
		return x != x ? x : HUGE_VAL;
	if (x < -323.7)
		return 0;
	p = __product(x, 0x1.26bb1bbb55516p1); /* log 10 */
	s = __exp_scaled(p.hi, p.lo - x * 0x1.f48ad494ea3e9p-53);
	return __scale(s.hi + s.lo, s.e);
}

float exp10f(float x) { return exp10(x); }
long double exp10l(long double x) { return exp10(x); }
