#include <ushell/real.h>

double atan2(double y, double x)
{
	static const double pi = 0x1.921fb54442d18p1, pi_lo = 0x1.1a62633145c07p-53;
	double a = fabs(x), b = fabs(y), r;

	if (x != x || y != y)
		return x + y;
	if (b == 0)
		return signbit(x) ? copysign(pi, y) : y;
	if (isinf(a) && isinf(b))
		r = signbit(x) ? 0.75 * pi : 0.25 * pi;
	else if (a == 0 || isinf(b))
		r = 0.5 * pi;
	else if (isinf(a))
		r = signbit(x) ? pi : 0;
	else {
		/* The quotient may leave the range; then only the quadrant counts. */
		int apart = (int)(__bits(b) >> 52) - (int)(__bits(a) >> 52);
		if (apart > 64)
			r = 0.5 * pi;
		else if (signbit(x) && apart < -64)
			r = pi;
		else {
			r = atan(b / a);
			if (signbit(x))
				r = pi - (r - pi_lo);
		}
	}
	return copysign(r, y);
}

float atan2f(float y, float x) { return atan2(y, x); }
long double atan2l(long double y, long double x) { return atan2(y, x); }
