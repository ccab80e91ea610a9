/* Decimal and hexadecimal text to the nearest floating-point number.
 *
 * The first 19 digits times a power of ten, in 64-bit arithmetic whose error
 * is bounded, decide nearly always. Where the bound does not exclude the other
 * neighbour, the decimal number is compared with the point halfway between the
 * two candidates in whole numbers of any length, exactly. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <ushell/fp.h>

enum {
	DIGITS = 780, /* a halfway point has no more significant digits (767) */
	WORDS = 120,
	ERROR = 64, /* how far the estimate may be below the true value */
};

#define DIGIT(c) ((unsigned)(c) - '0' < 10)

/* What is to be built: precision in bits, and the exponent of the least number
 * above zero. */
struct format {
	int bits, least;
};

/* m times 2^e, rounded to the format, ties to even; rest says that something
 * less than one unit of m is missing. */
static double pack(struct format fm, uint64_t m, int e, int rest)
{
	int drop, top;
	uint64_t tail, half;
	double x;

	if (!m)
		return 0;
	top = 63 - __builtin_clzll(m);
	drop = top + 1 - fm.bits;
	if (e + drop < fm.least)
		drop = fm.least - e;
	if (drop > 64)
		drop = 65;
	if (drop > 0) {
		half = drop > 64 ? 0 : (uint64_t)1 << (drop - 1);
		tail = drop > 63 ? m : m & (2 * half - 1);
		m = drop > 63 ? 0 : m >> drop;
		if (half && (tail > half || (tail == half && (rest || m & 1))))
			m++;
		e += drop;
		if ((tail || rest) && (m >> (fm.bits - 1)) == 0)
			errno = ERANGE;
	}
	x = m;
	top = m ? 63 - __builtin_clzll(m) : 0;
	if (m && top + e + 1 > (fm.bits == 53 ? 1024 : 128)) {
		errno = ERANGE;
		return HUGE_VAL;
	}
	if (m && e < -1022) {
		/* Two steps, since 2^e itself may not be a number; both are exact. */
		x *= 0x1p-500;
		e += 500;
	}
	union { uint64_t i; double f; } scale = {(uint64_t)(e + 1023) << 52};
	return m ? x * scale.f : 0;
}

/* A natural number, least significant word first. */
struct natural {
	int n;
	uint32_t w[WORDS];
};

static void multiply_add(struct natural *a, uint32_t by, uint32_t add)
{
	uint64_t carry = add;

	for (int i = 0; i < a->n; i++) {
		carry += (uint64_t)a->w[i] * by;
		a->w[i] = carry;
		carry >>= 32;
	}
	if (carry)
		a->w[a->n++] = carry;
}

static void times_power_of_five(struct natural *a, int e)
{
	for (; e >= 13; e -= 13)
		multiply_add(a, 1220703125, 0);
	for (; e > 0; e--)
		multiply_add(a, 5, 0);
}

static void shift_left(struct natural *a, int by)
{
	int words = by / 32, bits = by % 32;

	if (bits)
		multiply_add(a, (uint32_t)1 << bits, 0);
	memmove(a->w + words, a->w, a->n * sizeof a->w[0]);
	memset(a->w, 0, words * sizeof a->w[0]);
	a->n += words;
}

static int compare(const struct natural *a, const struct natural *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (int i = a->n - 1; i >= 0; i--)
		if (a->w[i] != b->w[i])
			return a->w[i] < b->w[i] ? -1 : 1;
	return 0;
}

/* A decimal number as it stands in the text: digits from s on, among which
 * there may be a point, the last of count significant ones times ten^exp. */
struct text {
	const char *s;
	int count, exp;
	int more; /* digits other than zero follow those counted */
};

/* Compares the decimal number with m times 2^e. */
static int compare_exact(const struct text *t, uint64_t m, int e)
{
	struct natural a = {0}, b = {2, {m, m >> 32}};
	const char *s = t->s;
	int shift = t->exp - e, order;

	for (int i = 0; i < t->count; s++)
		if (*s != '.') {
			multiply_add(&a, 10, *s - '0');
			i++;
		}
	while (b.n && !b.w[b.n - 1])
		b.n--;
	times_power_of_five(&a, t->exp);
	times_power_of_five(&b, -t->exp);
	if (shift > 0)
		shift_left(&a, shift);
	else
		shift_left(&b, -shift);
	order = compare(&a, &b);
	return order ? order : t->more;
}

