#include <fcntl.h>
#include <unistd.h>
#include <ushell/sys.h>

/* Whoever may open a file for something may do it. Nothing can be executed but
 * what execve knows by name, which opening does not find out. */
int access(const char *path, int mode)
{
	long fd = __sys_open(path, (mode & W_OK) == 0 ? O_RDONLY : (mode & R_OK) == 0 ? O_WRONLY : O_RDWR, 0);

	if (fd < 0)
		return (int)__ret(fd);
	__sys_close((int)fd);
	return 0;
}
