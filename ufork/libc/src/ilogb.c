#include <limits.h>
#include <math.h>

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

int ilogbf(float x) { return ilogb(x); }
int ilogbl(long double x) { return ilogb(x); }