/* High 64 bits of a product. */
static uint64_t multiply_high(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t mid = ah * bl + (al * bl >> 32), mid2 = al * bh + (uint32_t)mid;

	return ah * bh + (mid >> 32) + (mid2 >> 32);
}

/* m 10^exp as a number with its top bit set times 2^*e. Each of at most nine
 * multiplications loses less than four units, and the digits that m lacks are
 * less than 19 of them: the true value is above by less than ERROR. */
static uint64_t scale_by_ten(uint64_t m, int exp, int *e)
{
	/* 10^(2^i) and 10^-(2^i), top bit set, cut off; what they are times two. */
	static const struct { uint64_t m; int e; } up[] = {
		{0xa000000000000000, -60}, {0xc800000000000000, -57}, {0x9c40000000000000, -50},
		{0xbebc200000000000, -37}, {0x8e1bc9bf04000000, -10}, {0x9dc5ada82b70b59d, 43},
		{0xc2781f49ffcfa6d5, 149}, {0x93ba47c980e98cdf, 362}, {0xaa7eebfb9df9de8d, 787},
	}, down[] = {
		{0xcccccccccccccccc, -67}, {0xa3d70a3d70a3d70a, -70}, {0xd1b71758e219652b, -77},
		{0xabcc77118461cefc, -90}, {0xe69594bec44de15b, -117}, {0xcfb11ead453994ba, -170},
		{0xa87fea27a539e9a5, -276}, {0xddd0467c64bce4a0, -489}, {0xc0314325637a1939, -914},
	};
	unsigned k = exp < 0 ? -(unsigned)exp : (unsigned)exp;
	int z = __builtin_clzll(m);

	m <<= z;
	*e = -z;
	for (int i = 0; k; i++, k >>= 1) {
		if (!(k & 1))
			continue;
		m = multiply_high(m, exp < 0 ? down[i].m : up[i].m);
		*e += 64 + (exp < 0 ? down[i].e : up[i].e);
		z = __builtin_clzll(m);
		m <<= z;
		*e -= z;
	}
	return m;
}

/* The nearest to a value between the estimate near times 2^e and ERROR units
 * more, of which drop bits do not fit. */
static double settle(struct format fm, const struct text *t, uint64_t near, int e, int drop)
{
	uint64_t half = (uint64_t)1 << (drop - 1), tail = near & (2 * half - 1), middle;
	int order;

	if (tail + ERROR <= half || (tail > half && tail + ERROR <= 2 * half))
		return pack(fm, near, e, 1);
	if (tail > half) {
		/* Near the number above, on one side of it or the other. */
		near += 2 * half - tail;
		return near ? pack(fm, near, e, 1) : pack(fm, (uint64_t)1 << 63, e + 1, 1);
	}
	middle = near - tail + half;
	order = compare_exact(t, middle, e);
	return pack(fm, order < 0 ? middle - 1 : middle, e, order != 0);
}

/* t, of whose digits the first, at most 19, are m, times ten^exp. */
static double convert(struct format fm, const struct text *t, uint64_t m, int exp)
{
	static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	uint64_t near;
	int e, drop;

	if (fm.bits == 53 && t->exp >= exp && m >> 53 == 0 && exp >= -22 && exp <= 22)
		return exp < 0 ? (double)m / tens[-exp] : (double)m * tens[exp];
	near = scale_by_ten(m, exp, &e);
	drop = 64 - fm.bits;
	if (e + drop < fm.least)
		drop = fm.least - e;
	if (drop < 64)
		return settle(fm, t, near, e, drop);
	/* Less than the least number: that one, or zero. */
	errno = ERANGE;
	if (drop > 65 || compare_exact(t, 1, fm.least - 1) <= 0)
		return 0;
	return pack(fm, 1, fm.least, 0);
}

