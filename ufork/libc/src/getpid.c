#include <unistd.h>
#include <ushell/sys.h>

pid_t getpid(void)
{
	return (pid_t)__ret(__sys_getpid());
}
