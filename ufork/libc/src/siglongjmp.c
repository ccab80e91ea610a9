#include <setjmp.h>
#include <signal.h>

/* The second half of sigsetjmp, when the mask is to be saved. */
int __sigsetjmp_mask(sigjmp_buf buf)
{
	sigprocmask(SIG_SETMASK, NULL, &buf->__mask);
	return 0;
}

void siglongjmp(sigjmp_buf buf, int value)
{
	if (buf->__saved)
		sigprocmask(SIG_SETMASK, &buf->__mask, NULL);
	longjmp(buf, value);
}
