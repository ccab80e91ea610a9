/* Wide characters of streams. */
#include <errno.h>
#include <limits.h>
#include <ushell/file.h>
#include <wchar.h>

/* What is no character can be read again, byte by byte, as on FreeBSD. */
static wint_t no_character(FILE *f, const char *bytes, size_t n)
{
	while (n > 0)
		ungetc((unsigned char)bytes[--n], f);
	f->flags |= F_ERROR;
	errno = EILSEQ;
	return WEOF;
}

wint_t fgetwc(FILE *f)
{
	mbstate_t st = {0};
	char bytes[MB_LEN_MAX];
	size_t k = -2, n = 0;
	wchar_t wc;
	int c;

	fwide(f, 1);
	while (k == (size_t)-2) {
		c = GETC(f);
		if (c == EOF)
			return n > 0 ? no_character(f, bytes, n) : WEOF;
		bytes[n] = c;
		k = mbrtowc(&wc, &bytes[n++], 1, &st);
	}
	return k == (size_t)-1 ? no_character(f, bytes, n) : (wint_t)wc;
}

wint_t fputwc(wchar_t c, FILE *f)
{
	char s[8];
	size_t n = wcrtomb(s, c, NULL);

	fwide(f, 1);
	if (n == (size_t)-1) {
		f->flags |= F_ERROR;
		return WEOF;
	}
	return __write_bytes(f, s, n) == n ? (wint_t)c : WEOF;
}

wint_t ungetwc(wint_t c, FILE *f)
{
	char s[8];
	size_t n;

	if (c == WEOF || (n = wcrtomb(s, c, NULL)) == (size_t)-1)
		return WEOF;
	while (n)
		if (ungetc((unsigned char)s[--n], f) == EOF)
			return WEOF;
	return c;
}

wchar_t *fgetws(wchar_t *restrict s, int n, FILE *restrict f)
{
	wchar_t *p = s;

	while (n-- > 1) {
		wint_t c = fgetwc(f);
		if (c == WEOF) {
			if (p == s || f->flags & F_ERROR)
				return NULL;
			break;
		}
		*p++ = c;
		if (c == '\n')
			break;
	}
	*p = 0;
	return s;
}

int fputws(const wchar_t *restrict s, FILE *restrict f)
{
	for (; *s; s++)
		if (fputwc(*s, f) == WEOF)
			return EOF;
	return 0;
}

wint_t getwc(FILE *f) { return fgetwc(f); }
wint_t getwchar(void) { return fgetwc(stdin); }
wint_t putwc(wchar_t c, FILE *f) { return fputwc(c, f); }
wint_t putwchar(wchar_t c) { return fputwc(c, stdout); }
