/* The gamma function by Stirling's series, which is accurate from 14 on; a
 * smaller x is brought there by gamma(x) = gamma(x + n)/(x (x + 1) ... ). All
 * of it is done in pairs, as the logarithm is up to 710 and its error becomes
 * a relative one. */
#include <ushell/real.h>

/* log gamma(y) for y >= 14, of which y.lo is a rounding error. */
static struct __pair stirling(struct __pair y)
{
	static const struct __pair half_log_2pi = {0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};
	double r = 1 / y.hi, z = r * r;
	struct __pair l = __log_pair(y.hi), p, s;

	l = __fast_sum(l.hi, l.lo + y.lo / y.hi);
	p = __sum(y.hi, -0.5);
	p.lo += y.lo;
	p = __pair_product(l, p);
	s = __sum(p.hi, -y.hi);
	s.lo += p.lo - y.lo;
	p = __sum(s.hi, half_log_2pi.hi);
	p.lo += s.lo + half_log_2pi.lo;
	s = __sum(p.hi, r * (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360 - z * (1.0 / 156))))))));
	return __fast_sum(s.hi, s.lo + p.lo);
}

/* The product x (x + 1) ... and, in *y, the first factor that is not in it. */
static struct __pair rising(double x, struct __pair *y)
{
	struct __pair p = {1, 0}, next = {x, 0};

	while (next.hi < 14) {
		double lo = next.lo;
		p = __pair_product(p, next);
		next = __sum(next.hi, 1);
		next.lo += lo;
	}
	*y = next;
	return p;
}

struct __scaled __gamma_scaled(double x)
{
	struct __pair y, p = rising(x, &y), l = stirling(y);
	struct __scaled s = __exp_scaled(l.hi, l.lo);
	double q = s.hi / p.hi;
	struct __pair back = __product(q, p.hi);

	s.lo = (s.hi - back.hi - back.lo + s.lo - q * p.lo) / p.hi;
	s.hi = q;
	return s;
}

struct __pair __log_gamma(double x)
{
	struct __pair y, p = rising(x, &y), l = stirling(y), m, s;

	if (p.hi == 1)
		return l;
	m = __log_pair(p.hi);
	m.lo += p.lo / p.hi;
	s = __sum(l.hi, -m.hi);
	return __fast_sum(s.hi, s.lo + (l.lo - m.lo));
}
