#include <ushell/real.h>

/* atan(i/16) in two parts. */
static const struct __pair table[17] = {
	{0, 0},
	{0x1.ff55bb72cfdeap-5, -0x1.c934d86d23f1dp-60},
	{0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
	{0x1.7b97b4bce5b02p-3, 0x1.347b0b4f881cap-58},
	{0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.362773707ebccp-2, -0x1.963a544b672d8p-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
	{0x1.a64eec3cc23fdp-2, -0x1.24dec1b50b7ffp-56},
	{0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
	{0x1.0657e94db30dp-1, -0x1.d5b495f6349e6p-56},
	{0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.345f01cce37bbp-1, 0x1.1021137c71102p-55},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
	{0x1.5d58987169b18p-1, 0x1.0028e4bc5e7cap-57},
	{0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
	{0x1.819d0b7158a4dp-1, -0x1.bf76229d3b917p-56},
	{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
};

/* An angle of the table is taken away from atan(a): what is left is the arc
 * tangent of t, at most 1/32, or 1/16 where nothing is taken away. For a > 1
 * it is taken from pi/2 - atan(a) = atan(1/a). */
double atan(double x)
{
	double a = fabs(x), t, z, p, r;
	int i = 0, above = a > 1;

	if (!(a > 0x1p-27))
		return x;
	if (a > 0x1p60)
		return copysign(0x1.921fb54442d18p0, x);
	if (!above) {
		i = a < 0.0625 ? 0 : (int)(a * 16 + 0.5);
		t = i ? (a - i * 0.0625) / (1 + a * (i * 0.0625)) : a;
	} else {
		i = (int)(16 / a + 0.5);
		if (i < 2)
			i = a > 16 ? 0 : 1;
		t = i ? (1 - a * (i * 0.0625)) / (a + i * 0.0625) : 1 / a;
	}
	z = t * t;
	p = z * (-1.0 / 3 + z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13 - z * (1.0 / 15)))))));
	if (above) {
		struct __pair s = __fast_sum(0x1.921fb54442d18p0, -table[i].hi);
		struct __pair u = __sum(s.hi, -t);
		r = u.hi + (u.lo + (s.lo + (0x1.1a62633145c07p-54 - table[i].lo) - t * p));
	} else {
		r = table[i].hi + (t + (table[i].lo + t * p));
		if (!i)
			r = t + t * p;
	}
	return copysign(r, x);
}

float atanf(float x) { return atan(x); }
long double atanl(long double x) { return atan(x); }
