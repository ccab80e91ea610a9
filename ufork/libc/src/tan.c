#include <ushell/real.h>

double tan(double x)
{
	struct __angle a;
	struct __pair s, c, p;
	double q;

	if (!(fabs(x) <= 0x1.fffffffffffffp1023))
		return x - x;
	if (fabs(x) < 0x1p-27)
		return x;
	a = __reduce(x);
	s = __sin_pair(a.hi, a.lo);
	c = __cos_pair(a.hi, a.lo);
	s = __fast_sum(s.hi, s.lo);
	c = __fast_sum(c.hi, c.lo);
	if (a.quarter & 1) {
		p = s;
		s = (struct __pair){-c.hi, -c.lo};
		c = p;
	}
	q = s.hi / c.hi;
	p = __product(q, c.hi);
	return q + (s.hi - p.hi - p.lo + s.lo - q * c.lo) / c.hi;
}

float tanf(float x) { return tan(x); }
long double tanl(long double x) { return tan(x); }
