/* What arc sine and cosine share. */
#ifndef _USHELL_ASIN_H
#define _USHELL_ASIN_H

#include <ushell/real.h>

/* (asin(x) - x)/x^3 for z = x^2 <= 1/4. */
double __asin_series(double z);

#endif
