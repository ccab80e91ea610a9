/* printf with wide formats. The format is printed as UTF-8 by vfprintf, whose
 * precisions then count bytes, and becomes wide again where that is asked for.
 * The difference shows only in %.Ns of characters beyond ASCII, and in the
 * count of what wprintf wrote. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <ushell/file.h>
#include <wchar.h>

/* fmt as UTF-8, in memory that the caller frees. */
static char *narrow(const wchar_t *fmt)
{
	const wchar_t *s = fmt;
	size_t n = wcsrtombs(NULL, &s, 0, NULL);
	char *t;

	if (n == (size_t)-1 || !(t = malloc(n + 1)))
		return NULL;
	wcsrtombs(t, &fmt, n + 1, NULL);
	return t;
}

int vfwprintf(FILE *restrict f, const wchar_t *restrict fmt, va_list ap)
{
	char *t = narrow(fmt);
	int n;

	fwide(f, 1);
	if (!t)
		return -1;
	n = vfprintf(f, t, ap);
	free(t);
	return n;
}

int vswprintf(wchar_t *restrict s, size_t n, const wchar_t *restrict fmt, va_list ap)
{
	char *t = narrow(fmt), *text = NULL;
	const char *from;
	size_t k = -1;

	if (t && vasprintf(&text, t, ap) >= 0) {
		mbstate_t st = {0};
		from = text;
		k = mbsrtowcs(s, &from, n, &st);
		if (k != (size_t)-1 && from) {
			errno = EOVERFLOW;
			k = -1;
		}
	}
	if (n && k == (size_t)-1)
		s[n - 1] = 0;
	free(text);
	free(t);
	return k > INT_MAX ? -1 : (int)k;
}

int vwprintf(const wchar_t *restrict fmt, va_list ap) { return vfwprintf(stdout, fmt, ap); }

int wprintf(const wchar_t *restrict fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vfwprintf(stdout, fmt, ap);
	va_end(ap);
	return n;
}

int fwprintf(FILE *restrict f, const wchar_t *restrict fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vfwprintf(f, fmt, ap);
	va_end(ap);
	return n;
}

int swprintf(wchar_t *restrict s, size_t n, const wchar_t *restrict fmt, ...)
{
	va_list ap;
	int k;

	va_start(ap, fmt);
	k = vswprintf(s, n, fmt, ap);
	va_end(ap);
	return k;
}
