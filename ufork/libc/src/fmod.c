/* Remainders, by long division of the significands. */
#include <limits.h>
#include <ushell/real.h>

/* The significand of a number above zero, and its exponent in *e. */
static uint64_t significand_of(double x, int *e)
{
	uint64_t bits = __bits(x), m = bits & 0xfffffffffffff;

	*e = bits >> 52 & 0x7ff;
	if (*e)
		return m | (uint64_t)1 << 52;
	*e = 1;
	return m;
}

/* |x| modulo |y|, both finite and y not zero; *q is the quotient's last bits. */
static double divide(double x, double y, unsigned *q)
{
	int ex, ey;
	uint64_t mx = significand_of(fabs(x), &ex), my = significand_of(fabs(y), &ey);

	*q = 0;
	if (fabs(x) < fabs(y))
		return fabs(x);
	*q = mx / my;
	mx %= my;
	while (ex > ey && mx) {
		int step = ex - ey < 11 ? ex - ey : 11; /* 53 bits and 11 are a word */
		mx <<= step;
		*q = *q << step | (unsigned)(mx / my);
		mx %= my;
		ex -= step;
	}
	if (ex > ey)
		*q = ex - ey > 31 ? 0 : *q << (ex - ey);
	return __scale(mx, ey - 1075); /* exact: mx is below 2^53 */
}

double fmod(double x, double y)
{
	unsigned q;

	if (x != x || y != y || isinf(x) || y == 0)
		return x != x ? x : y != y ? y : NAN;
	if (isinf(y))
		return x;
	return copysign(divide(x, y, &q), x);
}

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
	r = divide(x, y, &q);
	half = a - r; /* exact when it matters: r is more than a/4 */
	if (r > half || (r == half && q & 1)) {
		r -= a;
		q++;
	}
	q &= INT_MAX;
	*quotient = signbit(x) != signbit(y) ? -(int)q : (int)q;
	return signbit(x) ? -r : r;
}

double remainder(double x, double y)
{
	int q;
	return remquo(x, y, &q);
}

double drem(double x, double y) { return remainder(x, y); }
float fmodf(float x, float y) { return fmod(x, y); }
long double fmodl(long double x, long double y) { return fmod(x, y); }
float remainderf(float x, float y) { return remainder(x, y); }
long double remainderl(long double x, long double y) { return remainder(x, y); }
float remquof(float x, float y, int *q) { return remquo(x, y, q); }
long double remquol(long double x, long double y, int *q) { return remquo(x, y, q); }
