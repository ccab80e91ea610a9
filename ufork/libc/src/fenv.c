/* What <fenv.h> does with whole environments; the rest is in fcsr.s. */
#include <fenv.h>

unsigned __get_fcsr(void);
void __set_fcsr(unsigned v);

int fegetexceptflag(fexcept_t *flags, int mask)
{
	*flags = fetestexcept(mask);
	return 0;
}

int fesetexceptflag(const fexcept_t *flags, int mask)
{
	feclearexcept(mask);
	return feraiseexcept(*flags & mask);
}

int fegetenv(fenv_t *env)
{
	*env = __get_fcsr();
	return 0;
}

int fesetenv(const fenv_t *env)
{
	__set_fcsr(env ? *env : 0);
	return 0;
}

int feholdexcept(fenv_t *env)
{
	fegetenv(env);
	return feclearexcept(FE_ALL_EXCEPT);
}

int feupdateenv(const fenv_t *env)
{
	int raised = fetestexcept(FE_ALL_EXCEPT);

	fesetenv(env);
	return feraiseexcept(raised);
}
