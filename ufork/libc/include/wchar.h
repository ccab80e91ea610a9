/* wchar.h: wide characters are code points, multibyte characters UTF-8. */
#ifndef _WCHAR_H
#define _WCHAR_H

typedef unsigned long size_t;
typedef __builtin_va_list va_list;
typedef int wchar_t;
typedef unsigned wint_t;
typedef unsigned long wctype_t;
typedef struct __file FILE;
struct tm;

#ifndef __MBSTATE_T
#define __MBSTATE_T
typedef struct {
	unsigned __wc;   /* bits of the code point so far */
	unsigned __left; /* bytes still to come; for c16: a surrogate to give or taken */
} mbstate_t;
#endif

#ifndef NULL
#define NULL ((void *)0)
#endif
#ifndef WCHAR_MAX
#define WCHAR_MAX 0x7fffffff
#define WCHAR_MIN (-0x7fffffff - 1)
#endif
#ifndef WEOF
#define WEOF 0xffffffffU
#endif

wint_t btowc(int c);
int wctob(wint_t c);
int mbsinit(const mbstate_t *st);
size_t mbrlen(const char *restrict s, size_t n, mbstate_t *restrict st);
size_t mbrtowc(wchar_t *restrict wc, const char *restrict s, size_t n, mbstate_t *restrict st);
size_t wcrtomb(char *restrict s, wchar_t wc, mbstate_t *restrict st);
size_t mbsrtowcs(wchar_t *restrict dst, const char **restrict src, size_t n, mbstate_t *restrict st);
size_t mbsnrtowcs(wchar_t *restrict dst, const char **restrict src, size_t bytes, size_t n, mbstate_t *restrict st);
size_t wcsrtombs(char *restrict dst, const wchar_t **restrict src, size_t n, mbstate_t *restrict st);
size_t wcsnrtombs(char *restrict dst, const wchar_t **restrict src, size_t chars, size_t n, mbstate_t *restrict st);

wchar_t *wcscpy(wchar_t *restrict dst, const wchar_t *restrict src);
wchar_t *wcsncpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n);
wchar_t *wcpcpy(wchar_t *restrict dst, const wchar_t *restrict src);
wchar_t *wcpncpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n);
wchar_t *wcscat(wchar_t *restrict dst, const wchar_t *restrict src);
wchar_t *wcsncat(wchar_t *restrict dst, const wchar_t *restrict src, size_t n);
int wcscmp(const wchar_t *a, const wchar_t *b);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n);
int wcscasecmp(const wchar_t *a, const wchar_t *b);
int wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t n);
int wcscoll(const wchar_t *a, const wchar_t *b);
size_t wcsxfrm(wchar_t *restrict dst, const wchar_t *restrict src, size_t n);
wchar_t *wcschr(const wchar_t *s, wchar_t c);
wchar_t *wcsrchr(const wchar_t *s, wchar_t c);
size_t wcsspn(const wchar_t *s, const wchar_t *set);
size_t wcscspn(const wchar_t *s, const wchar_t *set);
wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set);
wchar_t *wcsstr(const wchar_t *restrict s, const wchar_t *restrict find);
wchar_t *wcstok(wchar_t *restrict s, const wchar_t *restrict set, wchar_t **restrict save);
size_t wcslen(const wchar_t *s);
size_t wcsnlen(const wchar_t *s, size_t n);
wchar_t *wcsdup(const wchar_t *s);
wchar_t *wmemcpy(wchar_t *restrict dst, const wchar_t *restrict src, size_t n);
wchar_t *wmemmove(wchar_t *dst, const wchar_t *src, size_t n);
wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n);
int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n);
wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n);
int wcwidth(wchar_t c);
int wcswidth(const wchar_t *s, size_t n);

double wcstod(const wchar_t *restrict s, wchar_t **restrict end);
float wcstof(const wchar_t *restrict s, wchar_t **restrict end);
long double wcstold(const wchar_t *restrict s, wchar_t **restrict end);
long wcstol(const wchar_t *restrict s, wchar_t **restrict end, int base);
long long wcstoll(const wchar_t *restrict s, wchar_t **restrict end, int base);
unsigned long wcstoul(const wchar_t *restrict s, wchar_t **restrict end, int base);
unsigned long long wcstoull(const wchar_t *restrict s, wchar_t **restrict end, int base);

int fwide(FILE *f, int mode);
wint_t fgetwc(FILE *f);
wint_t getwc(FILE *f);
wint_t getwchar(void);
wint_t ungetwc(wint_t c, FILE *f);
wint_t fputwc(wchar_t c, FILE *f);
wint_t putwc(wchar_t c, FILE *f);
wint_t putwchar(wchar_t c);
wchar_t *fgetws(wchar_t *restrict s, int n, FILE *restrict f);
int fputws(const wchar_t *restrict s, FILE *restrict f);
int wprintf(const wchar_t *restrict fmt, ...);
int fwprintf(FILE *restrict f, const wchar_t *restrict fmt, ...);
int swprintf(wchar_t *restrict s, size_t n, const wchar_t *restrict fmt, ...);
int vwprintf(const wchar_t *restrict fmt, va_list ap);
int vfwprintf(FILE *restrict f, const wchar_t *restrict fmt, va_list ap);
int vswprintf(wchar_t *restrict s, size_t n, const wchar_t *restrict fmt, va_list ap);
size_t wcsftime(wchar_t *restrict s, size_t max, const wchar_t *restrict fmt, const struct tm *restrict tm);

#endif
