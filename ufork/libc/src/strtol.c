/* Text to integers. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

static int digit(int c)
{
	if ((unsigned)c - '0' < 10)
		return c - '0';
	c |= 32;
	return (unsigned)c - 'a' < 26 ? c - 'a' + 10 : 99;
}

/* The number that text begins with. A sign is applied, and what is not between
 * -low and high becomes the nearer of them with ERANGE; an unsigned type has a
 * low that is its high, as its negative numbers wrap around. */
static unsigned long parse(const char *text, char **end, int base, unsigned long low, unsigned long high)
{
	const char *s = text, *stop = text;
	unsigned long v = 0, limit;
	int minus, over = 0, d;

	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		if (end)
			*end = (char *)text;
		return 0;
	}
	while (isspace((unsigned char)*s))
		s++;
	minus = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if ((base == 0 || base == 16) && *s == '0' && (s[1] | 32) == 'x' && digit((unsigned char)s[2]) < 16) {
		s += 2;
		base = 16;
	} else if ((base == 0 || base == 2) && *s == '0' && (s[1] | 32) == 'b' && (unsigned)(s[2] - '0') < 2) {
		s += 2;
		base = 2;
	}
	if (base == 0)
		base = *s == '0' ? 8 : 10;
	limit = minus ? low : high;
	for (; (d = digit((unsigned char)*s)) < base; stop = ++s) {
		if (over || v > (limit - d) / base || (unsigned long)d > limit)
			over = 1;
		else
			v = v * base + d;
	}
	if (end)
		*end = (char *)stop;
	if (over) {
		errno = ERANGE;
		return low == high ? high : minus ? -low : high;
	}
	return minus ? -v : v;
}

long strtol(const char *restrict s, char **restrict end, int base)
{
	return parse(s, end, base, (unsigned long)LONG_MAX + 1, LONG_MAX);
}

unsigned long strtoul(const char *restrict s, char **restrict end, int base)
{
	return parse(s, end, base, ULONG_MAX, ULONG_MAX);
}

long long strtoll(const char *restrict s, char **restrict end, int base) { return strtol(s, end, base); }
unsigned long long strtoull(const char *restrict s, char **restrict end, int base) { return strtoul(s, end, base); }
intmax_t strtoimax(const char *restrict s, char **restrict end, int base) { return strtol(s, end, base); }
uintmax_t strtoumax(const char *restrict s, char **restrict end, int base) { return strtoul(s, end, base); }
