#include <ushell/asin.h>

double asin(double x)
{
	static const double half_pi = 0x1.921fb54442d18p0, half_pi_lo = 0x1.1a62633145c07p-54;
	double a = fabs(x), z, s, head, tail, r;

	if (!(a < 1))
		return a == 1 ? copysign(half_pi, x) : a != a ? x : NAN;
	if (a <= 0.5)
		return a < 0x1p-27 ? x : x + x * x * x * __asin_series(x * x);
	/* pi/2 - 2 asin(s), s^2 = (1 - a)/2; s is head and a tail that sqrt lost */
	z = (1 - a) * 0.5;
	s = sqrt(z);
	head = (double)(float)s;
	tail = (z - head * head) / (s + head);
	r = half_pi - 2 * head;
	r += (half_pi - r - 2 * head) + (half_pi_lo - 2 * (tail + s * z * __asin_series(z)));
	return copysign(r, x);
}

float asinf(float x) { return asin(x); }
long double asinl(long double x) { return asin(x); }
