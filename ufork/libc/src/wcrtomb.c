/* Code points to UTF-8. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

size_t wcrtomb(char *restrict s, wchar_t wc, mbstate_t *restrict st)
{
	unsigned c = wc;

	(void)st;
	if (!s)
		return 1;
	if (c < 0x80) {
		s[0] = c;
		return 1;
	}
	if (c < 0x800) {
		s[0] = 0xc0 | c >> 6;
		s[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) {
		errno = EILSEQ;
		return -1;
	}
	if (c < 0x10000) {
		s[0] = 0xe0 | c >> 12;
		s[1] = 0x80 | (c >> 6 & 0x3f);
		s[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	s[0] = 0xf0 | c >> 18;
	s[1] = 0x80 | (c >> 12 & 0x3f);
	s[2] = 0x80 | (c >> 6 & 0x3f);
	s[3] = 0x80 | (c & 0x3f);
	return 4;
}

int wctomb(char *s, wchar_t wc) { return s ? (int)wcrtomb(s, wc, NULL) : 0; }
int wctob(wint_t c) { return c < 0x80 ? (int)c : EOF; }
