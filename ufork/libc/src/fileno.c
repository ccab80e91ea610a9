#include <errno.h>
#include <ushell/file.h>

int fileno(FILE *f)
{
	if (f->fd < 0)
		errno = EBADF;
	return f->fd;
}
