#include <unistd.h>
#include <ushell/sys.h>

int dup2(int fd, int to)
{
	return (int)__ret(__sys_dup2(fd, to));
}
