/* scanf from memory. */
#include <stdarg.h>
#include <ushell/file.h>

/* The next piece of the string becomes the buffer. It is looked for piece by
 * piece, as the string may be long and the format short. */
static size_t next_piece(FILE *f, unsigned char *s, size_t n)
{
	const unsigned char *from = f->cookie;
	size_t k = 0;

	(void)s;
	(void)n;
	while (k < 256 && from[k])
		k++;
	f->rpos = f->rend = f->buf = (unsigned char *)from;
	f->cookie = (unsigned char *)from + k;
	if (!k)
		f->flags |= F_EOF;
	return k;
}

int vsscanf(const char *restrict s, const char *restrict fmt, va_list ap)
{
	FILE f = {
		.flags = F_READ | F_STRING, .fd = -1, .line = -1, .size = 256,
		.buf = (unsigned char *)s, .cookie = (void *)s, .read = next_piece,
	};

	return vfscanf(&f, fmt, ap);
}

int sscanf(const char *restrict s, const char *restrict fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsscanf(s, fmt, ap);
	va_end(ap);
	return n;
}
