// The corners of C11 and of GNU C that programs use.
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PASTE(a, b) a##b
#define COUNT(...) (sizeof((int[]){ __VA_ARGS__ }) / sizeof(int))
#define MAX(a, b) ({ __typeof__(a) x_ = (a); __typeof__(b) y_ = (b); x_ > y_ ? x_ : y_; })
#define KIND(x) _Generic((x), int: "int", char *: "string", double: "double", const int *: "const int *", default: "other")

_Static_assert(sizeof(int) == 4, "int");

struct bits {
	unsigned a : 3, b : 7;
	signed c : 5;
	unsigned : 0;
	_Bool d : 1;
	long e : 40;
};

struct flex {
	int n;
	char data[];
};

struct anon {
	int tag;
	union {
		int i;
		struct { short lo, hi; };
	};
};

struct __attribute__((packed)) packed {
	char c;
	int i;
	short s;
};

static int order[4], ordered;

__attribute__((constructor(200))) static void second(void) { order[ordered++] = 2; }
__attribute__((constructor(101))) static void first(void) { order[ordered++] = 1; }
__attribute__((constructor)) static void third(void) { order[ordered++] = 3; }

static void release(int *p) { printf("release %d\n", *p); }
int weak_one(void) __attribute__((weak));
int weak_two(void) __attribute__((weak));
int weak_two(void) { return 2; }

static int sum(int n, int a[n][n])
{
	int s = 0;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			s += a[i][j];
	return s;
}

static const char *range(int n)
{
	switch (n) {
	case 0 ... 9: return "digit";
	case 10: case 11: return "few";
	case -5 ... -1: return "negative";
	default: return "many";
	}
}

static int old(a, b) int a; char *b; { return a + (int)strlen(b); }

static inline __attribute__((always_inline)) int square(int x) { return x * x; }

int main(void)
{
	struct bits b = { 5, 100, -3, 1, -(1L << 38) };
	b.a += 4;
	b.c--;
	printf("%u %u %d %d %ld %zu\n", b.a, b.b, b.c, b.d, (long)b.e, sizeof b);
	// A bit-field behind a comma is promoted as a bit-field: to int.
	b.b = 1;
	printf("%d\n", (0, b.b) > -1);
	struct anon n = { .tag = 1, .hi = 2, .lo = 3 };
	printf("%x\n", n.i);
	printf("%zu %zu %zu\n", sizeof(struct packed), offsetof(struct packed, s), sizeof(struct flex));
	int a[] = { [5] = 1, 2, [1] = 7, [2 ... 4] = 9 };
	printf("%zu %d %d %d\n", COUNT(1, 2, 3), (int)(sizeof a / sizeof *a), a[3], a[6]);
	printf("%d %s %s %s\n", MAX(3, 7), KIND(1), KIND("s"), KIND((const int *)0));
	int PASTE(un, ited) = 5;
	printf("%d %d\n", united, __COUNTER__ + __COUNTER__);
	int m[3][3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
	printf("%d\n", sum(3, m));
	printf("%s %s %s %s\n", range(4), range(11), range(-2), range(99));
	printf("%d %d %d %d\n", order[0], order[1], order[2], ordered);
	{
		__attribute__((cleanup(release))) int guard = 8;
		guard++;
	}
	printf("%d %d\n", weak_one ? 1 : 0, weak_two());
	printf("%d %d\n", old(1, "abc"), square(12));
	printf("%d %d %d\n", 0b1011, 0x1p3 == 8, u'x' == L'x');
	printf("%zu %zu %s\n", sizeof U"ab", sizeof L"ab", u8"é");
	int k = 3 ?: 4;
	printf("%d %s\n", k, __func__);
	unsigned char wrap = 255;
	wrap++;
	printf("%d %d %d\n", wrap, -7 / 2, -7 % 3);
	printf("%d %u %ld\n", (signed char)200, (unsigned)-1, 1L << 40);
	printf("%d %d\n", -1 < 1u, (int)sizeof(1 ? (char)1 : 1));
	printf("%.3f %d %u\n", 1.0 / 3, (int)-2.9, (unsigned)3e9);
	int asm_result;
	__asm__("add %0, %1, %2" : "=r"(asm_result) : "r"(40), "r"(2));
	printf("%d\n", asm_result);
	int over;
	printf("%d %d\n", __builtin_add_overflow(2147483647, 1, &over), over);
	printf("%d %d %d\n", __builtin_popcount(0xff0), __builtin_clz(1), __builtin_ctzl(8));
	for (int i = 0, j = 10; i < j; i += 3, j--)
		if (i == 3)
			continue;
		else if (i > 5)
			break;
	do
		k--;
	while (k > 0);
	goto done;
	printf("not reached\n");
done:
	printf("done %d\n", k);
	return 0;
}
/* Output:
1 100 -4 1 -274877906944 16
1
20003
7 5 4
3 7 9 2
7 int string const int *
5 1
45
digit few negative many
1 2 3 3
release 9
0 2
4 144
11 1 1
12 12 é
3 main
0 -3 -1
-56 4294967295 1099511627776
0 4
0.333 -2 3000000000
42
1 -2147483648
8 31 3
done 0
*/
