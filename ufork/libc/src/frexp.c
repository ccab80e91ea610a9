/* Numbers and their exponents. */
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

float frexpf(float x, int *e) { return frexp(x, e); }
long double frexpl(long double x, int *e) { return frexp(x, e); }
