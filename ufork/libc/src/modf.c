#include <ushell/real.h>

double modf(double x, double *ip)
{
	*ip = trunc(x);
	return copysign(isinf(x) ? 0 : x - *ip, x);
}

float modff(float x, float *ip)
{
	*ip = truncf(x);
	return copysignf(isinf(x) ? 0 : x - *ip, x);
}

long double modfl(long double x, long double *ip)
{
	double whole, part = modf(x, &whole);

	*ip = whole;
	return part;
}
