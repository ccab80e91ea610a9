/* scanf. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ushell/file.h>
#include <ushell/fp.h>
#include <wchar.h>

/* The input: a stream of which one character is looked at. */
struct input {
	FILE *f;
	long count; /* characters taken */
	int left;   /* of the width of the present directive */
};

/* The next character, which counts as taken, or EOF; nothing at the end of the
 * width. */
static int take(struct input *in)
{
	int c;

	if (in->left == 0)
		return EOF;
	c = GETC(in->f);
	if (c == EOF)
		return EOF;
	in->left--;
	in->count++;
	return c;
}

static void give_back(struct input *in, int c)
{
	if (c == EOF)
		return;
	in->left++;
	in->count--;
	if (in->f->flags & F_STRING)
		in->f->rpos--;
	else
		ungetc(c, in->f);
}

static int skip_space(struct input *in)
{
	int c;

	in->left = INT_MAX;
	do
		c = take(in);
	while (isspace(c));
	give_back(in, c);
	return c;
}

/* Text that grows as it must. */
struct text {
	char *s;
	size_t n, cap;
	char own[128];
};

static int append(struct text *t, char c)
{
	if (t->n == t->cap) {
		char *s = malloc(t->cap * 2);
		if (!s)
			return -1;
		memcpy(s, t->s, t->n);
		if (t->s != t->own)
			free(t->s);
		t->s = s;
		t->cap *= 2;
	}
	t->s[t->n++] = c;
	return 0;
}

static void drop(struct text *t)
{
	if (t->s != t->own)
		free(t->s);
}

struct directive {
	void *to; /* NULL with a star */
	int size, conv, allocate;
	int width; /* 0 when there is none */
	const unsigned char *set, *set_end; /* of %[ */
	int complement;
};

static void store_integer(const struct directive *d, uintmax_t v)
{
	if (!d->to)
		return;
	switch (d->size) {
	case 'H': *(unsigned char *)d->to = v; break;
	case 'h': *(unsigned short *)d->to = v; break;
	case 0: *(unsigned *)d->to = v; break;
	case 'P': *(uintptr_t *)d->to = v; break;
	default: *(unsigned long *)d->to = v;
	}
}

enum result { MATCHED, MISMATCH, INPUT_END, NO_MEMORY };

/* Takes the longest beginning of an integer into t. */
static void take_integer(struct input *in, struct text *t, int base)
{
	int c = take(in);

	if (c == '-' || c == '+') {
		append(t, c);
		c = take(in);
	}
	if (c == '0' && (base == 0 || base == 16)) {
		append(t, c);
		c = take(in);
		if ((c | 32) == 'x') {
			append(t, c);
			c = take(in);
			base = 16;
		} else if (base == 0) {
			base = 8;
		}
	}
	if (base == 0)
		base = 10;
	while (c != EOF) {
		int v = isdigit(c) ? c - '0' : isalpha(c) ? (c | 32) - 'a' + 10 : 99;
		if (v >= base || append(t, c))
			break;
		c = take(in);
	}
	give_back(in, c);
}

static enum result scan_integer(struct input *in, const struct directive *d, struct text *t)
{
	static const char bases[] = {['d'] = 10, ['u'] = 10, ['x'] = 16, ['X'] = 16, ['o'] = 8, ['p'] = 16};
	int base = d->conv == 'i' ? 0 : bases[d->conv];
	uintmax_t v;
	char *end;
	int old = errno;

	take_integer(in, t, base);
	if (append(t, 0))
		return NO_MEMORY;
	if (d->conv == 'd' || d->conv == 'i')
		v = strtoll(t->s, &end, base);
	else
		v = strtoull(t->s, &end, base);
	errno = old;
	/* All of it must be a number: 0x alone is not. */
	if (t->n == 1 || *end)
		return MISMATCH;
	if (d->conv == 'p') {
		if (d->to)
			*(void **)d->to = (char *)NULL + v; /* only a number */
	} else {
		store_integer(d, v);
	}
	return MATCHED;
}

/* Takes characters of word, in any case, as long as they match; the next one
 * is *c. Answers how many. */
static int take_word(struct input *in, struct text *t, const char *word, int *c)
{
	int n = 0;

	while (word[n] && (*c | 32) == word[n] && *c != EOF) {
		append(t, *c);
		*c = take(in);
		n++;
	}
	return n;
}

