/* The buffer of a stream. */
#include <ushell/file.h>

/* A buffer that is too small to hold pushed-back bytes beside one is ignored,
 * as it may be (C11 7.21.5.6). */
int setvbuf(FILE *restrict f, char *restrict buf, int mode, size_t size)
{
	if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF)
		return -1;
	f->line = -1;
	if (mode == _IONBF) {
		__flush_one(f);
		f->size = 0;
		return 0;
	}
	if (buf && size > UNGET) {
		__flush_one(f);
		f->buf = (unsigned char *)buf + UNGET;
		f->size = size - UNGET;
	}
	if (mode == _IOLBF && f->size)
		f->line = '\n';
	return 0;
}

void setbuf(FILE *restrict f, char *restrict buf) { setvbuf(f, buf, buf ? _IOFBF : _IONBF, BUFSIZ); }
