/* Conversion between floating-point numbers and decimal digits. */
#ifndef _USHELL_FP_H
#define _USHELL_FP_H

/* A decimal number: 0.d[0]d[1]... times ten to the power of point, digits as
 * characters, d[n] and after all zero. Every double fits: 309 digits before
 * the point or 1074 after it, and a whole group beside them. */
struct __decimal {
	int point;
	int n;
	char d[1408];
};

/* x, finite and not negative, to count significant digits (significant != 0)
 * or to count digits after the point, correctly rounded, ties to even. Trailing
 * zeros may be missing. */
void __to_decimal(struct __decimal *out, double x, int count, int significant);

/* The number that s begins with, for a format with bits of precision whose
 * least number is 2 to the power of least; *end is where it ends, or s. */
double __parse_float(const char *s, char **end, int bits, int least);

#endif