/* Takes the longest beginning of a floating-point number into t. */
static void take_float(struct input *in, struct text *t)
{
	int c = take(in), point = 0, digits = 0, hex = 0;

	if (c == '-' || c == '+') {
		append(t, c);
		c = take(in);
	}
	if ((c | 32) == 'i' && c != EOF) {
		take_word(in, t, "infinity", &c);
		give_back(in, c);
		return;
	}
	if ((c | 32) == 'n' && c != EOF) {
		if (take_word(in, t, "nan", &c) == 3 && c == '(')
			do {
				append(t, c);
				c = take(in);
				if (c == ')') {
					append(t, c);
					c = take(in);
					break;
				}
			} while (isalnum(c) || c == '_');
		give_back(in, c);
		return;
	}
	if (c == '0') {
		append(t, c);
		c = take(in);
		if ((c | 32) == 'x' && c != EOF) {
			hex = 1;
			append(t, c);
			c = take(in);
		} else {
			digits = 1;
		}
	}
	for (;; c = take(in)) {
		if (c == '.' && !point)
			point = 1;
		else if (hex ? isxdigit(c) : isdigit(c))
			digits = 1;
		else
			break;
		if (append(t, c))
			break;
	}
	if (digits && c != EOF && (c | 32) == (hex ? 'p' : 'e')) {
		append(t, c);
		c = take(in);
		if (c == '-' || c == '+') {
			append(t, c);
			c = take(in);
		}
		for (; isdigit(c) && !append(t, c); c = take(in))
			;
	}
	give_back(in, c);
}

static enum result scan_float(struct input *in, const struct directive *d, struct text *t)
{
	int is_float = d->size == 0, old = errno;
	char *end;
	double x;

	take_float(in, t);
	if (append(t, 0))
		return NO_MEMORY;
	x = is_float ? __parse_float(t->s, &end, 24, -149) : __parse_float(t->s, &end, 53, -1074);
	errno = old;
	if (t->n == 1 || *end)
		return MISMATCH;
	if (d->to && is_float)
		*(float *)d->to = x;
	else if (d->to)
		*(double *)d->to = x;
	return MATCHED;
}

/* Whether c is among the characters that %[ lists. */
static int in_set(const struct directive *d, int c)
{
	for (const unsigned char *s = d->set; s < d->set_end; s++) {
		if (s[0] == c)
			return !d->complement;
		if (s + 2 < d->set_end && s[1] == '-') {
			if (s[0] <= c && c <= s[2])
				return !d->complement;
			s += 2;
		}
	}
	return d->complement;
}

static int wanted(const struct directive *d, int c)
{
	if (d->conv == 'c')
		return 1;
	return d->conv == 's' ? !isspace(c) : in_set(d, c);
}

/* Where characters go: chars or wchar_ts, in the caller's array or in one that
 * grows. */
struct sink {
	void *s;
	size_t n, cap;
	int wide, allocate;
};

static int emit(struct sink *k, int c)
{
	if (!k->s && !k->allocate)
		return 0;
	if (k->allocate && k->n == k->cap) {
		size_t cap = k->cap ? k->cap * 2 : 32;
		void *s = realloc(k->s, cap * (k->wide ? sizeof(wchar_t) : 1));
		if (!s)
			return -1;
		k->s = s;
		k->cap = cap;
	}
	if (k->wide)
		((wchar_t *)k->s)[k->n++] = c;
	else
		((char *)k->s)[k->n++] = c;
	return 0;
}

/* %c, %s and %[. */
static enum result scan_text(struct input *in, const struct directive *d)
{
	struct sink k = {.wide = d->size == 'l', .allocate = d->allocate && d->to};
	mbstate_t state = {0};
	int c, any = 0, want = d->conv == 'c' ? in->left : 0;
	enum result r = MATCHED;

	if (!k.allocate)
		k.s = d->to;
	while ((c = take(in)) != EOF && wanted(d, c) && r == MATCHED) {
		char byte = c;
		wchar_t wc = c;
		any++;
		if (k.wide) {
			size_t n = mbrtowc(&wc, &byte, 1, &state);
			if (n == (size_t)-2)
				continue;
			if (n == (size_t)-1)
				r = INPUT_END;
		}
		if (emit(&k, wc))
			r = NO_MEMORY;
	}
	give_back(in, c);
	if (r == MATCHED && (!any || any < want))
		r = c == EOF && (!any || want) ? INPUT_END : MISMATCH;
	if (r == MATCHED && d->conv != 'c' && emit(&k, 0))
		r = NO_MEMORY;
	if (k.allocate && r == MATCHED)
		*(void **)d->to = k.s;
	else if (k.allocate)
		free(k.s);
	return r;
}

