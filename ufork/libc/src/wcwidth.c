/* Columns that a character takes on a terminal. */
#include <wchar.h>
#include <wctype.h>

int wcwidth(wchar_t c)
{
	if (c == 0)
		return 0;
	if (!iswprint(c))
		return -1;
	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe00 && c <= 0xfe0f))
		return 0;
	if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	    (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd))
		return 2;
	return 1;
}

int wcswidth(const wchar_t *s, size_t n)
{
	int all = 0;

	for (; n && *s; s++, n--) {
		int w = wcwidth(*s);
		if (w < 0)
			return -1;
		all += w;
	}
	return all;
}
