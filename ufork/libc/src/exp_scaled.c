/* The exponential function: x is k log(2)/32 and a rest r of at most half of
 * that. 2^(k/32) is in a table, e^r - 1 a short series. */
#include <ushell/real.h>

/* 2^(i/32) in two parts. */
static const struct __pair table[32] = {
	{0x1p0, 0},
	{0x1.059b0d3158574p0, 0x1.d73e2a475b465p-55},
	{0x1.0b5586cf9890fp0, 0x1.8a62e4adc610bp-54},
	{0x1.11301d0125b51p0, -0x1.6c51039449b3ap-54},
	{0x1.172b83c7d517bp0, -0x1.19041b9d78a76p-55},
	{0x1.1d4873168b9aap0, 0x1.e016e00a2643cp-54},
	{0x1.2387a6e756238p0, 0x1.9b07eb6c70573p-54},
	{0x1.29e9df51fdee1p0, 0x1.612e8afad1255p-55},
	{0x1.306fe0a31b715p0, 0x1.6f46ad23182e4p-55},
	{0x1.371a7373aa9cbp0, -0x1.63aeabf42eae2p-54},
	{0x1.3dea64c123422p0, 0x1.ada0911f09ebcp-55},
	{0x1.44e086061892dp0, 0x1.89b7a04ef80dp-59},
	{0x1.4bfdad5362a27p0, 0x1.d4397afec42e2p-56},
	{0x1.5342b569d4f82p0, -0x1.07abe1db13cadp-55},
	{0x1.5ab07dd485429p0, 0x1.6324c054647adp-54},
	{0x1.6247eb03a5585p0, -0x1.383c17e40b497p-54},
	{0x1.6a09e667f3bcdp0, -0x1.bdd3413b26456p-54},
	{0x1.71f75e8ec5f74p0, -0x1.16e4786887a99p-55},
	{0x1.7a11473eb0187p0, -0x1.41577ee04992fp-55},
	{0x1.82589994cce13p0, -0x1.d4c1dd41532d8p-54},
	{0x1.8ace5422aa0dbp0, 0x1.6e9f156864b27p-54},
	{0x1.93737b0cdc5e5p0, -0x1.75fc781b57ebcp-57},
	{0x1.9c49182a3f09p0, 0x1.c7c46b071f2bep-56},
	{0x1.a5503b23e255dp0, -0x1.d2f6edb8d41e1p-54},
	{0x1.ae89f995ad3adp0, 0x1.7a1cd345dcc81p-54},
	{0x1.b7f76f2fb5e47p0, -0x1.5584f7e54ac3bp-56},
	{0x1.c199bdd85529cp0, 0x1.11065895048ddp-55},
	{0x1.cb720dcef9069p0, 0x1.503cbd1e949dbp-56},
	{0x1.d5818dcfba487p0, 0x1.2ed02d75b3707p-55},
	{0x1.dfc97337b9b5fp0, -0x1.1a5cd4f184b5cp-54},
	{0x1.ea4afa2a490dap0, -0x1.e9c23179c2893p-54},
	{0x1.f50765b6e454p0, 0x1.9d3e12dd8a18bp-54},
};

struct __scaled __exp_scaled(double x, double lo)
{
	/* log(2)/32 as a multiple of 2^-42 and the rest, so that k times it is exact. */
	static const double step_hi = 0x1.62e42fefap-6, step_lo = 0x1.cf79abc9e3b3ap-45;
	static const double magic = 0x1.8p52; /* its sum with a small number is rounded to an integer */
	double kd = x * 0x1.71547652b82fep5 + magic, r, p;
	struct __pair power;
	int k;

	kd -= magic;
	k = (int)kd;
	r = (x - kd * step_hi) - kd * step_lo + lo;
	p = r * r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040))))));
	power = table[k & 31];
	return (struct __scaled){power.hi, power.lo + power.hi * (r + p), k >> 5};
}

double __scale(double x, int e)
{
	if (e > 1023) {
		x *= 0x1p1023;
		e -= 1023;
		if (e > 1023) {
			x *= 0x1p1023;
			e = e - 1023 > 1023 ? 1023 : e - 1023;
		}
	} else if (e < -1022) {
		/* Steps after which 53 bits are still to be shifted out: only the last
		 * one rounds. */
		x *= 0x1p-969;
		e += 969;
		if (e < -1022) {
			x *= 0x1p-969;
			e = e + 969 < -1022 ? -1022 : e + 969;
		}
	}
	return x * __two_to(e);
}
