/* printf: the format and what is not a floating-point number. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ushell/file.h>
#include <ushell/print.h>
#include <wchar.h>

static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";

void __print_bytes(struct __printer *o, const char *s, size_t n)
{
	unsigned char *to = o->f->wpos;

	if (!n)
		return;
	if (n > INT_MAX - (size_t)o->total) {
		o->failed = EOVERFLOW;
		return;
	}
	o->total += n;
	if (n > 16 || !to || n > (size_t)(o->f->wend - to)) {
		if (!o->failed && __write_bytes(o->f, s, n) < n)
			o->failed = -1;
		return;
	}
	o->f->wpos = to + n;
	do
		*to++ = *s++;
	while (--n);
}

void __print_fill(struct __printer *o, char c, int n)
{
	char s[32];

	if (n <= 0)
		return;
	memset(s, c, sizeof s);
	for (; n > (int)sizeof s && !o->failed; n -= sizeof s)
		__print_bytes(o, s, sizeof s);
	__print_bytes(o, s, n);
}

/* Text of n bytes in the width. */
static void print_field(struct __printer *o, const struct __spec *sp, const char *s, size_t n)
{
	int pad = n < (size_t)sp->width ? sp->width - (int)n : 0;

	if (!(sp->flags & P_LEFT))
		__print_fill(o, ' ', pad);
	__print_bytes(o, s, n);
	if (sp->flags & P_LEFT)
		__print_fill(o, ' ', pad);
}

/* Prefix, zeros and digits in the width. */
void __print_number(struct __printer *o, const struct __spec *sp, const char *prefix, int zeros, const char *s, int n)
{
	int np = strlen(prefix), pad = sp->width - np - zeros - n;

	if (zeros < 0)
		zeros = 0, pad = sp->width - np - n;
	if (pad > 0 && sp->flags & P_ZERO && !(sp->flags & P_LEFT)) {
		zeros += pad;
		pad = 0;
	}
	if (!(sp->flags & P_LEFT))
		__print_fill(o, ' ', pad);
	__print_bytes(o, prefix, np);
	__print_fill(o, '0', zeros);
	__print_bytes(o, s, n);
	if (sp->flags & P_LEFT)
		__print_fill(o, ' ', pad);
}

static void print_integer(struct __printer *o, struct __spec *sp, uintmax_t v)
{
	char buf[72], *end = buf + sizeof buf, *s = end;
	const char *prefix = "", *digits = sp->conv == 'X' ? upper : lower;
	intmax_t i = v;
	int zeros;

	switch (sp->conv) {
	case 'd':
	case 'i':
		prefix = i < 0 ? "-" : sp->flags & P_PLUS ? "+" : sp->flags & P_SPACE ? " " : "";
		if (i < 0)
			v = -v;
		/* fall through */
	case 'u':
		for (; v; v /= 10)
			*--s = '0' + v % 10;
		break;
	case 'o':
		for (; v; v >>= 3)
			*--s = '0' + (v & 7);
		break;
	case 'b':
	case 'B':
		if (sp->flags & P_ALT && v)
			prefix = sp->conv == 'b' ? "0b" : "0B";
		for (; v; v >>= 1)
			*--s = '0' + (v & 1);
		break;
	default:
		if (sp->conv == 'p' || (sp->flags & P_ALT && v))
			prefix = sp->conv == 'X' ? "0X" : "0x";
		for (; v; v >>= 4)
			*--s = digits[v & 15];
	}
	if (sp->prec >= 0)
		sp->flags &= ~P_ZERO;
	zeros = (sp->prec < 0 ? 1 : sp->prec) - (int)(end - s);
	if (sp->conv == 'o' && sp->flags & P_ALT && zeros <= 0 && (s == end || *s != '0'))
		zeros = 1;
	__print_number(o, sp, prefix, zeros, s, end - s);
}

