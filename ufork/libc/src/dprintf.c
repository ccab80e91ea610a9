#include <stdarg.h>
#include <ushell/file.h>

int vdprintf(int fd, const char *restrict fmt, va_list ap)
{
	FILE f = {.flags = F_WRITE, .fd = fd, .line = -1, .write = __fd_write};

	return vfprintf(&f, fmt, ap);
}

int dprintf(int fd, const char *restrict fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vdprintf(fd, fmt, ap);
	va_end(ap);
	return n;
}
