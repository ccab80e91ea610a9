/* What the functions of <math.h> share. */
#ifndef _USHELL_REAL_H
#define _USHELL_REAL_H

#include <math.h>
#include <stdint.h>

static inline uint64_t __bits(double x)
{
	union { double f; uint64_t i; } u = {x};
	return u.i;
}

static inline double __from_bits(uint64_t i)
{
	union { uint64_t i; double f; } u = {i};
	return u.f;
}

/* Two to the power of e, for -1022 <= e <= 1023. */
static inline double __two_to(int e) { return __from_bits((uint64_t)(e + 1023) << 52); }

/* An unevaluated sum, lo much smaller than hi: about 106 bits of precision. */
struct __pair {
	double hi, lo;
};

/* The exact sum of two numbers; for __fast_sum the first is the larger, or 0. */
static inline struct __pair __fast_sum(double a, double b)
{
	double s = a + b;
	return (struct __pair){s, a - s + b};
}

static inline struct __pair __sum(double a, double b)
{
	double s = a + b, t = s - a;
	return (struct __pair){s, (a - (s - t)) + (b - t)};
}

static inline struct __pair __product(double a, double b)
{
	double p = a * b;
	return (struct __pair){p, fma(a, b, -p)};
}

static inline struct __pair __pair_product(struct __pair a, struct __pair b)
{
	struct __pair p = __product(a.hi, b.hi);
	return __fast_sum(p.hi, p.lo + a.hi * b.lo + a.lo * b.hi);
}

/* A polynomial with n coefficients, that of the constant first. */
static inline double __polynomial(const double *c, int n, double x)
{
	double p = c[--n];

	while (n)
		p = c[--n] + x * p;
	return p;
}

static inline struct __pair __pair_quotient(struct __pair a, struct __pair b)
{
	double q = a.hi / b.hi;
	struct __pair p = __product(q, b.hi);
	return __fast_sum(q, (a.hi - p.hi - p.lo + a.lo - q * b.lo) / b.hi);
}

/* The root of a pair above zero. */
static inline struct __pair __pair_root(struct __pair a)
{
	double h = sqrt(a.hi);
	struct __pair p = __product(h, h);
	return __fast_sum(h, (a.hi - p.hi - p.lo + a.lo) / (2 * h));
}

/* The logarithm of a positive finite number, to about 66 bits; and of a pair. */
struct __pair __log_pair(double x);

static inline struct __pair __log_of(struct __pair x)
{
	struct __pair l = __log_pair(x.hi);
	return __sum(l.hi, l.lo + x.lo / x.hi);
}

/* e to the power of x + lo is (hi + lo) times 2^e, lo small; |x| < 1500. */
struct __scaled {
	double hi, lo;
	int e;
};
struct __scaled __exp_scaled(double x, double lo);

/* |x| modulo |y|, both finite and y not zero; *q is the quotient's last bits. */
double __divide(double x, double y, unsigned *q);

/* x times 2^e, for any e. */
double __scale(double x, int e);

/* x without multiples of pi/2, at most pi/4 and a little: hi + lo; how many
 * there were, modulo 4. x is finite. */
struct __angle {
	double hi, lo;
	int quarter;
};
struct __angle __reduce(double x);

/* Sine and cosine of hi + lo, which is at most pi/4. */
struct __pair __sin_pair(double hi, double lo);
struct __pair __cos_pair(double hi, double lo);
double __sin_small(double hi, double lo);
double __cos_small(double hi, double lo);

/* gamma(x) for 2^-54 < x < 200 as a pair times 2^e; its logarithm, for x > 2^-54
 * that are not so large that it is infinite. */
struct __scaled __gamma_scaled(double x);
struct __pair __log_gamma(double x);

/* |gamma(-x)| for 2^-54 < x < 190 that are no integers, as __gamma_scaled. */
struct __scaled __gamma_below(double x);

/* The sine of pi times x > 0. */
struct __pair __sin_pi(double x);

#endif
