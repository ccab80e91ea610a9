#include <ushell/real.h>

/* 0: y is no integer, 1: odd, 2: even. */
static int parity(double y)
{
	double a = fabs(y);

	if (a >= 0x1p53)
		return 2;
	if (a != (double)(long)a)
		return 0;
	return (long)a & 1 ? 1 : 2;
}

/* x to the power of y where x or y is zero, infinite or not a number. */
static double special(double x, double y, int whole)
{
	if (x != x || y != y)
		return x + y;
	if (isinf(y)) {
		double a = fabs(x);
		if (a == 1)
			return 1;
		return (a > 1) == (y > 0) ? HUGE_VAL : 0;
	}
	/* x is zero or infinite. */
	double r = (x == 0) == (y > 0) ? 0 : HUGE_VAL;
	return signbit(x) && whole == 1 ? -r : r;
}

double pow(double x, double y)
{
	struct __pair l, p;
	struct __scaled s;
	double sign = 1;
	int whole;

	if (y == 0 || x == 1)
		return 1;
	whole = parity(y);
	if (!(fabs(x) <= 0x1.fffffffffffffp1023) || !(fabs(y) <= 0x1.fffffffffffffp1023) || x == 0)
		return special(x, y, whole);
	if (x < 0) {
		if (!whole)
			return NAN;
		if (whole == 1)
			sign = -1;
		x = -x;
	}
	l = __log_pair(x);
	p = __product(y, l.hi);
	if (p.hi > 710 || p.hi < -746)
		return sign * (p.hi > 0 ? HUGE_VAL : 0);
	s = __exp_scaled(p.hi, p.lo + y * l.lo);
	return sign * __scale(s.hi + s.lo, s.e);
}

float powf(float x, float y) { return pow(x, y); }
long double powl(long double x, long double y) { return pow(x, y); }
