/* The three streams that every program has, the list of the others, and what
 * exit does with them. */
#include <ushell/file.h>
#include <unistd.h>

#undef stdin
#undef stdout
#undef stderr

static unsigned char in_buf[UNGET + BUFSIZ], out_buf[UNGET + BUFSIZ], err_buf[UNGET];

static size_t in_read(FILE *f, unsigned char *s, size_t n);
static size_t out_write(FILE *f, const unsigned char *s, size_t n);

static FILE in = {
	.flags = F_READ | F_STATIC, .fd = 0, .line = -1, .buf = in_buf + UNGET, .size = BUFSIZ,
	.read = in_read, .write = __fd_write, .seek = __fd_seek, .close = __fd_close,
};
static FILE out = {
	.flags = F_WRITE | F_STATIC, .fd = 1, .line = '\n', .buf = out_buf + UNGET, .size = BUFSIZ,
	.read = __fd_read, .write = out_write, .seek = __fd_seek, .close = __fd_close,
};
static FILE err = {
	.flags = F_WRITE | F_STATIC, .fd = 2, .line = -1, .buf = err_buf + UNGET, .size = 0,
	.read = __fd_read, .write = __fd_write, .seek = __fd_seek, .close = __fd_close,
};

FILE *const stdin = &in;
FILE *const stdout = &out;
FILE *const stderr = &err;
FILE *__files;

/* A prompt without an end of line is seen before the answer is waited for. */
static size_t in_read(FILE *f, unsigned char *s, size_t n)
{
	if (out.line >= 0)
		__flush_one(&out);
	return __fd_read(f, s, n);
}

/* The first write finds out whether standard output is a console. */
static size_t out_write(FILE *f, const unsigned char *s, size_t n)
{
	f->write = __fd_write;
	if (!isatty(f->fd))
		f->line = -1;
	return f->write(f, s, n);
}

void __link_file(FILE *f)
{
	f->prev = NULL;
	f->next = __files;
	if (__files)
		__files->prev = f;
	__files = f;
}

int fflush(FILE *f)
{
	int r = 0;

	if (f)
		return __flush_one(f);
	for (f = __files; f; f = f->next)
		if (f->wpos && __flush_one(f))
			r = EOF;
	if (out.wpos && __flush_one(&out))
		r = EOF;
	return r;
}

/* exit calls it when a stream is linked into the program. */
void __stdio_exit(void)
{
	for (FILE *f = __files; f; f = f->next)
		__flush_one(f);
	__flush_one(&out);
	__flush_one(&in);
}
