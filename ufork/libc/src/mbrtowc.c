/* UTF-8 to code points. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <wchar.h>

static mbstate_t own, own_len;

int mbsinit(const mbstate_t *st) { return !st || !st->__left; }

/* The state keeps the bits so far and how many bytes are to come; the range
 * that the second byte may have (C11 says nothing, Unicode table 3-7) rules out
 * long forms, surrogates and what is beyond 0x10ffff as soon as can be. */
static int bad_second(unsigned lead, unsigned left, unsigned byte)
{
	if (left == 2)
		return (lead == 0 && byte < 0xa0) || (lead == 0xd && byte >= 0xa0);
	if (left == 3)
		return (lead == 0 && byte < 0x90) || (lead == 4 && byte >= 0x90);
	return 0;
}

size_t mbrtowc(wchar_t *restrict wc, const char *restrict s, size_t n, mbstate_t *restrict st)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t used = 0;

	if (!st)
		st = &own;
	if (!s) {
		p = (const unsigned char *)"";
		wc = NULL;
		n = 1;
	}
	if (!n)
		return -2;
	if (!st->__left) {
		unsigned c = p[used++];
		if (c < 0x80) {
			if (wc)
				*wc = c;
			return c != 0;
		}
		if (c < 0xc2 || c > 0xf4)
			goto bad;
		st->__left = 1 + (c >= 0xe0) + (c >= 0xf0);
		st->__wc = (c & (0x3f >> st->__left)) | 1U << 31; /* the mark: no second byte yet */
	}
	for (; used < n; used++) {
		unsigned c = p[used];
		if (c >> 6 != 2)
			goto bad;
		if (st->__wc >> 31) {
			st->__wc &= ~(1U << 31);
			if (bad_second(st->__wc, st->__left, c))
				goto bad;
		}
		st->__wc = st->__wc << 6 | (c & 0x3f);
		if (--st->__left == 0) {
			if (wc)
				*wc = st->__wc;
			st->__wc = 0;
			return used + 1;
		}
	}
	return -2;
bad:
	st->__left = st->__wc = 0;
	errno = EILSEQ;
	return -1;
}

size_t mbrlen(const char *restrict s, size_t n, mbstate_t *restrict st)
{
	return mbrtowc(NULL, s, n, st ? st : &own_len);
}

int mbtowc(wchar_t *restrict wc, const char *restrict s, size_t n)
{
	mbstate_t st = {0};
	size_t k;

	if (!s)
		return 0;
	k = mbrtowc(wc, s, n, &st);
	if (k == (size_t)-2)
		errno = EILSEQ;
	return k >= (size_t)-2 ? -1 : (int)k;
}

int mblen(const char *s, size_t n) { return mbtowc(NULL, s, n); }
wint_t btowc(int c) { return c >= 0 && c < 0x80 ? (wint_t)c : WEOF; }
