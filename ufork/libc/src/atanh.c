#include <ushell/real.h>

/* (log(1 + a) - log(1 - a))/2 */
double atanh(double x)
{
	double a = fabs(x);
	struct __pair p, q, d;

	if (!(a < 1))
		return a == 1 ? copysign(HUGE_VAL, x) : a != a ? x : NAN;
	if (a < 0x1p-28)
		return x;
	p = __log_of(__sum(1, a));
	q = __log_of(__sum(1, -a));
	d = __sum(p.hi, -q.hi);
	return copysign(0.5 * (d.hi + (d.lo + (p.lo - q.lo))), x);
}

float atanhf(float x) { return atanh(x); }
long double atanhl(long double x) { return atanh(x); }
