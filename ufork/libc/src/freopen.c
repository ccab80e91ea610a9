#include <errno.h>
#include <string.h>
#include <ushell/file.h>
#include <ushell/sys.h>

/* Another file in place of f's. Without a path only the mode would change,
 * which no call can do here. */
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict f)
{
	int flags = __open_flags(mode);
	long fd;

	__flush_one(f);
	f->close(f);
	f->flags &= F_STATIC;
	if (!path) {
		errno = EBADF;
		return NULL;
	}
	if (flags < 0)
		return NULL;
	fd = __sys_open(path, flags, 0666);
	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	f->fd = fd;
	f->flags |= strchr(mode, '+') ? F_READ | F_WRITE : *mode == 'r' ? F_READ : F_WRITE;
	if (*mode == 'a') {
		f->flags |= F_APPEND;
		if (!strchr(mode, '+')) /* which is read from the beginning */
			__sys_lseek(fd, 0, SEEK_END);
	}
	if (f->line >= 0)
		f->line = -1;
	f->read = __fd_read;
	f->write = __fd_write;
	f->seek = __fd_seek;
	f->close = __fd_close;
	return f;
}
