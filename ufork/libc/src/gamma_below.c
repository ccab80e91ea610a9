#include <ushell/real.h>

/* gamma(-x) is -pi/(x sin(pi x) gamma(x)). */
struct __scaled __gamma_below(double x)
{
	static const struct __pair pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};
	struct __scaled s = __gamma_scaled(x);
	struct __pair sine = __sin_pi(x), p;

	if (sine.hi < 0)
		sine = (struct __pair){-sine.hi, -sine.lo};
	p = __pair_product(__pair_product((struct __pair){x, 0}, sine), __fast_sum(s.hi, s.lo));
	p = __pair_quotient(pi, p);
	return (struct __scaled){p.hi, p.lo, -s.e};
}