static int size_letter(const unsigned char **s)
{
	int c = **s;

	if (!c || !strchr("hljztLqP", c))
		return 0;
	(*s)++;
	if ((c == 'h' || c == 'l') && **s == c) {
		(*s)++;
		return c == 'h' ? 'H' : 'l';
	}
	return c;
}

/* Reads the directive behind a per cent sign, but for the star and the number
 * of its argument; answers what follows it. */
static const unsigned char *parse(struct directive *d, const unsigned char *s)
{
	for (d->width = 0; isdigit(*s); s++)
		d->width = d->width < INT_MAX / 10 - 1 ? d->width * 10 + *s - '0' : INT_MAX;
	d->allocate = *s == 'm';
	s += d->allocate;
	d->size = size_letter(&s);
	d->conv = *s;
	if (!*s)
		return s;
	s++;
	if (d->conv == 'C' || d->conv == 'S') {
		d->conv |= 32;
		d->size = 'l';
	}
	if (d->conv == '[') {
		d->complement = *s == '^';
		s += d->complement;
		d->set = s;
		if (*s == ']')
			s++;
		while (*s && *s != ']')
			s++;
		d->set_end = s;
		if (!*s)
			d->conv = 0;
		else
			s++;
	}
	return s;
}

static enum result scan_one(struct input *in, const struct directive *d)
{
	struct text t = {.cap = sizeof t.own};
	enum result r;

	t.s = t.own;
	in->left = d->width ? d->width : d->conv == 'c' ? 1 : INT_MAX;
	switch (d->conv) {
	case 'c': case 's': case '[':
		return scan_text(in, d);
	case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': case 'p':
		r = scan_integer(in, d, &t);
		break;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		r = scan_float(in, d, &t);
		break;
	default:
		r = MISMATCH;
	}
	drop(&t);
	return r;
}

/* The argument with that number, or the next one. */
static void *pointer_arg(va_list *ap, va_list *first, int number)
{
	va_list again;
	void *p = NULL;

	if (!number)
		return va_arg(*ap, void *);
	va_copy(again, *first);
	while (number--)
		p = va_arg(again, void *);
	va_end(again);
	return p;
}

/* Matches white space or a character that stands for itself; 0 if it did not,
 * -1 at the end of the input. */
static int literal(struct input *in, int want)
{
	int c;

	if (isspace(want)) {
		skip_space(in);
		return 1;
	}
	in->left = INT_MAX;
	c = take(in);
	if (c == want)
		return 1;
	give_back(in, c);
	return c == EOF ? -1 : 0;
}

static int scan(struct input *in, const unsigned char *s, va_list *ap, va_list *first)
{
	struct directive d;
	int assigned = 0, matched = 0;

	while (*s) {
		int number = 0, star = 0, r;
		if (*s != '%' || s[1] == '%') {
			s += *s == '%';
			if (*s == '%')
				skip_space(in);
			r = literal(in, *s++);
			if (r <= 0)
				return r < 0 && !matched ? EOF : assigned;
			continue;
		}
		s++;
		if (*s == '*') {
			star = 1;
			s++;
		} else if (isdigit(*s)) {
			const unsigned char *p = s;
			for (; isdigit(*p) && number < 1000; p++)
				number = number * 10 + *p - '0';
			if (*p == '$')
				s = p + 1;
			else
				number = 0;
		}
		s = parse(&d, s);
		if (!d.conv)
			return matched ? assigned : EOF; /* the format ends too early */
		d.to = star ? NULL : pointer_arg(ap, first, number);
		if (d.conv == 'n') {
			store_integer(&d, in->count);
			continue;
		}
		if (!strchr("c[", d.conv) && skip_space(in) == EOF)
			return matched ? assigned : EOF;
		r = scan_one(in, &d);
		if (r == NO_MEMORY || (r == INPUT_END && !matched))
			return EOF;
		if (r != MATCHED)
			return assigned;
		matched = 1;
		assigned += !star;
	}
	return assigned;
}

int vfscanf(FILE *restrict f, const char *restrict fmt, va_list ap)
{
	struct input in = {.f = f};
	va_list args, first;
	int n;

	va_copy(args, ap);
	va_copy(first, ap);
	n = scan(&in, (const unsigned char *)fmt, &args, &first);
	va_end(args);
	va_end(first);
	return n;
}
