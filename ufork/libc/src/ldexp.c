#include <limits.h>
#include <ushell/real.h>

double ldexp(double x, int n) { return __scale(x, n); }
double scalbn(double x, int n) { return __scale(x, n); }
double scalbln(double x, long n) { return __scale(x, n > INT_MAX ? INT_MAX : n < INT_MIN ? INT_MIN : n); }

/* A float's result may be a subnormal float: rounding twice, in __scale and
 * here, can only happen where both are far below. */
float ldexpf(float x, int n) { return __scale(x, n); }
float scalbnf(float x, int n) { return __scale(x, n); }
float scalblnf(float x, long n) { return scalbln(x, n); }
long double ldexpl(long double x, int n) { return __scale(x, n); }
long double scalbnl(long double x, int n) { return __scale(x, n); }
long double scalblnl(long double x, long n) { return scalbln(x, n); }
