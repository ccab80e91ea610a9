/* Strings of wide characters. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

size_t wcslen(const wchar_t *s)
{
	size_t n = 0;
	while (s[n])
		n++;
	return n;
}

size_t wcsnlen(const wchar_t *s, size_t n)
{
	size_t k = 0;
	while (k < n && s[k])
		k++;
	return k;
}

wchar_t *wmemcpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n) { return memcpy(dst, src, n * sizeof *dst); }
wchar_t *wmemmove(wchar_t *dst, const wchar_t *src, size_t n) { return memmove(dst, src, n * sizeof *dst); }

wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = c;
	return s;
}

int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; a++, b++, n--)
		if (*a != *b)
			return *a < *b ? -1 : 1;
	return 0;
}

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	for (; n; s++, n--)
		if (*s == c)
			return (wchar_t *)s;
	return NULL;
}

wchar_t *wcpcpy(wchar_t *restrict dst, const wchar_t *restrict src)
{
	while ((*dst = *src++))
		dst++;
	return dst;
}

wchar_t *wcscpy(wchar_t *restrict dst, const wchar_t *restrict src)
{
	wcpcpy(dst, src);
	return dst;
}

wchar_t *wcpncpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n)
{
	size_t k = wcsnlen(src, n);

	wmemcpy(dst, src, k);
	wmemset(dst + k, 0, n - k);
	return dst + k;
}

wchar_t *wcsncpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n)
{
	wcpncpy(dst, src, n);
	return dst;
}

wchar_t *wcscat(wchar_t *restrict dst, const wchar_t *restrict src)
{
	wcpcpy(dst + wcslen(dst), src);
	return dst;
}

wchar_t *wcsncat(wchar_t *restrict dst, const wchar_t *restrict src, size_t n)
{
	wchar_t *end = dst + wcslen(dst);
	size_t k = wcsnlen(src, n);

	wmemcpy(end, src, k);
	end[k] = 0;
	return dst;
}

int wcscmp(const wchar_t *a, const wchar_t *b)
{
	for (; *a == *b && *a; a++, b++)
		;
	return (*a > *b) - (*a < *b);
}

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n && *a == *b && *a; a++, b++, n--)
		;
	return n ? (*a > *b) - (*a < *b) : 0;
}

int wcscoll(const wchar_t *a, const wchar_t *b) { return wcscmp(a, b); }

size_t wcsxfrm(wchar_t *restrict dst, const wchar_t *restrict src, size_t n)
{
	size_t k = wcslen(src);

	if (n) {
		size_t m = k < n ? k : n - 1;
		wmemcpy(dst, src, m);
		dst[m] = 0;
	}
	return k;
}

wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
	for (; *s != c; s++)
		if (!*s)
			return NULL;
	return (wchar_t *)s;
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
	const wchar_t *found = NULL;

	do
		if (*s == c)
			found = s;
	while (*s++);
	return (wchar_t *)found;
}

size_t wcscspn(const wchar_t *s, const wchar_t *set)
{
	size_t n = 0;
	while (s[n] && !wcschr(set, s[n]))
		n++;
	return n;
}

size_t wcsspn(const wchar_t *s, const wchar_t *set)
{
	size_t n = 0;
	while (s[n] && wcschr(set, s[n]))
		n++;
	return n;
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set)
{
	s += wcscspn(s, set);
	return *s ? (wchar_t *)s : NULL;
}

wchar_t *wcsstr(const wchar_t *restrict s, const wchar_t *restrict find)
{
	size_t n = wcslen(find);

	for (;; s++) {
		if (wcsncmp(s, find, n) == 0)
			return (wchar_t *)s;
		if (!*s)
			return NULL;
	}
}

wchar_t *wcstok(wchar_t *restrict s, const wchar_t *restrict set, wchar_t **restrict save)
{
	if (!s && !(s = *save))
		return NULL;
	s += wcsspn(s, set);
	if (!*s)
		return *save = NULL;
	*save = s + wcscspn(s, set);
	if (**save)
		*(*save)++ = 0;
	else
		*save = NULL;
	return s;
}
