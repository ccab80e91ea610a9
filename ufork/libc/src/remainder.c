#include <math.h>

double remainder(double x, double y)
{
	int q;
	return remquo(x, y, &q);
}

float remainderf(float x, float y) { return remainder(x, y); }
long double remainderl(long double x, long double y) { return remainder(x, y); }
