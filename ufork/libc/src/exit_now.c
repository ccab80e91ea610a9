#include <stdlib.h>
#include <unistd.h>
#include <ushell/sys.h>

void _exit(int status)
{
	__sys_exit(status);
}

void _Exit(int status)
{
	__sys_exit(status);
}
