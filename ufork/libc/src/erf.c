/* The error function, from polynomials that were interpolated at Chebyshev's
 * points of each interval. */
#include <ushell/real.h>

#define POLYNOMIAL(name, x) __polynomial(name, sizeof name / sizeof name[0], x)

/* erf(x)/x - 1, of x^2 below 0.766; e^(x^2) erfc(x) of x - 0.875 and of
 * x - 1.875; e^(x^2) x erfc(x) of 1/x^2 - 0.09375 and of 1/x^2. */
static const double near_zero[] = {
	0x1.06eba8214db69p-3, -0x1.812746b0379e7p-2, 0x1.ce2f21a042bd7p-4, -0x1.b82ce3128869cp-6,
	0x1.565bcd0e58bc1p-8, -0x1.c02db3fb5b665p-11, 0x1.f9a32619a5c25p-14, -0x1.f4d2415d03c77p-17,
	0x1.b9e493c293067p-20, -0x1.5f5419f85f235p-23, 0x1.fa4d27ef22c11p-27, -0x1.41f0dfafe1e18p-30,
	0x1.23717940f8a9ap-34,
};

static const double from_half[] = {
	0x1.db747ee409ac5p-2, -0x1.4369f60195edcp-2, 0x1.80ef8f454cf88p-3, -0x1.9d5868de0b57cp-4,
	0x1.9831c2c8500d5p-5, -0x1.779dd2a3dabb5p-6, 0x1.452648d62183fp-7, -0x1.0ab3832b2d681p-8,
	0x1.a0ef7ef0cc9ap-10, -0x1.37fe710e525a9p-11, 0x1.c0b375b5262c6p-13, -0x1.370a4ca46a06ep-14,
	0x1.a0d62f2e5f8dap-16, -0x1.0ea1d266bd60ap-17, 0x1.5498852fa9aadp-19, -0x1.9f95e80a761fcp-21,
	0x1.0784fa69ea156p-22, -0x1.4caa95c8d1874p-24,
};

static const double from_one[] = {
	0x1.13e5743b6048p-2, -0x1.e36580c7f734ap-4, 0x1.8a6efeed233adp-5, -0x1.2ef92f6f10797p-6,
	0x1.b99589d40f1f6p-8, -0x1.33237c3eeaccep-9, 0x1.99b60e42e1d68p-11, -0x1.070e0cb5e4735p-12,
	0x1.4631c4ae5dfafp-14, -0x1.87a61e41a187ep-16, 0x1.c859496650ebcp-18, -0x1.028635bd487abp-19,
	0x1.1d4f07eb44279p-21, -0x1.3329b94bdca79p-23, 0x1.4316ad6a23ffbp-25, -0x1.4c4d5c0297939p-27,
	0x1.4ca34d1a88413p-29, -0x1.486aff72dad7cp-31, 0x1.645d5e1b5dd6ep-33, -0x1.51685015fadafp-35,
};

static const double from_two[] = {
	0x1.14e32237e3974p-1, -0x1.c7afa7b9db962p-3, 0x1.efade940dc26ep-3, -0x1.933e860842cc4p-2,
	0x1.a1bc3ae6e36f1p-1, -0x1.ff532b13f8ce7p0, 0x1.626604345b607p2, -0x1.0ec7f332db1p4, 0x1.bfd5700b16da4p5,
	-0x1.8b894cdc73acep7, 0x1.716f20124e3a4p9, -0x1.69d4e608e66d6p11, 0x1.71efa9be7a638p13, -0x1.8efb15e5bf73p15,
	0x1.b64abeb5a406p17, -0x1.9cfde45eba0d6p19, 0x1.dbfba119dbb62p21, -0x1.20fbfd42c9e98p25,
	0x1.635cbb3fe7f79p27,
};

static const double from_six[] = {
	0x1.20dd750429b6dp-1, -0x1.20dd750429b49p-2, 0x1.b14c2f8636c32p-2, -0x1.0ecf9db031a23p0, 0x1.d9eb51d02f1a6p1,
	-0x1.0a9429e1bf219p4, 0x1.6e84f4b2f2588p6, -0x1.297d7cc7808p9, 0x1.1463c5be42daep12, -0x1.174d322afc3eap15,
	0x1.13438e7b6beeep18, -0x1.b15d8c0ca6b15p20, 0x1.76763e27760e7p22,
};

/* c[0] + lo + c[1] x + ..., in which c[0] is by far the largest. */
static struct __pair evaluate(const double *c, int n, double lo, double x)
{
	return __fast_sum(c[0], lo + x * __polynomial(c + 1, n - 1, x));
}

#define EVALUATE(name, lo, x) evaluate(name, sizeof name / sizeof name[0], lo, x)

/* erfc(x) for 0.46 < x < 28. */
static double complement(double x)
{
	struct __pair square = __product(x, x), q, p;
	struct __scaled s = __exp_scaled(-square.hi, -square.lo);
	double w = 1 / square.hi, r;

	if (x < 1.25)
		q = EVALUATE(from_half, -0x1.55a083acba9f3p-56, x - 0.875);
	else if (x < 2.5)
		q = EVALUATE(from_one, 0x1.ca1dfca5d5331p-56, x - 1.875);
	else if (x < 6)
		q = EVALUATE(from_two, -0x1.71d4db8427fdp-57, w - 0.09375);
	else
		q = EVALUATE(from_six, 0x1.1ae3a914fed8p-57, w);
	p = __pair_product(q, __fast_sum(s.hi, s.lo));
	if (x < 2.5)
		return __scale(p.hi + p.lo, s.e);
	r = p.hi / x;
	return __scale(r + (fma(-r, x, p.hi) + p.lo) / x, s.e);
}

double erf(double x)
{
	double a = fabs(x);

	if (!(a < 6))
		return x != x ? x : copysign(1, x);
	if (a < 0.875)
		return x + x * POLYNOMIAL(near_zero, x * x);
	return copysign(1 - complement(a), x);
}

double erfc(double x)
{
	if (x != x)
		return x;
	if (x < 0.47)
		return x < -6 ? 2 : x < -0.47 ? 2 - complement(-x) : 1 - erf(x);
	return x < 28 ? complement(x) : 0;
}

float erff(float x) { return erf(x); }
long double erfl(long double x) { return erf(x); }
float erfcf(float x) { return erfc(x); }
long double erfcl(long double x) { return erfc(x); }
