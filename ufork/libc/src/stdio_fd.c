/* The hooks of a stream over a file descriptor. */
#include <errno.h>
#include <ushell/file.h>
#include <ushell/sys.h>

size_t __fd_read(FILE *f, unsigned char *s, size_t n)
{
	long got = __sys_read(f->fd, s, n);

	if (got > 0)
		return got;
	if (got < 0)
		errno = -got;
	f->flags |= got ? F_ERROR : F_EOF;
	return 0;
}

/* Writes all n bytes; answers how many were, errno set if not all. */
static size_t put_all(int fd, const unsigned char *s, size_t n)
{
	size_t done = 0;

	while (done < n) {
		long k = __sys_write(fd, s + done, n - done);
		if (k < 0) {
			errno = -k;
			break;
		}
		done += k;
	}
	return done;
}

size_t __fd_write(FILE *f, const unsigned char *s, size_t n)
{
	size_t held = f->wpos - f->buf, done;

	/* What fits beside the buffered bytes goes with them in one call. */
	if (n && n <= f->size - held) {
		for (size_t i = 0; i < n; i++)
			f->buf[held + i] = s[i];
		done = put_all(f->fd, f->buf, held + n);
	} else {
		done = put_all(f->fd, f->buf, held);
		if (done == held)
			done += put_all(f->fd, s, n);
	}
	if (done == held + n) {
		f->wpos = f->buf;
		f->wend = f->buf + f->size;
		return n;
	}
	f->wpos = f->wend = NULL;
	f->flags |= F_ERROR;
	return done > held ? done - held : 0;
}

long __fd_seek(FILE *f, long off, int whence)
{
	long at = __sys_lseek(f->fd, off, whence);

	if (at >= 0)
		return at;
	errno = -at;
	return -1;
}

int __fd_close(FILE *f)
{
	long e = __sys_close(f->fd);

	if (e >= 0)
		return 0;
	errno = -e;
	return -1;
}
