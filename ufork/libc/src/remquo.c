#include <limits.h>
#include <ushell/real.h>

/* x minus the nearest multiple of y, the even one when there are two. */
double remquo(double x, double y, int *quotient)
{
	double a, half, r;
	unsigned q = 0;

	*quotient = 0;
	if (x != x || y != y || isinf(x) || y == 0)
		return x != x ? x : y != y ? y : NAN;
	if (isinf(y))
		return x;
	a = fabs(y);
	r = __divide(x, y, &q);
	half = a - r; /* exact when it matters: r is more than a/4 */
	if (r > half || (r == half && q & 1)) {
		r -= a;
		q++;
	}
	q &= INT_MAX;
	*quotient = signbit(x) != signbit(y) ? -(int)q : (int)q;
	return signbit(x) ? -r : r;
}

float remquof(float x, float y, int *q) { return remquo(x, y, q); }
long double remquol(long double x, long double y, int *q) { return remquo(x, y, q); }
