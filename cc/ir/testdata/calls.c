int printf(const char *, ...);
typedef __builtin_va_list va_list;

static int square(int x) { return x * x; }

int twice(int x) { return square(x) + square(x + 1); }

int many(int a, long b, char *c, double d, float e, int f, int g, int h, int i, int j, float k)
{
	return a + (int)b + *c + (int)d + (int)e + f + g + h + i + j + (int)k;
}

int sums(int n, ...)
{
	va_list ap;
	int s = 0;
	__builtin_va_start(ap, n);
	while (n--)
		s += __builtin_va_arg(ap, int);
	__builtin_va_end(ap);
	return s;
}

void say(int n, double d, char *s) { printf("%d %f %s\n", n, d, s); }
int apply(int (*f)(int), int x) { return f(x); }
int vla(int n) { char a[n]; a[0] = 1; return apply(square, a[0]) + (int)sizeof a; }
