#include <signal.h>
#include <ushell/sys.h>

int kill(pid_t pid, int sig)
{
	return (int)__ret(__sys_kill(pid, sig));
}
