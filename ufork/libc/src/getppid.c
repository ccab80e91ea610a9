#include <unistd.h>
#include <ushell/sys.h>

pid_t getppid(void)
{
	return (pid_t)__ret(__sys_getppid());
}