/* Wide characters as UTF-8; the precision counts bytes. */
static void print_wide(struct __printer *o, struct __spec *sp, const wchar_t *s, size_t most)
{
	char buf[8];
	size_t n = 0, limit = sp->prec < 0 ? SIZE_MAX : (size_t)sp->prec, k, i;
	int pad;

	for (i = 0; i < most && n < limit && s[i]; i++) {
		k = wcrtomb(buf, s[i], NULL);
		if (k == (size_t)-1) {
			o->failed = -1;
			return;
		}
		if (n + k > limit)
			break;
		n += k;
	}
	pad = n < (size_t)sp->width ? sp->width - (int)n : 0;
	if (!(sp->flags & P_LEFT))
		__print_fill(o, ' ', pad);
	for (size_t j = 0; j < i; j++)
		__print_bytes(o, buf, wcrtomb(buf, s[j], NULL));
	if (sp->flags & P_LEFT)
		__print_fill(o, ' ', pad);
}

static void print_char(struct __printer *o, struct __spec *sp, uintmax_t v)
{
	char c = v;
	wchar_t wc = v;

	if (sp->size != 'l') {
		print_field(o, sp, &c, 1);
	} else if (wc) {
		sp->prec = -1;
		print_wide(o, sp, &wc, 1);
	} else {
		print_field(o, sp, "", 1);
	}
}

static void print_string(struct __printer *o, struct __spec *sp, const char *s)
{
	if (!s)
		s = "(null)", sp->size = 0;
	if (sp->size == 'l')
		print_wide(o, sp, (const void *)s, SIZE_MAX);
	else
		print_field(o, sp, s, sp->prec < 0 ? strlen(s) : strnlen(s, sp->prec));
}

/* %p is the address, %#p the whole capability. */
static void print_pointer(struct __printer *o, struct __spec *sp, void *p)
{
#ifdef __CHERI__
	if (sp->flags & P_ALT) {
		char buf[128];
		print_field(o, sp, buf, __print_capability(buf, p));
		return;
	}
	print_integer(o, sp, __builtin_cheri_address_get(p));
#else
	print_integer(o, sp, (uintptr_t)p);
#endif
}

static void store_count(const struct __printer *o, int size, void *p)
{
	switch (size) {
	case 'H': *(signed char *)p = o->total; break;
	case 'h': *(short *)p = o->total; break;
	case 0: *(int *)p = o->total; break;
	default: *(long *)p = o->total;
	}
}

/* What an argument is, as far as va_arg must know. */
enum kind { NONE, INT, LONG, UINT, FLOAT, LFLOAT, POINTER };

union arg {
	uintmax_t i;
	double f;
	void *p;
};

static void fetch(union arg *a, enum kind k, va_list *ap)
{
	switch (k) {
	case NONE: break;
	case INT: a->i = (intmax_t)va_arg(*ap, int); break;
	case UINT: a->i = va_arg(*ap, unsigned); break;
	case LONG: a->i = va_arg(*ap, uintmax_t); break;
	case FLOAT: a->f = va_arg(*ap, double); break;
	case LFLOAT: a->f = va_arg(*ap, long double); break;
	case POINTER: a->p = va_arg(*ap, void *); break;
	}
}

static enum kind kind_of(const struct __spec *sp)
{
	int small = sp->size == 0 || sp->size == 'h' || sp->size == 'H';

	switch (sp->conv) {
	case 'd': case 'i': return small ? INT : LONG;
	case 'u': case 'o': case 'x': case 'X': case 'b': case 'B': return small ? UINT : LONG;
	case 'c': return INT;
	case 's': case 'p': case 'n': return POINTER;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		return sp->size == 'L' ? LFLOAT : FLOAT;
	}
	return NONE;
}

/* The number at *s, 0 if there is none, -1 if it is too large. */
static int number(const char **s)
{
	int n = 0;

	while ((unsigned)(**s - '0') < 10) {
		int d = *(*s)++ - '0';
		if (n < 0 || n > (INT_MAX - d) / 10)
			n = -1;
		else
			n = n * 10 + d;
	}
	return n;
}

