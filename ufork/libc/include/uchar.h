/* uchar.h: UTF-16 and UTF-32 characters. */
#ifndef _UCHAR_H
#define _UCHAR_H

typedef unsigned long size_t;
typedef unsigned short char16_t;
typedef unsigned char32_t;

#ifndef __MBSTATE_T
#define __MBSTATE_T
typedef struct {
	unsigned __wc;
	unsigned __left;
} mbstate_t;
#endif

size_t mbrtoc16(char16_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict st);
size_t c16rtomb(char *restrict s, char16_t c, mbstate_t *restrict st);
size_t mbrtoc32(char32_t *restrict c, const char *restrict s, size_t n, mbstate_t *restrict st);
size_t c32rtomb(char *restrict s, char32_t c, mbstate_t *restrict st);

#endif
