/* UTF-16 and UTF-32. */
#include <errno.h>
#include <uchar.h>
#include <wchar.h>

enum { SURROGATE = 1 << 30 }; /* mark of a state that holds one */

/* A code point beyond 0xffff is two surrogates: the second is answered by the
 * next call, as -3. */
size_t mbrtoc16(char16_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict st)
{
	static mbstate_t own;
	wchar_t wc;
	size_t k;

	if (!st)
		st = &own;
	if (!s)
		return mbrtoc16(NULL, "", 1, st);
	if (st->__left == 0 && st->__wc & SURROGATE) {
		if (c)
			*c = st->__wc & 0xffff;
		st->__wc = 0;
		return -3;
	}
	k = mbrtowc(&wc, s, n, st);
	if (k > 4)
		return k;
	if (wc > 0xffff) {
		st->__wc = SURROGATE | 0xdc00 | (wc & 0x3ff);
		wc = 0xd7c0 + (wc >> 10);
	}
	if (c)
		*c = wc;
	return k;
}

size_t c16rtomb(char *restrict s, char16_t c, mbstate_t *restrict st)
{
	static mbstate_t own;
	unsigned high;

	if (!st)
		st = &own;
	if (!s)
		c = 0;
	high = st->__wc;
	if (!high && c >= 0xd800 && c < 0xdc00) {
		st->__wc = SURROGATE | c;
		return 0;
	}
	st->__wc = 0;
	if (!s)
		return 1;
	if (!high)
		return wcrtomb(s, c, NULL);
	if (c < 0xdc00 || c >= 0xe000) {
		errno = EILSEQ;
		return -1;
	}
	return wcrtomb(s, 0x10000 + ((high & 0x3ff) << 10) + (c & 0x3ff), NULL);
}

size_t mbrtoc32(char32_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict st)
{
	static mbstate_t own;
	wchar_t wc = 0;
	size_t k = mbrtowc(&wc, s, n, st ? st : &own);

	if (c && s && k <= 4)
		*c = wc;
	return k;
}

size_t c32rtomb(char *restrict s, char32_t c, mbstate_t *restrict st) { return wcrtomb(s, c, st); }
