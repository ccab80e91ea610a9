/* Classes of wide characters. */
#include <ctype.h>
#include <string.h>
#include <ushell/unicode.h>
#include <wctype.h>

int iswalpha(wint_t c)
{
	int low = 0, high = __letter_ranges;

	if (c < 0x80)
		return isalpha((int)c);
	while (low < high) {
		int mid = (low + high) / 2;
		if (c > (wint_t)__letters[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < __letter_ranges && c >= (wint_t)__letters[low].first;
}

int iswdigit(wint_t c) { return c - '0' < 10; }
int iswxdigit(wint_t c) { return c < 0x80 && isxdigit((int)c); }
int iswalnum(wint_t c) { return iswdigit(c) || iswalpha(c); }
int iswupper(wint_t c) { return towlower(c) != c; }
int iswlower(wint_t c) { return towupper(c) != c || c == 0xdf; }

int iswblank(wint_t c)
{
	return c == ' ' || c == '\t' || c == 0x1680 || (c >= 0x2000 && c <= 0x200a && c != 0x2007) || c == 0x205f || c == 0x3000;
}

int iswspace(wint_t c) { return (c >= '\t' && c <= '\r') || iswblank(c) || c == 0x85 || c == 0x2028 || c == 0x2029; }
int iswcntrl(wint_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

int iswprint(wint_t c)
{
	return !iswcntrl(c) && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) && (c & 0xfffe) != 0xfffe;
}

int iswgraph(wint_t c) { return iswprint(c) && !iswspace(c); }
int iswpunct(wint_t c) { return iswgraph(c) && !iswalnum(c); }

static const struct {
	char name[8];
	int (*is)(wint_t);
} classes[] = {
	{"alnum", iswalnum}, {"alpha", iswalpha}, {"blank", iswblank}, {"cntrl", iswcntrl},
	{"digit", iswdigit}, {"graph", iswgraph}, {"lower", iswlower}, {"print", iswprint},
	{"punct", iswpunct}, {"space", iswspace}, {"upper", iswupper}, {"xdigit", iswxdigit},
};

enum { CLASSES = sizeof classes / sizeof classes[0] };

wctype_t wctype(const char *name)
{
	for (int i = 0; i < CLASSES; i++)
		if (strcmp(name, classes[i].name) == 0)
			return i + 1;
	return 0;
}

int iswctype(wint_t c, wctype_t t) { return t >= 1 && t <= CLASSES && classes[t - 1].is(c); }
