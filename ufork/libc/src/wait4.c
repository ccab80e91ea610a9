#include <sys/wait.h>
#include <ushell/sys.h>

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return (pid_t)__ret(__sys_wait4(pid, status, options, usage));
}
