/* Reading from a stream. */
#include <errno.h>
#include <string.h>
#include <ushell/file.h>

int __start_reading(FILE *f)
{
	if (!(f->flags & F_READ)) {
		errno = EBADF;
		f->flags |= F_ERROR;
		return EOF;
	}
	if (f->wpos && f->wpos != f->buf)
		f->write(f, NULL, 0);
	f->wpos = f->wend = NULL;
	if (!f->rpos)
		f->rpos = f->rend = f->buf;
	return f->flags & F_EOF ? EOF : 0;
}

/* Fills the buffer, or a buffer of one byte when there is none. */
int __underflow(FILE *f)
{
	size_t n;

	if (__start_reading(f))
		return EOF;
	if (!f->size) {
		unsigned char c;
		return f->read(f, &c, 1) == 1 ? c : EOF;
	}
	n = f->read(f, f->buf, f->size);
	f->rpos = f->buf;
	f->rend = f->buf + n;
	return n ? *f->rpos++ : EOF;
}

size_t __read_bytes(FILE *f, void *dst, size_t n)
{
	unsigned char *s = dst;
	size_t left = n;

	while (left) {
		size_t k = f->rend - f->rpos;
		if (k) {
			if (k > left)
				k = left;
			memcpy(s, f->rpos, k);
			f->rpos += k;
		} else if (left < f->size) {
			int c = __underflow(f);
			if (c == EOF)
				break;
			*s = c;
			k = 1;
		} else {
			if (__start_reading(f))
				break;
			k = f->read(f, s, left);
			if (!k)
				break;
		}
		s += k;
		left -= k;
	}
	return n - left;
}
