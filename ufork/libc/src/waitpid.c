#include <sys/wait.h>
#include <ushell/sys.h>

pid_t waitpid(pid_t pid, int *status, int options)
{
	return (pid_t)__ret(__sys_wait4(pid, status, options, NULL));
}
