#include <sys/wait.h>
#include <ushell/sys.h>

pid_t wait(int *status)
{
	return (pid_t)__ret(__sys_wait4(-1, status, 0, NULL));
}
