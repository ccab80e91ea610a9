#include <math.h>

double logb(double x)
{
	if (x == 0)
		return -HUGE_VAL;
	return x - x != 0 ? x * x : ilogb(x);
}

float logbf(float x) { return logb(x); }
long double logbl(long double x) { return logb(x); }
