#include <ushell/real.h>

/* (tanh(x) - x)/x^3 for x^2 <= 0.09, interpolated at Chebyshev's points. */
static const double series[] = {
	-0x1.5555555555555p-2, 0x1.1111111111111p-3, -0x1.ba1ba1ba1b91bp-5, 0x1.664f4882af376p-6,
	-0x1.226e355453732p-7, 0x1.d6d3ca4f169dfp-9, -0x1.7da216576ae6fp-10, 0x1.352ef4cdf5c59p-11,
	-0x1.ef4eb8045bbd8p-13, 0x1.538dcdf0fb8e1p-14,
};

double tanh(double x)
{
	double a = fabs(x), z = x * x, q;
	struct __scaled s;
	struct __pair d, back, r;

	if (a < 0.3)
		return a < 0x1p-27 ? x : x + x * z * __polynomial(series, sizeof series / sizeof series[0], z);
	if (a != a)
		return x;
	if (a > 22)
		return copysign(1, x);
	/* 1 - 2/(e^2a + 1), both terms divided by 2^e */
	s = __exp_scaled(2 * a, 0);
	d = __sum(s.hi, __two_to(-s.e));
	d = __fast_sum(d.hi, d.lo + s.lo);
	q = __two_to(1 - s.e) / d.hi;
	back = __product(q, d.hi);
	r = __fast_sum(1, -q);
	return copysign(r.hi + (r.lo - (__two_to(1 - s.e) - back.hi - back.lo - q * d.lo) / d.hi), x);
}

float tanhf(float x) { return tanh(x); }
long double tanhl(long double x) { return tanh(x); }
