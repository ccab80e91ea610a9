/* What is passed and returned how: docs/abi.md. */
struct small { int a, b; };
struct odd { char c[5]; };
struct cap { long *p; };
struct two { long *p; long n; };
struct big { long a[5]; };
struct floats { float x; double y; };
struct empty { };
union either { long n; double d; };

static long take(struct small s, struct odd o, struct cap c, struct two t, struct big b, struct floats f, struct empty e, union either u)
{
	return s.a + s.b * 2 + o.c[4] * 3 + *c.p * 4 + *t.p * 5 + t.n * 6 + b.a[4] * 7 + (long)f.x * 8 + (long)f.y * 9 + u.n * 10;
}

static long stack(int a, long b, char c, short d, int *e, long f, long g, struct two t, struct small s, float x, int *last, struct cap q, double y)
{
	return a + b + c + d + *e + f + g + *t.p + t.n + s.a + s.b + (long)(x * 4) + *last + *q.p + (long)y;
}

static double manyfloats(double a, float b, double c, float d, double e, float f, double g, float h, double i, float j, double k, float l,
	double m, float n, double o, float p, double q, float r)
{
	return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12 + m * 13 + n * 14 + o * 15 +
		p * 16 + q * 17 + r * 18;
}

static struct small rsmall(int n) { return (struct small){ n, n + 1 }; }
static struct odd rodd(int n) { struct odd o = { { 1, 2, 3, 4, n } }; return o; }
static struct two rtwo(long *p, long n) { return (struct two){ p, n }; }
static struct cap rcap(long *p) { return (struct cap){ p }; }
static struct floats rfloats(float x, double y) { return (struct floats){ x, y }; }
static struct big rbig(long n) { struct big b = { { n, n + 1, n + 2, n + 3, n + 4 } }; return b; }

static long sum(int n, ...)
{
	__builtin_va_list ap, again;
	long s = 0;
	__builtin_va_start(ap, n);
	__builtin_va_copy(again, ap);
	for (int i = 0; i < n; i++)
		s += __builtin_va_arg(ap, int);
	__builtin_va_end(ap);
	for (int i = 0; i < n; i++)
		s += 10 * __builtin_va_arg(again, int);
	return s;
}

static long mixed(const char *kinds, ...)
{
	__builtin_va_list ap;
	long s = 0;
	__builtin_va_start(ap, kinds);
	for (; *kinds; kinds++)
		switch (*kinds) {
		case 'i': s += __builtin_va_arg(ap, int); break;
		case 'd': s += __builtin_va_arg(ap, double); break;
		case 'p': s += *__builtin_va_arg(ap, long *); break;
		case 's': s += __builtin_va_arg(ap, struct small).b; break;
		case 'o': s += __builtin_va_arg(ap, struct odd).c[4]; break;
		case 't': s += __builtin_va_arg(ap, struct two).n; break;
		case 'b': s += __builtin_va_arg(ap, struct big).a[4]; break;
		}
	return s;
}

typedef long (*fn)(long, long);
static long add(long a, long b) { return a + b; }
static long sub(long a, long b) { return a - b; }
static fn table[] = { add, sub };

long test(void)
{
	long x = 3, y = 5;
	struct small s = { 1, 2 };
	struct two t = { &x, 7 };
	struct big b = { { 1, 2, 3, 4, 5 } };
	struct odd o = { { 0, 0, 0, 0, 9 } };
	struct cap c = { &y };
	union either u = { 11 };
	if (take(s, o, c, t, b, (struct floats){ 2, 3 }, (struct empty){}, u) != 1 + 4 + 27 + 20 + 15 + 42 + 35 + 16 + 27 + 110)
		return 1;
	int e = 100, last = 200;
	if (stack(1, 2, 3, 4, &e, 5, 6, t, s, 2.5f, &last, c, 1.5) != 1 + 2 + 3 + 4 + 100 + 5 + 6 + 3 + 7 + 1 + 2 + 10 + 200 + 5 + 1)
		return 2;
	if (manyfloats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18) != 2109)
		return 3;
	if (rsmall(4).b != 5 || rodd(6).c[4] != 6 || *rtwo(&x, 9).p != 3 || rtwo(&x, 9).n != 9 || *rcap(&y).p != 5)
		return 4;
	if (rfloats(1.5f, 2.5).x != 1.5f || rfloats(1.5f, 2.5).y != 2.5 || rbig(10).a[3] != 13)
		return 5;
	if (sum(0) != 0 || sum(3, 1, 2, 3) != 66)
		return 6;
	if (mixed("idpsotb", 1, 2.5, &x, s, o, t, b) != 1 + 2 + 3 + 2 + 9 + 7 + 5)
		return 7;
	long r = 0;
	for (int i = 0; i < 4; i++)
		r = table[i & 1](r, i + 10);
	if (r != 10 - 11 + 12 - 13)
		return 8;
	return 0;
}
