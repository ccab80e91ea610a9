#include <ushell/real.h>

double acosh(double x)
{
	double t = x - 1;

	if (!(x >= 1))
		return x != x ? x : NAN;
	if (x > 0x1p28)
		return log(x) + 0x1.62e42fefa39efp-1;
	return log1p(t + sqrt(t * (t + 2)));
}

float acoshf(float x) { return acosh(x); }
long double acoshl(long double x) { return acosh(x); }
