/* The place in a stream. */
#include <errno.h>
#include <ushell/file.h>

int fseek(FILE *f, long off, int whence)
{
	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END) {
		errno = EINVAL;
		return -1;
	}
	if (!f->seek) {
		errno = ESPIPE;
		return -1;
	}
	if (whence == SEEK_CUR && f->rpos)
		off -= f->rend - f->rpos;
	if (f->wpos && f->wpos != f->buf) {
		f->write(f, NULL, 0);
		if (!f->wpos)
			return -1;
	}
	if (f->seek(f, off, whence) < 0)
		return -1;
	f->rpos = f->rend = f->wpos = f->wend = NULL;
	f->flags &= ~F_EOF;
	return 0;
}

long ftell(FILE *f)
{
	long at;

	if (!f->seek) {
		errno = ESPIPE;
		return -1;
	}
	at = f->seek(f, 0, f->flags & F_APPEND && f->wpos && f->wpos != f->buf ? SEEK_END : SEEK_CUR);
	if (at < 0)
		return -1;
	if (f->rpos)
		at -= f->rend - f->rpos;
	else if (f->wpos)
		at += f->wpos - f->buf;
	return at;
}

int fseeko(FILE *f, off_t off, int whence) { return fseek(f, off, whence); }
off_t ftello(FILE *f) { return ftell(f); }

void rewind(FILE *f)
{
	fseek(f, 0, SEEK_SET);
	f->flags &= ~F_ERROR;
}

int fgetpos(FILE *restrict f, fpos_t *restrict pos)
{
	long at = ftell(f);

	if (at < 0)
		return -1;
	*pos = at;
	return 0;
}

int fsetpos(FILE *f, const fpos_t *pos) { return fseek(f, *pos, SEEK_SET); }
