/* Strings and blocks of memory (C11 7.24, POSIX, BSD). Everything that copies
 * whole granules keeps the capabilities in them. */
#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>
#include <sys/cdefs.h>
#include <strings.h>

void *memchr(const void *s, int c, size_t n);
void *memrchr(const void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *mempcpy(void *restrict to, const void *restrict from, size_t n);
void *memccpy(void *restrict to, const void *restrict from, int c, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *s, int c, size_t n);
void *memmem(const void *hay, size_t hay_n, const void *needle, size_t needle_n);
void explicit_bzero(void *s, size_t n);

/* The same as above with the promise that no capability is copied. */
void *memcpynocap(void *restrict to, const void *restrict from, size_t n);
void *memmovenocap(void *to, const void *from, size_t n);

char *strcat(char *restrict to, const char *restrict from);
char *strchr(const char *s, int c);
char *strchrnul(const char *s, int c);
int strcmp(const char *a, const char *b);
int strcoll(const char *a, const char *b);
char *strcpy(char *restrict to, const char *restrict from);
size_t strcspn(const char *s, const char *set);
char *strdup(const char *s);
char *strerror(int error);
int strerror_r(int error, char *buf, size_t n);
size_t strlcat(char *restrict to, const char *restrict from, size_t n);
size_t strlcpy(char *restrict to, const char *restrict from, size_t n);
size_t strlen(const char *s);
char *strncat(char *restrict to, const char *restrict from, size_t n);
int strncmp(const char *a, const char *b, size_t n);
char *strncpy(char *restrict to, const char *restrict from, size_t n);
char *strndup(const char *s, size_t n);
size_t strnlen(const char *s, size_t n);
char *strnstr(const char *hay, const char *needle, size_t n);
char *strpbrk(const char *s, const char *set);
char *strrchr(const char *s, int c);
char *strsep(char **restrict s, const char *restrict set);
char *strsignal(int sig);
size_t strspn(const char *s, const char *set);
char *strstr(const char *hay, const char *needle);
char *strcasestr(const char *hay, const char *needle);
char *strtok(char *restrict s, const char *restrict set);
char *strtok_r(char *restrict s, const char *restrict set, char **restrict rest);
size_t strxfrm(char *restrict to, const char *restrict from, size_t n);
char *stpcpy(char *restrict to, const char *restrict from);
char *stpncpy(char *restrict to, const char *restrict from, size_t n);
int strverscmp(const char *a, const char *b);
int timingsafe_bcmp(const void *a, const void *b, size_t n);

#endif
