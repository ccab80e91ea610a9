#include <unistd.h>
#include <ushell/sys.h>

int dup(int fd)
{
	return (int)__ret(__sys_dup(fd));
}
