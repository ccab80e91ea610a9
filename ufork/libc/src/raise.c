#include <signal.h>
#include <ushell/sys.h>

int raise(int sig)
{
	return (int)__ret(__sys_kill((int)__sys_getpid(), sig));
}
