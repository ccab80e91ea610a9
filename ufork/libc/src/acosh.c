#include <ushell/real.h>

/* log(x + sqrt(x^2 - 1)), all of it in pairs. */
double acosh(double x)
{
	struct __pair p, s;

	if (!(x >= 1))
		return x != x ? x : NAN;
	if (x > 0x1p28)
		return log(x) + 0x1.62e42fefa39efp-1;
	if (x == 1)
		return 0;
	p = __product(x, x);
	s = __sum(p.hi, -1);
	p = __pair_root(__fast_sum(s.hi, s.lo + p.lo));
	s = __sum(x, p.hi);
	s.lo += p.lo;
	p = __log_of(s);
	return p.hi + p.lo;
}

float acoshf(float x) { return acosh(x); }
long double acoshl(long double x) { return acosh(x); }
