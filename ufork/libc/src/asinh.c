#include <ushell/real.h>

double asinh(double x)
{
	double a = fabs(x), r;

	if (!(a > 0x1p-28) || a > 0x1.fffffffffffffp1023)
		return x;
	if (a > 0x1p28)
		r = log(a) + 0x1.62e42fefa39efp-1;
	else
		r = log1p(a + a * a / (1 + sqrt(1 + a * a)));
	return copysign(r, x);
}

float asinhf(float x) { return asinh(x); }
long double asinhl(long double x) { return asinh(x); }
