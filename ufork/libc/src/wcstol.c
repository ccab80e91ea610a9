/* Wide text to numbers. What can belong to a number is ASCII, so the beginning
 * that is ASCII is converted as a string of characters. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

/* A copy of the beginning of s, with blanks for wide blanks; NULL when there is
 * no memory. It is buf when it fits n characters. */
static char *narrow(const wchar_t *s, char *buf, size_t n)
{
	size_t len = 0;

	while (s[len] && (s[len] < 0x80 || iswspace(s[len])))
		len++;
	if (len >= n && !(buf = malloc(len + 1)))
		return NULL;
	for (size_t i = 0; i < len; i++)
		buf[i] = s[i] < 0x80 ? s[i] : ' ';
	buf[len] = 0;
	return buf;
}

#define CONVERT(type, call) \
	char buf[64], *stop, *text = narrow(s, buf, sizeof buf); \
	type v; \
	if (!text) { \
		if (end) \
			*end = (wchar_t *)s; \
		return 0; \
	} \
	v = call; \
	if (end) \
		*end = (wchar_t *)s + (stop - text); \
	if (text != buf) \
		free(text); \
	return v

double wcstod(const wchar_t *restrict s, wchar_t **restrict end) { CONVERT(double, strtod(text, &stop)); }
float wcstof(const wchar_t *restrict s, wchar_t **restrict end) { CONVERT(float, strtof(text, &stop)); }
long wcstol(const wchar_t *restrict s, wchar_t **restrict end, int base) { CONVERT(long, strtol(text, &stop, base)); }

unsigned long wcstoul(const wchar_t *restrict s, wchar_t **restrict end, int base)
{
	CONVERT(unsigned long, strtoul(text, &stop, base));
}

long double wcstold(const wchar_t *restrict s, wchar_t **restrict end) { return wcstod(s, end); }
long long wcstoll(const wchar_t *restrict s, wchar_t **restrict end, int base) { return wcstol(s, end, base); }
unsigned long long wcstoull(const wchar_t *restrict s, wchar_t **restrict end, int base) { return wcstoul(s, end, base); }
intmax_t wcstoimax(const wchar_t *restrict s, wchar_t **restrict end, int base) { return wcstol(s, end, base); }
uintmax_t wcstoumax(const wchar_t *restrict s, wchar_t **restrict end, int base) { return wcstoul(s, end, base); }
