/* Opening and closing streams over file descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <ushell/file.h>
#include <ushell/sys.h>

int __open_flags(const char *mode)
{
	int flags;

	switch (*mode) {
	case 'r': flags = 0; break;
	case 'w': flags = O_CREAT | O_TRUNC; break;
	case 'a': flags = O_CREAT | O_APPEND; break;
	default: errno = EINVAL; return -1;
	}
	flags |= strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
	if (strchr(mode, 'x'))
		flags |= O_EXCL;
	if (strchr(mode, 'e'))
		flags |= O_CLOEXEC;
	return flags;
}

FILE *__new_file(int fd, const char *mode)
{
	struct whole {
		FILE f;
		unsigned char room[UNGET + BUFSIZ];
	} *w = calloc(1, sizeof *w);

	if (!w)
		return NULL;
	w->f.fd = fd;
	w->f.line = -1;
	w->f.buf = w->room + UNGET;
	w->f.size = BUFSIZ;
	w->f.flags = strchr(mode, '+') ? F_READ | F_WRITE : *mode == 'r' ? F_READ : F_WRITE;
	if (*mode == 'a') {
		w->f.flags |= F_APPEND;
		if (!strchr(mode, '+')) /* which is read from the beginning */
			__sys_lseek(fd, 0, SEEK_END);
	}
	w->f.read = __fd_read;
	w->f.write = __fd_write;
	w->f.seek = __fd_seek;
	w->f.close = __fd_close;
	__link_file(&w->f);
	return &w->f;
}

FILE *fopen(const char *restrict path, const char *restrict mode)
{
	int flags = __open_flags(mode);
	long fd;
	FILE *f;

	if (flags < 0)
		return NULL;
	fd = __sys_open(path, flags, 0666);
	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	f = __new_file(fd, mode);
	if (!f)
		__sys_close(fd);
	return f;
}

int fclose(FILE *f)
{
	int r = __flush_one(f) | f->close(f);

	if (f->flags & F_STATIC) {
		f->flags = F_STATIC;
		return r ? EOF : 0;
	}
	if (f->prev)
		f->prev->next = f->next;
	else
		__files = f->next;
	if (f->next)
		f->next->prev = f->prev;
	free(f);
	return r ? EOF : 0;
}
