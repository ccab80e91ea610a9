#include <unistd.h>
#include <ushell/sys.h>

ssize_t write(int fd, const void *s, size_t n)
{
	return __ret(__sys_write(fd, s, n));
}
