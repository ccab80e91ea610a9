#include <unistd.h>
#include <ushell/sys.h>

int pipe(int fds[2])
{
	return (int)__ret(__sys_pipe(fds));
}
