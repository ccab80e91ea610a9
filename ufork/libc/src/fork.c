#include <unistd.h>
#include <ushell/sys.h>

pid_t fork(void)
{
	return (pid_t)__ret(__sys_fork());
}
