#include <unistd.h>
#include <ushell/sys.h>

int close(int fd)
{
	return (int)__ret(__sys_close(fd));
}
