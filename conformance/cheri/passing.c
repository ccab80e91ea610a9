// Structures and many arguments, by every class of the calling convention.
#include <cheriintrin.h>
#include <stdio.h>

struct one { int *p; };
struct two { int *p, *q; };
struct ints { int a; long b; };
struct bytes { char c[3]; };
struct big { long n[5]; };
struct floats { float x; double y; };
struct none {};
union u { int *p; long n; };

static int f1(struct one a, struct two b, struct ints c, struct bytes d, struct big e, struct floats f, union u g)
{
	return *a.p + *b.p + *b.q + c.a + (int)c.b + d.c[2] + (int)e.n[4] + (int)(f.x * 2) + (int)f.y + *g.p;
}

static struct one g1(int *p) { return (struct one){ p }; }
static struct two g2(int *p, int *q) { return (struct two){ p, q }; }
static struct ints g3(int a, long b) { return (struct ints){ a, b }; }
static struct big g4(long x) { struct big b = { { x, x + 1, x + 2, x + 3, x + 4 } }; return b; }
static struct bytes g5(void) { return (struct bytes){ "abc" }; }
static struct floats g6(float x) { return (struct floats){ x, x * 2 }; }

static long many(int a, long b, int *c, double d, int e, float f, int *g, long h, int i, int *j, double k, short l, struct two m, char n)
{
	return a + b + *c + (long)d + e + (long)f + *g + h + i + *j + (long)k + l + *m.p + *m.q + n;
}

static double fp(double a, double b, double c, double d, double e, double f, double g, double h, double i, float j)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}

static long modified(struct big b) { b.n[0] = 99; return b.n[0]; }

int main(void)
{
	int x = 1, y = 2, z = 3;
	printf("%d\n", f1(g1(&x), g2(&y, &z), g3(4, 5), (struct bytes){ { 0, 0, 6 } }, g4(7), g6(1.5f), (union u){ &x }));
	struct two t = g2(&x, &z);
	printf("%d %d %d %d\n", *t.p, *t.q, cheri_tag_get(t.p), cheri_tag_get(t.q));
	printf("%d %ld %ld %c %g\n", g3(8, 9).a, g3(8, 9).b, g4(10).n[4], g5().c[1], g6(2).y);
	printf("%ld\n", many(1, 2, &x, 4, 5, 6, &y, 8, 9, &z, 11, 12, t, 13));
	printf("%g\n", fp(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
	struct big b = g4(1);
	long m = modified(b);
	printf("%ld %ld\n", m, b.n[0]);
	struct none n;
	(void)n;
	return 0;
}
/* Output:
39
1 3 1 1
8 9 14 b 4
81
385
99 1
*/
