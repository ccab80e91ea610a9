/* Arithmetic of each width, and conversions. */
typedef unsigned long ulong;
#define CHECK(n, x) if (!(x)) return n;

static volatile int vi = -7, vj = 3;
static volatile unsigned vu = 4000000000u;
static volatile long vl = -1234567890123;
static volatile ulong vul = 0xfedcba9876543210;
static volatile double vd = -2.75;
static volatile float vf = 1e10f;
static volatile signed char vc = -100;
static volatile unsigned char vuc = 200;
static volatile short vs = -30000;
static volatile _Bool vb = 1;

static int odd(int x) { return x * 3 + x * 5 - x * 9 + x * 10 + x * 7 + x * 1000; }
static long power(long x) { return x * 3 + x * 5 - x * 9 + x * 12 + x * 80 + x * 1024 + x * -4; }

long test(void)
{
	CHECK(1, vi / vj == -2 && vi % vj == -1 && vi >> 1 == -4 && vi << 4 == -112 && (unsigned)vi >> 28 == 15)
	CHECK(2, vu / 3 == 1333333333 && vu % 1000 == 0 && vu + vu == 3705032704u && vu >> 31 == 1 && (long)vu == 4000000000)
	CHECK(3, vl / 1000 == -1234567890 && vl % 1000 == -123 && vl >> 4 == -77160493133 && (int)vl == -1912276171)
	CHECK(4, vul >> 60 == 15 && vul % 10 == 0 && (unsigned)vul == 0x76543210 && (vul & 0xffff0000ffff) == 0xba9800003210)
	CHECK(5, (int)vd == -2 && (long)vf == 10000000000 && (unsigned)-vd == 2 && (float)vi == -7 && (double)vul > 1.8e19 && (ulong)1e19 == 10000000000000000000u)
	CHECK(6, vc + vuc == 100 && vs * vs == 900000000 && (signed char)vs == -48 && (unsigned short)vs == 35536 && (unsigned char)vi == 249)
	CHECK(7, vb + 1 == 2 && (_Bool)vd && !(_Bool)(vi + 7) && (vi > 0) + (vu > 0) == 1)
	CHECK(8, odd(123456789) == (int)(123456789L * 1016) && power(-5) == -5 * (3 + 5 - 9 + 12 + 80 + 1024 - 4))
	CHECK(9, __builtin_bswap16(0x1234) == 0x3412 && __builtin_bswap32(vu) == 0x00286bee && __builtin_bswap64(vul) == 0x1032547698badcfe)
	CHECK(10, __builtin_clz(vj) == 30 && __builtin_ctz(vu) == 11 && __builtin_popcount(vi) == 30 && __builtin_clzl(vul) == 0 && __builtin_ctzl(vul) == 4)
	CHECK(11, __builtin_popcountl(vul) == 32 && __builtin_parity(7) == 1 && __builtin_ffs(0) == 0 && __builtin_ffs(vi - 1) == 4)
	int r;
	CHECK(12, __builtin_add_overflow(vj, 0x7fffffff, &r) && !__builtin_sub_overflow(vi, vj, &r) && r == -10 && __builtin_mul_overflow(vi, 0x40000000, &r))
	long l;
	CHECK(13, __builtin_mul_overflow(vl, vl, &l) && !__builtin_add_overflow(vl, 1L, &l) && l == vl + 1)
	CHECK(14, vd * 2 == -5.5 && vd / 2 == -1.375 && -vd == 2.75 && __builtin_fabs(vd) == 2.75 && vf > 9e9f && 0.1 + 0.2 != 0.3 && 1e300 * 1e300 > 1e308)
	CHECK(15, vi++ == -7 && ++vi == -5 && vi-- == -5 && (vi += 10) == 4 && (vi <<= 2) == 16 && (vi ^= 5) == 21 && (vc -= 100) == 56)
	return 0;
}
