#include <unistd.h>
#include <ushell/sys.h>

off_t lseek(int fd, off_t off, int whence)
{
	return __ret(__sys_lseek(fd, off, whence));
}
