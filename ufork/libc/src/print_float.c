/* printf: %e %f %g %a. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <ushell/fp.h>
#include <ushell/print.h>

static const char *sign_of(const struct __spec *sp, uint64_t bits)
{
	return bits >> 63 ? "-" : sp->flags & P_PLUS ? "+" : sp->flags & P_SPACE ? " " : "";
}

/* An exponent with its sign and at least least digits at s; its length. */
static int put_exponent(char *s, int e, int least)
{
	char buf[8];
	int n = 0, len = 0;

	s[len++] = e < 0 ? '-' : '+';
	for (unsigned u = e < 0 ? -(unsigned)e : (unsigned)e; u || n < least; u /= 10)
		buf[n++] = '0' + u % 10;
	while (n)
		s[len++] = buf[--n];
	return len;
}

/* Prints the parts of a number: sign or prefix, zeros of the width, whole[0:nw]
 * and zw zeros, a point if dot, zf zeros, part[0:np] and ze zeros, tail. */
struct parts {
	const char *prefix;
	const char *whole;
	int nw, zw, dot, zf;
	const char *part;
	int np, ze;
	const char *tail;
	int nt;
};

static void print_parts(struct __printer *o, const struct __spec *sp, const struct parts *p)
{
	int n = strlen(p->prefix);
	long all = (long)n + p->nw + p->zw + p->dot + p->zf + p->np + p->ze + p->nt;
	int pad = all < sp->width ? sp->width - (int)all : 0, zero = sp->flags & P_ZERO;

	if (!(sp->flags & P_LEFT) && !zero)
		__print_fill(o, ' ', pad);
	__print_bytes(o, p->prefix, n);
	if (!(sp->flags & P_LEFT) && zero)
		__print_fill(o, '0', pad);
	__print_bytes(o, p->whole, p->nw);
	__print_fill(o, '0', p->zw);
	__print_bytes(o, ".", p->dot);
	__print_fill(o, '0', p->zf);
	__print_bytes(o, p->part, p->np);
	__print_fill(o, '0', p->ze);
	__print_bytes(o, p->tail, p->nt);
	if (sp->flags & P_LEFT)
		__print_fill(o, ' ', pad);
}

/* d with places digits behind the point. */
static void print_fixed(struct __printer *o, const struct __spec *sp, const char *prefix, struct __decimal *d, int places)
{
	struct parts p = {.prefix = prefix, .tail = ""};
	int from = 0;

	if (!d->n)
		d->point = 0;
	if (d->point > 0) {
		p.whole = d->d;
		p.nw = d->n < d->point ? d->n : d->point;
		p.zw = d->point - p.nw;
		from = p.nw;
	} else {
		p.whole = "0";
		p.nw = 1;
		p.zf = -d->point < places ? -d->point : places;
	}
	p.part = d->d + from;
	p.np = d->n - from;
	p.ze = places - p.zf - p.np;
	p.dot = places || sp->flags & P_ALT;
	print_parts(o, sp, &p);
}

/* d as one digit, a point, places digits and an exponent. */
static void print_scientific(struct __printer *o, const struct __spec *sp, const char *prefix, struct __decimal *d, int places, char e)
{
	char tail[8] = {e};
	struct parts p = {.prefix = prefix, .whole = d->d, .nw = 1, .tail = tail};

	if (!d->n) {
		d->d[0] = '0';
		d->n = d->point = 1;
	}
	p.part = d->d + 1;
	p.np = d->n - 1;
	p.ze = places - p.np;
	p.dot = places || sp->flags & P_ALT;
	p.nt = 1 + put_exponent(tail + 1, d->point - 1, 2);
	print_parts(o, sp, &p);
}

/* %g: the shorter form, without trailing zeros unless asked for. */
static void print_general(struct __printer *o, const struct __spec *sp, const char *prefix, double x, int prec, char e)
{
	struct __decimal d;
	int exponent, places;

	if (!prec)
		prec = 1;
	__to_decimal(&d, x, prec, 1);
	if (!(sp->flags & P_ALT))
		while (d.n && d.d[d.n - 1] == '0')
			d.n--;
	exponent = d.n ? d.point - 1 : 0;
	if (exponent < -4 || exponent >= prec) {
		places = sp->flags & P_ALT ? prec - 1 : d.n - 1;
		print_scientific(o, sp, prefix, &d, places, e);
		return;
	}
	places = sp->flags & P_ALT ? prec - 1 - exponent : d.n - exponent - 1;
	print_fixed(o, sp, prefix, &d, d.n || sp->flags & P_ALT ? places > 0 ? places : 0 : 0);
}

/* %a: the bits of the significand in hexadecimal. */
static void print_hex(struct __printer *o, const struct __spec *sp, double x, uint64_t bits, int capital)
{
	const char *digits = capital ? "0123456789ABCDEF" : "0123456789abcdef";
	char prefix[4], text[16], tail[8] = {capital ? 'P' : 'p'};
	struct parts p = {.prefix = prefix, .whole = text, .nw = 1, .part = text + 1, .tail = tail};
	uint64_t m = bits & 0xfffffffffffff;
	int e = bits >> 52 & 0x7ff, n = 13, k = 0;

	for (const char *s = sign_of(sp, bits); *s; s++)
		prefix[k++] = *s;
	prefix[k++] = '0';
	prefix[k++] = capital ? 'X' : 'x';
	prefix[k] = 0;
	m |= (uint64_t)(e != 0) << 52;
	e = x == 0 ? 0 : e ? e - 1023 : -1022;
	if (sp->prec >= 0 && sp->prec < 13) {
		int drop = 4 * (13 - sp->prec);
		uint64_t unit = (uint64_t)1 << drop, rest = m & (unit - 1);
		m -= rest;
		if (rest > unit / 2 || (rest == unit / 2 && m & unit))
			m += unit;
		n = sp->prec;
	}
	for (int i = 0; i <= 13; i++)
		text[i] = digits[m >> (52 - 4 * i) & 15];
	if (sp->prec < 0)
		while (n && text[n] == '0')
			n--;
	p.np = n;
	p.ze = sp->prec > n ? sp->prec - n : 0;
	p.dot = n || p.ze || sp->flags & P_ALT;
	p.nt = 1 + put_exponent(tail + 1, e, 1);
	print_parts(o, sp, &p);
}

void __print_float(struct __printer *o, struct __spec *sp, double x)
{
	union { double f; uint64_t i; } u = {x};
	int capital = sp->conv < 'a', prec = sp->prec < 0 ? 6 : sp->prec;
	const char *prefix = sign_of(sp, u.i);
	struct __decimal d;

	if ((u.i >> 52 & 0x7ff) == 0x7ff) {
		const char *s = u.i << 12 ? capital ? "NAN" : "nan" : capital ? "INF" : "inf";
		sp->flags &= ~P_ZERO;
		__print_number(o, sp, prefix, 0, s, 3);
		return;
	}
	if (x < 0)
		x = -x;
	switch (sp->conv | 32) {
	case 'a':
		print_hex(o, sp, x, u.i, capital);
		break;
	case 'e':
		__to_decimal(&d, x, prec == 2147483647 ? prec : prec + 1, 1);
		print_scientific(o, sp, prefix, &d, prec, sp->conv);
		break;
	case 'f':
		__to_decimal(&d, x, prec, 0);
		print_fixed(o, sp, prefix, &d, prec);
		break;
	default:
		print_general(o, sp, prefix, x, prec, capital ? 'E' : 'e');
	}
}
