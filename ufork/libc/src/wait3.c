#include <sys/wait.h>
#include <ushell/sys.h>

pid_t wait3(int *status, int options, struct rusage *usage)
{
	return (pid_t)__ret(__sys_wait4(-1, status, options, usage));
}
