#include <unistd.h>
#include <ushell/sys.h>

ssize_t pwrite(int fd, const void *s, size_t n, off_t off)
{
	long before = __sys_lseek(fd, 0, SEEK_CUR), result;

	if (before < 0)
		return __ret(before);
	result = __sys_lseek(fd, off, SEEK_SET);
	if (result >= 0)
		result = __sys_write(fd, s, n);
	__sys_lseek(fd, before, SEEK_SET);
	return __ret(result);
}
