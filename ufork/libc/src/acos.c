#include <ushell/asin.h>

double acos(double x)
{
	static const double pi = 0x1.921fb54442d18p1, half_pi = 0x1.921fb54442d18p0, half_pi_lo = 0x1.1a62633145c07p-54;
	double a = fabs(x), z, s, head, tail;
	struct __pair p;

	if (!(a < 1))
		return a == 1 ? (x > 0 ? 0 : pi) : a != a ? x : NAN;
	if (a <= 0.5) {
		p = __fast_sum(half_pi, -x);
		return p.hi + (p.lo + (half_pi_lo - x * x * x * __asin_series(x * x)));
	}
	/* 2 asin(s), s^2 = (1 - a)/2; from pi for a negative x */
	z = (1 - a) * 0.5;
	s = sqrt(z);
	head = (double)(float)s;
	tail = (z - head * head) / (s + head) + s * z * __asin_series(z);
	if (x > 0)
		return 2 * (head + tail);
	p = __fast_sum(pi, -2 * head);
	return p.hi + (p.lo + 2 * (half_pi_lo - tail));
}

float acosf(float x) { return acos(x); }
long double acosl(long double x) { return acos(x); }
