/* The inside of a stream, for the files that implement <stdio.h>.
 *
 * A stream is idle, reading or writing. Reading: the bytes from rpos to rend
 * are still to be given. Writing: the bytes from buf to wpos are still to be
 * written, and there is room for more up to wend. What is not in use is NULL,
 * so an idle stream fails both fast paths and the slow one changes the state.
 * In front of buf there is room for UNGET bytes that were pushed back. */
#ifndef _USHELL_FILE_H
#define _USHELL_FILE_H

#include <stddef.h>
#include <stdio.h>

enum {
	F_READ = 1,     /* may be read */
	F_WRITE = 2,    /* may be written */
	F_APPEND = 4,   /* writes go to the end of the file */
	F_EOF = 8,      /* a read found the end */
	F_ERROR = 16,   /* a call failed */
	F_STATIC = 32,  /* not to be freed */
	F_STRING = 64,  /* over a string, as snprintf makes it */
};

enum { UNGET = 8 };

struct __file {
	unsigned char *rpos, *rend, *wpos, *wend; /* see above */
	unsigned char *buf;       /* size bytes */
	size_t size;
	unsigned flags;
	int fd;
	int line; /* '\n' when the buffer is written at the end of a line, or -1 */
	int wide; /* as fwide answers */

	/* read answers how many bytes it stored (0: end or error, and the flag is
	 * set). write takes what is buffered and then n bytes at s, and answers n,
	 * or less after an error. seek answers the new offset or -1. */
	size_t (*read)(FILE *f, unsigned char *s, size_t n);
	size_t (*write)(FILE *f, const unsigned char *s, size_t n);
	long (*seek)(FILE *f, long off, int whence);
	int (*close)(FILE *f);
	void *cookie;
	FILE *prev, *next; /* the streams that fopen and its like opened */
};

extern FILE *__files; /* first of them */

int __underflow(FILE *f);        /* the next byte, or EOF */
int __overflow(FILE *f, int c);  /* c, or EOF */
int __start_reading(FILE *f);    /* 0, or EOF: must not be read */
int __start_writing(FILE *f);    /* 0, or EOF: must not be written */
size_t __write_bytes(FILE *f, const void *s, size_t n);
size_t __read_bytes(FILE *f, void *s, size_t n);
int __flush_one(FILE *f);        /* 0, or EOF after an error */
int __open_flags(const char *mode); /* for __sys_open, or -1 */
FILE *__new_file(int fd, const char *mode);
void __link_file(FILE *f);

/* The hooks of a stream over a file descriptor. */
size_t __fd_read(FILE *f, unsigned char *s, size_t n);
size_t __fd_write(FILE *f, const unsigned char *s, size_t n);
long __fd_seek(FILE *f, long off, int whence);
int __fd_close(FILE *f);

#define GETC(f) ((f)->rpos != (f)->rend ? *(f)->rpos++ : __underflow(f))
#define PUTC(c, f) \
	((unsigned char)(c) != (f)->line && (f)->wpos != (f)->wend \
		? (*(f)->wpos++ = (unsigned char)(c)) : __overflow(f, (unsigned char)(c)))

#endif
