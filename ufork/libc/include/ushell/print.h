/* What the parts of printf share. */
#ifndef _USHELL_PRINT_H
#define _USHELL_PRINT_H

#include <stdio.h>

enum { PRINT_ARGS = 32 }; /* arguments that may be numbered */

enum { P_LEFT = 1, P_PLUS = 2, P_SPACE = 4, P_ALT = 8, P_ZERO = 16, P_GROUP = 32 };

/* A directive. size is h l j z t L, or H for hh, l for ll, or 0. */
struct __spec {
	int flags, width, prec; /* prec: -1 when there is none */
	int size, conv, kind; /* kind: what the argument is */
	int arg, width_star, prec_star; /* numbers of arguments; star: -1 the next one */
};

/* Where it goes. */
struct __printer {
	FILE *f;
	int total;  /* bytes so far */
	int failed; /* an errno, or -1 when errno is set */
};

void __print_bytes(struct __printer *o, const char *s, size_t n);
void __print_fill(struct __printer *o, char c, int n);
void __print_number(struct __printer *o, const struct __spec *sp, const char *prefix, int zeros, const char *s, int n);
void __print_float(struct __printer *o, struct __spec *sp, double x);
int __print_capability(char *buf, void *p); /* at most 128 bytes; how many */

#endif
