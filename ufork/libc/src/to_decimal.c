/* The decimal digits of a double, exactly.
 *
 * The integer part is a number of 32-bit words that is divided by 10^9 again
 * and again; the fraction is a number of 32-bit words behind the point that is
 * multiplied by 10^9 again and again, each time giving nine digits. What is
 * left of the fraction decides the rounding, so no digit is ever guessed. */
#include <stdint.h>
#include <string.h>
#include <ushell/fp.h>

enum { WORDS = 36, GROUP = 1000000000 };

/* Nine digits of v at s. */
static void put_group(char *s, uint32_t v)
{
	for (int i = 8; i >= 0; i--) {
		s[i] = '0' + v % 10;
		v /= 10;
	}
}

/* Appends the digits of m times 2^shift without leading zeros. */
static void integer_digits(struct __decimal *out, uint64_t m, int shift)
{
	uint32_t w[WORDS], groups[WORDS];
	int top, n = 0;

	if (!m)
		return;
	if (!shift) {
		char *end = out->d + sizeof out->d, *d = end;
		for (; m; m /= 10)
			*--d = '0' + m % 10;
		out->n = out->point = end - d;
		memmove(out->d, d, end - d);
		return;
	}
	memset(w, 0, sizeof w);
	w[shift / 32] = m << shift % 32;
	w[shift / 32 + 1] = m >> (32 - shift % 32);
	if (shift % 32)
		w[shift / 32 + 2] = m >> 32 >> (32 - shift % 32);
	for (top = shift / 32 + 3; top && !w[top - 1]; top--)
		;
	while (top) {
		uint64_t rest = 0;
		for (int i = top - 1; i >= 0; i--) {
			rest = rest << 32 | w[i];
			w[i] = rest / GROUP;
			rest %= GROUP;
		}
		groups[n++] = rest;
		while (top && !w[top - 1])
			top--;
	}
	while (n--) {
		put_group(out->d + out->n, groups[n]);
		out->n += 9;
	}
	for (n = 0; out->d[n] == '0'; n++)
		;
	out->n -= n;
	memmove(out->d, out->d + n, out->n);
	out->point = out->n;
}

/* A fraction: words first..last-1 behind the point, the others zero. */
struct fraction {
	uint32_t w[WORDS];
	int first, last;
};

static void set_fraction(struct fraction *f, uint64_t m, int bits)
{
	/* m is below 2^bits; its last bit is bit number bits behind the point. */
	int word = (bits - 1) / 32, up = 31 - (bits - 1) % 32;

	memset(f->w, 0, sizeof f->w);
	f->w[word] = m << up;
	if (word > 0)
		f->w[word - 1] = m << up >> 32;
	if (word > 1 && up)
		f->w[word - 2] = m >> (64 - up);
	f->first = word > 2 ? word - 2 : 0;
	f->last = word + 1;
}

/* Multiplies by 10^9 and answers the integer part, which is taken away. */
static uint32_t next_group(struct fraction *f)
{
	uint64_t carry = 0;

	for (int i = f->last - 1; i >= f->first; i--) {
		carry += (uint64_t)f->w[i] * GROUP;
		f->w[i] = carry;
		carry >>= 32;
	}
	while (f->first < f->last && !f->w[f->last - 1])
		f->last--;
	if (f->first == 0)
		return carry;
	f->w[--f->first] = carry;
	return 0;
}

static int is_zero(const struct fraction *f)
{
	for (int i = f->first; i < f->last; i++)
		if (f->w[i])
			return 0;
	return 1;
}

/* Keeps keep digits; more says that the number goes on behind the last one. */
static void round_to(struct __decimal *out, int keep, int more)
{
	int up;

	if (keep >= out->n)
		return;
	if (keep < 0) {
		out->n = 0;
		return;
	}
	for (int i = keep + 1; i < out->n && !more; i++)
		more = out->d[i] != '0';
	up = out->d[keep] > '5' || (out->d[keep] == '5' && (more || (keep && out->d[keep - 1] & 1)));
	out->n = keep;
	if (!up)
		return;
	while (out->n && out->d[out->n - 1] == '9')
		out->n--;
	if (out->n) {
		out->d[out->n - 1]++;
	} else {
		out->d[0] = '1';
		out->n = 1;
		out->point++;
	}
}

void __to_decimal(struct __decimal *out, double x, int count, int significant)
{
	union { double f; uint64_t i; } u = {x};
	int e = u.i >> 52 & 0x7ff;
	uint64_t m = u.i & 0xfffffffffffff;
	struct fraction f;

	out->n = out->point = 0;
	if (e)
		m |= (uint64_t)1 << 52;
	else
		e = 1;
	e -= 1075;
	if (e >= 0) {
		integer_digits(out, m, e);
		round_to(out, significant ? count : out->point + count, 0);
		return;
	}
	if (e > -53) {
		integer_digits(out, m >> -e, 0);
		m &= ((uint64_t)1 << -e) - 1;
	}
	f.first = f.last = 0;
	if (m)
		set_fraction(&f, m, -e);
	while (!is_zero(&f) && (significant ? out->n <= count : out->n - out->point <= count)) {
		uint32_t g = next_group(&f);
		if (!out->n && !g) {
			out->point -= 9;
			continue;
		}
		put_group(out->d + out->n, g);
		if (!out->n) {
			/* The first digits: no zeros before them. */
			int zeros;
			for (zeros = 0; out->d[zeros] == '0'; zeros++)
				;
			memmove(out->d, out->d + zeros, 9 - zeros);
			out->point -= zeros;
			out->n = 9 - zeros;
		} else {
			out->n += 9;
		}
	}
	round_to(out, significant ? count : out->point + count, !is_zero(&f));
}
