// Wide characters: UTF-8 both ways, strings and numbers.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

int main(void)
{
	static const char text[] = "h\xc3\xa9llo \xe2\x82\xac \xf0\x9f\x98\x80";
	wchar_t w[32], *end, *save;
	char s[64];
	mbstate_t st = {0};
	size_t n;

	printf("%d\n", setlocale(LC_ALL, "C.UTF-8") != NULL);
	n = mbstowcs(w, text, 32);
	printf("%zu", n);
	for (size_t i = 0; i < n; i++)
		printf(" %x", (unsigned)w[i]);
	printf("\n%zu", wcstombs(s, w, sizeof s));
	printf(" %d\n", strcmp(s, text));
	printf("%d", (int)mbrtowc(w, "\xe2\x82", 2, &st));
	printf(" %d", (int)mbrtowc(w, "\xac", 1, &st));
	printf(" %x\n", (unsigned)w[0]);
	printf("%d", (int)mbrtowc(w, "\xc0\x80", 2, &st));
	printf(" %d\n", mblen("\xed\xa0\x80", 3));
	printf("%d %d %d %x %x\n", iswalpha(0xe9) != 0, iswupper(0x416) != 0, iswspace(0x2003) != 0, (unsigned)towupper(0xe9), (unsigned)towlower(0x416));
	wcscpy(w, L"one,two,three");
	for (wchar_t *p = wcstok(w, L",", &save); p; p = wcstok(NULL, L",", &save))
		printf("%ls %zu\n", p, wcslen(p));
	printf("%ld", wcstol(L"123abc", &end, 10));
	printf(" %g\n", wcstod(L"2.5", NULL));
	printf("%ls %d %ls\n", end, wcscmp(L"abc", L"abd") < 0, wcsstr(L"needle in hay", L"in"));
	printf("%d", swprintf(w, 32, L"%d-%ls-%s", 5, L"\u20ac", "x"));
	printf(" %ls\n", w);
	return 0;
}