/* Digits and a dollar sign: the number of an argument, or 0. */
static int position(const char **s)
{
	const char *p = *s;
	int n;

	if ((unsigned)(*p - '0') >= 10)
		return 0;
	n = number(&p);
	if (*p != '$' || n < 1)
		return 0;
	*s = p + 1;
	return n;
}

/* Where the value of a star is: 0 no star, -1 the next argument, or a number. */
static int star(const char **s)
{
	int n;

	if (**s != '*')
		return 0;
	(*s)++;
	n = position(s);
	return n ? n : -1;
}

static int size_letter(const char **s)
{
	int c = **s;

	switch (c) {
	case 'h':
		(*s)++;
		if (**s == 'h')
			return (*s)++, 'H';
		return 'h';
	case 'l':
		(*s)++;
		if (**s == 'l')
			(*s)++;
		return 'l';
	case 'j': case 'z': case 't': case 'L': case 'q': case 'P':
		(*s)++;
		return c;
	}
	return 0;
}

static int flag(int c)
{
	switch (c) {
	case '-': return P_LEFT;
	case '+': return P_PLUS;
	case ' ': return P_SPACE;
	case '#': return P_ALT;
	case '0': return P_ZERO;
	case '\'': return P_GROUP;
	}
	return 0;
}

/* Reads the directive behind a per cent sign; answers what follows it. */
static const char *parse(struct __spec *sp, const char *s)
{
	int f;

	sp->flags = sp->width = sp->size = sp->arg = sp->width_star = sp->prec_star = 0;
	sp->prec = -1;
	sp->arg = position(&s);
	for (; (f = flag(*s)); s++)
		sp->flags |= f;
	sp->width_star = star(&s);
	if (!sp->width_star)
		sp->width = number(&s);
	if (*s == '.') {
		s++;
		sp->prec_star = star(&s);
		if (!sp->prec_star && *s == '-')
			s++, number(&s);
		else if (!sp->prec_star)
			sp->prec = number(&s);
	}
	sp->size = size_letter(&s);
	sp->conv = *s;
	if (sp->conv == 'C' || sp->conv == 'S') {
		sp->conv += 'a' - 'A';
		sp->size = 'l';
	}
	sp->kind = kind_of(sp);
	return *s ? s + 1 : s;
}

/* The arguments of a format that numbers them; -1 when it has gaps. */
static int fetch_all(union arg *args, const char *fmt, va_list *ap)
{
	enum kind kinds[PRINT_ARGS + 1] = {NONE};
	struct __spec sp;
	int last = 0;

	while ((fmt = strchr(fmt, '%'))) {
		int at[3];
		fmt = parse(&sp, fmt + 1);
		if (sp.conv == '%')
			continue;
		at[0] = sp.width_star, at[1] = sp.prec_star, at[2] = sp.arg;
		for (int i = 0; i < 3; i++) {
			if (at[i] < 0 || at[i] > PRINT_ARGS || (i == 2 && !at[i]))
				return -1;
			if (at[i])
				kinds[at[i]] = i == 2 ? (enum kind)sp.kind : INT;
			if (at[i] > last)
				last = at[i];
		}
	}
	for (int i = 1; i <= last; i++) {
		if (kinds[i] == NONE)
			return -1;
		fetch(&args[i], kinds[i], ap);
	}
	return 0;
}

/* The widths of integers that the caller widened to int. */
static uintmax_t narrow(const struct __spec *sp, uintmax_t v)
{
	int is_signed = sp->conv == 'd' || sp->conv == 'i';

	if (sp->size == 'h')
		return is_signed ? (uintmax_t)(short)v : (unsigned short)v;
	if (sp->size == 'H')
		return is_signed ? (uintmax_t)(signed char)v : (unsigned char)v;
	return v;
}

