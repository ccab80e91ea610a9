#include <fcntl.h>
#include <stdarg.h>
#include <ushell/sys.h>

/* Some commands take a number, some a pointer, some nothing. */
int fcntl(int fd, int command, ...)
{
	uintptr_t arg = 0;
	va_list ap;

	va_start(ap, command);
	switch (command) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
	case F_SETFD:
	case F_SETFL:
		arg = (uintptr_t)va_arg(ap, int);
		break;
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		arg = (uintptr_t)va_arg(ap, struct flock *);
		break;
	}
	va_end(ap);
	return (int)__ret(__sys_fcntl(fd, command, arg));
}
