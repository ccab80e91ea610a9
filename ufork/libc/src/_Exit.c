#include <stdlib.h>
#include <ushell/sys.h>

void _Exit(int status)
{
	__sys_exit(status);
}
