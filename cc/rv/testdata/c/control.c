/* Branches, tables, frames that are large or move. */
static int dense(int n)
{
	switch (n) {
	case -3: return 1;
	case -2: return 2;
	case -1: return 3;
	case 0: return 4;
	case 1: return 5;
	case 2 ... 5: return 6;
	case 1000: return 7;
	case 0x7fffffff: return 8;
	case -0x7fffffff - 1: return 9;
	}
	return 0;
}

static int wide(unsigned long n)
{
	switch (n) {
	case 0: return 1;
	case 1UL << 63: return 2;
	case ~0UL: return 3;
	case 0x123456789abcdef: return 4;
	}
	return 0;
}

static long recursive(int n, long *up)
{
	long here[600];
	here[0] = n;
	here[599] = n * 2;
	if (n == 0)
		return *up;
	return recursive(n - 1, &here[599]) + here[0] + here[599];
}

static long moving(int n)
{
	long s = 0;
	for (int i = 1; i <= n; i++) {
		int v[i];
		char *p = __builtin_alloca(i * 3);
		if (__builtin_cheri_length_get(v) != i * sizeof(int) || __builtin_cheri_length_get(p) != i * 3)
			return -1;
		v[i - 1] = i;
		p[i * 3 - 1] = 1;
		s += v[i - 1] + p[i * 3 - 1];
	}
	return s;
}

static long overaligned(void)
{
	_Alignas(256) char a[300];
	_Alignas(32) long b = 5;
	char big[200000];
	big[199999] = 3;
	a[299] = 1;
	if ((unsigned long)a % 256 != 0 || (unsigned long)&b % 32 != 0 || __builtin_cheri_length_get(a) != 300)
		return -1;
	return a[299] + b + big[199999];
}

#define FOUR(x) x x x x
#define MANY(x) FOUR(FOUR(FOUR(FOUR(FOUR(x)))))
/* No branch reaches from one end of the loop to the other. */
static unsigned long large(int n)
{
	unsigned long s = 1;
	while (n-- > 0) {
		if (s & 1) {
			MANY(s = s * 3 + 1; s ^= s >> 3;)
		} else
			s += 5;
		if (s % 7 == 0)
			continue;
		if (s == 12345)
			break;
	}
	return s;
}

static unsigned long same(int n)
{
	unsigned long s = 1;
	while (n-- > 0) {
		if (s & 1) {
			for (int i = 0; i < 1024; i++) {
				s = s * 3 + 1;
				s ^= s >> 3;
			}
		} else
			s += 5;
	}
	return s;
}

static int logic(int a, int b, double x, float y)
{
	int n = 0;
	n += a && b;
	n += 2 * (a || b);
	n += 4 * !a;
	n += 8 * (x < y);
	n += 16 * (x >= y);
	n += 32 * (x != x);
	n += 64 * (a ? b > 3 : b < 3);
	n += 128 * (a < b) + 256 * (a <= b) + 512 * ((unsigned)a > (unsigned)b) + 1024 * (a == 7) + 2048 * (a != 0);
	return n;
}

long test(void)
{
	static const int in[] = { -4, -3, -1, 0, 1, 2, 5, 6, 999, 1000, 0x7fffffff, -0x7fffffff - 1 };
	static const int out[] = { 0, 1, 3, 4, 5, 6, 6, 0, 0, 7, 8, 9 };
	for (int i = 0; i < 12; i++)
		if (dense(in[i]) != out[i])
			return 100 + i;
	if (wide(0) != 1 || wide(1UL << 63) != 2 || wide(~0UL) != 3 || wide(0x123456789abcdef) != 4 || wide(5) != 0)
		return 1;
	long up = 1;
	if (recursive(5, &up) != 2 + 3 * 15)
		return 2;
	if (moving(50) != 51 * 25 + 50)
		return 3;
	if (overaligned() != 9)
		return 4;
	if (large(10) != same(10))
		return 5;
	if (logic(7, 3, 1.5, 2.5f) != 1 + 2 + 8 + 512 + 1024 + 2048 || logic(0, 2, 3, 2) != 2 + 4 + 16 + 64 + 128 + 256)
		return 6;
	if (logic(-1, 5, __builtin_nan(""), 0) != 1 + 2 + 32 + 64 + 128 + 256 + 512 + 2048)
		return 7;
	return 0;
}
