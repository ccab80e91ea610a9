/* Operands of asm: each kind of constraint, and what a statement destroys. */
static long add(long x, long y)
{
	long r;
	asm("add %0, %1, %2" : "=r"(r) : "r"(x), "r"(y));
	return r;
}

static long immediates(long x)
{
	long r;
	asm("addi %0, %1, %2" : "=r"(r) : "r"(x), "I"(-5));
	asm("add %0, %0, %z1" : "+r"(r) : "rJ"(0));
	asm("slli %0, %0, %1" : "+r"(r) : "K"(3));
	asm("addi %0, %0, %1" : "+r"(r) : "i"(sizeof(long)));
	return r;
}

static long memory(void)
{
	long m[4] = { 1, 2, 3, 4 }, r;
	asm("ld %0, %1" : "=r"(r) : "m"(m[2]));
	asm volatile("sd %1, %0" : "=m"(m[1]) : "r"(r * 10));
	asm volatile("amoadd.d zero, %1, %0" : "+A"(m[3]) : "r"(100L) : "memory");
	return m[0] + m[1] + m[2] + m[3];
}

static double floats(double x, float y)
{
	double r;
	float s;
	asm("fadd.d %0, %1, %2" : "=f"(r) : "f"(x), "f"(x));
	asm("fmul.s %[out], %[in], %[in]" : [out] "=f"(s) : [in] "f"(y));
	return r + s;
}

static long tied(long x)
{
	asm("slli %0, %1, 2\n\taddi %0, %0, 1" : "=r"(x) : "0"(x));
	return x;
}

/* %0 is written before %1 and %2 are read. */
static long early(long x, long y)
{
	long r;
	asm("li %0, 1000\n\tadd %0, %0, %1\n\tadd %0, %0, %2" : "=&r"(r) : "r"(x), "r"(y));
	return r + x + y;
}

static long clobbers(long x)
{
	long a = x + 1, b = x + 2, c = x + 3, d = x + 4;
	asm volatile("li s1, 0\n\tli s2, 0\n\tli a0, 0\n\tli a5, 0\n\tli t0, 0\n\tli ra, 0"
		: : : "s1", "s2", "a0", "a5", "t0", "ra");
	return a + b + c + d;
}

static long fixed(long x)
{
	register long a asm("a3") = x;
	register long b asm("a4");
	asm volatile("addi a4, a3, 7" : "=r"(b) : "r"(a));
	return b;
}

static int jumps(int x)
{
	asm goto("beqz %0, %l[zero]\n\tbltz %0, %l2" : : "r"(x) : : zero, negative);
	return 1;
zero:
	return 0;
negative:
	return -1;
}

static void *pointer(char *p)
{
	void *q;
	asm("yaddi %0, %1, 3" : "=r"(q) : "r"(p));
	return q;
}

long value = 77;

static long symbol(void)
{
	long *p;
	asm("la %0, %1" : "=r"(p) : "i"(&value));
	return *p;
}

long test(void)
{
	char text[8] = "abcdefg";
	if (add(3, 4) != 7)
		return 1;
	if (immediates(10) != ((10 - 5) << 3) + 8)
		return 2;
	if (memory() != 1 + 30 + 3 + 104)
		return 3;
	if (floats(1.5, 3) != 12)
		return 4;
	if (tied(5) != 21)
		return 5;
	if (early(1, 2) != 1006)
		return 6;
	if (clobbers(10) != 50)
		return 7;
	if (fixed(5) != 12)
		return 8;
	if (jumps(0) != 0 || jumps(5) != 1 || jumps(-5) != -1)
		return 9;
	if (*(char *)pointer(text) != 'd')
		return 10;
	if (symbol() != 77)
		return 11;
	return 0;
}