/* The exponent at the letter *s, which moves behind it. */
static long exponent(const char **s)
{
	const char *p = *s + 1;
	int minus = *p == '-';
	long e = 0;

	if (*p == '-' || *p == '+')
		p++;
	if (!DIGIT(*p))
		return 0;
	for (; DIGIT(*p); p++)
		if (e < LONG_MAX / 100)
			e = e * 10 + *p - '0';
	*s = p;
	return minus ? -e : e;
}

/* The number at s, whose first character is a digit, or a point before one. */
static double decimal(struct format fm, const char *s, const char **end)
{
	struct text t = {0};
	uint64_t m = 0;
	long seen = 0, whole = -1, last = 0, last19 = 0, exp; /* numbers of digits */
	int significant = 0;

	for (;; s++) {
		if (*s == '.' && whole < 0) {
			whole = seen;
			continue;
		}
		if (!DIGIT(*s))
			break;
		seen++;
		if (!significant && *s == '0')
			continue;
		if (!significant++)
			t.s = s;
		if (significant <= 19) {
			m = m * 10 + *s - '0';
			last19 = seen;
		}
		if (*s == '0')
			continue;
		if (significant <= DIGITS) {
			t.count = significant;
			last = seen;
		} else {
			t.more = 1;
		}
	}
	if (whole < 0)
		whole = seen;
	exp = *s == 'e' || *s == 'E' ? exponent(&s) : 0;
	*end = s;
	if (!m)
		return 0;
	exp += whole - last;
	if (exp + t.count > 310 || exp + t.count < -345) {
		errno = ERANGE;
		return exp > 0 ? HUGE_VAL : 0;
	}
	t.exp = exp;
	return convert(fm, &t, m, exp + (last - last19));
}

static int hex_digit(int c)
{
	return DIGIT(c) ? c - '0' : isxdigit(c) ? (c | 32) - 'a' + 10 : -1;
}

/* The number at s, behind 0x. */
static double hexadecimal(struct format fm, const char *s, const char **end)
{
	uint64_t m = 0;
	long e = 0;
	int point = 0, rest = 0;

	for (;; s++) {
		int d = hex_digit((unsigned char)*s);
		if (*s == '.' && !point) {
			point = 1;
			continue;
		}
		if (d < 0)
			break;
		if (m >> 60 == 0) {
			m = m << 4 | d;
			e -= point ? 4 : 0;
		} else {
			rest |= d;
			e += point ? 0 : 4;
		}
	}
	if (*s == 'p' || *s == 'P')
		e += exponent(&s);
	*end = s;
	if (m && e > 2000) {
		errno = ERANGE;
		return HUGE_VAL;
	}
	return pack(fm, m, e < -2000 ? -2000 : e, rest != 0);
}

/* Whether s begins with word, which is in small letters. */
static int begins(const char *s, const char *word)
{
	while (*word)
		if ((*s++ | 32) != *word++)
			return 0;
	return 1;
}

static double not_a_number(const char *s, const char **end)
{
	const char *p = s + 3;

	*end = p;
	if (*p == '(') {
		do
			p++;
		while (isalnum((unsigned char)*p) || *p == '_');
		if (*p == ')')
			*end = p + 1;
	}
	return NAN;
}

double __parse_float(const char *text, char **end, int bits, int least)
{
	struct format fm = {bits, least};
	const char *s = text, *stop = text;
	int minus;
	double x = 0;

	while (isspace((unsigned char)*s))
		s++;
	minus = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (begins(s, "inf")) {
		stop = s + (begins(s, "infinity") ? 8 : 3);
		x = HUGE_VAL;
	} else if (begins(s, "nan")) {
		x = not_a_number(s, &stop);
	} else if (*s == '0' && (s[1] | 32) == 'x' && hex_digit((unsigned char)s[2 + (s[2] == '.')]) >= 0) {
		x = hexadecimal(fm, s + 2, &stop);
	} else if (DIGIT(s[*s == '.'])) {
		x = decimal(fm, s, &stop);
	}
	if (end)
		*end = (char *)stop;
	return minus ? -x : x;
}
