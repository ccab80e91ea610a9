#include <stdlib.h>
#include <time.h>
#include <wchar.h>

size_t wcsftime(wchar_t *restrict s, size_t max, const wchar_t *restrict fmt, const struct tm *restrict tm)
{
	char text[512], narrow[512];
	const char *from = text;
	mbstate_t st = {0};
	size_t n = wcstombs(narrow, fmt, sizeof narrow);

	if (n >= sizeof narrow || !strftime(text, sizeof text, narrow, tm))
		return 0;
	n = mbsrtowcs(s, &from, max, &st);
	return from || n == (size_t)-1 ? 0 : n;
}