static void print_one(struct __printer *o, struct __spec *sp, union arg *a)
{
	switch (sp->conv) {
	case 'd': case 'i': case 'u': case 'o': case 'x': case 'X': case 'b': case 'B':
		print_integer(o, sp, narrow(sp, a->i));
		break;
	case 'c': print_char(o, sp, a->i); break;
	case 's': print_string(o, sp, a->p); break;
	case 'p': print_pointer(o, sp, a->p); break;
	case 'n': store_count(o, sp->size, a->p); break;
	default: __print_float(o, sp, a->f);
	}
}

/* Makes up the arguments of a directive; 0, or the error. */
static int take(struct __spec *sp, union arg *a, union arg *args, va_list *ap)
{
	if (args) {
		if (sp->width_star)
			sp->width = (int)args[sp->width_star].i;
		if (sp->prec_star)
			sp->prec = (int)args[sp->prec_star].i;
		*a = args[sp->arg];
	} else {
		if (sp->width_star)
			sp->width = va_arg(*ap, int);
		if (sp->prec_star)
			sp->prec = va_arg(*ap, int);
		fetch(a, sp->kind, ap);
	}
	if (sp->width_star && sp->width < 0) {
		sp->flags |= P_LEFT;
		sp->width = -(unsigned)sp->width;
	}
	if (sp->prec < 0)
		sp->prec = -1;
	return sp->width < 0 ? EOVERFLOW : sp->kind == NONE ? EINVAL : 0;
}

static void print_all(struct __printer *o, const char *fmt, va_list *ap)
{
	union arg args[PRINT_ARGS + 1], a;
	const char *start = fmt;
	struct __spec sp;
	int numbered = 0;

	while (*fmt && !o->failed) {
		const char *from = fmt;
		while (*fmt && *fmt != '%')
			fmt++;
		__print_bytes(o, from, fmt - from);
		if (!*fmt)
			break;
		fmt = parse(&sp, fmt + 1);
		if (sp.conv == '%') {
			__print_bytes(o, "%", 1);
			continue;
		}
		if (sp.conv == 'm') {
			print_string(o, &sp, strerror(errno));
			continue;
		}
		if (sp.arg && !numbered) {
			numbered = 1;
			if (fetch_all(args, start, ap)) {
				o->failed = EINVAL;
				return;
			}
		}
		if (!sp.arg != !numbered)
			o->failed = EINVAL;
		else if (!o->failed)
			o->failed = take(&sp, &a, numbered ? args : NULL, ap);
		if (!o->failed)
			print_one(o, &sp, &a);
	}
}

/* Whether an end of line is among the bytes from s to end. */
static int has_line(const unsigned char *s, const unsigned char *end)
{
	while (end != s)
		if (*--end == '\n')
			return 1;
	return 0;
}

/* The output of a call is one write if it fits: a stream without a buffer is
 * given one for the time of the call, and one that is written line by line is
 * so at the end of the call. */
int vfprintf(FILE *restrict f, const char *restrict fmt, va_list ap)
{
	struct __printer o = {f, 0, 0};
	unsigned char temporary[128], *buf = f->buf;
	int unbuffered = !f->size && !(f->flags & F_STRING), line = f->line, flush = unbuffered;
	va_list args;

	if (unbuffered) {
		__flush_one(f);
		f->buf = temporary;
		f->size = sizeof temporary;
	}
	f->line = -1;
	va_copy(args, ap);
	print_all(&o, fmt, &args);
	va_end(args);
	f->line = line;
	if (line >= 0 && f->wpos)
		flush = has_line(f->wpos - f->buf < o.total ? f->buf : f->wpos - o.total, f->wpos);
	if (flush && __flush_one(f))
		o.failed = -1;
	if (unbuffered) {
		f->buf = buf;
		f->size = 0;
	}
	if (o.failed > 0)
		errno = o.failed;
	return o.failed ? -1 : o.total;
}
