/* Angles without their multiples of pi/2, and sine and cosine of what is left. */
#include <ushell/real.h>

/* The bits of 2/pi behind the point. */
static const uint32_t two_over_pi[] = {
	0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
	0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
	0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
	0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
	0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d,
};

static const struct __pair half_pi = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};

/* x >= 2^20 is m 2^e. Of m times 2/pi only the bits around the point matter:
 * those far above are multiples of four quarters. Eight words of 2/pi from
 * where the product's bits above the point begin leave more than 180 bits
 * behind it, of which at most 62 are zero before the first that is not. */
static struct __angle reduce_large(double x)
{
	uint64_t bits = __bits(x), m = (bits & 0xfffffffffffff) | (uint64_t)1 << 52, carry;
	uint32_t w[10] = {0}, part[2] = {m, m >> 32}, *f = w + 2;
	int e = (int)(bits >> 52) - 1075, skip = e > 2 ? (e - 2) / 32 : 0, shift = e - 32 * skip, quarter, minus;
	double scale = 1;
	struct __pair p;

	/* Words before skip have weights that, times m 2^e, are multiples of 4. w,
	 * the most significant word first, is m times the eight others. */
	for (int j = 0; j < 2; j++) {
		carry = 0;
		for (int i = 7; i >= 0; i--) {
			carry += (uint64_t)two_over_pi[skip + i] * part[j] + w[i + 2 - j];
			w[i + 2 - j] = carry;
			carry >>= 32;
		}
		w[1 - j] += carry;
	}
	/* The point is before f. What is left of e moves it: -32 < shift < 34. */
	if (shift >= 32) {
		f++;
		shift -= 32;
	} else if (shift < 0) {
		f--;
		shift += 32;
	}
	for (int i = 0; i < 9 && shift; i++)
		w[i] = w[i] << shift | w[i + 1] >> (32 - shift);
	/* With more than half a quarter the next one is nearer. */
	minus = f[0] >> 31;
	quarter = (f[-1] + minus) & 3;
	for (int i = 0; i < 6 && minus; i++)
		f[i] = ~f[i];
	for (int i = 0; i < 2 && !f[0]; i++, f++)
		scale *= 0x1p-32;
	p = __fast_sum((double)((uint64_t)f[0] << 21 | f[1] >> 11) * 0x1p-53,
		(double)((uint64_t)(f[1] & 0x7ff) << 42 | (uint64_t)f[2] << 10 | f[3] >> 22) * 0x1p-106);
	p = __pair_product(p, half_pi);
	scale = minus ? -scale : scale;
	return (struct __angle){p.hi * scale, p.lo * scale, quarter};
}

struct __angle __reduce(double x)
{
	/* pi/2 in parts of 33 bits, which times k are exact, and a last one. */
	static const double p1 = 0x1.921fb544p0, p2 = 0x1.0b4611a6p-34, p3 = 0x1.3198a2ep-69, p4 = 0x1.b839a252049c1p-104;
	static const double magic = 0x1.8p52;
	double a = fabs(x), k;
	struct __pair s, t;
	struct __angle r;

	if (a <= 0x1.921fb54442d18p-1)
		return (struct __angle){x, 0, 0};
	if (a >= 0x1p20) {
		r = reduce_large(a);
		return x < 0 ? (struct __angle){-r.hi, -r.lo, -r.quarter & 3} : r;
	}
	k = x * 0x1.45f306dc9c883p-1 + magic;
	k -= magic;
	s = __sum(x - k * p1, -k * p2);
	t = __sum(s.hi, -k * p3);
	s = __fast_sum(t.hi, s.lo + t.lo - k * p4);
	return (struct __angle){s.hi, s.lo, (int)k & 3};
}

/* The series; what lo changes is lo times the derivative. */
struct __pair __sin_pair(double x, double lo)
{
	double z = x * x;
	double p = 1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800 + z * (-1.0 / 1307674368000 + z * (1.0 / 355687428096000))))));

	return (struct __pair){x, x * z * (-1.0 / 6 + z * p) + lo * (1 - z * 0.5)};
}

struct __pair __cos_pair(double x, double lo)
{
	double z = x * x, half = z * 0.5, one = 1 - half;
	double p = 1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600 + z * (-1.0 / 87178291200 + z * (1.0 / 20922789888000))))));

	return (struct __pair){one, (1 - one - half) + (z * z * p - x * lo)};
}

double __sin_small(double x, double lo)
{
	struct __pair p = __sin_pair(x, lo);
	return p.hi + p.lo;
}

double __cos_small(double x, double lo)
{
	struct __pair p = __cos_pair(x, lo);
	return p.hi + p.lo;
}
