#include <unistd.h>
#include <ushell/sys.h>

ssize_t read(int fd, void *s, size_t n)
{
	return __ret(__sys_read(fd, s, n));
}
