/* What a stream says of itself. */
#include <errno.h>
#include <ushell/file.h>

int feof(FILE *f) { return (f->flags & F_EOF) != 0; }
int ferror(FILE *f) { return (f->flags & F_ERROR) != 0; }
void clearerr(FILE *f) { f->flags &= ~(F_EOF | F_ERROR); }

int fileno(FILE *f)
{
	if (f->fd < 0)
		errno = EBADF;
	return f->fd;
}

int fwide(FILE *f, int mode)
{
	if (!f->wide)
		f->wide = (mode > 0) - (mode < 0);
	return f->wide;
}

/* There is one thread in a program. */
void flockfile(FILE *f) { (void)f; }
int ftrylockfile(FILE *f) { (void)f; return 0; }
void funlockfile(FILE *f) { (void)f; }
