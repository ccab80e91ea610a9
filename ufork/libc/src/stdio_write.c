/* Writing to a stream. */
#include <errno.h>
#include <string.h>
#include <ushell/file.h>

int __start_writing(FILE *f)
{
	if (!(f->flags & F_WRITE)) {
		errno = EBADF;
		f->flags |= F_ERROR;
		return EOF;
	}
	if (f->rpos != f->rend && f->seek)
		f->seek(f, f->rpos - f->rend, SEEK_CUR);
	f->rpos = f->rend = NULL;
	f->wpos = f->buf;
	f->wend = f->buf + f->size;
	return 0;
}

int __overflow(FILE *f, int c)
{
	unsigned char b = c;

	if (!f->wpos && __start_writing(f))
		return EOF;
	if (f->wpos != f->wend && b != f->line) {
		*f->wpos++ = b;
		return b;
	}
	return f->write(f, &b, 1) == 1 ? b : EOF;
}

/* Writes n bytes; those up to the last end of a line leave the buffer when the
 * stream is line buffered. Answers how many were taken. */
size_t __write_bytes(FILE *f, const void *src, size_t n)
{
	const unsigned char *s = src;
	size_t head = 0;

	if (!f->wpos && __start_writing(f))
		return 0;
	if (n > (size_t)(f->wend - f->wpos))
		return f->write(f, s, n);
	if (f->line >= 0) {
		for (head = n; head && s[head - 1] != '\n'; head--)
			;
		if (head) {
			size_t done = f->write(f, s, head);
			if (done < head)
				return done;
		}
	}
	if (n != head) {
		memcpy(f->wpos, s + head, n - head);
		f->wpos += n - head;
	}
	return n;
}

int __flush_one(FILE *f)
{
	if (f->wpos && f->wpos != f->buf) {
		f->write(f, NULL, 0);
		if (!f->wpos)
			return EOF;
	}
	if (f->rpos != f->rend && f->seek)
		f->seek(f, f->rpos - f->rend, SEEK_CUR);
	f->rpos = f->rend = f->wpos = f->wend = NULL;
	return 0;
}
