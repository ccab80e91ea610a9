/* Objects in the image: constants, addresses, bit-fields, labels, sections. */
typedef unsigned long size_t;
struct bits { unsigned a : 3, b : 7; int c : 20; unsigned long d : 33; char e; };
struct bits bits = { 5, 100, -3, 0x123456789, 'e' };
static const struct { char c; short s; int i; long l; float f; double d; void *p; } all = { 'c', -2, -3, -4, 1.5f, 2.5, &bits };
int array[10] = { [3] = 33, [7] = 77 };
int *inner = &array[3];
const int *const table[] = { array, array + 7, 0 };
char text[] = "text";
char *strings[] = { "one", "two", text };
long (*function)(void);
static long answer(void) { return 42; }
static long (*pointer)(void) = answer;
static int zero[1000];
int common;
extern int aliased __attribute__((alias("real")));
int real = 9;
__attribute__((section("special"))) int special = 12;
int s2 = 5, x00 = 6, x31 = 7, f010 = 8; /* names of registers, and no such names */
__attribute__((weak)) int weak = 13;
extern int missing __attribute__((weak));
_Alignas(64) char aligned[3] = { 1, 2, 3 };
static void *number = (void *)0x1234;
struct flexible { int n; short rest[]; };
static struct flexible flexible = { 3, { 7, 8, 9 } };
static char big[100003];

static int dispatch(const char *program)
{
	static void *const ops[] = { &&add, &&sub, &&end };
	static const int away[] = { &&add - &&add, &&sub - &&add, &&end - &&add };
	int n = 0;
	goto *ops[*program++];
add:
	n += 5;
	goto *ops[*program++];
sub:
	n -= 2;
	goto *(&&add + away[*program++]);
end:
	return n;
}

static int counter(void)
{
	static int n = 5;
	return n++;
}

long test(void)
{
	if (bits.a != 5 || bits.b != 100 || bits.c != -3 || bits.d != 0x123456789 || bits.e != 'e')
		return 1;
	if (all.c != 'c' || all.s != -2 || all.i != -3 || all.l != -4 || all.f != 1.5f || all.d != 2.5 || all.p != &bits)
		return 2;
	if (*inner != 33 || inner[4] != 77 || table[1] - table[0] != 7 || *table[1] != 77 || table[2])
		return 3;
	if (strings[0][2] != 'e' || strings[1][1] != 'w' || strings[2] != text || sizeof text != 5)
		return 4;
	function = answer;
	if (function() != 42 || pointer() != 42 || pointer != function)
		return 5;
	if (zero[999] || common || real != 9 || aliased != 9 || special != 12 || weak != 13 || s2 * x00 * x31 * f010 != 1680)
		return 6;
	if ((size_t)aligned % 64 != 0 || aligned[2] != 3 || (size_t)number != 0x1234)
		return 7;
	if (flexible.rest[2] != 9)
		return 8;
	if (dispatch((char[]){ 0, 0, 1, 0, 1, 2 }) != 11)
		return 9;
	counter();
	if (counter() != 6)
		return 10;
	big[100002] = 1;
	if (__builtin_cheri_length_get(big) < 100003 || __builtin_cheri_length_get(&real) != 4 || !__builtin_cheri_sealed_get(answer))
		return 11;
	return 0;
}
