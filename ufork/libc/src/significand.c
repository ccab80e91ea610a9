#include <math.h>

double significand(double x)
{
	int e;
	return x - x != 0 ? x : 2 * frexp(x, &e);
}
