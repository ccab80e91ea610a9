/* fenv.h: the floating-point environment is the register fcsr. */
#ifndef _FENV_H
#define _FENV_H

#define FE_INEXACT 1
#define FE_UNDERFLOW 2
#define FE_OVERFLOW 4
#define FE_DIVBYZERO 8
#define FE_INVALID 16
#define FE_ALL_EXCEPT 31

#define FE_TONEAREST 0
#define FE_TOWARDZERO 1
#define FE_DOWNWARD 2
#define FE_UPWARD 3

typedef unsigned fexcept_t;
typedef unsigned fenv_t;

#define FE_DFL_ENV ((const fenv_t *)0)

int feclearexcept(int mask);
int fegetexceptflag(fexcept_t *flags, int mask);
int feraiseexcept(int mask);
int fesetexceptflag(const fexcept_t *flags, int mask);
int fetestexcept(int mask);
int fegetround(void);
int fesetround(int mode);
int fegetenv(fenv_t *env);
int feholdexcept(fenv_t *env);
int fesetenv(const fenv_t *env);
int feupdateenv(const fenv_t *env);

#endif
