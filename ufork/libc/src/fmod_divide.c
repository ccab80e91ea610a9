/* Remainders, by long division of the significands. */
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
double __divide(double x, double y, unsigned *q)
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
