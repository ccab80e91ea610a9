#include <fcntl.h>
#include <stdarg.h>
#include <ushell/sys.h>

/* The mode is there only if a file may be made. */
int open(const char *path, int flags, ...)
{
	int mode = 0;

	if (flags & O_CREAT) {
		va_list ap;
		va_start(ap, flags);
		mode = va_arg(ap, int);
		va_end(ap);
	}
	return (int)__ret(__sys_open(path, flags, mode));
}
