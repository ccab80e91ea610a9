#include <stdlib.h>
#include <ushell/sys.h>

static void (*functions[32])(void);
static int n;

int at_quick_exit(void (*f)(void))
{
	if (n == 32)
		return -1;
	functions[n++] = f;
	return 0;
}

void quick_exit(int status)
{
	while (n > 0)
		functions[--n]();
	__sys_exit(status);
}
