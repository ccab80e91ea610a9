#include <ushell/real.h>

double cbrt(double x)
{
	double a, t, r;
	struct __pair square, cube;
	int e;

	if (x == 0 || x - x != 0)
		return x;
	/* a is between 1/2 and 4, the exponent a multiple of 3. */
	a = frexp(fabs(x), &e);
	while (e % 3) {
		a *= 2;
		e--;
	}
	t = 0.6 + a * (0.45 - a * 0.05); /* 4 bits */
	/* Halley's iteration triples the number of bits. */
	for (int i = 0; i < 3; i++) {
		r = t * t * t;
		t = t * (r + 2 * a) / (2 * r + a);
	}
	/* The last step of Newton's, from the exact error. */
	square = __product(t, t);
	cube = __product(square.hi, t);
	r = a - cube.hi - cube.lo - square.lo * t;
	t += r / (3 * square.hi);
	return copysign(t * __two_to(e / 3), x);
}

float cbrtf(float x) { return cbrt(x); }
long double cbrtl(long double x) { return cbrt(x); }
