#include <ushell/real.h>

/* log(a + sqrt(a^2 + 1)), all of it in pairs. */
double asinh(double x)
{
	double a = fabs(x), r;
	struct __pair p, s;

	if (!(a > 0x1p-28) || a > 0x1.fffffffffffffp1023)
		return x;
	if (a > 0x1p28) {
		r = log(a) + 0x1.62e42fefa39efp-1;
	} else {
		p = __product(a, a);
		s = __sum(1, p.hi);
		p = __pair_root(__fast_sum(s.hi, s.lo + p.lo));
		s = __sum(p.hi, a);
		s.lo += p.lo;
		p = __log_of(s);
		r = p.hi + p.lo;
	}
	return copysign(r, x);
}

float asinhf(float x) { return asinh(x); }
long double asinhl(long double x) { return asinh(x); }
