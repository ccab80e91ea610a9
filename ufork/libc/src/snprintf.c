/* printf into memory. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <ushell/file.h>

/* What finds no room is counted and dropped. */
static size_t fill(FILE *f, const unsigned char *s, size_t n)
{
	size_t k = f->wend - f->wpos;

	if (k > n)
		k = n;
	memcpy(f->wpos, s, k);
	f->wpos += k;
	return n;
}

int vsnprintf(char *restrict s, size_t n, const char *restrict fmt, va_list ap)
{
	char none[1];
	FILE f = {.flags = F_WRITE | F_STRING, .fd = -1, .line = -1, .write = fill};
	int r;

	if (!n) {
		s = none;
		n = 1;
	}
	/* The size of the object may be less than the caller says (sprintf says
	 * INT_MAX), so the end is only an address that is never reached. */
	f.buf = f.wpos = (unsigned char *)s;
	f.wend = f.buf + n - 1;
	r = vfprintf(&f, fmt, ap);
	*f.wpos = 0;
	return r;
}

int vsprintf(char *restrict s, const char *restrict fmt, va_list ap) { return vsnprintf(s, INT_MAX, fmt, ap); }

int snprintf(char *restrict s, size_t n, const char *restrict fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(s, n, fmt, ap);
	va_end(ap);
	return r;
}

int sprintf(char *restrict s, const char *restrict fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = vsnprintf(s, INT_MAX, fmt, ap);
	va_end(ap);
	return r;
}
