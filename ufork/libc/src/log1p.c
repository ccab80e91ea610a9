#include <ushell/real.h>

double log1p(double x)
{
	struct __pair u, p;

	if (!(x > -1))
		return x == -1 ? -HUGE_VAL : x < -1 ? NAN : x;
	if (fabs(x) < 0x1p-54 || x > 0x1.fffffffffffffp1023)
		return x;
	u = __sum(1, x);
	if (u.lo == 0 || u.hi > 0x1p60) {
		p = __log_pair(u.hi);
		return p.hi + p.lo;
	}
	/* log(u.hi + u.lo) is log(u.hi) + v - v^2/2, v = u.lo / u.hi < 2^-52 */
	p = __log_pair(u.hi);
	p = __sum(p.hi, p.lo + u.lo / u.hi);
	if (fabs(x) > 0x1p-20)
		return p.hi + p.lo;
	/* Here log(u.hi) has no more digits than u.hi - 1. */
	return x - x * x * (0.5 - x * (1.0 / 3 - x * 0.25));
}

float log1pf(float x) { return log1p(x); }
long double log1pl(long double x) { return log1p(x); }
