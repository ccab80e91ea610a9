#include <sys/stat.h>
#include <ushell/sys.h>

int fstat(int fd, struct stat *st)
{
	return (int)__ret(__sys_fstat(fd, st));
}
