/* Older names, and comparisons without regard to case (POSIX, BSD). */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <stddef.h>

int bcmp(const void *a, const void *b, size_t n);
void bcopy(const void *from, void *to, size_t n);
void bzero(void *s, size_t n);
char *index(const char *s, int c);
char *rindex(const char *s, int c);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);

int ffs(int x); /* the lowest bit that is set, from 1; 0 when none is */
int ffsl(long x);
int ffsll(long long x);
int fls(int x); /* the highest */
int flsl(long x);
int flsll(long long x);

#endif
