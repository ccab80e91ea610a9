#include <ushell/real.h>

double fmod(double x, double y)
{
	unsigned q;

	if (x != x || y != y || isinf(x) || y == 0)
		return x != x ? x : y != y ? y : NAN;
	if (isinf(y))
		return x;
	return copysign(__divide(x, y, &q), x);
}

float fmodf(float x, float y) { return fmod(x, y); }
long double fmodl(long double x, long double y) { return fmod(x, y); }
