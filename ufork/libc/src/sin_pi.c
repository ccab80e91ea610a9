#include <ushell/real.h>

struct __pair __sin_pi(double x)
{
	static const struct __pair pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
	double whole = nearbyint(x), r = x - whole, a = fabs(r);
	struct __pair s, p = __product(a > 0.25 ? 0.5 - a : a, pi.hi);

	p.lo += (a > 0.25 ? 0.5 - a : a) * pi.lo;
	s = a > 0.25 ? __cos_pair(p.hi, p.lo) : __sin_pair(p.hi, p.lo);
	s = __fast_sum(s.hi, s.lo);
	return (r < 0) != (fmod(whole, 2) != 0) ? (struct __pair){-s.hi, -s.lo} : s;
}
