#include <ushell/real.h>

double nextafter(double x, double y)
{
	uint64_t bits = __bits(x);

	if (x != x || y != y)
		return x + y;
	if (x == y)
		return y;
	if (x == 0)
		return copysign(0x1p-1074, y);
	return __from_bits((x < y) == (x > 0) ? bits + 1 : bits - 1);
}

static float next_float(float x, double y)
{
	union { float f; uint32_t i; } u = {x};

	if (x != x || y != y)
		return x + y;
	if (x == y)
		return y;
	if (x == 0)
		return copysign(0x1p-149, y);
	u.i += (x < y) == (x > 0) ? 1 : -1;
	return u.f;
}

float nextafterf(float x, float y) { return next_float(x, y); }
long double nextafterl(long double x, long double y) { return nextafter(x, y); }
double nexttoward(double x, long double y) { return nextafter(x, y); }
float nexttowardf(float x, long double y) { return next_float(x, y); }
long double nexttowardl(long double x, long double y) { return nextafter(x, y); }
