/* Strings between UTF-8 and code points. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

size_t mbsnrtowcs(wchar_t *restrict dst, const char **restrict src, size_t bytes, size_t n, mbstate_t *restrict st)
{
	static mbstate_t own;
	const char *s = *src;
	size_t k = 0;
	wchar_t wc;

	if (!st)
		st = &own;
	while (!dst || k < n) {
		size_t len = mbrtowc(&wc, s, bytes, st);
		if (len == (size_t)-1) {
			if (dst)
				*src = s;
			return -1;
		}
		if (len == (size_t)-2) { /* the bytes end within a character */
			s += bytes;
			break;
		}
		if (dst)
			dst[k] = wc;
		if (!len) {
			s = NULL;
			break;
		}
		k++;
		s += len;
		bytes -= len;
	}
	if (dst)
		*src = s;
	return k;
}

size_t mbsrtowcs(wchar_t *restrict dst, const char **restrict src, size_t n, mbstate_t *restrict st)
{
	return mbsnrtowcs(dst, src, SIZE_MAX, n, st);
}

size_t mbstowcs(wchar_t *restrict dst, const char *restrict s, size_t n)
{
	const char *from = s;
	mbstate_t st = {0};

	return mbsrtowcs(dst, &from, n, &st);
}

size_t wcsnrtombs(char *restrict dst, const wchar_t **restrict src, size_t chars, size_t n, mbstate_t *restrict st)
{
	const wchar_t *s = *src;
	char buf[8];
	size_t k = 0;

	for (; chars; chars--, s++) {
		size_t len = wcrtomb(buf, *s, st);
		if (len == (size_t)-1) {
			if (dst)
				*src = s;
			return -1;
		}
		if (dst && len > n - k)
			break;
		if (dst)
			memcpy(dst + k, buf, len);
		if (!*s) {
			s = NULL;
			break;
		}
		k += len;
	}
	if (dst)
		*src = s;
	return k;
}

size_t wcsrtombs(char *restrict dst, const wchar_t **restrict src, size_t n, mbstate_t *restrict st)
{
	return wcsnrtombs(dst, src, SIZE_MAX, n, st);
}

size_t wcstombs(char *restrict dst, const wchar_t *restrict s, size_t n)
{
	const wchar_t *from = s;
	return wcsrtombs(dst, &from, n, NULL);
}
