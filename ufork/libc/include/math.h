/* math.h: functions of real numbers. long double is double. */
#ifndef _MATH_H
#define _MATH_H

typedef float float_t;
typedef double double_t;

#define HUGE_VAL __builtin_huge_val()
#define HUGE_VALF __builtin_huge_valf()
#define HUGE_VALL __builtin_huge_vall()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")

#define M_E 2.7182818284590452354
#define M_LOG2E 1.4426950408889634074
#define M_LOG10E 0.43429448190325182765
#define M_LN2 0.69314718055994530942
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_1_PI 0.31830988618379067154
#define M_2_PI 0.63661977236758134308
#define M_2_SQRTPI 1.12837916709551257390
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.70710678118654752440
#define MAXFLOAT 3.40282346638528859812e+38F

#define MATH_ERRNO 1
#define MATH_ERREXCEPT 2
#define math_errhandling MATH_ERREXCEPT

#define FP_NAN 0
#define FP_INFINITE 1
#define FP_ZERO 2
#define FP_SUBNORMAL 3
#define FP_NORMAL 4
#define FP_ILOGB0 (-2147483647 - 1)
#define FP_ILOGBNAN 2147483647
#define FP_FAST_FMA 1
#define FP_FAST_FMAF 1
#define FP_FAST_FMAL 1

int __fpclassify(double x);
int __fpclassifyf(float x);
int __signbit(double x);
int __signbitf(float x);

/* The macros of <math.h> that take any floating type: a float is told from a
 * double by its size, since widening would make a subnormal float normal. */
#define fpclassify(x) (sizeof(x) == sizeof(float) ? __fpclassifyf(x) : __fpclassify(x))
#define signbit(x) (sizeof(x) == sizeof(float) ? __signbitf(x) : __signbit(x))
#define isnan(x) (fpclassify(x) == FP_NAN)
#define isinf(x) (fpclassify(x) == FP_INFINITE)
#define isfinite(x) (fpclassify(x) > FP_INFINITE)
#define isnormal(x) (fpclassify(x) == FP_NORMAL)

static inline int __isunordered(double x, double y) { return x != x || y != y; }
static inline int __islessgreater(double x, double y) { return x < y || x > y; }
#define isunordered(x, y) __isunordered(x, y)
#define islessgreater(x, y) __islessgreater(x, y)
#define isgreater(x, y) ((x) > (y))
#define isgreaterequal(x, y) ((x) >= (y))
#define isless(x, y) ((x) < (y))
#define islessequal(x, y) ((x) <= (y))

#define __MATH1(name) double name(double); float name##f(float); long double name##l(long double);
#define __MATH2(name) double name(double, double); float name##f(float, float); long double name##l(long double, long double);
__MATH1(acos) __MATH1(acosh) __MATH1(asin) __MATH1(asinh) __MATH1(atan) __MATH1(atanh)
__MATH1(cbrt) __MATH1(ceil) __MATH1(cos) __MATH1(cosh) __MATH1(erf) __MATH1(erfc)
__MATH1(exp) __MATH1(exp2) __MATH1(expm1) __MATH1(fabs) __MATH1(floor) __MATH1(lgamma)
__MATH1(log) __MATH1(log10) __MATH1(log1p) __MATH1(log2) __MATH1(logb) __MATH1(nearbyint)
__MATH1(rint) __MATH1(round) __MATH1(sin) __MATH1(sinh) __MATH1(sqrt) __MATH1(tan)
__MATH1(tanh) __MATH1(tgamma) __MATH1(trunc) __MATH1(exp10)
__MATH2(atan2) __MATH2(copysign) __MATH2(fdim) __MATH2(fmax) __MATH2(fmin) __MATH2(fmod)
__MATH2(hypot) __MATH2(nextafter) __MATH2(pow) __MATH2(remainder)
#undef __MATH1
#undef __MATH2

double fma(double x, double y, double z);
float fmaf(float x, float y, float z);
long double fmal(long double x, long double y, long double z);
double frexp(double x, int *e);
float frexpf(float x, int *e);
long double frexpl(long double x, int *e);
int ilogb(double x);
int ilogbf(float x);
int ilogbl(long double x);
double ldexp(double x, int n);
float ldexpf(float x, int n);
long double ldexpl(long double x, int n);
double scalbn(double x, int n);
float scalbnf(float x, int n);
long double scalbnl(long double x, int n);
double scalbln(double x, long n);
float scalblnf(float x, long n);
long double scalblnl(long double x, long n);
double modf(double x, double *ip);
float modff(float x, float *ip);
long double modfl(long double x, long double *ip);
double remquo(double x, double y, int *q);
float remquof(float x, float y, int *q);
long double remquol(long double x, long double y, int *q);
double nexttoward(double x, long double y);
float nexttowardf(float x, long double y);
long double nexttowardl(long double x, long double y);
double nan(const char *tag);
float nanf(const char *tag);
long double nanl(const char *tag);
long lrint(double x);
long lrintf(float x);
long lrintl(long double x);
long lround(double x);
long lroundf(float x);
long lroundl(long double x);
long long llrint(double x);
long long llrintf(float x);
long long llrintl(long double x);
long long llround(double x);
long long llroundf(float x);
long long llroundl(long double x);

/* From BSD and POSIX. */
extern int signgam;
double lgamma_r(double x, int *sign);
float lgammaf_r(float x, int *sign);
void sincos(double x, double *s, double *c);
void sincosf(float x, float *s, float *c);
double drem(double x, double y);
int finite(double x);
double significand(double x);

#endif
