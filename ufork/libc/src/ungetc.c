#include <ushell/file.h>

int ungetc(int c, FILE *f)
{
	if (c == EOF)
		return EOF;
	if (!f->rpos) {
		unsigned eof = f->flags & F_EOF;
		f->flags &= ~F_EOF;
		if (__start_reading(f)) {
			f->flags |= eof;
			return EOF;
		}
	}
	if (f->rpos <= f->buf - UNGET)
		return EOF;
	*--f->rpos = c;
	f->flags &= ~F_EOF;
	return (unsigned char)c;
}
