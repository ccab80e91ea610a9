#include <ushell/real.h>

double hypot(double x, double y)
{
	double a = fabs(x), b = fabs(y), scale = 1, h, t;
	struct __pair p, q, s;

	if (isinf(a) || isinf(b))
		return HUGE_VAL;
	if (a != a || b != b)
		return x + y;
	if (a < b) {
		t = a;
		a = b;
		b = t;
	}
	if (b <= a * 0x1p-54)
		return a + b;
	if (a > 0x1p500) {
		scale = 0x1p600;
	} else if (b < 0x1p-450) {
		scale = 0x1p-600;
	}
	a /= scale;
	b /= scale;
	p = __product(a, a);
	q = __product(b, b);
	s = __fast_sum(p.hi, q.hi);
	s.lo += p.lo + q.lo;
	h = sqrt(s.hi);
	/* One step of Newton's from the exact error of the root. */
	p = __product(h, h);
	h += (s.hi - p.hi - p.lo + s.lo) / (2 * h);
	return h * scale;
}

float hypotf(float x, float y) { return hypot(x, y); }
long double hypotl(long double x, long double y) { return hypot(x, y); }
