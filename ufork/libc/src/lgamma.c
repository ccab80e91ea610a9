/* The logarithm of the gamma function. */
#include <ushell/real.h>

/* Around 1 and 2, where it is zero: (-1)^k zeta(k)/k, and with zeta(k) - 1. */
static const double near_one[] = {
	0x1.a51a6625307d3p-1, -0x1.9a4d55beab2d7p-2, 0x1.151322ac7d848p-2, -0x1.a8b9c17aa6149p-3,
	0x1.5b40cb100c306p-3, -0x1.2703a1dcea3aep-3, 0x1.010b36af86397p-3, -0x1.c806706d57db4p-4,
	0x1.9a01e385d5f8fp-4, -0x1.748c33114c6d6p-4, 0x1.556ad63243bc4p-4, -0x1.3b1d971fc5985p-4,
	0x1.2496df8320c5fp-4, -0x1.11133476e7fep-4, 0x1.00010064cdeb2p-4, -0x1.e1e2d311e8abdp-5,
	0x1.c71ce3a20b419p-5, -0x1.af28a1b5688ap-5, 0x1.9999b3352d5bap-5, -0x1.86186db77bfbfp-5,
};

static const double near_two[] = {
	0x1.4a34cc4a60fa6p-2, -0x1.13e001a557607p-4, 0x1.51322ac7d8483p-6, -0x1.e404fc218f5f2p-8,
	0x1.7add6eadb6c3p-9, -0x1.38ac5c2bf8e08p-10, 0x1.0b36af86396e9p-11, -0x1.d3fd4c76d2fc8p-13,
	0x1.a127b0f17d65ap-14, -0x1.78de5bd7c81efp-15, 0x1.580dcee66eb02p-16, -0x1.3cbc963ce2243p-17,
	0x1.2597a39f34aacp-18, -0x1.11b2eb7679541p-19, 0x1.0064cdeb22f0fp-20, -0x1.e2600d93cfd2fp-22,
};

int signgam;

static double positive(double x)
{
	static const struct __pair euler = {0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58};
	double z = x - 1, w = x - 2;
	struct __pair p;

	if (fabs(z) < 0.1) {
		p = __product(z, -euler.hi);
		return p.hi + (p.lo - z * euler.lo + z * z * __polynomial(near_one, sizeof near_one / sizeof near_one[0], z));
	}
	if (fabs(w) < 0.25) {
		p = __product(w, 0x1.b0ee6072093cep-2); /* 1 - euler */
		return p.hi + (p.lo - w * euler.lo + w * w * __polynomial(near_two, sizeof near_two / sizeof near_two[0], w));
	}
	if (x < 0x1p-54)
		return -log(x);
	if (x > 0x1p100)
		return x * (log(x) - 1);
	p = __log_gamma(x);
	return p.hi + p.lo;
}

double lgamma_r(double x, int *sign)
{
	double a = -x;
	struct __pair p, q;
	struct __scaled g;

	*sign = signbit(x) && (a == 0 || (a < 0x1p53 && fmod(floor(a), 2) == 0)) ? -1 : 1;
	if (x != x || isinf(x))
		return fabs(x);
	if (x > 0)
		return positive(x);
	if (a == floor(a))
		return HUGE_VAL;
	if (a < 0x1p-54)
		return -log(a);
	if (a < 100) {
		/* Where gamma(x) is about 1 all digits of the pair count. */
		g = __gamma_below(a);
		p = __log_of((struct __pair){__scale(g.hi, g.e), __scale(g.lo, g.e)});
		return p.hi + p.lo;
	}
	p = __log_gamma(a);
	q = __log_pair(0x1.921fb54442d18p1 / (a * fabs(__sin_pi(a).hi)));
	p = __sum(q.hi, -p.hi);
	return p.hi + (p.lo + q.lo);
}

double lgamma(double x) { return lgamma_r(x, &signgam); }
float lgammaf(float x) { return lgamma_r(x, &signgam); }
float lgammaf_r(float x, int *sign) { return lgamma_r(x, sign); }
long double lgammal(long double x) { return lgamma_r(x, &signgam); }
