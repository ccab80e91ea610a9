/* Numbers and their exponents. */
#include <limits.h>
#include <ushell/real.h>

double frexp(double x, int *e)
{
	uint64_t bits = __bits(x);
	int n = bits >> 52 & 0x7ff;

	*e = 0;
	if (x == 0 || n == 0x7ff)
		return x;
	if (!n) {
		x = frexp(x * 0x1p64, e);
		*e -= 64;
		return x;
	}
	*e = n - 1022;
	return __from_bits((bits & 0x800fffffffffffff) | (uint64_t)1022 << 52);
}

int ilogb(double x)
{
	int e;

	if (x == 0)
		return FP_ILOGB0;
	if (x - x != 0)
		return x != x ? FP_ILOGBNAN : INT_MAX;
	frexp(x, &e);
	return e - 1;
}

double logb(double x)
{
	if (x == 0)
		return -HUGE_VAL;
	return x - x != 0 ? x * x : ilogb(x);
}

double significand(double x)
{
	int e;
	return x - x != 0 ? x : 2 * frexp(x, &e);
}

float frexpf(float x, int *e) { return frexp(x, e); }
long double frexpl(long double x, int *e) { return frexp(x, e); }
int ilogbf(float x) { return ilogb(x); }
int ilogbl(long double x) { return ilogb(x); }
float logbf(float x) { return logb(x); }
long double logbl(long double x) { return logb(x); }
